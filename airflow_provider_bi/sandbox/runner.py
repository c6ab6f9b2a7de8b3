"""``bi-sandbox run``: the DAGs of one file, against the sandbox, in this process."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from airflow_provider_bi.sandbox import quiet
from airflow_provider_bi.sandbox.progress import Progress
from airflow_provider_bi.sandbox.records import Records
from airflow_provider_bi.sandbox.serving import Sandbox
from airflow_provider_bi.sandbox.table import render, rows


class Unusable(Exception):  # noqa: N818 - it is the command that cannot be used
    """The DAG file cannot be run, and why, in one sentence."""


def run(dag_file: Path, *, conf: dict[str, Any] | None = None) -> bool:
    """Run every DAG of a file once and print what changed.

    :param conf: Conf of the DAG runs.
    :returns: Whether every run succeeded.
    :raises Unusable: for a file that is missing, cannot be imported or has no DAG.
    """
    if not dag_file.is_file():
        raise Unusable(f"There is no file {dag_file}.")
    dag_file = dag_file.resolve()
    progress = Progress()
    with TemporaryDirectory(prefix="bi-sandbox-", ignore_cleanup_errors=True) as home, Sandbox() as sandbox:
        progress.say(f"sandbox on {sandbox.url}")
        quiet.prepare(Path(home), dag_file, sandbox.connections)
        with progress.ticking():
            return _run(dag_file, progress=progress, records=Records(Path(home) / quiet.DATABASE), conf=conf)


def _run(dag_file: Path, *, progress: Progress, records: Records, conf: dict[str, Any] | None) -> bool:
    progress.stage("preparing a throw-away Airflow, which takes some 20 s the first time")
    log = _prepare(dag_file, progress=progress)
    progress.stage(f"reading {dag_file.name}")
    dags = _dags(dag_file)
    if len(dags) > 1:
        progress.say(f"{len(dags)} DAGs in this file, one after another: {', '.join(dag.dag_id for dag in dags)}")
    errors: dict[str, str] = {}
    seen: set[tuple[str, str, str]] = set()

    def watch() -> None:
        for ended in records.ended():
            if ended in seen:
                continue
            seen.add(ended)
            _, task, state = ended
            progress.say(f"{task}: {state}")
            if state == "failed" and log.error:
                errors[task] = log.error

    progress.watch = watch
    succeeded = True
    for dag in dags:
        errors.clear()
        progress.stage(f"running {dag.dag_id}")
        state = str(getattr(dag.test(run_conf=conf), "state", "failed"))
        progress.say(f"{dag.dag_id}: {state}")
        succeeded = succeeded and state == "success"
        _report(records.outcomes(dag.dag_id, [task.task_id for task in dag.topological_sort()]), errors)
    return succeeded


def _report(outcomes: list[Any], errors: dict[str, str]) -> None:
    print(f"\n{render(rows(outcomes), width=shutil.get_terminal_size((120, 24)).columns)}\n", flush=True)
    for task, error in errors.items():
        print(f"{task} failed: {error}\n", flush=True)


def _prepare(dag_file: Path, *, progress: Progress) -> quiet.TaskLog:
    import airflow

    log = quiet.TaskLog(progress.say, dag_file=dag_file, airflow=Path(airflow.__file__).parent)
    from airflow.utils.db import initdb

    quiet.listen(log)
    initdb()
    # Alembic may have brought handlers of its own.
    quiet.listen(log)
    return log


def _dags(dag_file: Path) -> list[Any]:
    """Return the file's DAGs in the order of their ids; Airflow keeps no other."""
    try:
        from airflow.dag_processing.dagbag import DagBag
    except ImportError:  # Airflow 2
        from airflow.models.dagbag import DagBag  # type: ignore[no-redef, attr-defined]

    bag = DagBag(str(dag_file), safe_mode=False)
    for problem in bag.import_errors.values():
        raise Unusable(f"{dag_file.name} cannot be imported: {problem.strip().splitlines()[-1]}")
    if not bag.dags:
        raise Unusable(f"{dag_file.name} has no DAG.")
    return [bag.dags[dag_id] for dag_id in sorted(bag.dags)]
