"""Waits for Looker: the same in the worker and by way of the triggerer."""

import signal
import time
from datetime import timedelta
from types import SimpleNamespace

import airflow
import pytest
from airflow.providers.common.compat.sdk import (
    AirflowException,
    AirflowFailException,
    AirflowSensorTimeout,
    AirflowSkipException,
)

from airflow_provider_bi.hooks.looker import LookerHook
from airflow_provider_bi.sandbox.faults import Fault
from airflow_provider_bi.sensors.looker import LookerIntegrationHubHealthSensor, LookerIntegrationSensor
from airflow_provider_bi.tasks.ending import Ended
from tests.operators.conftest import TaskInstance
from tests.sensors.conftest import deferred

DOWN = {"success": False, "message": "starting"}
in_both_modes = pytest.mark.parametrize("deferrable", [False, True], ids=["poke", "deferred"])


def health(hub="2", **more):
    arguments = {"poke_interval": 0.02, "timeout": 20} | more
    return LookerIntegrationHubHealthSensor(task_id="wait", integration_hub_id=hub, **arguments)


def action(**more):
    arguments = {"poke_interval": 0.02, "timeout": 20} | more
    return LookerIntegrationSensor(task_id="wait", **arguments)


def looks(sandbox, path):
    return len([request for request in sandbox.requests if request.path.endswith(path)])


@in_both_modes
def test_hub_is_waited_for_until_it_is_healthy(deferrable, wait, sandbox):
    """Three looks, and what the last one saw is returned."""
    sandbox.looker.health["2"] = [DOWN, DOWN, {}]

    assert wait(health(deferrable=deferrable)) == {
        "integration_hub_id": "2",
        "success": True,
        "message": "Integration hub is healthy.",
    }
    assert looks(sandbox, "/health") == 3
    assert sandbox.looker.tokens == {}


@in_both_modes
@pytest.mark.parametrize("named", [True, False], ids=["name", "id"])
def test_action_of_a_new_hub_is_waited_for(deferrable, named, wait, sandbox):
    """A new hub's integrations come a little later."""
    with LookerHook() as hook:
        created = hook.create_integration_hub(url="https://new.acme.example/").integration_hub_id
    which = {"integration_hub_id": created, "name": "webhook"} if named else {"integration_id": f"{created}::webhook"}

    found = wait(action(**which, deferrable=deferrable))

    assert found == {"integration_id": f"{created}::webhook", "integration_hub_id": created}
    assert looks(sandbox, "/integrations") >= 2
    assert sandbox.looker.tokens == {}


@in_both_modes
def test_parameter_of_a_refreshed_action_is_waited_for(deferrable, wait, sandbox):
    """The action is there, and its new parameter not yet: the wait goes on to its deadline."""
    which = {"integration_hub_id": "2", "name": "hubspot", "deferrable": deferrable}

    assert wait(action(**which, integration_params=["portal", "api_key"]))["integration_id"] == "2::hubspot"
    with pytest.raises(AirflowSensorTimeout):
        wait(action(**which, integration_params="portal, region", timeout=0.1))


def test_wait_in_the_worker_takes_one_login(wait, sandbox, wire):
    """However many looks it takes."""
    sandbox.looker.health["2"] = [DOWN, DOWN, DOWN, {}]

    wait(health(deferrable=False))

    assert [path.rsplit("/", 1)[-1] for _, path in wire()] == ["login", *["health"] * 4, "logout"]


def test_what_is_there_at_once_does_not_defer(wait, sandbox, wire):
    """The first look is the worker's."""
    assert wait(health(deferrable=True))["success"] is True
    assert [path.rsplit("/", 1)[-1] for _, path in wire()] == ["login", "health", "logout"]


@in_both_modes
def test_wait_that_meets_its_deadline_times_out(deferrable, wait, sandbox):
    """As Airflow's own sensors do, so that no further try is made."""
    sandbox.looker.health["2"] = DOWN

    with pytest.raises(AirflowSensorTimeout):
        wait(health(deferrable=deferrable, timeout=0.1))

    assert sandbox.looker.tokens == {}


@in_both_modes
def test_wait_with_soft_fail_skips(deferrable, wait, sandbox):
    """Airflow's own option, in both modes."""
    sandbox.looker.health["2"] = DOWN

    with pytest.raises(AirflowSkipException):
        wait(health(deferrable=deferrable, timeout=0.1, soft_fail=True))
    with pytest.raises(AirflowSkipException):
        wait(health("9", deferrable=deferrable, soft_fail=True))


