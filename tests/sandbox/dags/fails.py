"""One task that fails for good, one behind it, and a DAG that succeeds."""

from airflow.providers.common.compat.sdk import AirflowFailException

try:
    from airflow.sdk import dag, task
except ImportError:
    from airflow.decorators import dag, task


@task(retries=2)
def update():
    raise AirflowFailException("PUT /api/v1/lineage/bi/looker/42/ refused (422): repo_id: field required.")


@task
def behind():
    pass


@dag(schedule=None)
def a_failing():
    update() >> behind()


@dag(schedule=None)
def b_succeeding():
    behind()


a_failing()
b_succeeding()
