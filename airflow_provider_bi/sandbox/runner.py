"""``bi-sandbox run``: the DAGs of one file, against the sandbox, in this process."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from airflow_provider_bi.sandbox import quiet
from airflow_provider_bi.sandbox.datafold import LAST_SYNCED_AT
from airflow_provider_bi.sandbox.errors import Unusable
from airflow_provider_bi.sandbox.failed_triggers import FailedTriggers
from airflow_provider_bi.sandbox.faults import Fault
from airflow_provider_bi.sandbox.progress import Progress, write
from airflow_provider_bi.sandbox.records import Attempt, Records
from airflow_provider_bi.sandbox.serving import Sandbox
from airflow_provider_bi.sandbox.table import Outcome, render, rows


def run(dag_file: Path, *, conf: dict[str, Any] | None = None, faults: Sequence[Fault] = ()) -> bool:
    """Run every DAG of a file once and print what changed.

    :param conf: Conf of the DAG runs.
    :param faults: Failures for the DAGs to meet, each told, and at the end those that met no request.
    :returns: Whether every run succeeded.
    :raises Unusable: for a file that is missing, cannot be imported or has no DAG.
    """
    if not dag_file.is_file():
        raise Unusable(f"There is no file {dag_file}.")
    dag_file = dag_file.resolve()
    progress = Progress()
    with (
        TemporaryDirectory(prefix="bi-sandbox-", ignore_cleanup_errors=True) as home,
        Sandbox(shows_syncs=True) as sandbox,
    ):
        progress.say(f"sandbox on {sandbox.url}")
        for fault in faults:
            sandbox.inject(fault)
            progress.say(f"injected {fault}")
        quiet.prepare(Path(home), dag_file, sandbox.connections)
        with progress.ticking():
            succeeded = _run(dag_file, progress=progress, records=Records(Path(home) / quiet.DATABASE), conf=conf)
        if any(integration.syncs for integration in sandbox.datafold.integrations.values()):
            write(f"What the sandbox shows of a sync, {LAST_SYNCED_AT}, is made up: Datafold's is not documented.\n")
        for fault in sandbox.faults.unfired():
            write(f"never fired: {fault}\n")
        return succeeded


def _run(dag_file: Path, *, progress: Progress, records: Records, conf: dict[str, Any] | None) -> bool:
    progress.stage("preparing a throw-away Airflow, which takes some seconds, the first time up to 20")
    log = _prepare(dag_file, progress=progress)
    progress.stage(f"reading {dag_file.name}")
    dags = _dags(dag_file)
    if len(dags) > 1:
        progress.say(f"{len(dags)} DAGs in this file, one after another: {', '.join(dag.dag_id for dag in dags)}")
    errors: dict[str, str] = {}
    seen: set[Attempt] = set()

    def watch() -> None:
        for attempt in records.ended():
            if attempt in seen:
                continue
            seen.add(attempt)
            error = log.error if attempt.state in {"failed", "up_for_retry"} else None
            progress.say(f"{attempt.task}: {attempt.state}" + (f": {error}" if error else ""))
            if error:
                errors[attempt.task], log.error = error, None

    progress.watch = watch
    succeeded = True
    for dag in dags:
        errors.clear()
        progress.stage(f"running {dag.dag_id}")
        _leave_to_the_scheduler(dag, progress)
        state = _state_after(dag, conf)
        outcomes = records.outcomes(dag.dag_id, [task.task_id for task in dag.topological_sort()])
        if state == "success" and dag.task_ids and not outcomes:
            state = "no task was due: its start_date lies in the future"
        progress.say(f"{dag.dag_id}: {state}")
        succeeded = succeeded and state == "success"
        if outcomes:
            _report(outcomes, errors)
    return succeeded


def _leave_to_the_scheduler(dag: Any, progress: Progress) -> None:
    """Take off a DAG what only a scheduler watches; with a deadline, dag.test() of Airflow 3 ends in an error."""
    if getattr(dag, "deadline", None):
        dag.deadline = None
        progress.say("left out: its deadlines, whose callbacks only a scheduler and a triggerer run")
    if getattr(dag, "sla_miss_callback", None):  # pragma: no cover - Airflow 2
        progress.say("left out: its sla_miss_callback, which only a scheduler runs")


def _state_after(dag: Any, conf: dict[str, Any] | None) -> str:
    """Run a DAG, and return its run's state, or why there was no run."""
    try:
        return str(dag.test(run_conf=conf).state)
    except Exception as error:  # noqa: BLE001 - whatever Airflow refuses, the file's other DAGs still run
        return f"not run: {type(error).__name__}: {error}"


def _report(outcomes: list[Outcome], errors: dict[str, str]) -> None:
    write(f"\n{render(rows(outcomes), width=shutil.get_terminal_size((120, 24)).columns)}\n")
    failed = {outcome.task for outcome in outcomes if outcome.state == "failed"}
    for task, error in errors.items():
        if task in failed:
            write(f"{task} failed: {error}\n")


def _prepare(dag_file: Path, *, progress: Progress) -> quiet.TaskLog:
    import airflow
    from airflow.providers.common.compat.sdk import redact
    from airflow.utils.db import initdb

    log = quiet.TaskLog(progress, redact=redact, dag_file=dag_file, airflow=Path(airflow.__file__).parent)
    quiet.listen(log)
    with quiet.silence():
        initdb()
    # Alembic brings handlers of its own.
    quiet.listen(log)
    return log


def _dags(dag_file: Path) -> list[Any]:
    """Return the file's DAGs in the order of their ids; Airflow keeps no other."""
    import airflow

    try:
        from airflow.dag_processing.dagbag import DagBag
    except ImportError:  # Airflow up to 3.1
        from airflow.models.dagbag import DagBag  # type: ignore[no-redef]

    bag: Any = DagBag(str(dag_file), safe_mode=False)
    for problem in bag.import_errors.values():
        raise Unusable(f"{dag_file.name} cannot be imported: {_sentence(problem, dag_file)}")
    if not bag.dags:
        raise Unusable(f"{dag_file.name} has no DAG.")
    if airflow.__version__.startswith("2."):  # pragma: no cover - Airflow 2
        # dag.test() of Airflow 3 does this by itself; an event for an alias needs the alias' row.
        bag.sync_to_db()
        FailedTriggers().attach()
    return [bag.dags[dag_id] for dag_id in sorted(bag.dags)]


def _sentence(problem: str, dag_file: Path) -> str:
    """Return the error at the end of a traceback, whose text may take several lines, and the line of the file."""
    lines = problem.strip().splitlines()
    starts = [number for number, line in enumerate(lines) if re.match(r"[\w.]+(Error|Exception|Warning)\b", line)]
    said = " ".join(line.strip() for line in lines[starts[-1] if starts else -1 :])
    places = re.findall(rf'File "[^"]*{re.escape(dag_file.name)}", line (\d+)', problem)
    return f"{said} (line {places[-1]})" if places else said
