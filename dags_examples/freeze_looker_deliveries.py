"""Stop a Looker action while data is loaded anew, so that nobody is sent half of it, and put it back as it was.

`restore` is a teardown: it runs after a backfill that failed too. It puts back what `remember` saw, so an action that
was disabled before stays so. `remember` is no setup, and that is meant: whoever clears a failed `backfill` repeats
`freeze` and `restore` with it, but not the look at what was there before.

`backfill` stands in for your work. Connection: `looker_default`.
"""

from __future__ import annotations

from typing import Any

from airflow.providers.common.compat.sdk import DAG, AirflowFailException, Param, task

from airflow_provider_bi.operators.looker import GetLookerIntegrationOperator, PatchLookerIntegrationOperator

with DAG(
    "freeze_looker_deliveries",
    schedule=None,
    catchup=False,
    doc_md=__doc__,
    tags=["bi", "looker"],
    params={
        "integration_id": "1::slack_app",
        "fail": Param(False, type="boolean", title="Let the backfill fail", description="To see what happens then."),
    },
):
    remember = GetLookerIntegrationOperator(
        task_id="remember", integration_id="{{ params.integration_id }}", fields="id,enabled", retries=2
    )
    freeze = PatchLookerIntegrationOperator(
        task_id="freeze", integration_id="{{ params.integration_id }}", enabled=False, on_ignored="fail", retries=2
    )

    @task
    def backfill(params: dict[str, Any]) -> str:
        """Stand in for what must not be delivered half done."""
        if params["fail"]:
            raise AirflowFailException("The backfill failed.")
        return "All partitions are loaded."

    restore = PatchLookerIntegrationOperator(
        task_id="restore",
        integration_id="{{ params.integration_id }}",
        enabled="{{ ti.xcom_pull(task_ids='remember')['enabled'] }}",
        on_ignored="fail",
        retries=5,
    ).as_teardown(setups=freeze, on_failure_fail_dagrun=True)

    @task
    def verdict() -> str:
        """Let the run fail with the backfill: with a teardown alone at its end Airflow 2 would call it a success."""
        return "Loaded, and deliveries are as they were."

    loaded = backfill()
    remember >> freeze >> loaded >> restore
    [loaded, restore] >> verdict()
