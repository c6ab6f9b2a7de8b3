"""The BI tools' own Airflow connections as credentials, as their providers have them."""

import json

import pytest

from airflow_provider_bi.api.errors import SettingsError
from airflow_provider_bi.hooks.datafold import DatafoldHook, read_credentials

CRON = {"indexing_cron": "0 9 * * *"}
FORMS = {
    "looker of this provider": (
        "looker",
        42,
        {
            "conn_type": "looker",
            "host": "https://acme.cloud.looker.com",
            "port": 443,
            "login": "id",
            "password": "s3cr3t",
            "extra": {"timeout": 5},
        },
        {"base_url": "https://acme.cloud.looker.com:443", "client_id": "id", "client_secret": "s3cr3t"},
    ),
    "looker of Google's provider": (
        "looker",
        42,
        {"conn_type": "gcp_looker", "host": "acme.looker.com", "port": 19999, "login": "id", "password": "s3cr3t"},
        {"base_url": "https://acme.looker.com:19999", "client_id": "id", "client_secret": "s3cr3t"},
    ),
    "tableau with a user": (
        "tableau",
        45,
        {
            "conn_type": "tableau",
            "host": "https://tableau.acme.example",
            "login": "name",
            "password": "s3cr3t",
            "extra": {"site_id": "acme"},
        },
        {"server_url": "https://tableau.acme.example", "token_name": "name", "token_value": "s3cr3t"},
    ),
    "tableau with a token beside its user": (
        "tableau",
        45,
        {
            "conn_type": "tableau",
            "host": "https://tableau.acme.example",
            "login": "user",
            "password": "s3cr3t-of-the-user",
            "extra": {"site_id": "acme", "token_name": "bi", "personal_access_token": "s3cr3t-token"},
        },
        {"token_name": "bi", "token_value": "s3cr3t-token", "site_id": "acme"},
    ),
    "tableau with token_value": (
        "tableau",
        45,
        {"conn_type": "tableau", "host": "t.example", "extra": {"token_name": "bi", "token_value": "s3cr3t"}},
        {"server_url": "https://t.example", "token_name": "bi", "token_value": "s3cr3t", "site_id": "acme"},
    ),
    "powerbi of Microsoft's provider": (
        "powerbi",
        46,
        {"conn_type": "powerbi", "login": "id", "password": "s3cr3t", "extra": {"tenant_id": "tenant"}},
        {"client_id": "id", "client_secret": "s3cr3t", "tenant_id": "tenant", "auth_type": "service_principal"},
    ),
    "powerbi with tenantId": (
        "powerbi",
        46,
        {"conn_type": "msgraph", "login": "id", "password": "s3cr3t", "extra": {"tenantId": "tenant"}},
        {"client_id": "id", "client_secret": "s3cr3t", "tenant_id": "tenant"},
    ),
    "hightouch as http": (
        "hightouch",
        43,
        {"conn_type": "http", "host": "https://api.hightouch.com", "password": "s3cr3t"},
        {"token": "s3cr3t"},
    ),
    "mode as http": (
        "mode",
        44,
        {"conn_type": "http", "login": "s3cr3t-token", "password": "s3cr3t", "extra": {"workspace": "other"}},
        {"token": "s3cr3t-token", "password": "s3cr3t", "workspace": "other"},
    ),
}


@pytest.mark.parametrize(("kind", "number", "connection", "sent"), FORMS.values(), ids=FORMS)
def test_own_connection_of_a_bi_tool_fills_the_body(kind, number, connection, sent, sandbox, monkeypatch):
    """Its type does not matter; what it holds goes where Datafold wants it and does not show it."""
    sandbox.datafold.hidden.update({"base_url", "server_url", "tenant_id", "workspace"})
    monkeypatch.setenv("AIRFLOW_CONN_TOOL", json.dumps(connection))

    with DatafoldHook() as hook:
        result = hook.update_integration(kind, number, fields=CRON, credentials_conn_id="tool")

    assert sandbox.requests[-1].body.items() >= (sent | CRON).items()
    assert "indexing_cron" in result.changed


def test_connection_does_not_change_what_datafold_shows(sandbox):
    """The connection fills gaps, and brings its secret together with the half that belongs to it."""
    with DatafoldHook() as hook:
        plan = hook.plan_update("looker", 42, fields=CRON, credentials_conn_id="looker_default")

    assert plan.write.body["base_url"] == "https://analytics.cloud.looker.com:443"
    assert plan.write.body["client_id"] == "sandbox-looker-client-id"
    [remark] = plan.remarks
    assert "client_id 'sandbox-looker-client-id' instead of 'analytics-looker-client'" in remark


def test_connection_to_datafold_is_no_credentials(sandbox):
    """Its key would be stored as a BI tool's secret."""
    with DatafoldHook() as hook, pytest.raises(SettingsError, match="'datafold_default' is one to Datafold"):
        hook.plan_update("looker", 42, fields=CRON, credentials_conn_id="datafold_default")


def test_half_of_a_token_does_not_go_out_with_half_of_a_user(sandbox, monkeypatch):
    """A token's name without its secret in extra: the login and the password belong together."""
    connection = {"conn_type": "tableau", "login": "user", "password": "s3cr3t", "extra": {"token_name": "bi"}}
    monkeypatch.setenv("AIRFLOW_CONN_TOOL", json.dumps(connection))

    with DatafoldHook() as hook:
        body = hook.plan_update("tableau", 45, fields=CRON, credentials_conn_id="tool").write.body

    assert (body["token_name"], body["token_value"]) == ("user", "s3cr3t")


def test_credentials_with_an_unusable_host_name_their_connection(monkeypatch):
    """The person has to know which of the two connections is wrong."""
    monkeypatch.setenv("AIRFLOW_CONN_TOOL", json.dumps({"conn_type": "looker", "host": "ftp://acme"}))

    with pytest.raises(SettingsError, match="Connection 'tool': the host is no http or https URL"):
        read_credentials("tool")
