"""Schedule-as-code, on the sandbox."""

import json
import time

import pytest
from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException

from airflow_provider_bi.operators.datafold import ApplyDatafoldSchedulesOperator
from airflow_provider_bi.sandbox.faults import Fault

CREDENTIALS = {kind: f"bi_{kind}" for kind in ("looker", "hightouch", "mode", "tableau", "powerbi")}
ALL = {
    "Looker production": "1 2 * * *",
    "Hightouch": "2 2 * * *",
    44: "3 2 * * *",
    "45": "4 2 * * *",
    "Power BI": "5 2 * * *",
    "dbt exposures": "6 2 * * *",
}


def apply(schedules=None, **more):
    return ApplyDatafoldSchedulesOperator(
        **{"task_id": "apply", "schedules": ALL if schedules is None else schedules, "credentials": CREDENTIALS} | more
    )


def states(results):
    return {key: found["state"] for key, found in results.items()}


def stored(sandbox):
    return {number: found.values["indexing_cron"] for number, found in sandbox.datafold.integrations.items()}


def test_all_get_their_schedule(execute, sandbox):
    """One list, then a read and a write for each; the results are returned and pushed."""
    outcome = execute(apply())

    assert set(states(outcome.returned).values()) == {"changed"}
    assert outcome.xcoms["results"] == outcome.returned
    assert outcome.returned["Hightouch"] == {
        "bi_datasource_id": 43,
        "name": "Hightouch",
        "kind": "hightouch",
        "state": "changed",
        "before": "30 6 * * *",
        "after": "2 2 * * *",
        "error": None,
        "remarks": [],
    }
    assert list(stored(sandbox).values())[:6] == [f"{minute} 2 * * *" for minute in range(1, 7)]
    assert len(sandbox.requests) == 1 + 2 * len(ALL)


def test_a_second_run_reads_the_list_and_nothing_else(execute, sandbox):
    """Running it twice is the same as running it once."""
    execute(apply())
    sandbox.requests.clear()

    assert set(states(execute(apply()).returned).values()) == {"unchanged"}
    assert len(sandbox.requests) == 1


def test_one_failure_does_not_stop_the_others_and_a_rerun_writes_what_is_left(execute, sandbox):
    """The task fails at the end, says which and why, and leaves the results."""
    sandbox.inject(Fault(method="PUT", path="/mode/44/", status=422, body={"detail": "no"}))
    with pytest.raises(AirflowFailException, match=r"1 of 6 schedules were not applied: 44: PUT .*refused \(422\): no"):
        execute(apply())
    assert list(stored(sandbox).values())[2] == "0 7 * * 1-5"
    sandbox.requests.clear()

    outcome = execute(apply())
    assert states(outcome.returned) == dict.fromkeys(map(str, ALL), "unchanged") | {"44": "changed"}
    assert [request.method for request in sandbox.requests] == ["GET", "GET", "PUT"]


def test_a_passing_failure_is_left_to_airflows_retries(execute, sandbox):
    """It is no AirflowFailException."""
    sandbox.inject(Fault(method="PUT", path="/mode/44/", status=500, body={"detail": "busy"}))

    with pytest.raises(AirflowException, match="busy") as failed:
        execute(apply())

    assert not isinstance(failed.value, AirflowFailException)


def test_results_of_a_failure_are_pushed(sandbox):
    """The next task, or a person, sees which are done."""
    from tests.operators.conftest import TaskInstance

    sandbox.inject(Fault(method="PUT", path="/mode/44/", status=422, body={"detail": "no"}))
    ti = TaskInstance()
    with pytest.raises(AirflowFailException):
        apply().execute({"ti": ti, "outlet_events": {}})

    assert states(ti.xcoms["results"])["44"] == "failed"
    assert states(ti.xcoms["results"])["Hightouch"] == "changed"


