"""Looker's hubs as tasks, on the sandbox."""

import logging

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_bi.api.errors import ConnectionFailed, InvalidRequestError, NotFoundError, ServerError
from airflow_provider_bi.api.looker.checks import CheckFailed
from airflow_provider_bi.hooks.looker import LookerHook
from airflow_provider_bi.operators.looker_hubs import (
    AcceptLookerIntegrationHubLegalAgreementOperator,
    CheckLookerIntegrationHubHealthOperator,
    CreateLookerIntegrationHubOperator,
    DeleteLookerIntegrationHubOperator,
    GetLookerIntegrationHubOperator,
    ListLookerIntegrationHubsOperator,
)
from airflow_provider_bi.sandbox.faults import Fault
from tests.operators.test_in_airflow import ALIAS, ASSET, Events

URL = "https://new.acme.example/"
HUBS = "integration_hubs$"


def create(**more):
    return CreateLookerIntegrationHubOperator(**{"task_id": "create", "url": URL} | more)


def delete(hub="2", **more):
    return DeleteLookerIntegrationHubOperator(task_id="delete", integration_hub_id=hub, **more)


def check(hub="2", **more):
    return CheckLookerIntegrationHubHealthOperator(task_id="check", integration_hub_id=hub, **more)


def accept(hub="2", **more):
    return AcceptLookerIntegrationHubLegalAgreementOperator(task_id="accept", integration_hub_id=hub, **more)


def test_hubs_are_listed(execute, sandbox):
    """All of them, or what is asked for of them."""
    assert [hub["id"] for hub in execute(ListLookerIntegrationHubsOperator(task_id="x")).returned] == ["1", "2"]
    assert execute(ListLookerIntegrationHubsOperator(task_id="x", fields="id")).returned == [{"id": "1"}, {"id": "2"}]
    assert len(execute(ListLookerIntegrationHubsOperator(task_id="x", fields="None")).returned[0]) > 5


def test_hub_is_got(execute, sandbox):
    """With whether it has a token, and without the token."""
    hub = execute(GetLookerIntegrationHubOperator(task_id="x", integration_hub_id=2, fields=["id", "url"])).returned

    assert hub == {"id": "2", "url": "https://actions.acme.example/"}
    with pytest.raises(AirflowFailException, match="404"):
        execute(GetLookerIntegrationHubOperator(task_id="x", integration_hub_id="9"))


def test_hub_is_created_once(execute, sandbox, wire):
    """The second run returns what is there."""
    first = execute(create(authorization_token="s3cr3t-hub-token"))

    assert first.returned["url"] == URL
    assert (first.xcoms["integration_hub_id"], first.xcoms["created"]) == ("3", True)
    assert sandbox.looker.hubs["3"]["authorization_token"] == "s3cr3t-hub-token"
    assert [method for method, _ in wire()] == ["POST", "GET", "POST", "DELETE"]

    second = execute(create(url="https://NEW.acme.example", authorization_token="s3cr3t-another"))

    assert (second.xcoms["integration_hub_id"], second.xcoms["created"]) == ("3", False)
    assert sandbox.looker.hubs["3"]["authorization_token"] == "s3cr3t-hub-token"
    assert [method for method, _ in wire()] == ["POST", "GET", "DELETE"]


def test_hub_that_exists_fails_where_that_is_asked_for(execute, sandbox):
    """The message names it."""
    with pytest.raises(
        AirflowFailException, match=r"has a hub with the URL https://actions\.acme\.example/ already: 2"
    ):
        execute(create(url="https://actions.acme.example", on_existing="fail"))


@pytest.mark.parametrize(
    "fault",
    [
        Fault(method="POST", path=HUBS, drop="after"),
        Fault(method="POST", path=HUBS, drop="half"),
    ],
    ids=["no answer", "half an answer"],
)
def test_creation_that_was_done_and_not_answered_is_found(fault, execute, sandbox):
    """One creation arrives, whatever became of its answer."""
    sandbox.inject(fault)

    outcome = execute(create())

    assert outcome.xcoms["created"] is True
    assert sorted(sandbox.looker.hubs) == ["1", "2", "3"]
    assert len([request for request in sandbox.requests if request.path.endswith("integration_hubs")]) == 3


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(method="POST", path=HUBS, drop="before"), ConnectionFailed),
        (Fault(method="POST", path=HUBS, status=503), ServerError),
    ],
    ids=["lost", "503"],
)
def test_creation_that_was_not_done_is_left_to_the_tasks_retry(fault, error, execute, sandbox):
    """It is not sent twice within a try; the next try looks first."""
    sandbox.inject(fault)

    with pytest.raises(error):
        execute(create())

    assert len([request for request in sandbox.requests if request.method == "POST" and "hubs" in request.path]) == 1
    assert execute(create()).xcoms["created"] is True


def test_token_of_a_hub_comes_from_a_connection(execute, sandbox, monkeypatch):
    """Its password; both at once cannot be meant."""
    monkeypatch.setenv("AIRFLOW_CONN_HUB", '{"conn_type": "generic", "password": "s3cr3t-of-conn"}')

    execute(create(authorization_token_conn_id="hub"))

    assert sandbox.looker.hubs["3"]["authorization_token"] == "s3cr3t-of-conn"
    with pytest.raises(AirflowFailException, match="choose one"):
        execute(create(authorization_token="s3cr3t", authorization_token_conn_id="hub"))


def test_url_that_looker_refuses_fails_for_good(execute, sandbox):
    """With Looker's words."""
    with pytest.raises(AirflowFailException, match="must be an https URL") as failed:
        execute(create(url="http://new.acme.example/"))

    assert isinstance(failed.value.__cause__, InvalidRequestError)


