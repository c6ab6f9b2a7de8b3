from __future__ import annotations

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_bi.api.errors import InvalidRequestError
from airflow_provider_bi.hooks.datafold import DatafoldHook
from airflow_provider_bi.operators.datafold import (
    UpdateDatafoldDbtOperator,
    UpdateDatafoldHightouchOperator,
    UpdateDatafoldLookerOperator,
    UpdateDatafoldModeOperator,
    UpdateDatafoldPowerBIOperator,
    UpdateDatafoldTableauOperator,
)
from tests.documents.answers import BINDINGS, ID, SHOWN

CRON = "0 9 * * *"
OPERATORS = {
    operator.kind: operator
    for operator in (
        UpdateDatafoldLookerOperator,
        UpdateDatafoldHightouchOperator,
        UpdateDatafoldModeOperator,
        UpdateDatafoldTableauOperator,
        UpdateDatafoldPowerBIOperator,
        UpdateDatafoldDbtOperator,
    )
}
EVERY_FIELD = {
    "looker": {
        "base_url": "https://looker.example:443",
        "client_id": "client",
        "client_secret": "s3cr3t-argument",
        "repo_id": 7,
        "bindings": BINDINGS,
        "project_ids": ["marketing", "sales"],
    },
    "hightouch": {"bindings": BINDINGS, "token": "s3cr3t-argument", "workspace": "acme"},
    "mode": {"password": "s3cr3t-argument", "token": "s3cr3t-other-argument", "workspace": "acme"},
    "tableau": {
        "server_url": "https://tableau.example",
        "site_id": "acme",
        "token_name": "airflow",
        "token_value": "s3cr3t-argument",
    },
    "powerbi": {
        "auth_type": "service_principal",
        "client_id": "client",
        "client_secret": "s3cr3t-argument",
        "tenant_id": "tenant",
    },
    "dbt": {"ci_config_id": 7},
}
NOT_IN_CONNECTION = {"looker": {"repo_id": 7}, "hightouch": {"bindings": BINDINGS}, "dbt": {"ci_config_id": 7}}
CLEARED = {
    "looker": {"bindings": [], "project_ids": [], "name": None},
    "hightouch": {"workspace": None, "name": None},
    "mode": {"workspace": "", "indexing_cron": None},
    "tableau": {"name": None, "indexing_cron": None},
    "powerbi": {"auth_type": None, "client_id": None, "client_secret": None, "tenant_id": None},
    "dbt": {"name": None, "indexing_cron": None},
}

every_kind = pytest.mark.parametrize("kind", OPERATORS)


def operator(kind, /, **arguments):
    return OPERATORS[kind](task_id="change", **{"bi_datasource_id": ID} | arguments)


def with_connection(kind):
    return {"credentials_conn_id": f"bi_{kind}"} if kind != "dbt" else {}


@every_kind
def test_every_field_is_accepted(datafold, kind):
    """A PUT with every field of the kind is valid, and Datafold's null says nothing of what came of it."""
    given = {"indexing_cron": CRON, "name": "new name"} | EVERY_FIELD[kind]

    returned, xcoms = datafold.execute(operator(kind, **given))

    assert datafold.written == [given]
    assert [exchange.status for exchange in datafold.seen] == [200, 200, 200]
    assert [exchange.method for exchange in datafold.seen] == ["GET", "PUT", "GET"]
    assert returned == {name: "***" for name, value in given.items() if "s3cr3t" in str(value)}
    assert xcoms["verified"] is False
    assert xcoms.get("integration") is None


@every_kind
def test_numbers_from_a_template_arrive_as_numbers(datafold, kind):
    """Ids and lists that Jinja rendered to text are valid in the body and in the path."""
    rendered = {
        name: value if isinstance(value, str) else str(value).replace("'", '"')
        for name, value in EVERY_FIELD[kind].items()
    }

    datafold.execute(operator(kind, bi_datasource_id=f" {ID} ", **rendered))

    assert datafold.written == [EVERY_FIELD[kind]]


@every_kind
def test_unknown_state_returns_nothing_as_changed(datafold, kind):
    """With the rest from the tool's connection, a state that Datafold does not show is not told as changed."""
    given = NOT_IN_CONNECTION.get(kind, {})

    returned, xcoms = datafold.execute(operator(kind, indexing_cron=CRON, **given, **with_connection(kind)))

    assert [exchange.method for exchange in datafold.seen] == ["GET", "PUT", "GET"]
    assert returned == {}
    assert xcoms["changes"] == {}
    assert xcoms["verified"] is False


