"""Waits in the triggerer: they end at their deadline, outlive restarts, leave no session and block no loop."""

import asyncio
import contextlib
import gc
import logging
import time

import pytest
from airflow.providers.common.compat.sdk import redact

from airflow_provider_bi.hooks.looker import LookerHook
from airflow_provider_bi.sandbox.faults import Fault
from airflow_provider_bi.tasks.waiting import backstop
from airflow_provider_bi.triggers.looker import LookerIntegrationHubHealthTrigger, LookerIntegrationTrigger
from airflow_provider_bi.triggers.waiting import AT_ONCE, LAST_TURN, WaitTrigger
from tests.sensors.conftest import event_of, revived

DOWN = {"success": False, "message": "starting"}


def health(**more):
    arguments = {"conn_id": "looker_default", "poll_interval": 0.05, "deadline": time.time() + 20} | more
    return LookerIntegrationHubHealthTrigger(**{"integration_hub_id": "2"} | arguments)


class Hasty(LookerIntegrationHubHealthTrigger):
    """A wait whose last look may take less time."""

    last_look = 3.0


def action(**more):
    arguments = {"conn_id": "looker_default", "poll_interval": 0.05, "deadline": time.time() + 20} | more
    return LookerIntegrationTrigger(**{"integration_id": "2::hubspot", "integration_params": ["portal"]} | arguments)


@pytest.mark.parametrize(
    ("make", "own"),
    [
        (health, {"integration_hub_id": "2"}),
        (action, {"integration_id": "2::hubspot", "integration_params": ["portal"]}),
    ],
    ids=["health", "action"],
)
def test_trigger_is_made_again_of_what_airflow_keeps(make, own):
    """Every argument, so that nothing of the connection's or the wait's is lost."""
    trigger = make(conn_id="other", poll_interval=7.5, deadline=1234.5)
    path, arguments = trigger.serialize()

    assert arguments == own | {"conn_id": "other", "poll_interval": 7.5, "deadline": 1234.5}
    assert path == f"airflow_provider_bi.triggers.looker.{type(trigger).__name__}"
    assert revived(trigger).serialize() == (path, arguments)


@pytest.mark.parametrize("make", [health, action], ids=["health", "action"])
def test_wait_hands_on_what_it_saw(make, sandbox):
    """Once, and Looker's session is over."""
    event = asyncio.run(event_of(make()))

    assert (event["status"], event["result"]["integration_hub_id"]) == ("done", "2")
    assert sandbox.looker.tokens == {}


def test_first_look_comes_after_the_first_interval(sandbox):
    """The worker has looked already."""
    started = time.monotonic()

    asyncio.run(event_of(health(poll_interval=0.3)))

    assert sandbox.requests[0].at - started >= 0.3


def test_wait_ends_at_its_deadline(sandbox):
    """With a last look there, and what it saw."""
    sandbox.looker.health["2"] = DOWN
    ends = time.time() + 0.4

    event = asyncio.run(event_of(health(poll_interval=60, deadline=ends)))

    assert event["status"] == "timed_out"
    assert "starting" in event["message"]
    assert ends <= time.time() < ends + 5
    assert sandbox.looker.tokens == {}


def test_looks_that_fail_in_passing_do_not_end_the_wait(sandbox):
    """The next one is taken after the interval."""
    sandbox.inject(Fault(path="/health", status=500, times=2))

    assert asyncio.run(event_of(health()))["status"] == "done"


@pytest.mark.parametrize(
    ("trigger", "told"),
    [
        (lambda: health(integration_hub_id="9"), "404"),
        (lambda: action(integration_id="9::x"), "404"),
        (lambda: health(conn_id="absent"), "absent"),
    ],
    ids=["hub", "action's hub", "connection"],
)
def test_failure_that_stays_ends_the_wait_at_once(trigger, told, sandbox):
    """It comes as an event: an exception in a trigger tells the task nothing."""
    event = asyncio.run(event_of(trigger()))

    assert event["status"] == "failed"
    assert told in event["message"]
    assert sandbox.looker.tokens == {}


async def cancelled(trigger, sandbox):
    """Begin a wait, and cancel it once it sleeps after its first look."""
    waiting = asyncio.create_task(event_of(trigger))
    for _ in range(500):
        await asyncio.sleep(0.01)
        if any(request.path.endswith("/health") and request.status for request in sandbox.requests):
            break
    await asyncio.sleep(0.05)
    waiting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    return waiting.cancelled()


def test_wait_that_is_cancelled_logs_out(sandbox):
    """Whether the task was cleared or the triggerer restarts: no session is left behind."""
    sandbox.looker.health["2"] = DOWN

    assert asyncio.run(cancelled(health(poll_interval=0.2), sandbox)) is True
    assert sandbox.looker.tokens == {}
    assert sandbox.requests[-1].path.endswith("/logout")