@in_both_modes
def test_wait_with_never_fail_skips_what_fails(deferrable, wait, sandbox):
    """Airflow's own option too, whether the look that fails is the worker's or the triggerer's."""
    sandbox.looker.health["2"] = DOWN
    sandbox.inject(Fault(method="GET", path="integration_hubs/2", skip=1, times=None, status=404))

    with pytest.raises(AirflowSkipException, match="never_fail"):
        wait(health(deferrable=deferrable, never_fail=True))


@pytest.mark.parametrize("never_fail", [False, True])
@pytest.mark.parametrize("way", [("execute_complete", {"event": None}), ("__fail__", {"error": "x"})])
def test_wait_that_broke_is_skipped_where_it_shall_never_fail(way, never_fail, sandbox):
    """An event that is not known, or a trigger that ended without one."""
    with pytest.raises(AirflowException) as failed:
        health(never_fail=never_fail).resume_execution(*way, {"ti": TaskInstance()})

    assert isinstance(failed.value, AirflowSkipException) is never_fail


@in_both_modes
@pytest.mark.parametrize(
    "sensor",
    [lambda **more: health("9", **more), lambda **more: action(integration_hub_id="9", name="x", **more)],
    ids=["health", "action"],
)
def test_hub_that_is_not_there_fails_at_once(deferrable, sensor, wait, sandbox):
    """No wait brings it."""
    with pytest.raises(AirflowFailException, match="404"):
        wait(sensor(deferrable=deferrable))


@in_both_modes
def test_hub_that_goes_away_ends_the_wait(deferrable, wait, sandbox):
    """Also in the middle of it."""
    sandbox.looker.health["2"] = DOWN
    sandbox.inject(Fault(method="GET", path="integration_hubs/2", skip=1, times=None, status=404))

    with pytest.raises(AirflowFailException, match="404"):
        wait(health(deferrable=deferrable))


@in_both_modes
def test_login_that_is_refused_ends_the_wait(deferrable, wait, sandbox, monkeypatch):
    """Nobody corrects a key while it is waited."""
    connection = sandbox.connections["AIRFLOW_CONN_LOOKER_DEFAULT"].replace("sandbox-looker-client-secret", "s3cr3t")
    monkeypatch.setenv("AIRFLOW_CONN_LOOKER_DEFAULT", connection)

    with pytest.raises(AirflowFailException, match="login refused"):
        wait(health(deferrable=deferrable))


@in_both_modes
def test_look_that_fails_in_passing_is_one_that_saw_nothing(deferrable, wait, sandbox):
    """The next one may see more."""
    sandbox.inject(Fault(method="GET", path="/health", status=500, times=2))

    assert wait(health(deferrable=deferrable))["success"] is True
    assert looks(sandbox, "/health") == 3


@in_both_modes
def test_failures_that_do_not_pass_meet_the_deadline(deferrable, wait, sandbox):
    """They are not waited out for ever."""
    sandbox.inject(Fault(method="GET", path="/health", status=500, times=None))

    with pytest.raises(AirflowSensorTimeout):
        wait(health(deferrable=deferrable, timeout=0.1))


@in_both_modes
@pytest.mark.parametrize("answer", [{}, {"success": None}, {"success": "true"}, []], ids=repr)
def test_answer_that_does_not_say_so_is_no_success(deferrable, answer, wait, sandbox):
    """It fails closed."""
    sandbox.inject(Fault(method="GET", path="/health", status=200, body=answer, times=None))

    with pytest.raises(AirflowSensorTimeout):
        wait(health(deferrable=deferrable, timeout=0.1))


@in_both_modes
def test_release_without_the_health_endpoint_is_waited_for_too(deferrable, wait, sandbox):
    """Before 25.18 the hub's own error message decides."""
    sandbox.looker.has_health = False

    assert wait(health(deferrable=deferrable))["success"] is True


