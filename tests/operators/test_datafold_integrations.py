"""The rest of an integration's life in Datafold, on the sandbox."""

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_bi.api.datafold.kinds import KINDS
from airflow_provider_bi.api.errors import ConnectionFailed
from airflow_provider_bi.operators.datafold import (
    CreateDatafoldIntegrationOperator,
    DeleteDatafoldIntegrationOperator,
    GetDatafoldIntegrationOperator,
    ListDatafoldIntegrationsOperator,
)
from airflow_provider_bi.operators.hidden import Hidden
from airflow_provider_bi.sandbox.faults import Fault

MORE = {"looker": {"repo_id": 9}, "hightouch": {"bindings": "[]"}, "dbt": {"ci_config_id": "4"}}


def create(kind="dbt", **more):
    credentials = None if kind == "dbt" else f"bi_{kind}"
    return CreateDatafoldIntegrationOperator(
        **{"task_id": "create", "kind": kind, "name": "New one", "fields": MORE.get(kind)}
        | {"credentials_conn_id": credentials}
        | more
    )


def delete(**more):
    return DeleteDatafoldIntegrationOperator(task_id="delete", **more)


def test_all_are_listed(execute, sandbox):
    """Each as Datafold shows it."""
    outcome = execute(ListDatafoldIntegrationsOperator(task_id="list"))

    assert [found["id"] for found in outcome.returned] == list(sandbox.datafold.integrations)


@pytest.mark.parametrize("wanted", [{"bi_datasource_id": "47"}, {"name": "dbt exposures"}])
def test_one_is_got_by_id_or_by_name(wanted, execute, sandbox):
    """Ids differ from one Datafold to the next."""
    outcome = execute(GetDatafoldIntegrationOperator(task_id="get", **wanted))

    assert (outcome.returned["id"], outcome.returned["name"]) == (47, "dbt exposures")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_each_kind_is_created_once(kind, execute, sandbox):
    """A second run finds it and leaves it as it is; its credentials come from the BI tool's own connection."""
    first = execute(create(kind.slug))
    again = execute(create(kind.slug))

    number = max(sandbox.datafold.integrations)
    assert (first.xcoms["bi_datasource_id"], first.xcoms["created"]) == (number, True)
    assert (again.xcoms["bi_datasource_id"], again.xcoms["created"]) == (number, False)
    assert first.returned == again.returned
    assert sandbox.datafold.integrations[number].kind is kind
    assert [request.method for request in sandbox.requests] == ["GET", "POST", "GET"]


def test_an_existing_one_fails_where_that_is_asked_for(execute, sandbox):
    """Nothing is created."""
    execute(create())

    with pytest.raises(AirflowFailException, match="exists"):
        execute(create(on_existing="fail"))


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_creation_is_never_doubled(drop, execute, sandbox):
    """A lost reply is looked after; what never arrived is left to the task's next try."""
    sandbox.inject(Fault(method="POST", drop=drop))
    if drop == "before":
        with pytest.raises(ConnectionFailed):
            execute(create())
    execute(create())

    names = [integration.values["name"] for integration in sandbox.datafold.integrations.values()]
    assert names.count("New one") == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"kind": "sigma", "credentials_conn_id": None}, "Datafold has no kind 'sigma'"),
        ({"fields": "no json"}, "fields: a mapping is needed"),
        ({"fields": {"ci_config_id": 4, "indexing_cron": "@daily"}}, "check_cron=False"),
        ({"on_existing": "shrug"}, "on_existing: return or fail is needed"),
        ({"name": "None"}, "name: give it"),
    ],
)
def test_what_makes_no_integration_fails_at_once(more, words, execute, sandbox):
    """Nothing is sent that creates anything."""
    with pytest.raises(AirflowFailException, match=words):
        execute(create(**more))

    assert not [request for request in sandbox.requests if request.method == "POST"]


def test_a_cron_is_sent_as_it_is_where_that_is_asked_for(execute, sandbox):
    """The dialect is not documented."""
    outcome = execute(create(fields={"ci_config_id": 4, "indexing_cron": "@daily"}, check_cron="false"))

    assert outcome.returned["indexing_cron"] == "@daily"


def test_rendered_fields_show_no_values():
    """Any of them may be a secret."""
    operator = create(fields={"ci_config_id": "{{ 2 + 2 }}"})
    operator.render_template_fields({})

    assert isinstance(operator.fields, Hidden)
    assert (operator.fields.value, str(operator.fields)) == ({"ci_config_id": "4"}, '{"ci_config_id": "***"}')


def test_fields_that_are_not_given_stay_so():
    """Rendering makes no text of nothing."""
    operator = create(fields=None)
    operator.render_template_fields({})

    assert operator.fields is None


def test_an_existing_one_that_differs_is_told(execute, sandbox, capsys, caplog):
    """It stays as it is, and the log names what an update would change."""
    execute(create())
    execute(create(fields={"ci_config_id": 5}))

    assert "It differs from what was asked for: ci_config_id. An update changes it." in (
        caplog.text + capsys.readouterr().out
    )


@pytest.mark.parametrize("wanted", [{"bi_datasource_id": "47"}, {"name": "dbt exposures"}])
def test_one_is_deleted_once(wanted, execute, sandbox):
    """A second run finds nothing to delete, which is no failure."""
    first = execute(delete(**wanted))
    again = execute(delete(**wanted))

    assert first.returned == {"bi_datasource_id": 47, "deleted": True}
    assert first.xcoms["integration"]["name"] == "dbt exposures"
    assert again.returned == {"bi_datasource_id": 47 if "bi_datasource_id" in wanted else None, "deleted": False}
    assert 47 not in sandbox.datafold.integrations


@pytest.mark.parametrize(("wanted", "shown"), [({"bi_datasource_id": 4711}, "4711"), ({"name": "nobody"}, "nobody")])
def test_one_that_is_not_there_is_warned_of(wanted, shown, execute, sandbox, warned):
    """The id or the name may be mistaken."""
    execute(delete(**wanted))

    assert f"Datafold's integration {shown} is not there: nothing was deleted." in warned()


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_deletion_is_looked_after(drop, execute, sandbox):
    """Gone, or a passing failure that a further try mends."""
    sandbox.inject(Fault(method="DELETE", drop=drop))
    if drop == "before":
        with pytest.raises(ConnectionFailed):
            execute(delete(bi_datasource_id=47))
    execute(delete(bi_datasource_id=47))

    assert 47 not in sandbox.datafold.integrations


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"bi_datasource_id": 4711, "on_missing": "fail"}, "refused \\(404\\)"),
        ({"name": "nobody", "on_missing": "fail"}, "no integration named 'nobody'"),
        ({}, "give one of them"),
        ({"bi_datasource_id": 47, "name": "dbt"}, "give one of them"),
        ({"bi_datasource_id": 47, "on_missing": "?"}, "skip or fail"),
        ({"bi_datasource_id": "47/../42"}, "is not an id"),
    ],
)
def test_what_cannot_be_deleted_fails_at_once(arguments, words, execute, sandbox):
    """Nothing is deleted."""
    before = dict(sandbox.datafold.integrations)

    with pytest.raises(AirflowFailException, match=words):
        execute(delete(**arguments))

    assert sandbox.datafold.integrations == before
