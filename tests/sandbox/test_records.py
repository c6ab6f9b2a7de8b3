"""What a DAG run left is read while Airflow writes."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from airflow_provider_bi.sandbox.records import Attempt, Records


def test_a_locked_database_shows_nothing_yet(tmp_path):
    """The next look, half a second later, sees what ended meanwhile."""
    file = tmp_path / "airflow.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as airflow:
        airflow.execute("create table task_instance (dag_id, task_id, map_index, try_number, state, end_date)")
        airflow.execute("insert into task_instance values ('d', 't', -1, 1, 'success', '2026-01-01')")
        airflow.execute("begin exclusive")

        assert Records(file).ended() == []

        airflow.execute("commit")

    assert Records(file).ended() == [Attempt("d", "t", 1, "success")]
