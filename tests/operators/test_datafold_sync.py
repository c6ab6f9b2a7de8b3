"""Starting a synchronisation and waiting for its end, on the sandbox."""

import asyncio
import json
import time
from datetime import timedelta
from functools import wraps

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException, TaskDeferred

from airflow_provider_bi.operators.datafold import SyncDatafoldIntegrationOperator
from airflow_provider_bi.sandbox.faults import Fault

FAST = {"poll_interval": 0.02, "timeout": 5}


async def never(integration):
    return False


def is_done(integration):
    return integration.get("sync_status") == "done"


def mistaken(integration):
    return integration["state"] == "done"


def of_a_module_that_is_gone(integration):
    return True


of_a_module_that_is_gone.__module__ = "nowhere.at_all"


@wraps(is_done)
def wrapped(integration):
    return not is_done(integration)


class Checks:
    def bound(self, integration):
        return True

    @classmethod
    def of_the_class(cls, integration):
        return True

    @staticmethod
    def is_done(integration):
        return is_done(integration)


def sync(**more):
    return SyncDatafoldIntegrationOperator(**{"task_id": "sync", "bi_datasource_id": 47} | more)


@pytest.fixture
def showing(sandbox):
    """Let Datafold show a status, as a user may have seen it do."""

    def show(*states, before="never"):
        sandbox.datafold.extra = {"sync_status": before}
        sandbox.datafold.syncing = [{"sync_status": state} for state in states]

    return show


def run(execute, operator):
    """Let the task run to its end, through the triggerer where it is deferred."""
    try:
        return execute(operator).returned
    except TaskDeferred as deferred:
        return finish(operator, deferred)


def finish(operator, deferred):
    """Run the trigger as a triggerer would, from what was written down, and hand the task its event."""
    path, arguments = deferred.trigger.serialize()
    trigger = type(deferred.trigger)(**json.loads(json.dumps(arguments)))
    assert path.endswith(type(trigger).__name__)

    async def fired():
        return [event async for event in trigger.run()]

    (event,) = asyncio.run(fired())
    return getattr(operator, deferred.method_name)({"ti": None, "outlet_events": {}}, event=event.payload)


@pytest.mark.parametrize("wanted", [{"bi_datasource_id": "47"}, {"bi_datasource_id": None, "name": "dbt exposures"}])
def test_it_is_started_and_left(wanted, execute, sandbox):
    """No status is documented, so none is waited for."""
    outcome = execute(sync(**wanted))

    assert sandbox.datafold.integrations[47].syncs == 1
    assert outcome.xcoms["bi_datasource_id"] == 47
    assert "sync" not in outcome.xcoms, "Airflow 3.0 refuses an XCom that is null"


@pytest.mark.parametrize(("drop", "syncs"), [("before", 0), ("after", 1)])
def test_a_lost_start_is_not_sent_again(drop, syncs, execute, sandbox):
    """A GET that does something each time it arrives."""
    sandbox.inject(Fault(path="/sync/", drop=drop))

    with pytest.raises(Exception, match="It may have been done all the same"):
        execute(sync())

    assert sandbox.datafold.integrations[47].syncs == syncs


def test_a_field_that_is_not_there_fails_before_anything_is_started(execute, sandbox):
    """The sentence lists what is there."""
    with pytest.raises(AirflowFailException, match="has no field 'sync_status' to wait for; it shows ci_config_id, id"):
        execute(sync(wait_field="sync_status", **FAST))

    assert sandbox.datafold.integrations[47].syncs == 0


