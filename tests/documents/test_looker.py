from __future__ import annotations

from contextlib import suppress

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_bi.api.errors import (
    AuthError,
    InvalidRequestError,
    NotFoundError,
    RateLimitedError,
)
from airflow_provider_bi.hooks.looker import LookerHook
from airflow_provider_bi.operators.looker import PatchLookerIntegrationHubOperator, PatchLookerIntegrationOperator

ID = "1::slack_app"
ANY = "dynamic=true,seed={number}"
UNTOUCHED = {
    "channel": {"name": "channel", "value": None, "user_attribute_name": None},
    "token": {"name": "token", "value": None, "user_attribute_name": None},
    "team": {"name": "team", "value": None, "user_attribute_name": "team_of_user"},
}


def integration(**arguments):
    return PatchLookerIntegrationOperator(task_id="change", **{"integration_id": ID} | arguments)


def hub(**arguments):
    return PatchLookerIntegrationHubOperator(task_id="change", **{"integration_hub_id": "1"} | arguments)


def params(**changed):
    """The whole list of parameters, of which some are changed."""
    return [{**param, **changed.get(name, {})} for name, param in UNTOUCHED.items()]


INTEGRATION_CASES = {
    "enabled": ({"enabled": True}, {"enabled": True}),
    "enabled as text": ({"enabled": "true"}, {"enabled": True}),
    "plain parameter": (
        {"integration_params": {"channel": "#new"}},
        {"params": params(channel={"value": "#new"})},
    ),
    "number as parameter": (
        {"integration_params": {"channel": 17}},
        {"params": params(channel={"value": "17"})},
    ),
    "secret parameter": (
        {"integration_params": {"token": "s3cr3t-param"}},
        {"params": params(token={"value": "s3cr3t-param"})},
    ),
    "emptied parameter": (
        {"integration_params": {"channel": "", "token": ""}},
        {"params": params(channel={"value": ""}, token={"value": ""})},
    ),
    "user attribute": (
        {"integration_params": {"channel": {"user_attribute_name": "channel_of_user"}}},
        {"params": params(channel={"user_attribute_name": "channel_of_user"})},
    ),
    "detached user attribute": (
        {"clear": ["params.team.user_attribute_name"]},
        {"params": params(team={"user_attribute_name": None})},
    ),
    "targets": (
        {"installed_delegate_oauth_targets": ["T1", "T2"]},
        {"installed_delegate_oauth_targets": ["T1", "T2"]},
    ),
    "cleared targets": (
        {"clear": "installed_delegate_oauth_targets"},
        {"installed_delegate_oauth_targets": []},
    ),
    "all": (
        {
            "enabled": True,
            "integration_params": {
                "channel": {"value": "#new", "user_attribute_name": "channel_of_user"},
                "token": "s3cr3t-param",
                "team": "9",
            },
            "installed_delegate_oauth_targets": ["T2"],
        },
        {
            "enabled": True,
            "params": params(
                channel={"value": "#new", "user_attribute_name": "channel_of_user"},
                token={"value": "s3cr3t-param"},
                team={"value": "9"},
            ),
            "installed_delegate_oauth_targets": ["T2"],
        },
    ),
}
HUB_CASES = {
    "url": ({"url": "https://new.hub.example"}, {"url": "https://new.hub.example"}),
    "token": ({"authorization_token": "s3cr3t-hub"}, {"authorization_token": "s3cr3t-hub"}),
    "token of a connection": (
        {"authorization_token_conn_id": "hub_token"},
        {"authorization_token": "s3cr3t-hub-from-connection"},
    ),
    "cleared token": ({"clear": ["authorization_token"]}, {"authorization_token": None}),
    "both": (
        {"url": "https://new.hub.example", "authorization_token": "s3cr3t-hub"},
        {"url": "https://new.hub.example", "authorization_token": "s3cr3t-hub"},
    ),
}
EVERY_CASE = [
    *((integration, *case) for case in INTEGRATION_CASES.values()),
    *((hub, *case) for case in HUB_CASES.values()),
]
EVERY_ID = [*INTEGRATION_CASES, *(f"hub, {name}" for name in HUB_CASES)]


@pytest.mark.parametrize(("operator", "arguments", "body"), EVERY_CASE, ids=EVERY_ID)
def test_each_argument_is_accepted(looker, operator, arguments, body):
    """What was asked for is sent, in the document's words, between one login and one logout."""
    looker.execute(operator(**arguments))

    assert looker.written == [body]
    assert [exchange.method for exchange in looker.seen] == ["POST", "GET", "PATCH", "DELETE"]
    assert {exchange.status for exchange in looker.seen} == {200, 204}


@pytest.mark.parametrize(("operator", "arguments", "body"), EVERY_CASE, ids=EVERY_ID)
def test_fields_that_a_user_limits_are_accepted(looker, operator, arguments, body):
    """Looker's own `fields` goes with each read and write."""
    looker.execute(operator(fields="label,can(update)", **arguments))

    queries = {exchange.target.partition("?")[2].partition("=")[0] for exchange in looker.seen[1:-1]}
    assert looker.written == [body]
    assert queries == {"fields"}


def test_change_that_the_reply_shows_is_verified(looker):
    """What Looker shows after the PATCH is what is returned."""
    looker.answer(PATCH="example=after")

    returned, xcoms = looker.execute(integration(enabled=True, integration_params={"channel": "#new"}))

    assert returned == {"enabled": True, "params": {"channel": {"value": "#new"}}}
    assert xcoms["ignored"] == []
    assert xcoms["verified"] is True
    assert looker.operations == ["login", "integration", "update_integration", "logout"]


