"""Bring Datafold's lineage up to date once dbt has succeeded, in two ways.

- `on_success_callback=DatafoldSyncNotifier(...)` adds no task. Airflow logs a callback that fails, and nothing fails
  for it: for what is nice to have.
- A `SyncDatafoldIntegrationOperator` after dbt is seen, tried again and reported, and it can wait for the end: for what
  must not be missed. Each of its tries starts a synchronisation.

`build` stands in for your dbt task. Connection: `datafold_default`.

Not known: what Datafold shows of a synchronisation is not documented. `last_synced_at` is the sandbox's, and made up.
Look at what yours shows, and name that; without `wait_field` the task starts the synchronisation and goes on.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.providers.common.compat.sdk import DAG, Param, task

from airflow_provider_bi.notifications.datafold import DatafoldSyncNotifier
from airflow_provider_bi.operators.datafold import SyncDatafoldIntegrationOperator

with DAG(
    "sync_datafold_after_dbt",
    schedule=None,
    catchup=False,
    doc_md=__doc__,
    tags=["bi", "datafold"],
    params={
        "poll_interval": Param(
            2, type="number", exclusiveMinimum=0, description="Seconds between two looks; 60 are enough in production."
        ),
    },
):

    @task(on_success_callback=DatafoldSyncNotifier(name="Looker production"))
    def build() -> str:
        """Stand in for dbt: a task of Cosmos, of dbt Cloud, or a BashOperator."""
        return "dbt has built its models."

    build() >> SyncDatafoldIntegrationOperator(
        task_id="sync_exposures",
        name="dbt exposures",
        wait_field="last_synced_at",
        poll_interval="{{ params.poll_interval }}",
        timeout=timedelta(minutes=30),
        retries=2,
    )
