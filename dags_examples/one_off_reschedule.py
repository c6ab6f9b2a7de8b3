"""Reschedule one BI integration in Datafold by hand: choose *Trigger*, fill in the form, and read the result in XCom.

Connections: `datafold_default`, and for the BI tool's credentials one named `bi_` and the kind, such as `bi_looker`.
"""

from __future__ import annotations

from airflow.providers.common.compat.sdk import DAG, Param, task

from airflow_provider_bi.operators.datafold import (
    UpdateDatafoldDbtOperator,
    UpdateDatafoldHightouchOperator,
    UpdateDatafoldLookerOperator,
    UpdateDatafoldModeOperator,
    UpdateDatafoldPowerBIOperator,
    UpdateDatafoldTableauOperator,
)

KINDS = {
    "looker": UpdateDatafoldLookerOperator,
    "hightouch": UpdateDatafoldHightouchOperator,
    "mode": UpdateDatafoldModeOperator,
    "tableau": UpdateDatafoldTableauOperator,
    "powerbi": UpdateDatafoldPowerBIOperator,
    "dbt": UpdateDatafoldDbtOperator,
}

with DAG(
    "one_off_reschedule",
    schedule=None,
    catchup=False,
    doc_md=__doc__,
    tags=["bi", "datafold"],
    params={
        "kind": Param(
            "looker", type="string", enum=list(KINDS), title="Kind", description="The BI tool behind the integration."
        ),
        "bi_datasource_id": Param(
            42, type="integer", minimum=1, title="Integration", description="Datafold's id of the integration."
        ),
        "indexing_cron": Param(
            "0 7 * * *",
            type="string",
            pattern=r"^\S+( \S+){4}$",
            title="New schedule",
            description="Five fields: minute, hour, day, month, weekday. Datafold most likely reads them in UTC.",
        ),
        "plan_only": Param(
            False, type="boolean", title="Only plan", description="Show what would change, and change nothing."
        ),
    },
):

    @task.branch
    def choose(params: dict[str, str]) -> str:
        return params["kind"]

    chosen = choose()
    for kind, operator in KINDS.items():
        chosen >> operator(
            task_id=kind,
            bi_datasource_id="{{ params.bi_datasource_id }}",
            indexing_cron="{{ params.indexing_cron }}",
            plan_only="{{ params.plan_only }}",
            credentials_conn_id=None if kind == "dbt" else f"bi_{kind}",
        )
