"""What Prism can be asked to answer by name; without a name it gives the first. All values are made up."""

from __future__ import annotations

from typing import Any, Final

ID: Final = 42
BINDINGS: Final = [{"remoteId": "warehouse", "boundIds": [11, 12]}]

_ALL: Final = {"id": ID, "name": "old name", "indexing_cron": "0 6 * * *", "is_paused": False}
_KINDS: Final[dict[str, dict[str, Any]]] = {
    "looker": {
        "base_url": "https://old.looker.example:19999",
        "client_id": "old-client",
        "repo_id": 3,
        "bindings": BINDINGS,
        "project_ids": ["marketing"],
    },
    "hightouch": {"bindings": BINDINGS, "workspace": "old-workspace"},
    "mode": {"workspace": "old-workspace"},
    "tableau": {"server_url": "https://old.tableau.example", "site_id": "old-site", "token_name": "old-token"},
    "powerbi": {"auth_type": "delegated", "client_id": "old-client", "tenant_id": "old-tenant"},
    "dbt": {"ci_config_id": 3},
}
SHOWN: Final = {kind: {"type": kind, **_ALL, **fields} for kind, fields in _KINDS.items()}
"""Each kind of integration as Datafold may show it: without secrets."""

_DATAFOLD: Final[dict[str, Any]] = {
    "nothing": None,
    **SHOWN,
    **{f"{kind}-rescheduled": {**shown, "indexing_cron": "0 9 * * *"} for kind, shown in SHOWN.items()},
    "list": [],
    "text": "ok",
    "other-types": {name: [{}] for shown in SHOWN.values() for name in shown if name != "type"},
}
DATAFOLD: Final = {
    f"{operation}_integration_api_v1_lineage_bi_{path}": _DATAFOLD
    for operation, path in (
        ("get", "_bi_datasource_id___get"),
        ("update_dbt", "dbt__bi_datasource_id___put"),
        ("change_hightouch", "hightouch__bi_datasource_id___put"),
        ("update_looker", "looker__bi_datasource_id___put"),
        ("change_mode", "mode__bi_datasource_id___put"),
        ("update_powerbi", "powerbi__bi_datasource_id___put"),
        ("update_tableau", "tableau__bi_datasource_id___put"),
    )
}


def _params(**values: Any) -> list[dict[str, Any]]:
    channel = {"name": "channel", "label": "Channel", "value": "#old", "sensitive": False, "user_attribute_name": None}
    token = {"name": "token", "label": "Token", "value": None, "sensitive": True, "user_attribute_name": None}
    team = {"name": "team", "label": "Team", "value": None, "sensitive": False, "user_attribute_name": "team_of_user"}
    shared = {"required": False, "has_value": True, "per_user": False, "delegate_oauth_url": None}
    return [{**shared, **param, **values.get(param["name"], {})} for param in (channel, token, team)]


INTEGRATION: Final = {
    "id": "1::slack_app",
    "integration_hub_id": "1",
    "label": "Slack",
    "enabled": False,
    "params": _params(),
    "supported_formats": ["csv"],
    "installed_delegate_oauth_targets": ["T1"],
}
HUB: Final = {"id": "1", "url": "https://old.hub.example", "label": "Hub", "has_authorization_token": True}

_INTEGRATION: Final = {
    "before": INTEGRATION,
    "after": {**INTEGRATION, "enabled": True, "params": _params(channel={"value": "#new"})},
    "without-params": {"id": "1::slack_app", "enabled": False},
}
_HUB: Final = {"before": HUB, "after": {**HUB, "url": "https://new.hub.example"}}

LOOKER: Final[dict[str, dict[str, Any]]] = {
    "login": {
        "token": {"access_token": "s3cr3t-access", "token_type": "Bearer", "expires_in": 3600, "refresh_token": None}
    },
    "integration": _INTEGRATION,
    "update_integration": _INTEGRATION,
    "integration_hub": _HUB,
    "update_integration_hub": _HUB,
}

WORDS: Final = {("IntegrationParam", "name"): ["channel", "token", "team"]}
"""A made-up parameter has a name that tests can ask for, or null. Prism adds the null itself."""
