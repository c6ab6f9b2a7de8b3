"""A task that synchronises an integration and reads it, whatever the service answers, and one of this package's own."""

import httpx
from airflow.providers.common.compat.sdk import BaseHook

from airflow_provider_bi.operators.datafold import GetDatafoldIntegrationOperator

try:
    from airflow.sdk import dag, task
except ImportError:
    from airflow.decorators import dag, task


@task
def read():
    connection = BaseHook.get_connection("datafold_default")
    key = {"Authorization": f"Key {connection.password}"}
    with httpx.Client(base_url=f"{connection.host}/api/v1/lineage/bi", headers=key) as client:
        client.get("/42/sync/")
        return [client.get("/42/").status_code for _ in range(3)]


@dag(schedule=None)
def reads():
    read() >> GetDatafoldIntegrationOperator(task_id="get", bi_datasource_id=47)


reads()