@in_both_modes
@pytest.mark.parametrize(
    ("sensor", "told"),
    [
        (lambda **more: health(poke_interval=0, **more), "poke_interval=0"),
        (lambda **more: health(timeout=0, **more), "timeout=0"),
        (action, "give one of the two forms"),
        (lambda **more: action(integration_id="1::x", name="x", **more), "give one of the two forms"),
        (lambda **more: action(integration_id="1::x", integration_params=5, **more), "a list of names is needed"),
        (lambda **more: health("None", **more), "is not an id"),
    ],
    ids=["poke_interval", "timeout", "neither form", "both forms", "parameters", "no id"],
)
def test_arguments_are_read_before_anything_is_sent(deferrable, sensor, told, wait, sandbox):
    """A wait without an interval would hammer Looker."""
    with pytest.raises(AirflowFailException, match=told):
        wait(sensor(deferrable=deferrable))

    assert sandbox.requests == []


@pytest.mark.parametrize(
    "event",
    [None, {}, {"status": "done"}, {"status": "failed"}, {"status": "success", "result": 1}, {"status": None}],
    ids=repr,
)
def test_event_that_is_not_known_fails(event, sandbox):
    """A wait that ended in a way nobody knows is no success."""
    with pytest.raises(AirflowFailException, match="not known"):
        health().execute_complete({}, event)


def test_deadline_is_the_sensors_and_counts_the_execution_timeout(sandbox):
    """Airflow does not count a deferred task's time against it in every version."""
    sandbox.looker.health["2"] = DOWN
    now = time.time()

    plain = deferred(health(deferrable=True, timeout=1000))
    bound = deferred(health(deferrable=True, timeout=1000, execution_timeout=timedelta(seconds=100)))

    assert plain.trigger.deadline == pytest.approx(now + 1000, abs=5)
    assert bound.trigger.deadline == pytest.approx(now + 100, abs=5)
    assert plain.timeout.total_seconds() == pytest.approx(1120, abs=5)


def test_text_that_a_template_made_of_a_truth_value_is_read(sandbox):
    """Text that says false is not taken for true."""
    sandbox.looker.health["2"] = DOWN

    assert deferred(health(deferrable="True")).method_name == "execute_complete"
    with pytest.raises(AirflowSensorTimeout):
        health(deferrable="false", timeout=0.1).execute({"ti": TaskInstance()})
    with pytest.raises(AirflowFailException, match="deferrable: true or false is needed"):
        health(deferrable="perhaps").execute({"ti": TaskInstance()})


def test_defaults_are_coarse(sandbox):
    """Looker's licences count requests."""
    sensor = LookerIntegrationHubHealthSensor(task_id="wait", integration_hub_id="2")

    assert (sensor.poke_interval, sensor.timeout, sensor.deferrable) == (300, 3600, None)


@pytest.mark.skipif(airflow.__version__.startswith("2."), reason="Airflow 2.11 asks its database for the first try")
def test_sensor_that_reschedules_gives_its_slot_back(sandbox, wire):
    """Each run looks once, with a login of its own."""
    sandbox.looker.health["2"] = [DOWN, {}]
    ti = SimpleNamespace(get_first_reschedule_date=lambda context: None, xcom_push=lambda key, value: None)
    sensor = health(mode="reschedule", deferrable=False)

    with pytest.raises(AirflowException) as rescheduled:
        sensor.execute({"ti": ti})
    assert type(rescheduled.value).__name__ == "AirflowRescheduleException"
    assert [path.rsplit("/", 1)[-1] for _, path in wire()] == ["login", "health", "logout"]

    assert sensor.execute({"ti": ti})["success"] is True


def test_sensor_that_is_killed_logs_out(sandbox):
    """Airflow calls on_kill from a signal's handler, in the middle of a sleep."""
    sandbox.looker.health["2"] = DOWN
    sensor = health(poke_interval=30, deferrable=False, timeout=60)
    before = signal.signal(signal.SIGALRM, lambda *_: sensor.on_kill())
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(Ended):
            sensor.execute({"ti": TaskInstance()})
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

    assert looks(sandbox, "/health") == 1
    assert sandbox.looker.tokens == {}


def test_sensor_links_to_looker(sandbox):
    """As the operators do."""
    ti = TaskInstance()

    health(deferrable=False).execute({"ti": ti})

    assert ti.xcoms == {"_link_LookerLink": f"{sandbox.url}/admin/actions"}


@pytest.mark.parametrize(("answer", "done"), [({}, True), (DOWN, False)])
def test_sensor_may_be_poked_by_hand(answer, done, sandbox):
    """One look, with a login of its own, as people try a sensor out."""
    sandbox.looker.health["2"] = answer

    assert health().poke({"ti": TaskInstance()}).is_done is done
    assert sandbox.looker.tokens == {}