def test_hub_is_deleted_once(execute, sandbox):
    """The second run finds nothing to delete."""
    assert execute(delete()).returned == {"integration_hub_id": "2", "deleted": True}
    assert sorted(sandbox.looker.hubs) == ["1"]
    assert execute(delete()).returned == {"integration_hub_id": "2", "deleted": False}


def test_hub_that_is_not_there_is_warned_of(execute, sandbox, warned):
    """Looker says the same of a hub that the user may not see: it may stand there still."""
    execute(delete("9"))

    told = "hub 9 is not there, or the user of connection 'looker_default' may not see it: nothing was deleted."
    assert told in warned()


def test_hub_that_is_not_there_fails_where_that_is_asked_for(execute, sandbox):
    """Looker's 404."""
    with pytest.raises(AirflowFailException) as failed:
        execute(delete("9", on_missing="fail"))

    assert isinstance(failed.value.__cause__, NotFoundError)


@pytest.mark.parametrize("drop", ["after", "before"])
def test_deletion_whose_answer_was_lost_is_a_deletion(drop, execute, sandbox):
    """Looked for, and sent again only where the hub still stands."""
    sandbox.inject(Fault(method="DELETE", path="integration_hubs", drop=drop))

    assert execute(delete(on_missing="fail")).returned["deleted"] is True
    assert sorted(sandbox.looker.hubs) == ["1"]


def test_healthy_hub_passes(execute, sandbox):
    """What Looker says of it is handed on."""
    assert execute(check()).returned == {
        "integration_hub_id": "2",
        "success": True,
        "message": "Integration hub is healthy.",
    }


def test_hub_that_is_down_fails_the_task_in_passing(execute, sandbox):
    """A 200 with success false: the task's own retries go on."""
    sandbox.looker.health["2"] = {"success": False, "message": "Connection refused."}

    with pytest.raises(CheckFailed, match="integration hub 2 did not pass its check: Connection refused"):
        execute(check())


def test_release_without_the_endpoint_falls_back(execute, sandbox):
    """Before 25.18 the hub's own error message decides; a hub that is not there is not found."""
    sandbox.looker.has_health = False

    assert execute(check()).returned["success"] is True
    sandbox.looker.hubs["2"]["fetch_error_message"] = "HTTP 502"
    with pytest.raises(CheckFailed, match="HTTP 502"):
        execute(check())
    with pytest.raises(AirflowFailException, match="404"):
        execute(check("9"))


def test_agreement_is_logged_in_full_and_accepted_once(execute, sandbox, capsys, caplog):
    """Whoever reads the log sees what was accepted."""
    text = sandbox.looker.hubs["2"]["legal_agreement_text"]
    with caplog.at_level(logging.INFO):
        first = execute(accept())

    assert text in caplog.text + capsys.readouterr().out
    assert first.returned["accepted"] is True
    assert sandbox.looker.hubs["2"]["legal_agreement_signed"] is True
    assert execute(accept()).returned["accepted"] is False
    assert len([request for request in sandbox.requests if "accept" in request.path]) == 1


def test_agreement_that_is_not_required_is_left_alone(execute, sandbox):
    """Hub 1 needs none."""
    assert execute(accept("1")).returned == {
        "integration_hub_id": "1",
        "accepted": False,
        "legal_agreement_required": False,
        "legal_agreement_signed": False,
        "legal_agreement_text": None,
    }


@pytest.mark.parametrize("drop", ["after", "half"])
def test_acceptance_whose_answer_was_lost_is_looked_after(drop, execute, sandbox):
    """It arrived once."""
    sandbox.inject(Fault(method="POST", path="accept", drop=drop))

    assert execute(accept()).returned["accepted"] is True


@pytest.mark.parametrize(
    ("operator", "changed"),
    [
        (create, {"integration_hub_id": "3", "url": URL}),
        (delete, {"deleted": True}),
        (accept, {"legal_agreement_signed": True}),
    ],
    ids=["create", "delete", "accept"],
)
def test_outlets_are_told_what_changed_and_only_then(operator, changed, execute, sandbox):
    """What is scheduled on the alias runs after a change, and not after a run that changed nothing."""
    first, second = Events(), Events()

    execute(operator(outlets=[ASSET, ALIAS]), outlet_events=first)
    execute(operator(outlets=[ASSET, ALIAS]), outlet_events=second)

    assert first[ASSET].extra == changed
    assert [extra for _, extra in first[ALIAS].added] == [changed]
    assert first[ALIAS].added[0][0].split("/")[-2] == "integration_hubs"
    assert (second[ASSET].extra, second[ALIAS].added) == ({}, [])


@pytest.mark.parametrize(
    "operator",
    [create(on_existing="x"), delete(on_missing="x"), create(url=None), create(url="None")],
    ids=["on_existing", "on_missing", "no url", "empty url"],
)
def test_argument_that_means_nothing_fails_before_anything_is_sent(operator, execute, sandbox):
    """It is read once templates are rendered."""
    with pytest.raises(AirflowFailException):
        execute(operator)

    assert sandbox.requests == []


@pytest.mark.parametrize("operator", [delete, check, accept])
@pytest.mark.parametrize("hub", ["", "None", "..", None], ids=repr)
def test_id_that_is_none_fails_before_anything_is_sent(operator, hub, execute, sandbox):
    """An empty template would be the address of something else."""
    with pytest.raises(AirflowFailException, match="is not an id"):
        execute(operator(hub))

    assert sandbox.requests == []


def test_versions_tell_the_release(sandbox):
    """For who has to know whether an endpoint is there."""
    with LookerHook() as hook:
        assert hook.versions()["looker_release_version"] == "26.12"
