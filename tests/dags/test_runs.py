"""Real DAG runs in a real Airflow, against the sandbox: the examples, mapping, and what is left in the database."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import SECRETS
from tests.processes import airflow

HERE = Path(__file__).parent
EXAMPLES = sorted((HERE.parents[1] / "dags_examples").glob("*.py"))


def rows(printed):
    """Return the table at the end of a run, without its header."""
    return re.split(r"\n-{4,}[ -]*\n", printed)[-1].splitlines()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_example_runs_and_shows_what_changed(example):
    """Each example works as it stands."""
    ran = airflow("-m", "airflow_provider_bi.sandbox", "run", example)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "nothing changed" not in ran.stdout
    assert any(' "' in row or "true" in row for row in rows(ran.stdout)), ran.stdout


def test_change_reaches_the_next_task():
    """The changed field goes through XCom."""
    ran = airflow("-m", "airflow_provider_bi.sandbox", "run", HERE.parents[1] / "dags_examples/hand_on_the_change.py")

    assert "Datafold reads dbt at 30 5 * * * from now on." in ran.stdout


def test_log_tells_in_order_what_was_done():
    """Read, to change, sent, changed, requests: that is all a task says, and each line of it is needed at night."""
    example = HERE.parents[1] / "dags_examples/reschedule_looker_in_datafold.py"
    ran = airflow("-m", "airflow_provider_bi.sandbox", "run", example)

    assert [line.split("  | ", 1)[1] for line in ran.stdout.splitlines() if "  | " in line] == [
        "Read Datafold's Looker integration 42 (GET /api/v1/lineage/bi/42/).",
        "To change:",
        "  field          before       after",
        '  indexing_cron  "0 6 * * *"  "0 7 * * *"',
        "Sent PUT /api/v1/lineage/bi/looker/42/.",
        "Changed:",
        "  field          before       after",
        '  indexing_cron  "0 6 * * *"  "0 7 * * *"',
        "Requests: 2.",
    ]


def test_conf_is_the_runs_configuration():
    """What a person types into the trigger form reaches the task."""
    example = HERE.parents[1] / "dags_examples/reschedule_looker_in_datafold.py"
    ran = airflow("-m", "airflow_provider_bi.sandbox", "run", example, "--conf", '{"indexing_cron": "5 5 * * 5"}')

    assert '"5 5 * * 5"' in rows(ran.stdout)[0]


def test_every_operator_can_be_mapped(tmp_path):
    """One task instance for each value, rendered and named for itself; None leaves its integration as it is."""
    ran = airflow(HERE / "keep_database.py", HERE / "mapped.py", tmp_path)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = [" ".join(row.split()) for row in rows(ran.stdout)]
    changed = [row for row in told if row.endswith('"3 1 * * *"')]
    assert sorted(row.split()[0] for row in changed) == [
        f"{kind}[{index}]"
        for kind, indices in {
            "dbt": [0],
            "hightouch": [0],
            "looker": [0, 2],
            "mode": [0],
            "powerbi": [0],
            "tableau": [0],
        }.items()
        for index in indices
    ]
    with closing(sqlite3.connect(tmp_path / "airflow.db")) as database:
        names = database.execute("select rendered_map_index from task_instance where task_id = 'looker'").fetchall()
    assert {name for (name,) in names} >= {"42 at 3 1 * * *", "48 at None"}
    assert "looker[1] nothing changed" in told
    assert 'hubs[0] url "https://actions.acme.example/" "https://3.acme.example/"' in told
    assert "actions_of_looker[0] enabled false true" in told
    assert "actions_of_looker[1] enabled true false" in told


def test_params_of_dag_and_run_are_not_the_actions():
    """Airflow merges all of them into each task's, 2.11 once more when the task runs."""
    conf = '{"of_the_run": "17", "of_the_dag": 2}'
    ran = airflow("-m", "airflow_provider_bi.sandbox", "run", HERE / "params_of_both.py", "--conf", conf)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert [" ".join(row.split()) for row in rows(ran.stdout) if row] == [
        "only_enabled enabled false true",
        'with_params params.portal.value "4711" "17"',
        'mapped[0] params.channel.value "#data" "17"',
    ]


def test_no_secret_is_left_in_the_database(tmp_path):
    """XComs, rendered templates, serialized DAGs and whatever else Airflow writes down: none holds a secret."""
    ran = airflow(
        HERE / "keep_database.py", HERE / "secretive.py", tmp_path, AIRFLOW_VAR_PLAIN_NAME="s3cr3t-from-a-variable"
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr

    with closing(sqlite3.connect(tmp_path / "airflow.db")) as database:
        dump = "\n".join(database.iterdump())
        links = dict(database.execute("select task_id, value from xcom where key like '_link_%'").fetchall())

    assert "mapped_action" in dump
    assert "rendered_task_instance_fields" in dump
    assert (leak := SECRETS.search(dump)) is None, dump[leak.start() - 400 : leak.end() + 100]
    assert {task for task, link in links.items() if "127.0.0.1" in str(link)} == {
        "datafold",
        "action",
        "action_by_params",
        "mapped_action",
        "hub",
        "hub_from_connection",
    }
    assert re.search(r"rendered_task_instance_fields.*api_key.*\*\*\*", dump)


SERIALIZE = """
import json, sys, warnings
warnings.simplefilter("ignore")
from airflow.utils.db import initdb
try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models.dagbag import DagBag
try:
    from airflow.serialization.serialized_objects import DagSerialization as Serialized
except ImportError:
    from airflow.serialization.serialized_objects import SerializedDAG as Serialized
initdb()
bag = DagBag(sys.argv[1])
assert not bag.import_errors, bag.import_errors
for dag in bag.dags.values():
    again = Serialized.from_dict(json.loads(json.dumps(Serialized.to_dict(dag))))
    for task in again.tasks:
        print("TASK", dag.fileloc, task.task_type, *task.operator_extra_link_dict)
"""


def test_examples_are_serialized_with_their_links(tmp_path):
    """The scheduler and the pages see a DAG only as it was written down."""
    ran = airflow("-c", SERIALIZE, EXAMPLES[0].parent, AIRFLOW_HOME=str(tmp_path))

    assert ran.returncode == 0, ran.stdout + ran.stderr
    tasks = [line.split()[1:] for line in ran.stdout.splitlines() if line.startswith("TASK ")]
    ours = [task for task in tasks if re.search("Datafold|Looker", task[1])]
    hooks_only = {"audit_bi_services.py", "promote_looker_actions.py"}
    assert {Path(file).name for file, *_ in ours} == {example.name for example in EXAMPLES} - hooks_only
    assert all(links == ["Datafold" if "Datafold" in operator else "Looker"] for _, operator, *links in ours)
