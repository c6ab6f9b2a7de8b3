"""A task that is ended from outside leaves its work at once, and Looker's session with it."""

import asyncio
import os
import signal
import threading
import time

import pytest

from airflow_provider_bi.hooks.loops import run_beside
from airflow_provider_bi.operators.looker_rotation import RotateLookerIntegrationHubTokenOperator
from airflow_provider_bi.sandbox.faults import Fault
from tests.faults.forking import Forker

WORK = "tests.faults.ended:work"
HANG = 60.0
LOGOUT = 5.0
"""Seconds that a logout may take."""
AT_ONCE = 2.0
"""Seconds in which a task has to be gone."""

ENDINGS = {
    "SIGTERM of Airflow 3": ("3", signal.SIGTERM, "Ended"),
    "SIGTERM of Airflow 2": ("2", signal.SIGTERM, "Ended"),
    "execution_timeout": ("timeout", signal.SIGALRM, "timed out"),
}
REQUESTS = {
    "patch a hub, reading": ("patch a hub", "GET", "/integration_hubs/2"),
    "patch a hub, writing": ("patch a hub", "PATCH", "/integration_hubs/2"),
    "patch an integration, reading": ("patch an integration", "GET", "/integrations/"),
    "patch an integration, writing": ("patch an integration", "PATCH", "/integrations/"),
    "rotate a token, checking": ("rotate a token", "GET", "/health"),
    "rotate a token, testing": ("rotate a token", "POST", "/test"),
    "a sensor that looks at a hub": ("wait for a hub", "GET", "/health"),
    "a sensor that looks at integrations": ("wait for an integration", "GET", "/integrations"),
    "update a schedule, reading": ("update a schedule", "GET", "/47/"),
    "update a schedule, writing": ("update a schedule", "PUT", "/47/"),
    "apply schedules, on an event loop": ("apply schedules", "PUT", "/46/"),
}
WAITS = {
    "a sensor between two looks": ("wait for an integration", None, "/integrations"),
    "the end of a sync, between two looks": ("wait for a sync", None, "/sync/"),
    "between two tries": ("patch a hub", 429, "/integration_hubs/2"),
    "between two tries, on an event loop": ("apply schedules", 429, "/46/"),
}

ended_in_each_way = pytest.mark.parametrize(("manner", "signum", "how"), ENDINGS.values(), ids=ENDINGS)


@pytest.fixture(scope="module")
def forker(running_sandbox):
    with Forker("tests.faults.ended", environment=running_sandbox.connections) as running:
        yield running


def until(seen):
    """Wait for something that is seen, with a bound."""
    end = time.monotonic() + 20
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.005)


def end(child, signum):
    """Send a signal; return how the task ended, and how many seconds that took."""
    sent = time.monotonic()
    child.kill(signum)
    return child.ended(), time.monotonic() - sent


@ended_in_each_way
@pytest.mark.parametrize(("task", "method", "path"), REQUESTS.values(), ids=REQUESTS)
def test_task_whose_request_hangs_ends_at_once(task, method, path, manner, signum, how, forker, sandbox):
    """It does not wait for the answer, and logs out."""
    sandbox.inject(Fault(method=method, path=path, delay=HANG))
    child = forker.start(WORK, task, manner)
    until(lambda: any(request.method == method and path in request.path for request in sandbox.requests))

    ended, seconds = end(child, signum)

    assert ended == how
    assert seconds < AT_ONCE
    assert sandbox.looker.tokens == {}


@ended_in_each_way
@pytest.mark.parametrize(("task", "status", "path"), WAITS.values(), ids=WAITS)
def test_task_that_waits_ends_at_once(task, status, path, manner, signum, how, forker, sandbox):
    """It does not sleep to the end, and logs out."""
    if status:
        sandbox.inject(Fault(path=path, status=status, headers={"Retry-After": "50"}))
    child = forker.start(WORK, task, manner)
    until(lambda: any(path in request.path and request.status for request in sandbox.requests))
    time.sleep(0.2)

    ended, seconds = end(child, signum)

    assert ended == how
    assert seconds < AT_ONCE
    assert sandbox.looker.tokens == {}


def test_sensor_that_is_ended_is_not_skipped(forker, sandbox):
    """With ``soft_fail`` a sensor makes a skipped task of what goes wrong; to be ended is nothing of that."""
    sandbox.inject(Fault(path="/health", delay=HANG))
    child = forker.start(WORK, "wait for a hub, or be skipped", "3")
    until(lambda: any("/health" in request.path for request in sandbox.requests))

    assert end(child, signal.SIGTERM)[0] == "Ended"


