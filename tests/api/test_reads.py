"""What is read for people holds no secret, should a reply hold any."""

import pytest

from airflow_provider_bi.api.datafold import reads as datafold
from airflow_provider_bi.api.looker import reads as looker
from tests.api.driving import drive

PARAMS = {"params": [{"name": "a", "value": "s3cr3t"}, {"name": "b", "value": "x", "sensitive": False}]}
SHOWN_PARAMS = {"params": [{"name": "a", "value": "***"}, {"name": "b", "value": "x", "sensitive": False}]}
SECRETS = {"token": "s3cr3t", "password": "s3cr3t", "client_secret": "s3cr3t", "token_value": "s3cr3t"}


@pytest.mark.parametrize(
    ("flow", "path", "reply", "shown"),
    [
        (lambda: datafold.read_integration(42), "/api/v1/lineage/bi/42/", SECRETS, dict.fromkeys(SECRETS, "***")),
        (lambda: datafold.read_integration(42), "/api/v1/lineage/bi/42/", None, None),
        (
            lambda: datafold.read_integration(42),
            "/api/v1/lineage/bi/42/",
            {"api_key": "s3cr3t", "token_name": "bot", "oauth_tokens": ["s3cr3t"], "name": "n"},
            {"api_key": "***", "token_name": "bot", "oauth_tokens": "***", "name": "n"},
        ),
        (
            datafold.read_integrations,
            "/api/v1/lineage/bi/",
            [{"props": SECRETS}],
            [{"props": dict.fromkeys(SECRETS, "***")}],
        ),
        (datafold.read_integrations, "/api/v1/lineage/bi/", None, []),
        (
            lambda: looker.read_hub(2),
            "/api/4.0/integration_hubs/2",
            {"url": "u", "authorization_token": "s3cr3t"},
            {"url": "u", "authorization_token": "***"},
        ),
        (
            looker.read_hubs,
            "/api/4.0/integration_hubs",
            [{"authorization_token": "s3cr3t", "has_authorization_token": True}],
            [{"authorization_token": "***", "has_authorization_token": True}],
        ),
        (
            lambda: looker.read_hub(2),
            "/api/4.0/integration_hubs/2",
            {"url": "https://joe:s3cr3t@a.example/x@y", "label": None},
            {"url": "https://***@a.example/x@y", "label": None},
        ),
        (
            looker.read_hubs,
            "/api/4.0/integration_hubs",
            [{"url": "https://j@oe:s3#cr3t@a.example"}, {"url": None}, {"url": "https://a.example//x@y"}, None],
            [{"url": "https://***@a.example"}, {"url": None}, {"url": "https://a.example//x@y"}, None],
        ),
        (lambda: looker.read_integration("1::x"), "/api/4.0/integrations/1%3A%3Ax", PARAMS, SHOWN_PARAMS),
        (looker.read_integrations, "/api/4.0/integrations", [PARAMS, {}], [SHOWN_PARAMS, {}]),
    ],
)
def test_a_read_is_one_call_and_shows_no_secret(flow, path, reply, shown):
    """The reply is handed on as it is but for its secrets."""
    done = drive(flow(), reply)

    assert [(call.method, call.path) for call in done.calls] == [("GET", path)]
    assert done.result == shown


@pytest.mark.parametrize(
    ("flow", "query"),
    [
        (lambda: looker.read_hub(2, fields="id"), {"fields": "id"}),
        (lambda: looker.read_hubs(fields="id"), {"fields": "id"}),
        (lambda: looker.read_integration("1::x", fields="id"), {"fields": "id"}),
        (
            lambda: looker.read_integrations(integration_hub_id=2, fields="id"),
            {"fields": "id", "integration_hub_id": "2"},
        ),
        (looker.read_integrations, {"fields": None, "integration_hub_id": None}),
    ],
    ids=["hub", "hubs", "integration", "integrations of a hub", "integrations"],
)
def test_what_to_show_is_lookers_own_parameter(flow, query):
    """``fields`` and the hub are handed on as they are."""
    assert drive(flow(), []).calls[0].query == query