WAITS = {
    "value": {"wait_field": "sync_status", "wait_value": "done"},
    "change": {"wait_field": "sync_status"},
    "function": {"wait_until": is_done},
    "function by name": {"wait_until": "tests.operators.test_datafold_sync:is_done"},
    "static method": {"wait_until": Checks.is_done},
}


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
@pytest.mark.parametrize("deferrable", [False, True])
def test_the_end_is_waited_for_in_both_modes(wait, deferrable, execute, showing, sandbox):
    """The same look in a worker and in the triggerer."""
    showing(*(["done"] if wait == WAITS["change"] else ["running", "running", "done"]))
    operator = sync(**wait, **FAST, deferrable=deferrable)

    if deferrable:
        with pytest.raises(TaskDeferred) as deferred:
            execute(operator)
        shown = finish(operator, deferred.value)
    else:
        shown = execute(operator).returned

    assert (shown["id"], shown["sync_status"]) == (47, "done")
    assert sandbox.datafold.integrations[47].syncs == 1


@pytest.mark.parametrize("deferrable", [False, True])
def test_a_failed_value_fails_in_both_modes(deferrable, execute, showing):
    """At once, not at the deadline; one that stood there before is none."""
    showing("failed", "running", "failed", before="failed")
    operator = sync(**WAITS["value"], failed_value="failed", **FAST, deferrable=deferrable)

    with pytest.raises(AirflowFailException, match="which is the failed_value"):
        run(execute, operator)


@pytest.mark.parametrize("deferrable", [False, True])
def test_a_function_that_raises_fails_the_task_in_both_modes(deferrable, execute, sandbox):
    """For good: each further try would start another synchronisation."""
    operator = sync(wait_until=mistaken, **FAST, deferrable=deferrable)

    with pytest.raises(AirflowFailException, match="wait_until raised KeyError: 'state'; Datafold shows ci_config_id"):
        run(execute, operator)

    assert sandbox.datafold.integrations[47].syncs == 1


@pytest.mark.parametrize("deferrable", [False, True])
def test_a_wait_ends_at_its_deadline(deferrable, execute, showing):
    """And says what was last seen."""
    showing("running")
    operator = sync(**WAITS["value"], poll_interval=0.02, timeout=0.1, deferrable=deferrable)
    started = time.monotonic()

    with pytest.raises(AirflowFailException, match=r'has met its deadline\. Last seen: .*sync_status is "running"'):
        run(execute, operator)

    assert time.monotonic() - started < 3


@pytest.mark.parametrize("deferrable", [False, True])
def test_passing_failures_are_waited_out(deferrable, execute, showing, sandbox, monkeypatch):
    """A triggerer that restarts, a service that is down for a minute: the wait goes on."""
    connection = json.loads(sandbox.connections["AIRFLOW_CONN_DATAFOLD_DEFAULT"]) | {"extra": {"retries": 0}}
    monkeypatch.setenv("AIRFLOW_CONN_DATAFOLD_DEFAULT", json.dumps(connection))
    showing("running", "done")
    sandbox.inject(Fault(path=r"/47/$", skip=1, times=3, status=502))
    operator = sync(**WAITS["value"], **FAST, deferrable=deferrable)

    assert run(execute, operator)["sync_status"] == "done"


@pytest.mark.parametrize("deferrable", [False, True])
def test_a_permanent_failure_ends_the_wait(deferrable, execute, showing, sandbox):
    """An integration that was deleted meanwhile never gets there."""
    showing("running")
    sandbox.inject(Fault(path=r"/47/$", skip=2, times=None, status=404, body={"detail": "gone"}))
    operator = sync(**WAITS["value"], **FAST, deferrable=deferrable)

    with pytest.raises(AirflowFailException, match="gone"):
        run(execute, operator)