def test_a_typo_writes_nothing(execute, sandbox):
    """Every name is known before the first write."""
    before = stored(sandbox)

    with pytest.raises(
        AirflowFailException,
        match=r"Nothing was written\. .*no integration with id or name 'Hightuch'; there are 'Hightouch' \(id 43\), ",
    ):
        execute(apply({"Hightuch": "0 1 * * *", "dbt exposures": "0 1 * * *"}))

    assert stored(sandbox) == before


def test_missing_credentials_write_nothing(execute, sandbox):
    """Half of them would be written otherwise."""
    before = stored(sandbox)

    with pytest.raises(AirflowFailException, match=r"give credentials=\{'mode': \.\.\.\}"):
        execute(apply(credentials={**CREDENTIALS, "mode": None}))
    with pytest.raises(AirflowFailException, match="nobody"):
        execute(apply(credentials={**CREDENTIALS, "mode": "nobody"}))

    assert stored(sandbox) == before


@pytest.mark.parametrize("key", ["Looker staging", 48])
def test_an_integration_may_have_credentials_of_its_own(execute, sandbox, monkeypatch, key):
    """Two Lookers have two API keys: the kind's must not be written to the one that is named."""
    own = {"conn_type": "generic", "login": "staging", "password": "s3cr3t-of-staging"}
    monkeypatch.setenv("AIRFLOW_CONN_BI_STAGING", json.dumps(own))

    execute(
        apply(
            {"Looker production": "1 2 * * *", "Looker staging": "2 2 * * *"},
            credentials={"looker": "bi_looker", key: "bi_staging"},
        )
    )

    sent = {
        request.path.split("/")[-2]: request.body["client_secret"]
        for request in sandbox.requests
        if request.method == "PUT"
    }
    assert sent == {"42": "sandbox-bi-looker-client-secret", "48": "s3cr3t-of-staging"}


def test_none_leaves_and_clear_removes(execute, sandbox, capsys, caplog):
    """Null is sent only where it is asked for by name; what is left is told, and what is cleared is not."""
    outcome = execute(apply({"dbt exposures": None, "Hightouch": "None", "Power BI": None}, clear=[46]))

    assert states(outcome.returned) == {"46": "changed"}
    assert stored(sandbox)[46] is None
    assert stored(sandbox)[47] == "0 5 * * *"
    assert "Left as they are: 'dbt exposures', 'Hightouch'." in caplog.text + capsys.readouterr().out


def test_a_typo_among_those_that_are_left_writes_nothing(execute, sandbox):
    """It is no name of theirs."""
    before = stored(sandbox)

    with pytest.raises(AirflowFailException, match="no integration with id or name 'dbt exposure'; there"):
        execute(apply({"dbt exposure": None, "Hightouch": "0 1 * * *"}))

    assert stored(sandbox) == before


def test_a_plan_writes_nothing_and_tells_the_table(execute, sandbox, capsys, caplog):
    """The log shows what would change."""
    before = stored(sandbox)

    outcome = execute(apply(plan_only="True"))

    assert stored(sandbox) == before
    assert outcome.xcoms["planned"] is True
    assert outcome.returned["dbt exposures"]["after"] == "6 2 * * *"
    told = caplog.text + capsys.readouterr().out
    assert "Would apply:" in told
    assert 'dbt exposures      changed  "0 5 * * *"    "6 2 * * *"' in told


def test_arguments_may_be_rendered_text(execute, sandbox):
    """From an XCom through a template."""
    outcome = execute(
        ApplyDatafoldSchedulesOperator(
            task_id="again",
            kinds='{"47": "dbt"}',
            check_cron="true",
            schedules=json.dumps({"47": "9 9 * * *"}),
            credentials=json.dumps(CREDENTIALS),
            clear="46, Mode",
            max_concurrency="2",
        )
    )

    assert states(outcome.returned) == {"47": "changed", "46": "changed", "Mode": "changed"}


