"""A task that Airflow ends, by its `execution_timeout` or by hand, while Looker does not answer."""

import time

import psutil
import pytest

from airflow_provider_bi.sandbox.faults import Fault
from tests.standalone.waiting import until

LONG = 90
"""Seconds; longer than it takes to end a task that waits for an answer."""
TIMEOUT = 5
NOTICED = 40
"""Seconds in which Airflow notices that a task is no longer to run, and ends it."""
HUB = "/integration_hubs/2"


@pytest.fixture
def at_work(standalone, bi):
    """Return a function that starts a run whose write hangs, and returns its id and the process of its task."""

    def start(dag_id):
        until(lambda: dag_id in standalone.database.dags(), what=f"{dag_id} to be parsed")
        bi.inject(Fault(method="PATCH", path=HUB, delay=LONG))
        run_id = standalone.api.trigger(dag_id)
        until(lambda: any(request.method == "PATCH" for request in bi.requests), what="the request that hangs")
        return run_id, standalone.database.task(dag_id, run_id, "update")[1]

    return start


def session(bi):
    """Return what the task sent behind its login: other DAGs may be at work too."""
    own = next(request.headers["authorization"] for request in bi.requests if request.method == "PATCH")
    found = [request for request in bi.requests if request.headers.get("authorization") == own]
    return [(request.method, request.path.removeprefix("/api/4.0")) for request in found]


WHOLE = [("GET", HUB), ("PATCH", HUB), ("DELETE", "/logout")]


def test_execution_timeout_ends_at_once_and_logs_out(standalone, bi, at_work):
    """The task is failed when its time is over, not when the answer is."""
    run_id, pid = at_work("ended_by_timeout")
    started = time.monotonic()

    assert standalone.finished("ended_by_timeout", run_id, seconds=TIMEOUT + NOTICED) == "failed"
    assert time.monotonic() - started < TIMEOUT + NOTICED
    assert session(bi) == WHOLE
    until(lambda: not psutil.pid_exists(pid), what="the end of the process", seconds=10)


def test_task_that_is_marked_failed_ends_at_once_and_logs_out(standalone, bi, at_work):
    """Airflow sends SIGTERM once it notices; Looker's session is not left to its hour."""
    run_id, pid = at_work("ended_by_hand")
    standalone.api.fail("ended_by_hand", run_id, "update")

    until(lambda: session(bi) == WHOLE, what="the logout", seconds=NOTICED)
    until(lambda: not psutil.pid_exists(pid), what="the end of the process", seconds=10)

    assert standalone.finished("ended_by_hand", run_id, seconds=NOTICED) == "failed"
    assert bi.looker.hubs["2"]["url"] == "https://actions.acme.example/"
