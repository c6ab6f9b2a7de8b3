"""Reschedule Datafold's reading of dbt, and let the next task work with what really changed.

Connection: `datafold_default`.
"""

from __future__ import annotations

from airflow.providers.common.compat.sdk import DAG, task

from airflow_provider_bi.operators.datafold import UpdateDatafoldDbtOperator

with DAG(
    "hand_on_the_change",
    schedule=None,
    catchup=False,
    doc_md=__doc__,
    tags=["bi", "datafold"],
    params={"bi_datasource_id": 47, "indexing_cron": "30 5 * * *"},
):
    reschedule = UpdateDatafoldDbtOperator(
        task_id="reschedule",
        bi_datasource_id="{{ params.bi_datasource_id }}",
        indexing_cron="{{ params.indexing_cron }}",
    )

    @task
    def announce(changed: dict[str, str | None]) -> str:
        """Tell people, or start what depends on it. Nothing arrives when nothing changed."""
        if not changed:
            return "dbt's schedule in Datafold stands as it was."
        return f"Datafold reads dbt at {changed['indexing_cron']} from now on."

    announce(reschedule.output)
