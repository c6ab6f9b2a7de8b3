"""A new kind of BI integration is one model file, one entry in the tuple, and one operator class. Here it is Sigma."""

import json
from typing import Annotated

import pytest
from pydantic import Field

from airflow_provider_bi.api.datafold import kinds
from airflow_provider_bi.api.datafold.kinds.base import DataSourceConfig, From
from airflow_provider_bi.api.models import Secret, Text
from airflow_provider_bi.operators.datafold import (
    ApplyDatafoldSchedulesOperator,
    CreateDatafoldIntegrationOperator,
    UpdateDatafoldOperator,
)
from airflow_provider_bi.sandbox.faults import Fault
from airflow_provider_bi.sandbox.serving import Sandbox


class SigmaDataSourceConfig(DataSourceConfig):
    """The model file."""

    slug = "sigma"
    label = "Sigma"
    updatable = frozenset({"indexing_cron"})

    cloud_url: Annotated[Text, From("url")] = Field(description="URL of Sigma's cloud.")
    client_id: Annotated[Text, From("login", with_secret=True)] = Field(description="Client id.")
    client_secret: Annotated[Secret, From("password")] = Field(description="Its secret.")


class UpdateDatafoldSigmaOperator(UpdateDatafoldOperator):
    """The operator class.

    :param cloud_url: URL of Sigma's cloud.
    :param client_id: Client id.
    :param client_secret: Its secret.
    """

    kind = "sigma"
    template_fields = (*UpdateDatafoldOperator.template_fields, "cloud_url", "client_id", "client_secret")

    def __init__(self, *, cloud_url=None, client_id=None, client_secret=None, **kwargs):
        super().__init__(**kwargs)
        self.cloud_url = cloud_url
        self.client_id = client_id
        self.client_secret = client_secret

    @property
    def kind_fields(self):
        return {"cloud_url": self.cloud_url, "client_id": self.client_id, "client_secret": self.client_secret}


@pytest.fixture
def sigma(monkeypatch):
    """A sandbox that serves the kind, and the entry in the tuple."""
    monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, SigmaDataSourceConfig))
    for module in ("body", "update", "targets"):
        monkeypatch.setattr(f"airflow_provider_bi.api.datafold.{module}.KINDS", kinds.KINDS)
    connection = {"conn_type": "generic", "host": "https://sigma.example", "login": "id", "password": "s3cr3t-sigma"}
    monkeypatch.setenv("AIRFLOW_CONN_BI_SIGMA", json.dumps(connection))
    with Sandbox(kinds=kinds.KINDS) as running:
        for name, value in running.connections.items():
            monkeypatch.setenv(name, value)
        yield running


def create(**more):
    return CreateDatafoldIntegrationOperator(
        task_id="create", kind="sigma", name="Sigma", credentials_conn_id="bi_sigma", **more
    )


def test_it_is_created_at_its_own_url(sigma, execute):
    """With the body of its fields, taken from its connection; its secret is nowhere else."""
    outcome = execute(create(fields={"indexing_cron": "0 6 * * *"}))

    sent = sigma.requests[-1]
    assert (sent.method, sent.path) == ("POST", "/api/v1/lineage/bi/sigma/")
    assert sent.body == {
        "name": "Sigma",
        "indexing_cron": "0 6 * * *",
        "cloud_url": "https://sigma.example",
        "client_id": "id",
        "client_secret": "s3cr3t-sigma",
    }
    assert outcome.returned["type"] == "sigma"
    assert "client_secret" not in outcome.returned


def test_it_is_updated_and_what_is_ignored_is_told(sigma, execute):
    """URL, body, the documented limit and the no-op follow from the model."""
    number = execute(create()).xcoms["bi_datasource_id"]
    update = {"task_id": "update", "bi_datasource_id": number, "credentials_conn_id": "bi_sigma"}

    changed = execute(UpdateDatafoldSigmaOperator(**update, indexing_cron="0 7 * * *", cloud_url="https://other"))
    assert changed.returned == {"indexing_cron": "0 7 * * *"}
    assert changed.xcoms["ignored"] == ["cloud_url"]
    assert sigma.requests[-1].path == f"/api/v1/lineage/bi/sigma/{number}/"
    assert execute(UpdateDatafoldSigmaOperator(**update, indexing_cron="0 7 * * *")).returned == {}


def test_its_secret_is_redacted_in_any_reply(sigma, execute):
    """Also under the hook's reads, whatever the service shows."""
    from airflow_provider_bi.hooks.datafold import DatafoldHook

    number = execute(create()).xcoms["bi_datasource_id"]
    sigma.inject(Fault(method="GET", status=200, body={"id": number, "client_secret": "s3cr3t-sigma"}))
    with DatafoldHook() as hook:
        shown = hook.get_integration(number)

    assert shown["client_secret"] == "***"


def test_its_schedule_is_code_too(sigma, execute):
    """By name, with its credentials."""
    execute(create())
    operator = ApplyDatafoldSchedulesOperator(
        task_id="apply", schedules={"Sigma": "0 8 * * *"}, credentials={"sigma": "bi_sigma"}
    )

    assert execute(operator).returned["Sigma"]["state"] == "changed"


def test_its_operator_declares_what_the_model_has(sigma):
    """The check that each of the package's own has to pass."""
    operator = UpdateDatafoldSigmaOperator(task_id="x", bi_datasource_id=1)

    assert (
        operator.kind_fields.keys() == SigmaDataSourceConfig.model_fields.keys() - DataSourceConfig.model_fields.keys()
    )
    assert set(operator.kind_fields) <= set(operator.template_fields)


def test_an_example_with_it_runs(sigma, execute):
    """A mapped update renders its own fields."""
    number = execute(create()).xcoms["bi_datasource_id"]
    operator = UpdateDatafoldSigmaOperator(
        task_id="update",
        bi_datasource_id="{{ number }}",
        indexing_cron="{{ cron }}",
        credentials_conn_id="bi_sigma",
    )
    operator.render_template_fields({"number": number, "cron": "1 1 * * *"})

    assert execute(operator).returned == {"indexing_cron": "1 1 * * *"}