def test_change_of_a_hub_that_the_reply_shows_is_verified(looker):
    """What Looker shows after the PATCH is what is returned; the token is not."""
    looker.answer(PATCH="example=after")

    returned, xcoms = looker.execute(hub(url="https://new.hub.example", authorization_token="s3cr3t-hub"))

    assert returned == {"url": "https://new.hub.example", "authorization_token": "***"}
    assert xcoms["verified"] is True
    assert looker.operations == ["login", "integration_hub", "update_integration_hub", "logout"]


@pytest.mark.parametrize("operator", [integration(enabled=True), hub(url="https://new.hub.example")])
def test_plan_only_writes_nothing(looker, operator):
    """A plan reads."""
    operator.plan_only = True

    returned, _ = looker.execute(operator)

    assert [exchange.method for exchange in looker.seen] == ["POST", "GET", "DELETE"]
    assert len(returned) == 1


def test_parameter_that_looker_does_not_show_is_not_sent(looker):
    """An unknown parameter fails the task before the write."""
    looker.answer(GET="example=without-params")

    with pytest.raises(AirflowFailException, match="Nothing was written"):
        looker.execute(integration(integration_params={"channel": "#new"}))

    assert looker.operations == ["login", "integration", "logout"]


def test_whatever_prism_answers_the_next_request_is_valid(looker):
    """Replies made up from the schemas, nulls and all, lead to a valid PATCH or to none."""
    looker.answer(GET=ANY, PATCH=ANY)
    wanted = {"channel": {"value": "#new", "user_attribute_name": "channel_of_user"}}

    for enabled in (True, False) * 5:
        with suppress(AirflowFailException):  # no parameter of that name was made up
            looker.execute(integration(enabled=enabled, integration_params=wanted, skip_unchanged=False))
        looker.execute(integration(enabled=enabled, installed_delegate_oauth_targets=["T1"], skip_unchanged=False))
        looker.execute(hub(url="https://new.hub.example", authorization_token="s3cr3t-hub"))

    shown = {str(exchange.reply) for exchange in looker.seen if exchange.method == "GET"}
    assert sum("params" in body for body in looker.written) > 0
    assert sum("enabled" in body for body in looker.written) >= 10
    assert looker.operations.count("update_integration_hub") == 10
    assert len(shown) >= 30


@pytest.mark.parametrize("operator", [integration(enabled=True), hub(url="https://new.hub.example")])
@pytest.mark.parametrize(
    ("method", "code", "error"),
    [
        ("POST", 404, AuthError),
        ("POST", 400, AuthError),
        ("GET", 404, NotFoundError),
        ("PATCH", 400, InvalidRequestError),
        ("PATCH", 404, NotFoundError),
        ("PATCH", 422, InvalidRequestError),
    ],
)
def test_documented_refusal_fails_the_task(looker, operator, method, code, error):
    """Each refusal that the document has ends the task for good, typed by what it means."""
    looker.answer(**{method: f"code={code}"})

    with pytest.raises(AirflowFailException, match=rf"refused \({code}\)") as caught:
        looker.execute(operator)

    assert isinstance(caught.value.__cause__, error)


@pytest.mark.parametrize("method", ["POST", "GET", "PATCH"])
def test_documented_rate_limit_is_left_to_the_tasks_retries(looker, method):
    """A 429 passes; the task may be tried again."""
    looker.answer(**{method: "code=429"})

    with pytest.raises(RateLimitedError):
        looker.execute(integration(enabled=True))

    assert [exchange.status for exchange in looker.seen if exchange.method == method] == [429]


@pytest.mark.parametrize("hostile", ["", " ", ".", "..", "../1", "%2e%2e", "1\n::slack_app", "1\x00", None, 1.5, True])
def test_id_that_is_none_never_arrives(looker, hostile):
    """No request is made with an id that would be another path, not even a login."""
    with pytest.raises(AirflowFailException, match=r"is not an id|give one of the two forms"):
        looker.execute(integration(integration_id=hostile, enabled=True))
    with pytest.raises(AirflowFailException, match="is not an id"):
        looker.execute(hub(integration_hub_id=hostile, url="https://new.hub.example"))

    assert looker.seen == []


@pytest.mark.parametrize("odd", ["1::a/b", "1?fields=id", "1#x", "1;x=1", "å b", "1/test"])
def test_odd_id_stays_one_segment(looker, odd):
    """An id with a path's, a query's or a fragment's characters asks for nothing else than its integration."""
    looker.execute(integration(integration_id=odd, enabled=True))
    looker.execute(hub(integration_hub_id=odd, url="https://new.hub.example"))

    assert looker.operations == [
        *("login", "integration", "update_integration", "logout"),
        *("login", "integration_hub", "update_integration_hub", "logout"),
    ]


def test_key_is_sent_in_a_form_and_the_token_in_a_header(looker):
    """No credential stands in a URL; each request after the login has its token."""
    looker.execute(integration(enabled=True))

    login, *others = looker.seen
    assert login.body == {"client_id": "client", "client_secret": "s3cr3t-client"}
    assert "?" not in login.target
    assert {exchange.headers["authorization"] for exchange in others} == {"Bearer s3cr3t-access"}


def test_reads_of_the_hook_are_accepted(looker):
    """Lists, single objects and who one is: each read is a documented one."""
    with LookerHook() as hook:
        hook.list_integration_hubs(fields="id")
        hook.list_integrations(integration_hub_id=1, fields="id")
        hook.get_integration_hub(1)
        hook.get_integration(ID)
    connected, _ = LookerHook().test_connection()

    assert connected
    assert looker.operations == [
        *("login", "all_integration_hubs", "all_integrations", "integration_hub", "integration", "logout"),
        *("login", "me", "logout"),
    ]