@every_kind
def test_schedule_alone_is_sent_with_all_else_as_it_stands(datafold, kind):
    """Only the cron is given; the body is complete and valid, and the reply verifies it."""
    datafold.answer(GET=f"example={kind}", PUT=f"example={kind}-rescheduled")

    returned, xcoms = datafold.execute(operator(kind, indexing_cron=CRON, **with_connection(kind)))

    (body,) = datafold.written
    assert body["indexing_cron"] == CRON
    assert body["name"] == SHOWN[kind]["name"]
    assert body.keys() == {"name", "indexing_cron"} | EVERY_FIELD[kind].keys()
    assert returned == {"indexing_cron": CRON}
    assert xcoms["verified"] is True


@every_kind
def test_cleared_fields_are_accepted(datafold, kind):
    """What `clear` sends instead of a value is a value that the document allows."""
    datafold.answer(GET=f"example={kind}", PUT=f"example={kind}")

    datafold.execute(operator(kind, clear=list(CLEARED[kind]), **with_connection(kind)))

    (body,) = datafold.written
    assert CLEARED[kind].items() <= body.items()


@every_kind
@pytest.mark.parametrize("answer", ["example=list", "example=text", "example=other-types", "dynamic=true,seed=7"])
def test_strange_replies_lead_to_valid_requests(datafold, kind, answer):
    """Datafold documents replies as any JSON; whatever it is, what is sent next is valid."""
    datafold.answer(GET=answer, PUT=answer)

    datafold.execute(operator(kind, indexing_cron=CRON, name="new name", **EVERY_FIELD[kind]))

    assert len(datafold.written) == 1


@every_kind
def test_plan_only_writes_nothing(datafold, kind):
    """A plan reads."""
    datafold.answer(GET=f"example={kind}")

    returned, _ = datafold.execute(operator(kind, indexing_cron=CRON, plan_only=True, **with_connection(kind)))

    assert [exchange.method for exchange in datafold.seen] == ["GET"]
    assert returned == {"indexing_cron": CRON}


@every_kind
def test_documented_refusal_fails_the_task(datafold, kind):
    """The document's own 422 ends the task for good, as a refused request."""
    datafold.answer(GET=f"example={kind}", PUT="code=422")

    with pytest.raises(AirflowFailException, match=r"refused \(422\)") as caught:
        datafold.execute(operator(kind, indexing_cron=CRON, **with_connection(kind)))

    assert isinstance(caught.value.__cause__, InvalidRequestError)
    assert [exchange.status for exchange in datafold.seen] == [200, 422]


@pytest.mark.parametrize("kind", [kind for kind in OPERATORS if kind != "powerbi"])
def test_body_that_would_lack_a_field_is_not_sent(datafold, kind):
    """A required field that nothing supplies stops the task before the write."""
    with pytest.raises(AirflowFailException, match="Nothing was written"):
        datafold.execute(operator(kind, indexing_cron=CRON))

    assert [exchange.method for exchange in datafold.seen] == ["GET"]


@every_kind
@pytest.mark.parametrize("hostile", ["", " ", "abc", "1/sync", "../1", "1?x=1", "1#", "-1", "1.5", "1\n2", "٣", None])
def test_id_that_is_no_number_never_arrives(datafold, kind, hostile):
    """No request is made with an id that the document's integer cannot be."""
    with pytest.raises(AirflowFailException, match="bi_datasource_id"):
        datafold.execute(operator(kind, bi_datasource_id=hostile, **EVERY_FIELD[kind]))

    assert datafold.seen == []


def test_key_stands_in_the_documented_header(datafold):
    """Prism asks for the key that the document asks for, and each request has it."""
    datafold.execute(operator("dbt", ci_config_id=7))

    assert {exchange.headers["authorization"] for exchange in datafold.seen} == {"Key s3cr3t-key"}


def test_reads_of_the_hook_are_accepted(datafold):
    """The list and a single integration: each read is a documented one."""
    with DatafoldHook() as hook:
        hook.list_integrations()
        hook.get_integration(ID)
        connected, _ = hook.test_connection()

    assert connected
    assert {exchange.target for exchange in datafold.seen} == {"/api/v1/lineage/bi/", f"/api/v1/lineage/bi/{ID}/"}
