"""The BI tools' own Airflow connections as credentials, as their providers have them."""

import json

import pytest

from airflow_provider_bi.api.errors import SettingsError
from airflow_provider_bi.hooks.base import read_credentials
from airflow_provider_bi.hooks.datafold import DatafoldHook

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
        {"token": "s3cr3t", "workspace": "acme"},
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
    """Its type does not matter; what it holds goes where Datafold wants it, the rest is kept as it stands."""
    monkeypatch.setenv("AIRFLOW_CONN_TOOL", json.dumps(connection))

    with DatafoldHook() as hook:
        result = hook.update_integration(kind, number, fields=CRON, credentials_conn_id="tool")

    assert sandbox.requests[-1].body.items() >= (sent | CRON).items()
    assert "indexing_cron" in result.changed


def test_credentials_with_an_unusable_host_name_their_connection(monkeypatch):
    """The person has to know which of the two connections is wrong."""
    monkeypatch.setenv("AIRFLOW_CONN_TOOL", json.dumps({"conn_type": "looker", "host": "ftp://acme"}))

    with pytest.raises(SettingsError, match="Connection 'tool': the host is no http or https URL"):
        read_credentials("tool")
