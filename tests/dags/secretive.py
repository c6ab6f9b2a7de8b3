"""Secrets in every place that takes one, from a connection and from a variable whose name gives nothing away."""

from airflow.providers.common.compat.sdk import DAG

from airflow_provider_bi.operators.datafold import UpdateDatafoldLookerOperator
from airflow_provider_bi.operators.looker import PatchLookerIntegrationHubOperator, PatchLookerIntegrationOperator

with DAG("secretive", schedule=None):
    UpdateDatafoldLookerOperator(
        task_id="datafold",
        bi_datasource_id=42,
        indexing_cron="0 1 * * *",
        client_secret="{{ var.value.plain_name }}",
        credentials_conn_id="bi_looker",
    )
    PatchLookerIntegrationOperator(
        task_id="action",
        integration_id="2::hubspot",
        integration_params={"api_key": "{{ var.value.plain_name }}", "portal": "17"},
    )
    PatchLookerIntegrationOperator(
        task_id="action_by_params", integration_id="2::hubspot", params={"api_key": "{{ var.value.plain_name }}"}
    )
    PatchLookerIntegrationOperator.partial(task_id="mapped_action", integration_id="2::webhook").expand(
        integration_params=[{"url": {"value": "https://{{ var.value.plain_name }}/"}}]
    )
    PatchLookerIntegrationHubOperator(
        task_id="hub", integration_hub_id="2", authorization_token="{{ var.value.plain_name }}"
    )
    PatchLookerIntegrationHubOperator(
        task_id="hub_from_connection", integration_hub_id="2", authorization_token_conn_id="looker_hub_token"
    )
