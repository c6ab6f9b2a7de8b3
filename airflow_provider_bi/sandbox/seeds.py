"""What both services hold before anyone writes to them."""

from __future__ import annotations

from typing import Any

HUB_TOKEN = "seeded-hub-token"  # noqa: S105 - made up

_BINDINGS = [{"remoteId": "snowflake_prod", "boundIds": [301, 302]}]
_ACME = "https://actions.acme.example/"


def datafold_integrations() -> list[tuple[str, dict[str, Any]]]:
    """Return kind and body of each integration, in the order of their ids."""
    return [
        (
            "looker",
            {
                "name": "Looker production",
                "indexing_cron": "0 6 * * *",
                "base_url": "https://analytics.cloud.looker.com:443",
                "client_id": "analytics-looker-client",
                "client_secret": "seeded-looker-client-secret",
                "repo_id": 7,
                "bindings": _BINDINGS,
                "project_ids": ["eng-looker-analytics"],
            },
        ),
        (
            "hightouch",
            {
                "name": "Hightouch",
                "indexing_cron": "30 6 * * *",
                "token": "seeded-hightouch-token",
                "bindings": _BINDINGS,
                "workspace": "acme",
            },
        ),
        (
            "mode",
            {
                "name": "Mode",
                "indexing_cron": "0 7 * * 1-5",
                "token": "seeded-mode-token",
                "password": "seeded-mode-password",
                "workspace": "acme",
            },
        ),
        (
            "tableau",
            {
                "name": "Tableau",
                "indexing_cron": "0 */4 * * *",
                "server_url": "https://prod-uk-a.online.tableau.com",
                "site_id": "acme",
                "token_name": "datafold",
                "token_value": "seeded-tableau-token-value",
            },
        ),
        (
            "powerbi",
            {
                "name": "Power BI",
                "indexing_cron": "15 5 * * *",
                "auth_type": "service_principal",
                "client_id": "1b6d7c1e-0000-4000-8000-5a9db0c0ffee",
                "client_secret": "seeded-powerbi-client-secret",
                "tenant_id": "8f2a4b3c-0000-4000-8000-acce55000001",
            },
        ),
        ("dbt", {"name": "dbt exposures", "indexing_cron": "0 5 * * *", "ci_config_id": 3}),
        (
            "looker",
            {
                "name": "Looker staging",
                "base_url": "https://staging.cloud.looker.com:443",
                "client_id": "staging-looker-client",
                "client_secret": "seeded-staging-client-secret",
                "repo_id": 8,
            },
        ),
    ]


def looker_hubs() -> list[dict[str, Any]]:
    """Return the hubs, with the token that no reply shows."""
    return [
        _hub("1", url="https://actions.looker.com", label="Looker Action Hub", official=True),
        _hub(
            "2",
            url=_ACME,
            label="Acme actions",
            authorization_token=HUB_TOKEN,
            legal_agreement_required=True,
            legal_agreement_text="Data sent to Acme actions is processed by Acme GmbH under its terms of service.",
        ),
    ]


def looker_integrations() -> list[dict[str, Any]]:
    """Return the integrations, with the values that no reply shows."""
    return [
        integration("1", "slack_app", enabled=True, params=[param("channel", value="#data", sensitive=False)]),
        integration(
            "1",
            "google_cloud_storage",
            params=[
                param("client_email", sensitive=False),
                param("private_key", required=True),
                param("project_id", value="acme-analytics", sensitive=False, required=True),
            ],
        ),
        integration(
            "2",
            "hubspot",
            params=[
                param("api_key", value="seeded-hubspot-key", sensitive=True, required=True),
                param("portal", value="4711", sensitive=False),
                param("user_token", per_user=True, user_attribute_name="hubspot_token"),
            ],
        ),
        webhook("2", enabled=True, url="https://hooks.acme.example/looker"),
    ]


def looker_staging() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return hubs and integrations of a second Looker, where the hub of the first has another id."""
    hubs = [
        _hub("1", url="https://actions.looker.com", label="Looker Action Hub", official=True),
        _hub("5", url=_ACME, label="Acme actions", authorization_token=HUB_TOKEN),
    ]
    return hubs, [
        integration("1", "slack_app", enabled=True, params=[param("channel", value="#data", sensitive=False)]),
        integration(
            "5",
            "hubspot",
            enabled=True,
            params=[
                param("api_key", value="seeded-staging-hubspot-key", sensitive=True, required=True),
                param("portal", value="4712", sensitive=False),
                param("user_token", per_user=True, user_attribute_name="hubspot_token"),
            ],
        ),
        integration("5", "experiment", params=[]),
    ]


def webhook(hub_id: str, *, enabled: bool = False, url: str | None = None) -> dict[str, Any]:
    """Return the integration that a new hub has."""
    return integration(hub_id, "webhook", enabled=enabled, params=[param("url", value=url)])


def _hub(hub_id: str, **known: Any) -> dict[str, Any]:
    return {
        "can": {"show": True, "update": True, "delete": hub_id != "1"},
        "id": hub_id,
        "url": "",
        "label": "",
        "official": False,
        "fetch_error_message": None,
        "authorization_token": None,
        "legal_agreement_signed": False,
        "legal_agreement_required": False,
        "legal_agreement_text": None,
        **known,
    }


def new_hub(hub_id: str, url: str) -> dict[str, Any]:
    """Return a hub that was just created."""
    return _hub(hub_id, url=url, label=url)


def integration(hub_id: str, action: str, *, params: list[dict[str, Any]], enabled: bool = False) -> dict[str, Any]:
    """Return one integration with every documented field."""
    return {
        "can": {"show": True, "update": True},
        "id": f"{hub_id}::{action}",
        "integration_hub_id": hub_id,
        "label": action.replace("_", " ").title(),
        "description": f"Sends data to {action}.",
        "enabled": enabled,
        "params": params,
        "supported_formats": ["csv", "json"],
        "supported_action_types": ["query", "dashboard"],
        "supported_formattings": ["formatted", "unformatted"],
        "supported_visualization_formattings": ["apply", "noapply"],
        "supported_download_settings": ["push"],
        "icon_url": None,
        "uses_oauth": False,
        "required_fields": [],
        "privacy_link": None,
        "delegate_oauth": False,
        "installed_delegate_oauth_targets": [],
    }


def param(
    name: str,
    *,
    value: str | None = None,
    sensitive: bool | None = None,
    user_attribute_name: str | None = None,
    required: bool = False,
    per_user: bool = False,
) -> dict[str, Any]:
    """Return one parameter. ``sensitive`` left out means that it is, as Looker documents."""
    return {
        "name": name,
        "label": name.replace("_", " ").capitalize(),
        "description": None,
        "required": required,
        "value": value,
        "user_attribute_name": user_attribute_name,
        "sensitive": sensitive,
        "per_user": per_user,
        "delegate_oauth_url": None,
    }
