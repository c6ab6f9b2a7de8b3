"""Let Datafold read Looker at another time of day.

Connections: `datafold_default`, and `bi_looker` with the API key that Datafold logs in to Looker with.
"""

from __future__ import annotations

from airflow.providers.common.compat.sdk import DAG

from airflow_provider_bi.operators.datafold import UpdateDatafoldLookerOperator

with DAG(
    "reschedule_looker_in_datafold",
    schedule=None,
    catchup=False,
    doc_md=__doc__,
    tags=["bi", "datafold"],
    params={"bi_datasource_id": 42, "indexing_cron": "0 7 * * *"},
):
    UpdateDatafoldLookerOperator(
        task_id="reschedule",
        bi_datasource_id="{{ params.bi_datasource_id }}",
        indexing_cron="{{ params.indexing_cron }}",
        credentials_conn_id="bi_looker",
    )
