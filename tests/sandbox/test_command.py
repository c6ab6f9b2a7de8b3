from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

DAGS = Path(__file__).parent / "dags"
COMMAND = [sys.executable, "-m", "airflow_provider_bi.sandbox"]


def run(*arguments, **environment):
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **environment},
    )


@pytest.fixture(scope="module")
def changes():
    unreachable = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql://real/production", "COLUMNS": "90"}
    secrets = {"AIRFLOW_CONN_DATAFOLD_DEFAULT": "datafold://:real-key@real.example"}
    return run("run", DAGS / "changes.py", "--conf", '{"cron": "15 * * * *"}', **unreachable, **secrets)


def test_runs_a_dag_and_ends_with_a_table(changes):
    """Every task instance is in the table with what it changed; conf arrives; the exit status is 0."""
    table = re.sub(" +", " ", changes.stdout).splitlines()

    assert changes.returncode == 0, changes.stdout + changes.stderr
    assert 'update indexing_cron "0 6 * * *" "15 * * * *"' in table
    assert "update name ignored by the service" in table
    assert {"unchanged[0] nothing changed", "unchanged[1] nothing changed"} <= set(table)
    assert 'hub return value "2"' in table


def test_says_what_happens_and_nothing_else(changes):
    """Stages, the tasks' own lines with secrets masked and each task's end are shown, Airflow's own lines are not."""
    # A busy machine may add signs of life.
    said = re.findall(r"^\[ +[\d.]+ s\] +(?!still)(.*)", changes.stdout, flags=re.MULTILINE)

    assert [line.split()[0] for line in said[:3]] == ["sandbox", "preparing", "reading"]
    assert re.search(r"\| Changing the schedule of 42 at http://127.0.0.1:\d+ with \*\*\*", changes.stdout)
    assert "  | Looking at 43\n             |   and around\n" in changes.stdout
    assert [line for line in said if line.endswith(": success")][-2:] == ["hub: success", "schedule_as_code: success"]
    assert (changes.stderr, len(changes.stdout.splitlines()) < 30) == ("", True)


def test_uses_nothing_of_the_airflow_that_is_configured(changes):
    """Neither its database nor its connections: a sandbox must not reach a real service."""
    assert "real" not in changes.stdout + changes.stderr


def test_a_failed_run_says_why():
    """The exit status is 1, the sentence names the place, the file's other DAG still runs."""
    done = run("run", DAGS / "fails.py")

    assert done.returncode == 1
    assert (
        "update failed: AirflowFailException: PUT /api/v1/lineage/bi/looker/42/ refused (422): "
        "repo_id: field required. (fails.py, line 13)\n"
    ) in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "b_succeeding: success" in done.stdout


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("refused.py", "refused: not run: ParamValidationError: Invalid input for param cron"),
        ("future.py", "future: no task was due: its start_date lies in the future"),
    ],
)
def test_a_run_in_which_nothing_ran_is_no_success(file, sentence):
    """What Airflow refuses, or calls a success without a task, is said in one line, and the exit status is 1."""
    done = run("run", DAGS / file)

    assert (done.returncode, done.stderr) == (1, "")
    assert sentence in done.stdout.splitlines()[-1]


def test_tells_callbacks_that_failed():
    """Airflow only logs them: of tasks, of notifiers and of DAGs. They are not taken for why a task failed."""
    done = run("run", DAGS / "callbacks.py")

    assert re.findall(r"callback failed: (.*) \(", done.stdout) == [
        "ValueError: of good",
        "KeyError: 'channel'",
        "RuntimeError: of a_succeeding, success",
        "ValueError: of bad",
        "RuntimeError: of b_failing, task_failure",
    ]
    assert done.stdout.count("a callback that works") == 2
    assert "\nbad failed: AirflowFailException: for good (callbacks.py, line 35)\n" in done.stdout


def test_runs_a_task_that_defers():
    """Its trigger is run, connections are there afterwards, and a number that it returns is in the table."""
    done = run("run", DAGS / "deferring.py")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "| Back with http://127.0.0.1:" in done.stdout
    assert "wait return value 0.1" in re.sub(" +", " ", done.stdout)


def test_a_trigger_that_raises_fails_its_task():
    """Airflow 2's own dag.test() would begin anew for ever, Airflow 3's leaves out the retries."""
    done = run("run", DAGS / "deferring.py", "--conf", '{"seconds": -1}')

    assert done.returncode == 1
    assert re.findall(r"wait: (\w+): ValueError: no time to wait", done.stdout)[-1:] == ["failed"]


def test_says_what_only_a_scheduler_runs():
    """A deadline, or an SLA in Airflow 2, is left out, and the DAG runs without it."""
    done = run("run", DAGS / "watched.py")

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"left out: its (deadlines|sla_miss_callback), ", done.stdout)


