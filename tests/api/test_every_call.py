"""What each call takes for an answer, asks for and hides, whichever flow sends it."""

import pytest

from airflow_provider_bi.api.datafold import calls as datafold
from airflow_provider_bi.api.errors import UnexpectedReply
from airflow_provider_bi.api.looker import calls as looker
from airflow_provider_bi.api.replies import Answer, read_reply
from airflow_provider_bi.api.requests import http_request
from airflow_provider_bi.api.retries import policy
from airflow_provider_bi.api.settings import ClientSettings

SETTINGS = ClientSettings(base_url="https://x.example")
SECRET = ("s3cr3t",)


def told(call):
    return str(call())


WRITES = [
    lambda: datafold.create_integration("dbt", {}, secrets=SECRET),
    lambda: datafold.update_integration("dbt", 47, {}, secrets=SECRET),
    lambda: looker.create_integration_hub({}, secrets=SECRET),
    lambda: looker.update_integration_hub(2, {}, secrets=SECRET),
    lambda: looker.update_integration("2::x", {}, secrets=SECRET),
]
COMMANDS = [
    lambda: datafold.remove_integration(47),
    lambda: datafold.resync_integration(47),
    lambda: looker.delete_integration_hub(2),
    lambda: looker.accept_integration_hub_legal_agreement(2),
    looker.logout,
]
READS = [
    datafold.list_integrations,
    lambda: datafold.get_integration(47),
    lambda: looker.login("id", "s3cr3t"),
    looker.me,
    looker.versions,
    looker.all_integration_hubs,
    lambda: looker.integration_hub(2),
    lambda: looker.get_integration_hub_health(2),
    looker.all_integrations,
    lambda: looker.integration("2::x"),
    lambda: looker.fetch_integration_form("2::x"),
]
TESTS = [lambda: looker.test_integration("2::x")]


def answered(call, content):
    return read_reply(call, Answer(status=200, headers={}, content=content), hints={0: ""}, secrets=())


@pytest.mark.parametrize("call", WRITES + COMMANDS, ids=told)
def test_what_was_done_may_be_answered_with_nothing(call):
    """It is done all the same; what it did is looked up where that matters."""
    assert answered(call(), b"") is None


@pytest.mark.parametrize("call", READS + TESTS, ids=told)
def test_what_was_asked_is_not_answered_by_nothing(call):
    """Nothing is no answer to a question."""
    with pytest.raises(UnexpectedReply):
        answered(call(), b"")


@pytest.mark.parametrize(
    "call",
    [lambda: looker.login("id", "s3cr3t"), looker.me, looker.versions, lambda: looker.fetch_integration_form("2::x")],
    ids=told,
)
def test_a_list_is_no_object(call):
    """These are documented to be objects."""
    with pytest.raises(UnexpectedReply, match="where an object is needed"):
        answered(call(), b"[]")


@pytest.mark.parametrize(
    "call", [datafold.list_integrations, looker.all_integration_hubs, looker.all_integrations], ids=told
)
def test_an_object_is_no_list(call):
    """A page of something else is not taken for an empty list."""
    with pytest.raises(UnexpectedReply, match="where a list"):
        answered(call(), b"{}")


@pytest.mark.parametrize("call", WRITES, ids=told)
def test_a_writes_secrets_are_hidden_in_its_errors(call):
    """Its body may be repeated in a refusal."""
    assert call().secrets == {"s3cr3t"}


@pytest.mark.parametrize(
    "call",
    [
        lambda: looker.versions(fields="id,url"),
        lambda: looker.all_integration_hubs(fields="id,url"),
        lambda: looker.integration_hub(2, fields="id,url"),
        lambda: looker.create_integration_hub({}, fields="id,url"),
        lambda: looker.update_integration_hub(2, {}, fields="id,url"),
        lambda: looker.all_integrations(fields="id,url"),
        lambda: looker.integration("2::x", fields="id,url"),
        lambda: looker.update_integration("2::x", {}, fields="id,url"),
    ],
    ids=told,
)
def test_the_fields_that_are_asked_for_are_sent(call):
    """Looker answers with these alone."""
    assert http_request(call(), SETTINGS).url.query == b"fields=id%2Curl"


@pytest.mark.parametrize(
    ("calls", "again"),
    [
        (READS, True),
        ([WRITES[1], WRITES[3], WRITES[4], COMMANDS[0]], True),
        ([WRITES[0], WRITES[2], *COMMANDS[1:4], *TESTS], False),
    ],
    ids=["reads", "writes of a state", "what does something each time"],
)
def test_only_what_does_the_same_twice_is_sent_again_after_a_gateways_error(calls, again):
    """The service behind it may have done its work."""
    assert {policy(call().repeatable, retries=1).is_retryable_status_code(503) for call in calls} == {again}


def test_who_is_logged_in_is_asked_for_by_name_alone():
    """The rest of a user's data is nobody's here."""
    assert http_request(looker.me(), SETTINGS).url.query == b"fields=id%2Cdisplay_name%2Cemail"
