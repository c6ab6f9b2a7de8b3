"""What a running Airflow wrote into its metadata database, read with plain SQL: 2.11 and 3 have these columns alike."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Database:
    path: Path

    def dags(self):
        return {name for (name,) in self._select("select dag_id from serialized_dag")}

    def runs(self, dag_id):
        """Return id and state of the DAG's runs, the first one first."""
        return dict(self._select("select run_id, state from dag_run where dag_id = ? order by id", dag_id))

    def states(self, dag_id, run_id):
        """Return the state of each task of a run."""
        rows = self._select("select task_id, state from task_instance where dag_id = ? and run_id = ?", dag_id, run_id)
        return dict(rows)

    def task(self, dag_id, run_id, task_id):
        """Return state, process and number of the current try."""
        query = "select state, pid, try_number from task_instance where dag_id = ? and run_id = ? and task_id = ?"
        return next(iter(self._select(query, dag_id, run_id, task_id)), (None, None, None))

    def xcoms(self, dag_id, run_id, task_id):
        query = "select key, value from xcom where dag_id = ? and run_id = ? and task_id = ?"
        found = self._select(query, dag_id, run_id, task_id)
        # SQLite keeps a number in a JSON column as one.
        return {key: json.loads(value) if isinstance(value, str | bytes) else value for key, value in found}

    def triggers(self):
        """Return class and arguments of each trigger that waits now, as text."""
        return [f"{path} {arguments}" for path, arguments in self._select("select classpath, kwargs from trigger")]

    def dump(self):
        """Return all of it as text."""
        with closing(self._connect()) as connection:
            return "\n".join(connection.iterdump())

    def _select(self, query, *values):
        with closing(self._connect()) as connection:
            return connection.execute(query, values).fetchall()

    def _connect(self):
        return sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True, timeout=10)
