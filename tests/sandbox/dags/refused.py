"""A DAG whose required parameter only the conf can give."""

try:
    from airflow.sdk import Param, dag, task
except ImportError:
    from airflow.decorators import dag, task
    from airflow.models.param import Param


@task
def never():
    pass


@dag(schedule=None, params={"cron": Param(type="string")})  # noqa: AIR311 - Airflow 2 has no other
def refused():
    never()


refused()
