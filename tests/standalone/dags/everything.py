"""Every kind of task once, the waits deferred: what it leaves behind is searched for secrets."""

from airflow.providers.common.compat.sdk import DAG

from airflow_provider_bi.notifications.datafold import DatafoldSyncNotifier
from airflow_provider_bi.operators.datafold import (
    ApplyDatafoldSchedulesOperator,
    CreateDatafoldIntegrationOperator,
    DeleteDatafoldIntegrationOperator,
    GetDatafoldIntegrationOperator,
    ListDatafoldIntegrationsOperator,
    SyncDatafoldIntegrationOperator,
)
from airflow_provider_bi.operators.looker import (
    AcceptLookerIntegrationHubLegalAgreementOperator,
    CheckLookerIntegrationHubHealthOperator,
    CreateLookerIntegrationHubOperator,
    DeleteLookerIntegrationHubOperator,
    FetchLookerIntegrationFormOperator,
    GetLookerIntegrationHubOperator,
    GetLookerIntegrationOperator,
    ListLookerIntegrationHubsOperator,
    ListLookerIntegrationsOperator,
    RotateLookerIntegrationHubTokenOperator,
    TestLookerIntegrationOperator,
)
from airflow_provider_bi.sensors.looker import LookerIntegrationHubHealthSensor, LookerIntegrationSensor

with DAG("everything_in_datafold", schedule=None):
    create = CreateDatafoldIntegrationOperator(
        task_id="create",
        kind="looker",
        name="Everything",
        fields={"repo_id": 1, "client_secret": "{{ conn.bi_looker.password }}"},
        credentials_conn_id="bi_looker",
    )
    sync = SyncDatafoldIntegrationOperator(
        task_id="sync",
        name="Everything",
        wait_field="sync_status",
        wait_value="done",
        poll_interval=2,
        timeout=120,
        deferrable=True,
        on_success_callback=DatafoldSyncNotifier(name="dbt exposures"),
    )
    apply = ApplyDatafoldSchedulesOperator(
        task_id="apply",
        schedules={"Everything": "1 1 * * *", "Mode": "1 1 * * *"},
        credentials={"looker": "bi_looker", "mode": "bi_mode"},
    )
    get = GetDatafoldIntegrationOperator(task_id="get", name="Everything")
    listed = ListDatafoldIntegrationsOperator(task_id="list")
    delete = DeleteDatafoldIntegrationOperator(task_id="delete", name="Everything")
    create >> sync >> apply >> get >> listed >> delete

with DAG("everything_in_looker", schedule=None):
    hub = {"integration_hub_id": "2"}
    action = {**hub, "name": "webhook"}
    create = CreateLookerIntegrationHubOperator(
        task_id="create", url="https://everything.example/", authorization_token_conn_id="looker_hub_token"
    )
    healthy = LookerIntegrationHubHealthSensor(task_id="healthy", **hub, deferrable=True, poke_interval=2, timeout=120)
    there = LookerIntegrationSensor(task_id="there", **action, deferrable=True, poke_interval=2, timeout=120)
    accept = AcceptLookerIntegrationHubLegalAgreementOperator(task_id="accept", **hub)
    rotate = RotateLookerIntegrationHubTokenOperator(
        task_id="rotate", **hub, authorization_token_conn_id="looker_hub_token"
    )
    check = CheckLookerIntegrationHubHealthOperator(task_id="check", **hub)
    test = TestLookerIntegrationOperator(task_id="test", **action)
    form = FetchLookerIntegrationFormOperator(task_id="form", **action)
    hubs = ListLookerIntegrationHubsOperator(task_id="hubs")
    one_hub = GetLookerIntegrationHubOperator(task_id="hub", **hub)
    actions = ListLookerIntegrationsOperator(task_id="actions", **hub)
    one_action = GetLookerIntegrationOperator(task_id="action", **action)
    delete = DeleteLookerIntegrationHubOperator(
        task_id="delete", integration_hub_id="{{ ti.xcom_pull(task_ids='create', key='integration_hub_id') }}"
    )
    create >> healthy >> there >> accept >> rotate >> check >> test >> form >> hubs >> one_hub >> actions
    actions >> one_action >> delete
