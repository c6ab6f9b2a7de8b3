"""Tasks that are ended from outside while Looker does not answer."""

from datetime import timedelta

from airflow.providers.common.compat.sdk import DAG

from airflow_provider_bi.operators.looker import PatchLookerIntegrationHubOperator

CHANGE = {"task_id": "update", "integration_hub_id": "2", "url": "https://actions-eu.acme.example/"}

with DAG("ended_by_timeout", schedule=None):
    PatchLookerIntegrationHubOperator(**CHANGE, execution_timeout=timedelta(seconds=5))

with DAG("ended_by_hand", schedule=None):
    PatchLookerIntegrationHubOperator(**CHANGE)