def test_wait_goes_on_after_a_restart_and_ends_at_the_same_deadline(sandbox):
    """The deadline is a moment, not a duration: no restart makes the wait longer."""
    sandbox.looker.health["2"] = DOWN
    ends = time.time() + 1.5
    trigger = health(deadline=ends, poll_interval=0.5)
    asyncio.run(cancelled(trigger, sandbox))

    event = asyncio.run(event_of(revived(trigger)))

    assert event["status"] == "timed_out"
    assert ends <= time.time() < ends + 5
    assert sandbox.looker.tokens == {}


def test_restart_long_after_the_deadline_looks_once_and_ends(sandbox):
    """What came meanwhile is seen; what did not come times out at once."""
    late = {"deadline": time.time() - 3600, "poll_interval": 300}

    assert asyncio.run(event_of(health(**late)))["status"] == "done"
    sandbox.looker.health["2"] = DOWN
    started = time.monotonic()

    assert asyncio.run(event_of(health(**late)))["status"] == "timed_out"
    assert time.monotonic() - started < 5


async def together(number, *, deadline):
    """Let many waits wake at the same moment; return their events."""
    waits = [
        Hasty(integration_hub_id="2", conn_id="looker_default", poll_interval=0.05, deadline=deadline)
        for _ in range(number)
    ]
    return await asyncio.gather(*map(event_of, waits))


def test_last_looks_that_hang_are_left(sandbox):
    """A service that never answers does not hold waits past their deadline for long, however many there are."""
    sandbox.inject(Fault(path="/health", delay=60, times=None))
    started = time.monotonic()

    events = asyncio.run(together(3 * AT_ONCE, deadline=time.time() - 3600))

    assert events == [{"status": "timed_out", "message": "no answer before the deadline"}] * 3 * AT_ONCE
    assert time.monotonic() - started < 2 * Hasty.last_look
    assert sandbox.looker.tokens == {}


def test_wait_for_ones_turn_is_no_look(sandbox):
    """Many waits with one deadline and a slow service: each of them gets its look."""
    sandbox.inject(Fault(path="/health", delay=0.55 * Hasty.last_look, times=None))

    events = asyncio.run(together(2 * AT_ONCE, deadline=time.time() - 1))

    assert [event["status"] for event in events] == ["done"] * 2 * AT_ONCE


def test_wait_that_queues_ends_before_airflow_ends_it(sandbox):
    """Airflow would fail the task without a word of what was seen."""
    ends = time.time()

    assert backstop(ends).total_seconds() > LAST_TURN + WaitTrigger.last_look


async def crowd(number):
    """Let many waits wake at the same moment; return their events, and the CPU seconds between a ticker's ticks.

    CPU time, not the clock's: what other processes of this machine take is not the loop's doing.
    """
    gaps = []

    async def tick():
        last = time.thread_time()
        while True:
            await asyncio.sleep(0.005)
            now = time.thread_time()
            gaps.append(now - last)
            last = now

    ticking = asyncio.create_task(tick())
    ends = time.time() + 300
    events = await asyncio.gather(*(event_of(health(poll_interval=0.5, deadline=ends)) for _ in range(number)))
    ticking.cancel()
    return events, gaps


def test_hundreds_of_waits_that_wake_together_do_not_hold_the_loop(sandbox, caplog):
    """Airflow complains of a loop that is blocked for long, and all other triggers would wait."""
    caplog.set_level(logging.WARNING)
    asyncio.run(event_of(health()))

    longest = []
    # What thousands of other tests have left is not collected in the midst of it: that alone took 0.3 s.
    gc.collect()
    gc.freeze()
    # Whoever measures coverage now and then takes its time too.
    while len(longest) < 3 and min(longest, default=1.0) >= 0.1:
        events, gaps = asyncio.run(crowd(500))
        longest.append(max(gaps))
        assert [event["status"] for event in events] == ["done"] * 500
    gc.unfreeze()

    assert min(longest) < 0.1
    assert sandbox.looker.tokens == {}


def test_tokens_of_waits_are_not_in_airflows_masker(sandbox):
    """It never forgets one, and compiles all of them anew for each: that would hold the loop ever longer."""
    with LookerHook() as hook:
        hook.versions()
        [of_a_task] = sandbox.looker.tokens
    sandbox.looker.health["2"] = [DOWN, {}]
    seen = set()

    async def wait():
        waiting = asyncio.create_task(event_of(health()))
        while not waiting.done():
            seen.update(sandbox.looker.tokens)
            await asyncio.sleep(0)

    asyncio.run(wait())

    [of_a_wait] = seen
    assert redact(f"{of_a_task} {of_a_wait}") == f"*** {of_a_wait}"
