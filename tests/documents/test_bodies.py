"""What our flows send, against the documents and without a server: these run everywhere."""

from __future__ import annotations

import pytest

from airflow_provider_bi.api.datafold import calls as datafold_calls
from airflow_provider_bi.api.datafold.kinds import KINDS
from airflow_provider_bi.api.datafold.kinds.base import Credentials
from airflow_provider_bi.api.datafold.update import plan_update
from airflow_provider_bi.api.flows import Done, advance
from airflow_provider_bi.api.looker import calls as looker_calls
from airflow_provider_bi.api.looker import hub, integration, models
from airflow_provider_bi.api.models import secret_fields
from tests.documents.answers import HUB, ID, INTEGRATION, SHOWN
from tests.documents.document import Document

DATAFOLD, LOOKER = Document("datafold"), Document("looker")
CREDENTIALS = Credentials(
    url="https://tool.example",
    login="login",
    password="s3cr3t-password",
    extra={"workspace": "acme", "site_id": "acme", "tenant_id": "tenant", "auth_type": "delegated"},
)
REQUIRED = {"looker": {"repo_id": 7}, "hightouch": {"bindings": []}, "dbt": {"ci_config_id": 7}}
CURRENT = {
    "nothing": lambda kind: None,
    "all": lambda kind: SHOWN[kind.slug],
    "nulls": lambda kind: dict.fromkeys(SHOWN[kind.slug]),
    "other types": lambda kind: {name: [{}] for name in SHOWN[kind.slug]},
    "secrets": lambda kind: SHOWN[kind.slug] | dict.fromkeys(secret_fields(kind), "****"),
    "own keys in bindings": lambda kind: SHOWN[kind.slug] | {"bindings": [{"remoteId": "x", "boundIds": [1], "id": 5}]},
}

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)


def planned(flow, current):
    """Let a flow read `current`; return its plan."""
    advance(flow)
    step = advance(flow, current)
    assert isinstance(step, Done)
    return step.result


def violations(document, call):
    return document.violations(call.method, call.path, body=call.body)


@every_kind
@pytest.mark.parametrize("current", CURRENT.values(), ids=CURRENT)
def test_datafold_body_is_one_of_the_documents(kind, current):
    """Whatever Datafold shows, the body of the PUT has the document's fields and types, and none else."""
    fields = {"indexing_cron": "0 9 * * *", **REQUIRED.get(kind.slug, {})}

    plan = planned(plan_update(kind, ID, fields=fields, credentials=CREDENTIALS), current(kind))

    assert plan.write is not None
    assert violations(DATAFOLD, plan.write) == []


@every_kind
def test_cleared_datafold_body_is_one_of_the_documents(kind):
    """What stands for a cleared field is a value that the document allows."""
    clear = [name for name, field in kind.model_fields.items() if not field.is_required()]

    plan = planned(plan_update(kind, ID, fields={}, clear=clear, credentials=CREDENTIALS), SHOWN[kind.slug])

    assert plan.write is not None
    assert violations(DATAFOLD, plan.write) == []


@pytest.mark.parametrize(
    "asked",
    [
        {"enabled": True},
        {"params": {"channel": "#new", "token": "s3cr3t", "team": {"user_attribute_name": "other"}}},
        {"clear": ["params.team.user_attribute_name", "params.token.value", "installed_delegate_oauth_targets"]},
        {"installed_delegate_oauth_targets": '["T2"]'},
    ],
)
def test_looker_integration_body_is_one_of_the_documents(asked):
    """The body of the PATCH has writable fields only, down to each parameter."""
    plan = planned(integration.plan_integration_update("1::slack_app", **asked), INTEGRATION)

    assert violations(LOOKER, plan.write) == []


