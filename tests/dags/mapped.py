"""Each of the eight operators, mapped over what a task before it returned."""

from airflow.providers.common.compat.sdk import DAG, task

from airflow_provider_bi.operators.datafold import (
    UpdateDatafoldDbtOperator,
    UpdateDatafoldHightouchOperator,
    UpdateDatafoldLookerOperator,
    UpdateDatafoldModeOperator,
    UpdateDatafoldPowerBIOperator,
    UpdateDatafoldTableauOperator,
)
from airflow_provider_bi.operators.looker import PatchLookerIntegrationHubOperator, PatchLookerIntegrationOperator

DATAFOLD = (
    (UpdateDatafoldLookerOperator, [42, 48], "bi_looker"),
    (UpdateDatafoldHightouchOperator, [43], "bi_hightouch"),
    (UpdateDatafoldModeOperator, [44], "bi_mode"),
    (UpdateDatafoldTableauOperator, [45], "bi_tableau"),
    (UpdateDatafoldPowerBIOperator, [46], "bi_powerbi"),
    (UpdateDatafoldDbtOperator, [47], None),
)

with DAG("mapped", schedule=None, params={"minute": 3}):

    @task
    def crons():
        return ["{{ params.minute }} 1 * * *", None]

    @task
    def actions():
        return [
            {"integration_id": "2::hubspot", "integration_params": {"portal": "{{ params.minute }}"}, "enabled": True},
            {"integration_id": "1::slack_app", "enabled": False},
        ]

    for operator, ids, credentials in DATAFOLD:
        operator.partial(
            task_id=operator.kind,
            credentials_conn_id=credentials,
            name=None,
            map_index_template="{{ task.bi_datasource_id }} at {{ task.indexing_cron }}",
        ).expand(bi_datasource_id=ids, indexing_cron=["{{ params.minute }} 1 * * *", None])
    PatchLookerIntegrationOperator.partial(task_id="actions_of_looker").expand_kwargs(actions())
    PatchLookerIntegrationHubOperator.partial(task_id="hubs", integration_hub_id="2").expand(
        url=["https://{{ params.minute }}.acme.example/"]
    )