def test_two_of_a_kind_may_share_credentials(execute, sandbox):
    """The kind's connection is written to both."""
    execute(apply({"Looker production": "1 2 * * *", "Looker staging": "2 2 * * *"}, clear=None))

    sent = [request.body["client_secret"] for request in sandbox.requests if request.method == "PUT"]
    assert sent == ["sandbox-bi-looker-client-secret"] * 2


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"schedules": ["1 2 * * *"]}, "schedules: a mapping is needed, {id or name: cron expression}."),
        ({"credentials": ["bi_mode"]}, "credentials: a mapping is needed, {kind, id or name: connection}."),
        ({"kinds": ["dbt"]}, "kinds: a mapping is needed, {id or name: kind}."),
        ({"kinds": "dbt"}, "kinds: a mapping is needed, {id or name: kind}, or JSON text of one."),
    ],
)
def test_what_is_no_mapping_is_refused(more, told, execute, sandbox):
    """A list would not say what belongs to whom."""
    with pytest.raises(AirflowFailException) as failed:
        execute(apply(**more))

    assert str(failed.value) == told
    assert sandbox.requests == []


def test_a_kind_that_the_list_contradicts_writes_nothing(execute, sandbox):
    """A body of one kind is not sent to another."""
    before = stored(sandbox)

    with pytest.raises(AirflowFailException, match=r"kinds says powerbi for 'dbt exposures' .*: correct kinds"):
        execute(apply(kinds={"dbt exposures": "powerbi"}))

    assert stored(sandbox) == before


@pytest.mark.parametrize("more", [{"max_concurrency": 0}, {"max_concurrency": 33}, {"max_concurrency": "many"}])
def test_a_concurrency_without_sense_is_refused(more, execute, sandbox):
    """Between one and thirty-two at once."""
    with pytest.raises(AirflowFailException, match="a whole number from 1 to 32"):
        execute(apply(**more))


def test_no_more_than_asked_for_are_at_work_at_the_same_time(execute, sandbox):
    """A service under load is not run over: two requests at a time take as long as that."""
    delay = 0.4
    sandbox.inject(Fault(path=r"/lineage/bi/4\d/$", times=None, delay=delay))
    started = time.monotonic()

    execute(apply(max_concurrency=2))

    assert len(ALL) * delay / 2 <= time.monotonic() - started < len(ALL) * delay


@pytest.mark.parametrize("schedules", [{}, {"Mode": None}])
def test_nothing_asked_for_is_nothing_done(schedules, execute, sandbox, capsys, caplog):
    """Not even a request; a list that came out empty is warned of."""
    assert execute(apply(schedules)).returned == {}
    assert sandbox.requests == []
    told = caplog.text + capsys.readouterr().out
    assert any("WARNING" in line.upper() and "Nothing was asked for" in line for line in told.splitlines())
    assert ("Left as they are: 'Mode'." in told) is bool(schedules)


def test_outlets_are_told_of_each_change(sandbox):
    """An asset's event carries all changes under their keys; an alias gets an event for each integration."""
    from airflow.providers.common.compat.sdk import Asset, AssetAlias

    from tests.operators.conftest import TaskInstance

    class Event:
        def __init__(self):
            self.extra, self.added = {}, []

        def add(self, asset, extra):
            self.added.append((asset.uri, extra))

    class Events:
        def __init__(self):
            self.of_asset, self.of_alias = Event(), Event()

        def __getitem__(self, outlet):
            return self.of_alias if isinstance(outlet, AssetAlias) else self.of_asset

    events = Events()
    apply({"Mode": "1 1 * * *", 47: "2 2 * * *"}, outlets=[Asset(uri="x://y"), AssetAlias("changes")]).execute(
        {"ti": TaskInstance(), "outlet_events": events}
    )

    assert events.of_asset.extra == {"Mode.indexing_cron": "1 1 * * *", "47.indexing_cron": "2 2 * * *"}
    uri = f"datafold://127.0.0.1:{sandbox.port}/integrations"
    assert events.of_alias.added == [
        (f"{uri}/44", {"indexing_cron": "1 1 * * *"}),
        (f"{uri}/47", {"indexing_cron": "2 2 * * *"}),
    ]
