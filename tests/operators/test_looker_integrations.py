"""Looker's integrations as tasks, on the sandbox: list, get, form, test; by id, or by hub and name."""

import logging

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_bi.api.errors import ConnectionFailed
from airflow_provider_bi.api.looker.checks import CheckFailed
from airflow_provider_bi.hooks.looker import LookerHook
from airflow_provider_bi.operators.looker import PatchLookerIntegrationOperator
from airflow_provider_bi.operators.looker_integrations import (
    FetchLookerIntegrationFormOperator,
    GetLookerIntegrationOperator,
    ListLookerIntegrationsOperator,
    TestLookerIntegrationOperator,
)
from airflow_provider_bi.sandbox.faults import Fault
from tests.operators.test_in_airflow import ALIAS, Events

ID = {"integration_id": "2::hubspot"}
NAMED = {"integration_hub_id": 2, "name": "hubspot"}
ONE = (
    GetLookerIntegrationOperator,
    FetchLookerIntegrationFormOperator,
    TestLookerIntegrationOperator,
    PatchLookerIntegrationOperator,
)
by_id_and_by_name = pytest.mark.parametrize("which", [ID, NAMED], ids=["id", "name"])
every_operator = pytest.mark.parametrize("operator", ONE)


def make(operator, **arguments):
    return operator(task_id="x", **arguments)


def test_integrations_are_listed(execute, sandbox):
    """Of all hubs, or of one."""
    every = execute(make(ListLookerIntegrationsOperator, fields="id")).returned
    of_one = execute(make(ListLookerIntegrationsOperator, integration_hub_id=1, fields="id")).returned

    assert {item["id"] for item in every} == {"1::slack_app", "1::google_cloud_storage", "2::hubspot", "2::webhook"}
    assert {item["id"] for item in of_one} == {"1::slack_app", "1::google_cloud_storage"}
    assert len(execute(make(ListLookerIntegrationsOperator, integration_hub_id="None")).returned) == 4


@by_id_and_by_name
def test_integration_is_got(which, execute, sandbox):
    """Both forms mean the same one."""
    assert execute(make(GetLookerIntegrationOperator, **which)).returned["id"] == "2::hubspot"
    assert execute(make(GetLookerIntegrationOperator, **which, fields="label")).returned == {"label": "Hubspot"}


@by_id_and_by_name
def test_form_is_fetched(which, execute, sandbox):
    """What a person would be asked for."""
    form = execute(make(FetchLookerIntegrationFormOperator, **which)).returned

    assert [field["name"] for field in form["fields"]] == ["filename"]


@by_id_and_by_name
def test_integration_that_passes_is_told(which, execute, sandbox):
    """With Looker's message."""
    outcome = execute(make(TestLookerIntegrationOperator, **which))

    assert outcome.returned == {
        "integration_id": "2::hubspot",
        "success": True,
        "message": "Hubspot accepts requests.",
        "delegate_oauth_result": [],
    }


@by_id_and_by_name
@pytest.mark.parametrize("result", [{"success": False, "message": "Key expired."}, {"success": None}], ids=repr)
def test_integration_that_does_not_pass_fails_the_task(which, result, execute, sandbox, capsys, caplog):
    """Though Looker answers 200. The message stands in the log and in the error."""
    sandbox.looker.test_results["2::hubspot"] = result
    said = "Key expired" if result["success"] is False else "Looker did not say whether it succeeded"

    with caplog.at_level(logging.INFO), pytest.raises(CheckFailed, match=f"2::hubspot did not pass its check: {said}"):
        execute(make(TestLookerIntegrationOperator, **which))

    assert said in caplog.text + capsys.readouterr().out


def test_test_that_was_sent_is_not_sent_again(execute, sandbox):
    """Whatever it does has been done; the task's own retries decide."""
    sandbox.inject(Fault(method="POST", path="/test", drop="after"))

    with pytest.raises(ConnectionFailed):
        execute(make(TestLookerIntegrationOperator, **ID))

    assert len([request for request in sandbox.requests if request.path.endswith("/test")]) == 1


@by_id_and_by_name
def test_integration_is_patched(which, execute, sandbox):
    """The event's asset is the integration's, however it was given."""
    events = Events()
    operator = make(PatchLookerIntegrationOperator, **which, enabled=True, outlets=[ALIAS])

    outcome = execute(operator, outlet_events=events)

    assert outcome.returned == {"enabled": True}
    assert events[ALIAS].added[0][0].endswith("/integrations/2%3A%3Ahubspot")


def test_hook_takes_both_forms(sandbox):
    """As the operators do."""
    with LookerHook() as hook:
        assert hook.get_integration(**NAMED, fields="id") == hook.get_integration("2::hubspot", fields="id")
        assert hook.fetch_integration_form(**NAMED)["fields"]
        assert hook.test_integration(**NAMED).success is True
        assert hook.update_integration(**NAMED, enabled=True).changed == {"enabled": True}


@every_operator
def test_unknown_name_fails_for_good_and_lists_the_known_ones(operator, execute, sandbox):
    """Somebody mistyped it."""
    with pytest.raises(AirflowFailException, match="hub 2 has no integration 'hubpsot'; it has hubspot, webhook"):
        execute(make(operator, integration_hub_id="2", name="hubpsot"))


@every_operator
@pytest.mark.parametrize("which", [{}, {"name": "x"}, ID | NAMED, dict.fromkeys(ID | NAMED, "None")], ids=repr)
def test_both_forms_or_neither_fail_before_anything_is_sent(operator, which, execute, sandbox):
    """Nobody knows which one is meant."""
    with pytest.raises(AirflowFailException, match="give one of the two forms"):
        execute(make(operator, **which))

    assert sandbox.requests == []


@every_operator
def test_form_that_an_empty_template_left_out_is_not_given(operator, execute, sandbox):
    """Jinja makes the text None of an empty XCom."""
    execute(make(operator, **NAMED, integration_id="None"))

    assert sandbox.requests != []