@pytest.mark.parametrize(
    "asked",
    [{"url": "https://new.hub.example"}, {"authorization_token": "s3cr3t"}, {"clear": ["authorization_token"]}],
)
def test_looker_hub_body_is_one_of_the_documents(asked):
    """The body of the PATCH has writable fields only."""
    plan = planned(hub.plan_hub_update(1, **asked), HUB)

    assert violations(LOOKER, plan.write) == []


@every_kind
def test_kind_has_the_documents_fields(kind):
    """Names, which are required, which are secret and what stands for an empty one are the document's."""
    schema = DATAFOLD.schemas[kind.__name__]
    fields = {declared.alias or name: declared for name, declared in kind.model_fields.items()}
    secret = {name for name, field in schema["properties"].items() if "writeOnly" in str(field)}
    defaults = {name: field["default"] for name, field in schema["properties"].items() if "default" in field}

    assert fields.keys() == schema["properties"].keys()
    assert {name for name, declared in fields.items() if declared.is_required()} == {*schema.get("required", ())}
    assert secret_fields(kind) == secret
    assert {name: fields[name].get_default() for name in defaults} == defaults


@pytest.mark.parametrize(
    ("model", "more"),
    [(models.Integration, set()), (models.IntegrationHub, set()), (models.IntegrationParam, {"name"})],
)
def test_lookers_models_have_the_documents_writable_fields(model, more):
    """What can be asked for is all that the document lets one write; a parameter's name is its key."""
    schema = LOOKER.writable(LOOKER.schemas[model.__name__])

    assert model.model_fields.keys() | more == schema["properties"].keys()


@pytest.mark.parametrize(
    ("document", "call"),
    [
        (DATAFOLD, datafold_calls.list_integrations()),
        (DATAFOLD, datafold_calls.get_integration(ID)),
        (LOOKER, looker_calls.logout()),
        (LOOKER, looker_calls.me()),
        (LOOKER, looker_calls.all_integration_hubs(fields="id")),
        (LOOKER, looker_calls.integration_hub("1", fields="id")),
        (LOOKER, looker_calls.all_integrations(integration_hub_id="1", fields="id")),
        (LOOKER, looker_calls.integration("1::slack_app", fields="id")),
        (LOOKER, looker_calls.integration("1::a/b?c#d", fields="id")),
    ],
    ids=str,
)
def test_call_is_one_of_the_documents(document, call):
    """Method, path and the names of the query's parameters are the document's."""
    query = "&".join(f"{name}=x" for name, value in call.query.items() if value is not None)

    assert document.violations(call.method, f"{call.path}?{query}", body=call.body) == []


@pytest.mark.parametrize(
    ("document", "method", "path", "body"),
    [
        (DATAFOLD, "POST", "/api/v1/lineage/bi/42/", None),
        (DATAFOLD, "PUT", "/api/v1/lineage/bi/dbt/42", {"ci_config_id": 7}),
        (DATAFOLD, "PUT", "/api/v1/lineage/bi/dbt//", {"ci_config_id": 7}),
        (DATAFOLD, "PUT", "/api/v1/lineage/bi/dbt/42/", None),
        (DATAFOLD, "PUT", "/api/v1/lineage/bi/dbt/42/", {"ci_config_id": "7"}),
        (DATAFOLD, "PUT", "/api/v1/lineage/bi/dbt/42/", {"ci_config_id": 7, "type": "dbt"}),
        (DATAFOLD, "GET", "/api/v1/lineage/bi/42/?fields=id", None),
        (DATAFOLD, "GET", "/api/v1/lineage/bi/42/", {}),
        (LOOKER, "PATCH", "/api/4.0/integrations/1", {"enabled": True, "id": "1"}),
        (LOOKER, "PATCH", "/api/4.0/integrations/1", {"params": [{"sensitive": True}]}),
        (LOOKER, "PATCH", "/api/4.0/integration_hubs/1", {"url": None}),
    ],
)
def test_violation_is_seen(document, method, path, body):
    """The check refuses what is not in the document, so the tests above can fail."""
    assert document.violations(method, path, body=body) != []
