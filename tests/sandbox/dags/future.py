"""A DAG that starts in the future, of which Airflow runs no task."""

from datetime import UTC, datetime

try:
    from airflow.sdk import dag, task
except ImportError:
    from airflow.decorators import dag, task


@task
def never():
    pass


@dag(schedule=None, start_date=datetime(2999, 1, 1, tzinfo=UTC))
def future():
    never()


future()
