"""Params of the DAG, of the run and of a task: only the last are the action's."""

from airflow.providers.common.compat.sdk import DAG

from airflow_provider_bi.operators.looker import PatchLookerIntegrationOperator

with DAG("params_of_both", schedule=None, params={"number": "5", "of_the_dag": 1}):
    PatchLookerIntegrationOperator(task_id="only_enabled", integration_id="2::hubspot", enabled=True)
    PatchLookerIntegrationOperator(
        task_id="with_params", integration_id="2::hubspot", params={"portal": "{{ params.of_the_run }}"}
    )
    PatchLookerIntegrationOperator.partial(task_id="mapped", integration_id="1::slack_app").expand(
        params=[{"channel": "{{ params.of_the_run }}"}]
    )
