"""A login that fails tells nothing of the call that needed it: that call was not sent."""

import pytest

from airflow_provider_bi.api import errors
from airflow_provider_bi.api.looker import calls
from airflow_provider_bi.api.looker.agreement import accept, read_agreement
from airflow_provider_bi.api.looker.checks import hub_health, integration_test
from airflow_provider_bi.api.looker.deletion import delete_hub
from airflow_provider_bi.sandbox.faults import Fault
from tests.api.both_ways import RUNNING

PAGE = Fault(status=200, body="<!doctype html><title>Sign in</title>", content_type="text/html")
PASSING = {"408": Fault(status=408), "500": Fault(status=500), "lost": Fault(drop="before"), "half": Fault(drop="half")}
PERMANENT = {"page": PAGE, "no token": Fault(status=200, body={}), "302": Fault(status=302), "409": Fault(status=409)}
FAULTS = PASSING | PERMANENT
NEEDING = {
    "delete a hub": lambda: delete_hub("2"),
    "test an integration": lambda: integration_test("2::webhook"),
    "check a hub's health": lambda: hub_health("2"),
}


@pytest.fixture
def looker(looker_with):
    """A wire to the sandbox's Looker that sends nothing twice."""
    return looker_with(retries=0, timeout=0.5)


@pytest.fixture
def trouble(sandbox):
    """Return a function that lets the next login fail."""

    def inject(fault, times=1):
        sandbox.inject(Fault(**{**vars(fault), "method": "POST", "path": "/login", "times": times}))

    return inject


def arrived(sandbox):
    return [f"{request.method} {request.path.removeprefix('/api/4.0')}" for request in sandbox.requests]


def failure(running, wire, flow, error=errors.ConnectionFailed):
    with pytest.raises(error) as failed:
        running(wire, flow)
    return failed.value


@RUNNING
@pytest.mark.parametrize("flow", NEEDING.values(), ids=NEEDING)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_call_that_was_not_sent_cannot_be_done(looker, sandbox, trouble, running, flow, fault):
    """One login, nothing after it, and the error says that nothing can have been done."""
    trouble(FAULTS[fault])
    failed = failure(running, looker, flow())

    assert arrived(sandbox) == ["POST /login"]
    assert not errors.may_have_arrived(failed)
    assert "may have been done" not in str(failed)
    assert failed.permanent is (fault in PERMANENT)


@RUNNING
def test_a_hub_that_never_was_is_not_said_to_be_deleted(looker, sandbox, trouble, running):
    """The login failed before the hub's deletion, so that nothing was deleted."""
    trouble(Fault(status=500))
    failure(running, looker, delete_hub("99", fail_if_missing=True))
    failure(running, looker, delete_hub("99", fail_if_missing=True), errors.NotFoundError)

    assert arrived(sandbox) == ["POST /login", "POST /login", "DELETE /integration_hubs/99"]


@RUNNING
def test_a_login_that_gets_no_answer_is_told_as_such(looker, sandbox, trouble, running):
    """The message names the login and what needed it."""
    trouble(Fault(delay=5))
    failed = failure(running, looker, integration_test("2::webhook"))

    assert arrived(sandbox) == ["POST /login"]
    assert (failed.ambiguous, failed.permanent) == (False, False)
    assert str(failed).startswith("The login for POST /api/4.0/integrations/2%3A%3Awebhook/test got no reply from ")
    assert str(failed).endswith(": no answer within 0.5 s (the connection's extra 'timeout'). Check the host.")


@RUNNING
def test_the_call_itself_may_have_arrived(looker, sandbox, running):
    """Once logged in, a test without an answer may have been done."""
    sandbox.inject(Fault(path="/test", drop="after"))
    failed = failure(running, looker, integration_test("2::webhook"))

    assert (failed.ambiguous, arrived(sandbox)[0]) == (True, "POST /login")
    assert str(failed).endswith(" It may have been done all the same. Look in the service before it is run again.")


@RUNNING
def test_a_new_login_that_fails_leaves_the_refused_call_undone(looker, sandbox, trouble, running):
    """The call was refused with 401, and not sent again."""

    def flow():
        yield calls.me()
        sandbox.expire_tokens()
        trouble(Fault(status=500))
        yield from delete_hub("2")

    failed = failure(running, looker, flow())

    assert not errors.may_have_arrived(failed)
    assert arrived(sandbox)[2:] == ["DELETE /integration_hubs/2", "POST /login"]
    assert "2" in sandbox.looker.hubs


@RUNNING
def test_a_rejected_login_is_not_taken_for_an_absent_endpoint(looker, sandbox, trouble, running):
    """Looker rejects it with a 404; a second try would log in with the same wrong key."""
    trouble(Fault(status=404), times=None)
    failed = failure(running, looker, hub_health("2"), errors.AuthError)

    assert (failed.status_code, failed.permanent) == (404, True)
    assert arrived(sandbox) == ["POST /login"]


@RUNNING
def test_an_agreement_that_was_accepted_elsewhere_is_not_claimed(looker, sandbox, trouble, running):
    """The login failed before it was accepted here."""

    def flow():
        agreement = yield from read_agreement("2")
        sandbox.expire_tokens()
        trouble(Fault(status=500))
        sandbox.looker.hubs["2"]["legal_agreement_signed"] = True
        return (yield from accept(agreement))

    failed = failure(running, looker, flow())

    assert not failed.permanent
