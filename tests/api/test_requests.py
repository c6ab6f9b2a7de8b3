"""What a call's request carries beside its method, path and body."""

import json

import pytest

from airflow_provider_bi.api.calls import Call, Repeatable
from airflow_provider_bi.api.looker.calls import logout
from airflow_provider_bi.api.requests import http_request
from airflow_provider_bi.api.settings import ClientSettings, Transport


def request(settings=None, **fields):
    call = Call(**{"method": "GET", "path": "/x", "repeatable": Repeatable.FREELY} | fields)
    return http_request(call, settings or ClientSettings(base_url="https://x.example/base"))


def test_a_request_says_who_sends_it_and_asks_for_json_that_is_not_packed():
    """A packed body would be left unread."""
    headers = request().headers

    assert headers["user-agent"] == "airflow-provider-bi"
    assert headers["accept"] == "application/json"
    assert headers["accept-encoding"] == "identity"


def test_a_request_carries_method_path_query_and_body():
    """Of the query only what is not null."""
    sent = request(
        method="PUT", path="/a%2Fb/", query={"fields": "id,url", "name": None}, body={"name": "ü", "x": None}
    )

    assert (sent.method, str(sent.url)) == ("PUT", "https://x.example/base/a%2Fb/?fields=id%2Curl")
    assert json.loads(sent.read()) == {"name": "ü", "x": None}
    assert sent.headers["content-type"] == "application/json"


def test_a_login_is_sent_as_a_form():
    """As Looker reads it; it is no JSON."""
    sent = request(method="POST", form={"client_id": "a", "client_secret": "s3cr3t&"})

    assert sent.read() == b"client_id=a&client_secret=s3cr3t%26"
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("repeatable", "retries"), [(Repeatable.FREELY, 7), (Repeatable.NEVER, 7), (Repeatable.ONCE, 0)]
)
def test_a_request_is_tried_again_as_often_as_the_connection_allows(repeatable, retries):
    """Never where it is not worth it; nor is there a new login for such a call."""
    settings = ClientSettings(base_url="https://x.example", transport=Transport(retries=7))
    extensions = request(settings, repeatable=repeatable).extensions

    assert extensions["retry"].total == retries
    assert extensions["relogin"] is (retries > 0)


def timeouts(call, seconds):
    settings = ClientSettings(base_url="https://x.example", transport=Transport(timeout=seconds))
    return set(http_request(call, settings).extensions["timeout"].values())


@pytest.mark.parametrize(("seconds", "used"), [(60, 5), (3600, 5), (2, 2)])
def test_a_logout_takes_five_seconds_at_most(seconds, used):
    """It is sent while a task ends, or is being killed: Airflow does not wait for long then."""
    assert timeouts(logout(), seconds) == {used}


@pytest.mark.parametrize("repeatable", sorted(set(Repeatable) - {Repeatable.ONCE}, key=str), ids=str)
def test_every_other_call_has_the_connections_timeout(repeatable):
    """Whoever set it knows why."""
    assert timeouts(Call(method="GET", path="/", repeatable=repeatable), 600) == {600}
