"""What a DAG run left in the throw-away metadata database.

Read with plain SQL: these columns are the same in Airflow 2.11 and 3, the classes are not. A run can be watched from a
thread of its own this way, without touching Airflow's session.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from airflow_provider_bi.sandbox.table import Outcome

ENDS = frozenset({"success", "failed", "skipped", "upstream_failed", "removed", "up_for_retry"})


@dataclass(frozen=True)
class Attempt:
    """One attempt of a task instance that ended."""

    dag_id: str
    task: str
    number: int
    state: str


@dataclass(frozen=True)
class Records:
    """The database of one throw-away Airflow home."""

    database: Path

    def ended(self) -> list[Attempt]:
        """Return the attempts that ended, in that order; nothing while the file is locked."""
        try:
            found = self._select(
                "select dag_id, task_id, map_index, try_number, state from task_instance order by end_date, task_id"
            )
        except sqlite3.OperationalError:
            return []
        return [
            Attempt(dag, _label(task, index), number, state)
            for dag, task, index, number, state in found
            if state in ENDS
        ]

    def outcomes(self, dag_id: str, order: list[str]) -> list[Outcome]:
        """Return what each task instance of a DAG left behind.

        :param order: Ids of the DAG's tasks, upstream first.
        """
        pushed: dict[tuple[str, int], dict[str, Any]] = {}
        for task, index, key, value in self._select(
            "select task_id, map_index, key, value from xcom where dag_id = ?", dag_id
        ):
            pushed.setdefault((task, index), {})[key] = _decoded(value)
        found = self._select("select task_id, map_index, state from task_instance where dag_id = ?", dag_id)
        found.sort(key=lambda row: (order.index(row[0]) if row[0] in order else len(order), row[1]))
        return [
            Outcome(_label(task, index), state or "not run", pushed.get((task, index), {}))
            for task, index, state in found
        ]

    def _select(self, query: str, *values: str) -> list[Any]:
        with closing(sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True, timeout=0.2)) as connection:
            return connection.execute(query, values).fetchall()


def _decoded(value: Any) -> Any:
    """Return what was pushed: SQLite makes a number of a JSON text that is one."""
    return json.loads(value) if isinstance(value, str | bytes) else value


def _label(task: str, index: int) -> str:
    return task if index < 0 else f"{task}[{index}]"
