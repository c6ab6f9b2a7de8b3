"""Keep the schedules of Datafold's BI integrations in git: one mapping, applied each night, and after each deployment.

Every name is looked up before anything is written. What has its schedule already is left alone, so a schedule that
somebody changed by hand comes back, and a second run writes nothing. Choose *Only plan* to see what would change.

Connections: `datafold_default`. Datafold wants the BI tool's credentials in every update of Looker, Hightouch, Mode and
Tableau, and does not show them: so `bi_looker` and `bi_tableau` too. A second Looker with another API key gets its own
under its name: `credentials={"looker": "bi_looker", "Looker staging": "bi_looker_staging"}`.

Not known: in which time zone Datafold reads a schedule (most likely UTC), and what it does without one.
"""

from __future__ import annotations

from datetime import UTC, datetime

from airflow.providers.common.compat.sdk import DAG, Param

from airflow_provider_bi.operators.datafold import ApplyDatafoldSchedulesOperator

SCHEDULES = {
    "dbt exposures": "30 5 * * *",
    "Looker production": "0 7 * * *",
    "Power BI": "15 5 * * *",
    "Tableau": "0 */6 * * *",
}

with DAG(
    "datafold_schedules_as_code",
    schedule="0 3 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    doc_md=__doc__,
    tags=["bi", "datafold"],
    params={"plan_only": Param(False, type="boolean", title="Only plan")},
):
    ApplyDatafoldSchedulesOperator(
        task_id="apply",
        schedules=SCHEDULES,
        credentials={"looker": "bi_looker", "tableau": "bi_tableau"},
        plan_only="{{ params.plan_only }}",
        retries=2,
    )