def test_injects_faults():
    """Each is told, meets its request, and those that never fired are told at the end; so is what our operators log."""
    faults = ['{"path": "/42/$", "status": 503, "skip": 1}', '{"method": "PUT", "drop": "reset"}']
    done = run("run", DAGS / "reads.py", *(part for fault in faults for part in ("--fault", fault)))

    assert "injected " + '{"method": "PUT", "drop": "reset"}' in done.stdout
    assert "[200, 503, 200]" in done.stdout
    assert re.findall("never fired: (.*)", done.stdout) == ['{"method": "PUT", "drop": "reset"}']
    assert "last_synced_at, is made up" in done.stdout
    assert "  | Requests: 1." in done.stdout


def test_refuses_a_fault_that_cannot_be():
    """One sentence, and the exit status is 2, before anything is started."""
    done = run("run", DAGS / "reads.py", "--fault", '{"state": 503}')

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "did you mean 'status'?" in done.stderr


def test_breaks_a_long_silence():
    """A task that takes its time is seen to be under way, and each attempt is told."""
    done = run("run", DAGS / "slow.py")

    times = [float(found) for found in re.findall(r"^\[ *([\d.]+) s\]", done.stdout, flags=re.MULTILINE)]
    assert "still running slow" in done.stdout
    assert max(after - before for before, after in pairwise(times)) < 6
    assert "wait: up_for_retry: ValueError: not yet" in done.stdout
    assert done.returncode == 0


def test_leaves_nothing_behind(tmp_path):
    """The throw-away Airflow home is removed, after a failure too."""
    run("run", DAGS / "fails.py", TMPDIR=str(tmp_path))

    assert not list(tmp_path.glob("bi-sandbox-*"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "There is no file"),
        ("import nothing_like_this", "cannot be imported: ModuleNotFoundError: No module named 'nothing_like_this'"),
        ("airflow = 'no dag'", "has no DAG"),
    ],
)
def test_a_file_that_cannot_be_run_is_one_sentence(tmp_path, text, sentence):
    """The exit status is 2 and the error a single line."""
    file = tmp_path / "some_dag.py"
    if text:
        file.write_text(text)
    done = run("run", file)

    assert done.returncode == 2
    assert (sentence in done.stderr, done.stderr.count("\n")) == (True, 1)


@pytest.mark.parametrize("conf", ["{", "[]"])
def test_refuses_a_conf_that_is_no_object(conf):
    """Argparse says so, with status 2."""
    done = run("run", DAGS / "changes.py", "--conf", conf)

    assert (done.returncode, "--conf" in done.stderr) == (2, True)


@pytest.fixture
def server():
    """A server started as a shell starts a background job, with SIGINT ignored. It does not outlive the test."""
    ignored = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *COMMAND, "serve"]
    with subprocess.Popen(ignored, stdout=subprocess.PIPE, text=True) as started:
        yield started
        started.kill()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_serves_until_interrupted(server, how):
    """What it prints is enough to use it: connections, what is there, and how to inject a fault."""
    lines = iter(server.stdout.readline, "")
    text = next(lines)
    while "/sandbox/reset" not in text.splitlines()[-1]:
        text += next(lines)
    url = re.search(r"http://127\.0\.0\.1:\d+", text)[0]
    key = {"Authorization": "Key sandbox-datafold-key"}
    listed = httpx.get(f"{url}/api/v1/lineage/bi/", headers=key).json()
    server.send_signal(how)
    status = server.wait(10)

    assert status == 0
    assert f'export AIRFLOW_CONN_DATAFOLD_DEFAULT=\'{{"conn_type": "datafold", "host": "{url}"' in text
    assert all(f"{item['id']}  {item['type']}" in text for item in listed)
    assert "2::hubspot" in text
    assert f"curl -X POST {url}/sandbox/faults" in text


def test_serving_a_port_that_is_taken_is_one_sentence(running_sandbox):
    """The exit status is 2."""
    done = run("serve", "--port", running_sandbox.port)

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"Port {running_sandbox.port} cannot be used" in done.stderr


def test_an_interrupt_is_no_error(tmp_path):
    """Ctrl-C ends it with a shell's status for that, and without a traceback."""
    file = tmp_path / "some_dag.py"
    file.write_text("# airflow dag\nraise KeyboardInterrupt")
    done = run("run", file)

    assert (done.returncode, done.stderr) == (130, "")


def test_a_missing_extra_is_one_sentence():
    """It tells what to install."""
    code = (
        "import sys; sys.modules['uvicorn'] = None; from airflow_provider_bi.sandbox.cli import main; main(['serve'])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=120)

    assert done.stderr == "bi-sandbox: uvicorn is missing: pip install 'airflow-provider-bi[sandbox]'.\n"
