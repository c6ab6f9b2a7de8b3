"""Looker's token: when one is fetched, how long it is used, and where it must not stand."""

from types import SimpleNamespace
from urllib.parse import parse_qs

import httpx
import pytest

from airflow_provider_bi.api.looker import auth as auth_module
from tests.api.conversing import CALL, DENIED, LOGIN, OK, auth_of, talk, token


@pytest.fixture
def clock(monkeypatch):
    """The module's monotonic clock, standing still until it is set; event loops of other threads keep theirs."""
    now = [1000.0]
    monkeypatch.setattr(auth_module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


@pytest.fixture
def masked():
    return []


@pytest.fixture
def auth(masked):
    return auth_of(on_token=masked.append)


def test_it_logs_in_before_the_first_call(auth):
    """The token of the login's reply goes with the call."""
    assert talk(auth, token(), OK) == [(LOGIN, None), (CALL, "Bearer s3cr3t-token-1")]
    assert auth.logged_in


def test_the_login_is_a_form_without_query(auth):
    """Looker will no longer take credentials in the URL."""
    request = next(auth.sync_auth_flow(httpx.Request("GET", CALL)))

    assert (request.method, str(request.url)) == ("POST", LOGIN)
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(request.content.decode()) == {"client_id": ["client"], "client_secret": ["s3cr3t"]}


def test_a_token_is_used_until_it_ends(auth, clock):
    """One login serves all calls, up to ten seconds before the end that Looker named."""
    talk(auth, token(expires_in=3600), OK)
    clock[0] += 3589.9
    assert talk(auth, OK) == [(CALL, "Bearer s3cr3t-token-1")]
    clock[0] += 0.2

    assert not auth.logged_in
    assert talk(auth, token("s3cr3t-token-2"), OK) == [(LOGIN, None), (CALL, "Bearer s3cr3t-token-2")]


def test_a_token_of_a_whole_day_is_used_for_a_day(auth, clock):
    """Each login is a call that Looker counts."""
    talk(auth, token(expires_in=86400), OK)
    clock[0] += 86389.9

    assert talk(auth, OK) == [(CALL, "Bearer s3cr3t-token-1")]


def test_a_token_of_more_than_a_day_is_not_believed(auth, clock):
    """Milliseconds, perhaps: it is used for an hour."""
    talk(auth, token(expires_in=86401), OK)
    clock[0] += 3590.1

    assert not auth.logged_in


@pytest.mark.parametrize(("expires_in", "used"), [(1, 0.5), (12, 6), (30, 20)])
def test_a_short_token_is_used_for_half_its_time_at_least(auth, clock, expires_in, used):
    """Ten seconds off would leave nothing of it."""
    talk(auth, token(expires_in=expires_in), OK)
    clock[0] += used - 0.1
    assert auth.logged_in
    clock[0] += 0.1

    assert not auth.logged_in


@pytest.mark.parametrize("expires_in", [0, -1, -(2**63), 2**63])
def test_a_token_without_a_sensible_end_is_used_until_it_is_refused(auth, clock, expires_in):
    """Looker's document allows any number; an hour is what has been seen."""
    assert talk(auth, token(expires_in=expires_in), OK) == [(LOGIN, None), (CALL, "Bearer s3cr3t-token-1")]
    assert talk(auth, OK) == [(CALL, "Bearer s3cr3t-token-1")]


def test_a_token_without_an_end_is_used_all_the_same(auth):
    """What is not said is not needed."""
    reply = httpx.Response(200, json={"access_token": "s3cr3t-token-1"})

    assert talk(auth, reply, OK)[-1] == (CALL, "Bearer s3cr3t-token-1")


def test_a_refused_token_is_replaced_once(auth):
    """A 401 costs one login, and the call is sent again with the new token."""
    talk(auth, token(), OK)

    assert talk(auth, DENIED, token("s3cr3t-token-2"), OK) == [
        (CALL, "Bearer s3cr3t-token-1"),
        (LOGIN, None),
        (CALL, "Bearer s3cr3t-token-2"),
    ]


def test_a_second_401_is_the_reply(auth):
    """There is no second new login."""
    sent = talk(auth, token(), DENIED, token("s3cr3t-token-2"), DENIED)

    assert [url for url, _ in sent] == [LOGIN, CALL, LOGIN, CALL]


@pytest.mark.parametrize("status", [200, 403, 404, 429, 500])
def test_any_other_status_is_the_reply(auth, status):
    """Only a 401 says that the token has ended."""
    assert len(talk(auth, token(), httpx.Response(status))) == 2


def test_a_call_that_is_not_worth_it_is_not_sent_again(auth):
    """A logout with an ended token needs no new login."""
    talk(auth, token(), OK)

    assert talk(auth, DENIED, relogin=False) == [(CALL, "Bearer s3cr3t-token-1")]


def test_a_token_that_another_call_has_replaced_is_taken(auth):
    """The refused one has a successor already: no login of its own."""
    talk(auth, token(), OK)
    flow = auth.sync_auth_flow(httpx.Request("GET", CALL))
    next(flow)
    talk(auth, DENIED, token("s3cr3t-token-2"), OK)

    assert flow.send(DENIED).headers["authorization"] == "Bearer s3cr3t-token-2"


def test_a_forgotten_token_is_not_used(auth):
    """After a logout the next call logs in."""
    talk(auth, token(), OK)
    auth.forget()

    assert not auth.logged_in
    assert len(talk(auth, token(), OK)) == 2


def test_every_token_is_handed_to_be_masked(auth, masked):
    """Before the call that uses it is sent."""
    talk(auth, token(), DENIED, token("s3cr3t-token-2"), OK)

    assert masked == ["s3cr3t-token-1", "s3cr3t-token-2"]


def test_secret_and_token_are_known_as_secrets_and_shown_nowhere(auth):
    """Error texts are scrubbed of them, and no repr holds them."""
    assert auth.secrets() == {"s3cr3t"}
    talk(auth, token(), OK)

    assert auth.secrets() == {"s3cr3t", "s3cr3t-token-1"}
    assert "s3cr3t" not in f"{auth!r} {auth} {auth._call!r} {auth._call}"
