"""What all eight operators promise, on the sandbox."""

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_bi.sandbox.faults import Fault
from tests.operators.cases import CASES, DATAFOLD, IDS, LOOKER

every_operator = pytest.mark.parametrize("case", CASES, ids=IDS)


@every_operator
def test_change_is_returned_with_its_value_after(case, execute, sandbox):
    """The return value holds the fields that changed, the XCom `changes` what they were before."""
    outcome = execute(case())

    assert outcome.returned == case.changed
    assert {field: pair["after"] for field, pair in outcome.xcoms["changes"].items()} == case.changed
    assert all(pair["before"] != pair["after"] for pair in outcome.xcoms["changes"].values())
    assert outcome.xcoms["ignored"] == []
    assert outcome.xcoms["verified"] is True


@every_operator
def test_integration_is_handed_on_as_it_is_after(case, execute, sandbox):
    """The XCom `integration` is the whole object after the change."""
    outcome = execute(case())

    shown = outcome.xcoms["integration"]
    assert shown["id"] == case.arguments.get("bi_datasource_id") or str(shown["id"]) in case.arguments.values()
    assert {name: shown[name] for name in case.changed if name != "params"}.items() <= case.changed.items()


@every_operator
def test_second_run_writes_nothing(case, execute, sandbox):
    """Running it twice is the same as running it once."""
    execute(case())
    sandbox.requests.clear()

    outcome = execute(case())

    assert outcome.returned == {}
    assert outcome.xcoms["changes"] == {}
    assert {request.method for request in sandbox.requests} <= {"GET", "POST", "DELETE"}
    assert [request.path for request in sandbox.requests if request.method == "POST"] in ([], ["/api/4.0/login"])


@pytest.mark.parametrize("case", DATAFOLD, ids=IDS[:6])
def test_change_in_datafold_takes_two_requests_and_a_no_op_one(case, execute, wire):
    """Datafold is read, then written; when nothing is to be changed it is read only."""
    execute(case())

    number = case.arguments["bi_datasource_id"]
    assert wire() == [("GET", f"/{number}/"), ("PUT", f"/{case.operator.kind}/{number}/")]

    execute(case())

    assert wire() == [("GET", f"/{number}/")]


@pytest.mark.parametrize("case", LOOKER, ids=IDS[6:])
def test_change_in_looker_takes_four_requests_and_a_no_op_three(case, execute, wire):
    """Looker costs a login and a logout beside the read and the write: licences meter them."""
    execute(case())

    assert [method for method, _ in wire()] == ["POST", "GET", "PATCH", "DELETE"]

    execute(case())

    assert [method for method, _ in wire()] == ["POST", "GET", "DELETE"]


@every_operator
def test_plan_only_writes_nothing_and_returns_the_same_shapes(case, execute, sandbox):
    """A plan shows what would change."""
    planned = execute(case(plan_only=True))
    methods = {request.method for request in sandbox.requests} - {"DELETE"}
    done = execute(case())

    assert methods <= {"GET", "POST"}
    assert planned.returned == done.returned
    assert planned.xcoms["changes"] == done.xcoms["changes"]
    assert planned.xcoms["verified"] is False


@every_operator
def test_none_changes_nothing(case, execute, sandbox):
    """An empty XCom, as None or as the text that Jinja makes of it, leaves every field as it is."""
    identity = {name: value for name, value in case.arguments.items() if name.endswith("_id")}
    for nothing in (None, "None"):
        empty = dict.fromkeys(case.arguments.keys() - identity.keys(), nothing)

        outcome = execute(case(**identity | empty))

        assert outcome.returned == {}
        assert not [request for request in sandbox.requests if request.method in {"PUT", "PATCH"}]


@pytest.mark.parametrize("case", DATAFOLD, ids=IDS[:6])
def test_clear_sends_null(case, execute, sandbox):
    """Null is sent only where it is asked for by name."""
    outcome = execute(case(indexing_cron=None, clear=["indexing_cron"]))

    assert outcome.returned == {"indexing_cron": None}
    assert sandbox.requests[-1].body["indexing_cron"] is None


@pytest.mark.parametrize("case", DATAFOLD[:4], ids=IDS[:4])
def test_ignored_field_is_told_and_not_returned(case, execute, sandbox):
    """Datafold changes only the schedule of these kinds; what it ignored is no change."""
    outcome = execute(case(name="Another name"))

    assert outcome.returned == case.changed
    assert outcome.xcoms["ignored"] == ["name"]


@pytest.mark.parametrize("shown", [{"id": 42}, {"id": 42, "name": "Looker production"}], ids=["hidden", "shown"])
def test_ignored_field_is_logged(shown, execute, sandbox, capsys, caplog):
    """What stood before is not told: it may not have been shown."""
    sandbox.inject(Fault(method="GET", path="/42/", status=200, body=shown))
    fields = {"base_url": "https://x.example", "project_ids": [], "repo_id": 7, "bindings": []}

    outcome = execute(CASES[0](name="Another name", **fields))

    told = caplog.text + capsys.readouterr().out
    assert "name" in outcome.xcoms["ignored"]
    assert "name was ignored by the service: it does not stand as asked for." in told


@pytest.mark.parametrize("case", DATAFOLD[:4], ids=IDS[:4])
def test_ignored_field_fails_the_task_where_that_is_asked_for(case, execute, sandbox):
    """The write has happened, so trying again would not help."""
    with pytest.raises(AirflowFailException, match="did not apply name as asked for"):
        execute(case(name="Another name", on_ignored="fail"))


@every_operator
def test_skip_unchanged_can_be_switched_off(case, execute, sandbox):
    """Somebody may want the write in any case."""
    execute(case())
    sandbox.requests.clear()

    outcome = execute(case(skip_unchanged="false"))

    assert [request.method for request in sandbox.requests if request.method in {"PUT", "PATCH"}] != []
    assert outcome.returned == {}


@every_operator
def test_lost_reply_is_looked_after_before_writing_again(case, execute, sandbox):
    """The write arrived and its reply was lost: one more read, no second write."""
    sandbox.inject(Fault(method="PUT" if case.is_datafold else "PATCH", drop="after"))

    outcome = execute(case())

    assert outcome.returned == case.changed
    assert len([request for request in sandbox.requests if request.method in {"PUT", "PATCH"}]) == 1


@every_operator
def test_lost_write_is_sent_again(case, execute, sandbox):
    """The write never arrived: after a look it is sent once more."""
    sandbox.inject(Fault(method="PUT" if case.is_datafold else "PATCH", drop="before"))

    outcome = execute(case())

    assert outcome.returned == case.changed


@pytest.mark.parametrize("options", [{"plan_only": "perhaps"}, {"on_ignored": "shrug"}, {"clear": 5}])
def test_option_that_no_template_should_render_fails(options, execute, sandbox):
    """A word that is neither true nor false is not taken for true."""
    with pytest.raises(AirflowFailException, match=next(iter(options))):
        execute(CASES[0](**options))

    assert not [request for request in sandbox.requests if request.method == "PUT"]


def test_write_that_nothing_shows_is_told(execute, sandbox, capsys, caplog):
    """It was sent, and it is not claimed to stand: Datafold hides the field, and one more look fails."""
    sandbox.datafold.hidden = {"indexing_cron"}
    sandbox.inject(Fault(method="GET", path="/47/", skip=1, status=500))

    outcome = execute(CASES[5]())

    told = caplog.text + capsys.readouterr().out
    assert outcome.xcoms["verified"] is False
    assert "The write was sent, and could not be looked at: " in told
    assert "Not verified: the service does not show every field that was sent." in told
