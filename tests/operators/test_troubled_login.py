"""A login that fails: the task tries again where that may help, and nothing that was not sent counts as done."""

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_bi.api.errors import ConnectionFailed
from airflow_provider_bi.operators.looker_hubs import (
    CheckLookerIntegrationHubHealthOperator,
    DeleteLookerIntegrationHubOperator,
)
from airflow_provider_bi.sandbox.faults import Fault

OPERATORS = pytest.mark.parametrize(
    "operator", [DeleteLookerIntegrationHubOperator, CheckLookerIntegrationHubHealthOperator]
)
PAGE = "<!doctype html><title>Sign in</title>"


def task(operator):
    return operator(task_id="task", integration_hub_id="2")


def arrived(sandbox):
    return [(request.method, request.path) for request in sandbox.requests]


@OPERATORS
def test_a_passing_failure_is_left_to_the_task_s_retries(execute, sandbox, operator):
    """It leaves the task as what it is, and the next try does the work."""
    sandbox.inject(Fault(path="/login", status=500))
    with pytest.raises(ConnectionFailed, match=r"^POST /api/4\.0/login refused \(500\)"):
        execute(task(operator))
    assert arrived(sandbox) == [("POST", "/api/4.0/login")]

    assert execute(task(operator)).returned["integration_hub_id"] == "2"


@OPERATORS
@pytest.mark.parametrize(
    "fault", [{"status": 404}, {"status": 200, "body": PAGE, "content_type": "text/html"}], ids=repr
)
def test_a_lasting_failure_ends_the_task(execute, sandbox, operator, fault):
    """Nobody but a person can mend it; one login tells."""
    sandbox.inject(Fault(path="/login", times=None, **fault))
    with pytest.raises(AirflowFailException, match="Check login"):
        execute(task(operator))

    assert arrived(sandbox) == [("POST", "/api/4.0/login")]
