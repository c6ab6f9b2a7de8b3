"""When a call is sent again on the wire, after which wait, and that each wait is told."""

import logging
import random
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from airflow_provider_bi.api import errors
from airflow_provider_bi.api.calls import Call, Repeatable
from airflow_provider_bi.api.datafold import calls
from airflow_provider_bi.api.retries import LONGEST_SUM
from airflow_provider_bi.sandbox.faults import Fault
from tests.api.both_ways import SENDING

PATH = calls.get_integration(47).path
FREELY, LOOKING = Repeatable.FREELY, Repeatable.AFTER_LOOKING
NEVER, ONCE = Repeatable.NEVER, Repeatable.ONCE


def call(repeatable):
    return Call(method="GET", path=PATH, repeatable=repeatable)


def tries(sandbox):
    return [request.method for request in sandbox.requests]


@SENDING
@pytest.mark.parametrize("repeatable", [FREELY, LOOKING], ids=lambda given: given.name)
@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_passing_refusal_is_waited_out(datafold, sandbox, waits, caplog, *, sending, status, repeatable):
    """The waits double, and each is logged with its reason."""
    sandbox.inject(Fault(status=status, times=3))

    assert sending(datafold, call(repeatable))["name"] == "dbt exposures"
    assert waits == [1.0, 2.0, 4.0]
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING] == [
        f"GET /api/v1/lineage/bi/47/: status {status}; waiting 1.0 s, then try 2 of 5.",
        f"GET /api/v1/lineage/bi/47/: status {status}; waiting 2.0 s, then try 3 of 5.",
        f"GET /api/v1/lineage/bi/47/: status {status}; waiting 4.0 s, then try 4 of 5.",
    ]


@SENDING
@pytest.mark.parametrize("drop", ["before", "after", "half"])
def test_a_read_is_repeated_after_a_lost_connection(datafold, sandbox, waits, caplog, *, sending, drop):
    """A body that breaks off is as lost as a reply that never came."""
    sandbox.inject(Fault(drop=drop, times=2))

    assert sending(datafold, call(FREELY))["name"] == "dbt exposures"
    assert waits == [1.0, 2.0]
    assert "GET /api/v1/lineage/bi/47/: RemoteProtocolError; waiting 1.0 s, then try 2 of 5." in caplog.text


def test_a_read_is_repeated_after_a_timeout(wire_to, sandbox, waits):
    """No answer in time is a lost one."""
    sandbox.inject(Fault(delay=5))

    assert wire_to(sandbox.url, timeout=0.1).send(call(FREELY))["name"] == "dbt exposures"
    assert waits == [1.0]


@pytest.mark.parametrize("drop", ["before", "after", "half"])
@pytest.mark.parametrize("repeatable", [LOOKING, NEVER, ONCE], ids=lambda given: given.name)
def test_what_changes_something_is_not_repeated_after_a_lost_connection(datafold, sandbox, waits, drop, repeatable):
    """It may have arrived."""
    sandbox.inject(Fault(drop=drop))
    with pytest.raises(errors.ConnectionFailed) as failed:
        datafold.send(call(repeatable))

    assert failed.value.ambiguous
    assert (len(sandbox.requests), waits) == (1, [])


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_every_method_that_is_sent_is_tried_again(wire_to, sandbox, waits, method):
    """What the call declares counts, whatever its verb."""
    sandbox.inject(Fault(status=503, times=None))
    with pytest.raises(errors.ServerError):
        wire_to(sandbox.url, retries=1).send(Call(method=method, path=PATH, repeatable=LOOKING))

    assert tries(sandbox) == [method, method]


def test_chance_takes_at_most_half_off_a_wait(datafold, sandbox, waits, monkeypatch):
    """Many tasks that failed together do not come back together, nor at once."""
    monkeypatch.setattr(random, "uniform", lambda low, high: low)
    sandbox.inject(Fault(status=503, times=3))
    datafold.send(call(FREELY))

    assert waits == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_what_is_never_repeatable_is_not_repeated_after_a_gateways_error(datafold, sandbox, waits, status):
    """The service behind it may have done its work."""
    sandbox.inject(Fault(status=status))
    with pytest.raises(errors.ServerError):
        datafold.send(call(NEVER))

    assert (len(sandbox.requests), waits) == (1, [])


