from __future__ import annotations

import pytest

looker_sdk = pytest.importorskip("looker_sdk")


@pytest.fixture
def sdk(sandbox, monkeypatch):
    monkeypatch.setenv("LOOKERSDK_BASE_URL", sandbox.url)
    monkeypatch.setenv("LOOKERSDK_CLIENT_ID", "sandbox-looker-client-id")
    monkeypatch.setenv("LOOKERSDK_CLIENT_SECRET", "sandbox-looker-client-secret")
    monkeypatch.setenv("LOOKERSDK_VERIFY_SSL", "false")
    made = looker_sdk.init40(config_file="")
    yield made
    made.transport.session.close()


def test_lists_hubs_and_integrations(sdk):
    """Looker's own client reads every documented field."""
    assert [hub.has_authorization_token for hub in sdk.all_integration_hubs()] == [False, True]
    assert [found.id for found in sdk.all_integrations(integration_hub_id="1")] == [
        "1::slack_app",
        "1::google_cloud_storage",
    ]
    assert (sdk.me().id, sdk.versions().current_version.version) == ("1", "4.0")


def test_patches_an_integration(sandbox, sdk):
    """Looker's own client changes a parameter and enables the integration."""
    body = looker_sdk.models40.WriteIntegration(
        enabled=True, params=[looker_sdk.models40.IntegrationParam(name="portal", value="12")]
    )

    found = sdk.update_integration("2::hubspot", body)
    assert (found.enabled, sandbox.looker.integrations["2::hubspot"]["params"][1]["value"]) == (True, "12")


def test_patches_a_hub(sandbox, sdk):
    """Looker's own client writes a token."""
    hub = sdk.update_integration_hub("2", looker_sdk.models40.WriteIntegrationHub(authorization_token="new"))

    assert (hub.has_authorization_token, sandbox.looker.hubs["2"]["authorization_token"]) == (True, "new")


def test_asks_for_health_test_and_form(sdk):
    """Looker's own client reads the results."""
    assert sdk.get_integration_hub_health("1").success
    assert sdk.test_integration("1::slack_app").success
    assert sdk.fetch_integration_form("1::slack_app", {}).fields[0].name == "filename"


def test_gets_the_documented_404(sdk):
    """Looker's own client raises with Looker's words."""
    with pytest.raises(looker_sdk.error.SDKError, match="Not found"):
        sdk.integration("9::nothing")


def test_logs_out(sandbox, sdk):
    """Looker's own client ends its token, below no version."""
    sdk.me()
    sdk.auth.logout()

    assert (sandbox.requests[-1].path, sandbox.requests[-1].status, sandbox.looker.tokens) == ("/api/logout", 204, {})
