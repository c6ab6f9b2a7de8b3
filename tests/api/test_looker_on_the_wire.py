"""Looker's login against a real server: once, also for requests that run at the same time."""

import asyncio

import pytest

from airflow_provider_bi.api import errors
from airflow_provider_bi.api.looker import calls
from airflow_provider_bi.api.looker.calls import logout
from airflow_provider_bi.sandbox.faults import Fault

ME = calls.me()


def arrived(sandbox):
    return [request.path.removeprefix("/api/4.0") for request in sandbox.requests]


def at_once(wire, rounds=1, between=lambda: None):
    """Send ten calls at the same time, ``rounds`` times on one event loop."""

    async def all_of_them():
        try:
            for _ in range(rounds):
                await asyncio.gather(*(wire.asend(ME) for _ in range(10)))
                between()
        finally:
            await wire.aclose()

    asyncio.run(all_of_them())


def test_many_calls_log_in_once(looker, sandbox):
    """One after another they share a token."""
    for _ in range(3):
        looker.send(ME)

    assert arrived(sandbox) == ["/login", "/user", "/user", "/user"]


def test_calls_at_the_same_time_log_in_once(looker, sandbox):
    """The others wait for the first one's login."""
    at_once(looker)

    assert arrived(sandbox) == ["/login"] + ["/user"] * 10


def test_calls_at_the_same_time_replace_an_ended_token_once(looker, sandbox):
    """All are refused, one logs in, and none is sent without a token."""
    at_once(looker, rounds=2, between=sandbox.expire_tokens)
    headers = {request.headers.get("authorization") for request in sandbox.requests if request.path.endswith("/user")}

    assert arrived(sandbox).count("/login") == 2
    assert arrived(sandbox).count("/user") == 30
    assert "Bearer None" not in headers
    assert len(headers) == 2


def test_calls_at_the_same_time_share_a_slow_login(looker, sandbox):
    """The login takes longer than the refusals of the others."""
    sandbox.inject(Fault(path="/login", delay=0.1, skip=1))
    at_once(looker, rounds=2, between=sandbox.expire_tokens)

    assert arrived(sandbox).count("/login") == 2


def test_a_failed_login_fails_every_call_that_waits(looker, sandbox):
    """Each tries its own, since the key may have been mended meanwhile; none hangs."""
    sandbox.inject(Fault(path="/login", status=404, times=None))

    async def all_of_them():
        try:
            return await asyncio.gather(*(looker.asend(ME) for _ in range(3)), return_exceptions=True)
        finally:
            await looker.aclose()

    assert [type(error) for error in asyncio.run(all_of_them())] == [errors.AuthError] * 3
    assert arrived(sandbox) == ["/login"] * 3


def test_a_wire_serves_one_event_loop_after_another(looker, sandbox):
    """Closed in between, it opens again on the next loop, also where calls wait for each other."""
    for _ in range(2):
        sandbox.expire_tokens()
        at_once(looker)
        looker.service.auth.forget()

    assert arrived(sandbox) == (["/login"] + ["/user"] * 10) * 2


def test_an_ended_token_is_replaced_once(looker, sandbox):
    """A 401 costs one login."""
    looker.send(ME)
    sandbox.expire_tokens()
    looker.send(ME)

    assert arrived(sandbox) == ["/login", "/user", "/user", "/login", "/user"]


def test_a_call_that_is_always_refused_logs_in_once_more(looker, sandbox):
    """The second 401 is raised."""
    sandbox.inject(Fault(path="/user", status=401, times=None))
    with pytest.raises(errors.AuthError, match="Check the key"):
        looker.send(ME)

    assert arrived(sandbox) == ["/login", "/user", "/login", "/user"]


def test_a_logout_with_an_ended_token_does_not_log_in(looker, sandbox):
    """There is nothing left to end."""
    looker.send(ME)
    sandbox.expire_tokens()
    with pytest.raises(errors.AuthError):
        looker.send(logout())

    assert arrived(sandbox) == ["/login", "/user", "/logout"]


def test_no_error_repeats_the_token(looker, sandbox):
    """Of this moment: the one that was used for the call."""
    looker.send(ME)
    (token,) = sandbox.looker.tokens
    sandbox.inject(Fault(path="/user", status=400, body={"message": f"Bearer {token}?"}))
    with pytest.raises(errors.InvalidRequestError) as refused:
        looker.send(ME)

    assert "refused (400): Bearer ***?." in str(refused.value)
