"""One update that is tried twice, for tests that kill its first try."""

from datetime import timedelta

from airflow.providers.common.compat.sdk import DAG

from airflow_provider_bi.operators.datafold import UpdateDatafoldDbtOperator
from airflow_provider_bi.operators.looker import PatchLookerIntegrationHubOperator

RETRY = {"retries": 1, "retry_delay": timedelta(seconds=1)}

with DAG("killed_datafold", schedule=None, default_args=RETRY):
    UpdateDatafoldDbtOperator(task_id="update", bi_datasource_id=47, indexing_cron="30 5 * * *")

with DAG("killed_looker", schedule=None, default_args=RETRY):
    PatchLookerIntegrationHubOperator(task_id="update", integration_hub_id="2", url="https://actions-eu.acme.example/")