def test_what_is_never_repeatable_is_repeated_after_a_429(datafold, sandbox, waits):
    """The service says that it did nothing."""
    sandbox.inject(Fault(status=429))
    datafold.send(call(NEVER))

    assert waits == [1.0]


@pytest.mark.parametrize(("repeatable", "waited"), [(FREELY, 4), (LOOKING, 4), (NEVER, 4), (ONCE, 0)], ids=str)
def test_a_refused_connection_is_tried_again(wire_to, waits, repeatable, waited):
    """Nothing left, so nothing can happen twice; a call that is not worth it is not tried again."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        wire = wire_to(f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(errors.ConnectionFailed) as failed:
            wire.send(call(repeatable))

    assert len(waits) == waited
    assert wire.meter.sent == waited + 1
    assert not failed.value.ambiguous


@pytest.mark.parametrize("status", [429, 503])
def test_a_call_for_once_is_sent_once(datafold, sandbox, waits, status):
    """Whatever comes of it."""
    sandbox.inject(Fault(status=status))
    with pytest.raises(errors.StatusError):
        datafold.send(call(ONCE))

    assert (len(sandbox.requests), waits) == (1, [])


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 408, 409, 422, 500, 501])
def test_any_other_refusal_is_raised_at_once(datafold, sandbox, waits, status):
    """Waiting does not help, or nothing says that it does."""
    sandbox.inject(Fault(status=status))
    with pytest.raises(errors.StatusError):
        datafold.send(call(FREELY))

    assert (len(sandbox.requests), waits) == (1, [])


@pytest.mark.parametrize("retries", [0, 1, 6])
def test_the_connection_bounds_the_tries(wire_to, sandbox, waits, retries):
    """``retries`` is how often it is tried again; the last error is raised."""
    sandbox.inject(Fault(status=503, times=None))
    with pytest.raises(errors.ServerError):
        wire_to(sandbox.url, retries=retries).send(call(FREELY))

    assert len(sandbox.requests) == retries + 1
    assert len(waits) == retries


@SENDING
@pytest.mark.parametrize(
    ("header", "waited"),
    [
        ("7", 7.0),
        ("0", 1.0),
        ("86400", 60.0),
        ("9" * 400, 60.0),
        (format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True), 60.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 1.0),
        ("soon", 1.0),
        ("-5", 1.0),
        ("Wed, 21 Oct 99999999999 07:28:00 GMT", 1.0),
    ],
    ids=["seconds", "zero", "a day", "digits", "tomorrow", "past", "nonsense", "negative", "beyond all calendars"],
)
def test_retry_after_is_honoured_up_to_a_minute(datafold, sandbox, waits, *, sending, header, waited):
    """What cannot be read, or is no wait, is as if it were not there."""
    sandbox.inject(Fault(status=429, headers={"Retry-After": header}))
    sending(datafold, call(FREELY))

    assert waits == [waited]


@SENDING
def test_the_sum_of_the_waits_is_bounded(wire_to, sandbox, waits, sending):
    """However often the service asks for more."""
    sandbox.inject(Fault(status=429, times=None, headers={"Retry-After": "50"}))
    with pytest.raises(errors.RateLimitedError) as refused:
        sending(wire_to(sandbox.url, retries=20), call(FREELY))

    assert waits == [50.0, 50.0, 50.0, 30.0]
    assert sum(waits) == LONGEST_SUM
    assert refused.value.retry_after == 50.0


def test_one_calls_waits_do_not_shorten_the_next_ones(datafold, sandbox, waits):
    """The policy is shared, its state is not."""
    for _ in range(6):
        sandbox.inject(Fault(status=429, headers={"Retry-After": "60"}))
        datafold.send(call(FREELY))

    assert waits == [60.0] * 6


def test_a_login_is_repeated_like_a_read(looker, sandbox, waits):
    """It changes nothing that matters."""
    sandbox.inject(Fault(path="/login", status=503))
    sandbox.inject(Fault(path="/login", drop="after"))
    looker.send(Call(method="GET", path="/api/4.0/user", repeatable=NEVER))

    assert tries(sandbox) == ["POST", "POST", "POST", "GET"]
    assert waits == [1.0, 2.0]
