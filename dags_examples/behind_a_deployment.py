"""Follow a deployment: when dbt was deployed, reschedule Datafold's reading of it, and tell people only if that changed
anything.

`behind_a_deployment` runs when something updates the asset of the deployment. `after_a_bi_change` runs when a task with
the alias `bi-changes` among its outlets has changed something; after one that had nothing to change it does not run.

Connection: `datafold_default`.
"""

from __future__ import annotations

from datetime import UTC, datetime

from airflow.providers.common.compat.sdk import DAG, Asset, AssetAlias, task

from airflow_provider_bi.operators.datafold import UpdateDatafoldDbtOperator

DEPLOYED = Asset(uri="deployments://dbt/production")
CHANGES = AssetAlias("bi-changes")
START = datetime(2026, 1, 1, tzinfo=UTC)

with DAG(
    "behind_a_deployment",
    schedule=[DEPLOYED],
    start_date=START,
    catchup=False,
    doc_md=__doc__,
    tags=["bi", "datafold"],
    params={"bi_datasource_id": 47, "indexing_cron": "30 5 * * *"},
):
    UpdateDatafoldDbtOperator(
        task_id="reschedule",
        bi_datasource_id="{{ params.bi_datasource_id }}",
        indexing_cron="{{ params.indexing_cron }}",
        outlets=[CHANGES],
    )

with DAG("after_a_bi_change", schedule=[CHANGES], start_date=START, catchup=False, doc_md=__doc__, tags=["bi"]):

    @task
    def announce(**context: object) -> list[str]:
        """Tell what changed, from the events that started this run."""
        events = context.get("triggering_asset_events") or context.get("triggering_dataset_events") or {}
        return [
            f"{getattr(asset, 'uri', asset)}: {event.extra}"
            for asset, happened in events.items()
            if not isinstance(asset, AssetAlias)
            for event in happened
        ]

    announce()
