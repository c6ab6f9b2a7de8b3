"""The rotation of a hub's token as a task, on the sandbox."""

import logging

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_bi.api.looker.rotation import RotationFailed
from airflow_provider_bi.operators.looker_rotation import RotateLookerIntegrationHubTokenOperator
from airflow_provider_bi.sandbox.faults import Fault
from tests.operators.conftest import TaskInstance
from tests.operators.test_in_airflow import ALIAS, ASSET, Events

NEW, OLD = "s3cr3t-new-token", "seeded-hub-token"


@pytest.fixture(autouse=True)
def tokens(monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_NEW", f'{{"conn_type": "generic", "password": "{NEW}"}}')
    monkeypatch.setenv("AIRFLOW_CONN_OLD", f'{{"conn_type": "generic", "password": "{OLD}"}}')


def rotate(**more):
    arguments = {"authorization_token_conn_id": "new", "previous_token_conn_id": "old"} | more
    return RotateLookerIntegrationHubTokenOperator(task_id="rotate", integration_hub_id="2", **arguments)


def token(sandbox):
    return sandbox.looker.hubs["2"]["authorization_token"]


def test_token_is_rotated_and_the_enabled_integrations_are_tested(execute, sandbox, wire):
    """The XComs tell how hub and integrations are with the new one."""
    outcome = execute(rotate())

    assert token(sandbox) == NEW
    assert outcome.returned == {"authorization_token": "***"}
    assert outcome.xcoms["health"] == {"success": True, "message": "Integration hub is healthy."}
    assert outcome.xcoms["tests"] == {"2::webhook": {"success": True, "message": "Webhook accepts requests."}}
    assert [method for method, _ in wire()] == ["POST", "GET", "PATCH", "GET", "GET", "POST", "DELETE"]


def test_hub_that_does_not_take_it_gets_the_old_one_back(execute, sandbox):
    """The task fails for good, and its XComs tell what was seen."""
    sandbox.looker.health["2"] = {"success": False, "message": f"401 for {NEW}"}
    ti = TaskInstance()

    with pytest.raises(AirflowFailException, match=r"health check: 401 for \*\*\*; the previous token stands again"):
        execute(rotate(), ti=ti)

    assert token(sandbox) == OLD
    assert ti.xcoms["health"] == {"success": False, "message": "401 for ***"}
    assert ti.xcoms["tests"] == {}


def test_integration_that_fails_brings_the_old_one_back(execute, sandbox):
    """An integration that is enabled has to work with the new token."""
    sandbox.looker.test_results["2::webhook"] = {"success": False, "message": "denied"}

    with pytest.raises(AirflowFailException, match=r"\(2::webhook: denied\); the previous token stands again"):
        execute(rotate())

    assert token(sandbox) == OLD


def test_without_the_old_token_the_new_one_stays(execute, sandbox, capsys, caplog):
    """That is warned about before anything is sent."""
    sandbox.looker.health["2"] = {"success": False, "message": "down"}

    with caplog.at_level(logging.WARNING), pytest.raises(AirflowFailException, match="the new token stands"):
        execute(rotate(previous_token_conn_id=None))

    assert token(sandbox) == NEW
    assert "if a check fails, the new token stays" in caplog.text + capsys.readouterr().out


def test_looker_that_cannot_be_asked_leaves_it_to_the_tasks_retry(execute, sandbox):
    """The old token is put back, and the next try begins anew."""
    sandbox.inject(Fault(method="GET", path="/health", status=500))

    with pytest.raises(RotationFailed, match="the previous token stands again"):
        execute(rotate())

    assert token(sandbox) == OLD
    assert execute(rotate()).returned == {"authorization_token": "***"}
    assert token(sandbox) == NEW


@pytest.mark.parametrize("drop", ["before", "after"])
def test_lost_write_is_sent_again(drop, execute, sandbox):
    """A token cannot be looked at."""
    sandbox.inject(Fault(method="PATCH", drop=drop))

    execute(rotate())

    assert token(sandbox) == NEW


def test_second_run_is_the_same_as_the_first(execute, sandbox):
    """It repairs a run that was killed half way."""
    execute(rotate())
    execute(rotate())

    assert token(sandbox) == NEW


def test_outlets_are_told_that_it_was_rotated(execute, sandbox):
    """Not what it is."""
    events = Events()

    execute(rotate(outlets=[ASSET, ALIAS]), outlet_events=events)

    assert events[ASSET].extra == {"authorization_token": "***"}
    assert len(events[ALIAS].added) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"authorization_token_conn_id": None}, "the new token is needed"),
        ({"authorization_token": "s3cr3t-x"}, "choose one"),
        ({"previous_token_conn_id": "new"}, "it is the previous one"),
        ({"previous_token_conn_id": "absent"}, "absent"),
        ({"integration_hub_id": ""}, "is not an id"),
    ],
    ids=repr,
)
def test_what_is_no_rotation_fails_before_anything_is_sent(arguments, told, execute, sandbox, capsys, caplog):
    """Each names what to give; no token is said to stand anywhere."""
    operator = rotate()
    for name, value in arguments.items():
        setattr(operator, name, value)

    with pytest.raises(AirflowFailException, match=told):
        execute(operator)

    assert sandbox.requests == []
    assert "may stand there" not in caplog.text + capsys.readouterr().out