@ended_in_each_way
def test_task_that_logs_in_ends_at_once(manner, signum, how, forker, sandbox):
    """There is no session yet that could be ended."""
    sandbox.inject(Fault(method="POST", path="/login", delay=HANG))
    child = forker.start(WORK, "patch a hub", manner)
    until(lambda: sandbox.requests)

    ended, seconds = end(child, signum)

    assert ended == how
    assert seconds < AT_ONCE
    assert [request.path for request in sandbox.requests] == ["/api/4.0/login"]


def test_logout_that_hangs_too_is_left(forker, sandbox):
    """Where Looker answers nothing any more, the task goes all the same; its session ends by itself."""
    sandbox.inject(Fault(path="/integration_hubs/2", delay=HANG))
    sandbox.inject(Fault(path="/logout", delay=HANG))
    child = forker.start(WORK, "patch a hub", "3")
    until(lambda: any("/integration_hubs/2" in request.path for request in sandbox.requests))

    ended, seconds = end(child, signal.SIGTERM)

    assert ended == "Ended"
    assert seconds < LOGOUT + AT_ONCE
    assert "/logout" in sandbox.requests[-1].path


def test_logout_is_not_interrupted(forker, sandbox):
    """The work is done by then; a session that is left would stand for an hour."""
    sandbox.inject(Fault(path="/logout", delay=0.5))
    child = forker.start(WORK, "patch a hub", "3")
    until(lambda: any("/logout" in request.path for request in sandbox.requests))

    ended, seconds = end(child, signal.SIGTERM)

    assert ended == "done"
    assert seconds < AT_ONCE
    assert sandbox.looker.tokens == {}


class Interrupted(BaseException):
    """What a signal handler raises."""


def interrupt(*_):
    raise Interrupted


@pytest.fixture
def alarm():
    """Return a function that lets a signal handler raise some seconds later."""
    before = signal.signal(signal.SIGALRM, interrupt)
    yield lambda seconds: signal.setitimer(signal.ITIMER_REAL, seconds)
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("alarm")
def test_rotation_that_is_ended_says_what_may_stand(execute, warned, monkeypatch, sandbox):
    """Nothing else would tell whoever reads the log that the new token is there and was not checked."""
    monkeypatch.setenv("AIRFLOW_CONN_NEW", '{"conn_type": "generic", "password": "s3cr3t-new-token"}')
    sandbox.inject(Fault(path="/health", delay=LOGOUT))

    def once_it_hangs():
        until(lambda: any(request.path.endswith("/health") for request in sandbox.requests))
        os.kill(os.getpid(), signal.SIGALRM)

    threading.Thread(target=once_it_hangs, daemon=True).start()
    with pytest.raises(Interrupted):
        execute(
            RotateLookerIntegrationHubTokenOperator(
                task_id="rotate", integration_hub_id=2, authorization_token_conn_id="new"
            )
        )
    assert "Ended on the way: the new token may stand there unchecked." in warned()
    assert sandbox.looker.hubs["2"]["authorization_token"] == "s3cr3t-new-token"
    assert sandbox.looker.tokens == {}


async def tick(ticks):
    """Keep an event loop busy with callbacks, in which asyncio swallows what is raised."""
    loop = asyncio.get_running_loop()

    def again():
        ticks.append(time.sleep(0.0005))
        loop.call_soon(again)

    again()
    try:
        await asyncio.sleep(5)
    finally:
        ticks.append("closed")


@pytest.mark.parametrize("seconds", [0.05, 0.1, 0.15])
def test_signal_never_raises_inside_of_an_event_loop(seconds, alarm):
    """What the handler raises comes out as it is, once the loop's work was cancelled and has closed what it opened."""
    ticks = []
    alarm(seconds)

    with pytest.raises(Interrupted):
        run_beside(tick(ticks))
    assert "closed" in ticks


def test_loop_beside_hands_on_results_and_errors():
    """It is seen from outside like any function."""

    async def result():
        return 42

    async def error():
        raise LookupError("none")

    assert run_beside(result()) == 42
    with pytest.raises(LookupError, match="none"):
        run_beside(error())


def test_machine_without_a_thread_left_is_told():
    """The work has not begun then, and nothing is waited for."""
    before = threading.stack_size(2**46)
    try:
        with pytest.raises(RuntimeError, match="can't start new thread"):
            run_beside(tick([]))
    finally:
        threading.stack_size(before)