@pytest.mark.parametrize("event", [None, {}, {"status": "cancelled"}, {"status": "done"}, {"status": "failed"}])
def test_an_event_that_is_not_known_fails(event):
    """Nothing is taken for success but success."""
    with pytest.raises(AirflowFailException, match="not known: taken for a failure"):
        sync().execute_complete({"ti": None, "outlet_events": {}}, event=event)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"wait_until": lambda shown: True}, "the triggerer cannot import"),
        ({"wait_until": never}, "no coroutine function"),
        ({"wait_until": of_a_module_that_is_gone}, "the triggerer cannot import"),
        ({"wait_until": wrapped}, "the triggerer cannot import"),
        ({"wait_until": Checks().bound}, "the triggerer cannot import"),
        ({"wait_until": Checks.of_the_class}, "the triggerer cannot import"),
        ({"wait_until": "nowhere:nothing"}, "no such function"),
        ({"wait_until": "json:nothing"}, "no such function"),
        ({"wait_until": "json"}, "no such function"),
        ({"wait_until": "json:__name__"}, "is no function"),
        ({"wait_until": is_done, "wait_field": "x"}, "give one of them"),
        ({"wait_value": "done"}, "give one of them"),
        ({"wait_field": "a", "wait_value": "x", "failed_value": "x"}, "are the same"),
        ({"poll_interval": 0}, "poll_interval=0: a number of seconds above zero"),
        ({"timeout": "soon"}, "timeout='soon'"),
        ({"timeout": -1}, "timeout=-1"),
        ({"wait_field": "a", "deferrable": "perhaps"}, "deferrable: true or false"),
        ({"deferrable": "perhaps"}, "deferrable: true or false"),
    ],
)
def test_a_wait_that_cannot_be_is_refused_before_anything_is_started(more, words, execute, sandbox):
    """A task that would hang, or never be woken, does not start."""
    with pytest.raises(AirflowFailException, match=words):
        execute(sync(**{"deferrable": True} | more))

    assert sandbox.requests == []


def test_execution_timeout_counts_for_a_wait(execute, showing):
    """Not every Airflow counts a deferred task's time; it ends the wait itself where nobody else does."""
    showing("running")
    operator = sync(**WAITS["value"], timeout=3600, deferrable=True, execution_timeout=timedelta(minutes=1))

    with pytest.raises(TaskDeferred) as deferred:
        execute(operator)

    assert 30 < deferred.value.trigger.deadline - time.time() <= 60
    assert timedelta(seconds=150) < deferred.value.timeout <= timedelta(seconds=180)


def test_a_function_is_not_called_as_a_template(execute, showing):
    """Airflow calls what it finds in a template field, and keeps what that returns."""
    showing("done")
    operator = sync(wait_until=is_done, bi_datasource_id="{{ number }}", **FAST)

    operator.render_template_fields({"number": 47})

    assert (operator.wait_until, operator.bi_datasource_id) == (is_done, "47")
    assert execute(operator).returned["sync_status"] == "done"


def test_an_end_that_stands_already_is_told(execute, showing, capsys, caplog):
    """The end of this one cannot be told from that of the one before."""
    showing("done", before="done")

    execute(sync(**WAITS["value"], **FAST))

    assert "sync_status is 'done' already" in caplog.text + capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, False),
        ({"poll_interval": "60", "timeout": timedelta(hours=1), "deferrable": "None"}, False),
        ({"deferrable": "False"}, False),
        ({"deferrable": "True"}, True),
        ({"timeout": 600}, True),
        ({"poll_interval": 5}, True),
        ({"wait_field": "sync_status", **FAST, "deferrable": False}, False),
    ],
)
def test_arguments_of_a_wait_without_one_are_warned_of(given, told, execute, showing, monkeypatch, warned):
    """Whoever gives them wants to wait; whoever leaves them where Airflow is configured to defer need not."""
    monkeypatch.setenv("AIRFLOW__OPERATORS__DEFAULT_DEFERRABLE", "True")
    showing("done")
    execute(sync(**given))

    assert ("have no effect without wait_field or wait_until" in warned()) is told


def test_seconds_may_be_a_timedelta(execute, showing):
    """As Airflow's own intervals may."""
    showing("done")
    operator = sync(**WAITS["value"], poll_interval=timedelta(milliseconds=20), timeout=timedelta(seconds=5))

    assert execute(operator).returned["sync_status"] == "done"
