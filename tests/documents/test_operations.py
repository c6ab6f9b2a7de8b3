"""Every operation of both documents: a call, a hook method, a task where one makes sense, a route of the sandbox."""

import inspect
import re
from dataclasses import dataclass

import pytest
from fastapi.routing import APIRoute

from airflow_provider_bi.api.calls import Call
from airflow_provider_bi.api.datafold import calls as datafold
from airflow_provider_bi.api.looker import calls as looker
from airflow_provider_bi.hooks.datafold import DatafoldHook
from airflow_provider_bi.hooks.looker import LookerHook
from airflow_provider_bi.operators import datafold as datafold_operators
from airflow_provider_bi.operators import looker as looker_operators
from airflow_provider_bi.sandbox.serving import Sandbox
from tests.documents.test_documents import BI, DATAFOLD, LOOKER

L = "/api/4.0"
HUB = f"{L}/integration_hubs/{{integration_hub_id}}"
ACTION = f"{L}/integrations/{{integration_id}}"
KINDS = {"dbt": "Dbt", "hightouch": "Hightouch", "looker": "Looker", "mode": "Mode", "powerbi": "PowerBI"} | {
    "tableau": "Tableau"
}


@dataclass(frozen=True)
class Covered:
    """Where an operation stands in the package.

    :param task: Name of an operator; empty where a task makes no sense of its own: the session is the hook's business.
    """

    call: object
    method: object
    task: str = ""


COVERED = {
    ("GET", BI): Covered(
        datafold.list_integrations, DatafoldHook.list_integrations, "ListDatafoldIntegrationsOperator"
    ),
    ("GET", f"{BI}{{bi_datasource_id}}/"): Covered(
        datafold.get_integration, DatafoldHook.get_integration, "GetDatafoldIntegrationOperator"
    ),
    ("DELETE", f"{BI}{{bi_datasource_id}}/"): Covered(
        datafold.remove_integration, DatafoldHook.delete_integration, "DeleteDatafoldIntegrationOperator"
    ),
    ("GET", f"{BI}{{bi_datasource_id}}/sync/"): Covered(
        datafold.resync_integration, DatafoldHook.sync_integration, "SyncDatafoldIntegrationOperator"
    ),
    **{
        ("POST", f"{BI}{kind}/"): Covered(
            datafold.create_integration, DatafoldHook.create_integration, "CreateDatafoldIntegrationOperator"
        )
        for kind in KINDS
    },
    **{
        ("PUT", f"{BI}{kind}/{{bi_datasource_id}}/"): Covered(
            datafold.update_integration, DatafoldHook.update_integration, f"UpdateDatafold{name}Operator"
        )
        for kind, name in KINDS.items()
    },
    ("POST", f"{L}/login"): Covered(looker.login, LookerHook.test_connection),
    ("DELETE", f"{L}/logout"): Covered(looker.logout, LookerHook.close),
    ("GET", f"{L}/user"): Covered(looker.me, LookerHook.test_connection),
    ("GET", f"{L}/versions"): Covered(looker.versions, LookerHook.versions),
    ("GET", f"{L}/integration_hubs"): Covered(
        looker.all_integration_hubs, LookerHook.list_integration_hubs, "ListLookerIntegrationHubsOperator"
    ),
    ("POST", f"{L}/integration_hubs"): Covered(
        looker.create_integration_hub, LookerHook.create_integration_hub, "CreateLookerIntegrationHubOperator"
    ),
    ("GET", HUB): Covered(looker.integration_hub, LookerHook.get_integration_hub, "GetLookerIntegrationHubOperator"),
    ("PATCH", HUB): Covered(
        looker.update_integration_hub, LookerHook.update_integration_hub, "PatchLookerIntegrationHubOperator"
    ),
    ("DELETE", HUB): Covered(
        looker.delete_integration_hub, LookerHook.delete_integration_hub, "DeleteLookerIntegrationHubOperator"
    ),
    ("GET", f"{HUB}/health"): Covered(
        looker.get_integration_hub_health,
        LookerHook.check_integration_hub_health,
        "CheckLookerIntegrationHubHealthOperator",
    ),
    ("POST", f"{HUB}/accept_legal_agreement"): Covered(
        looker.accept_integration_hub_legal_agreement,
        LookerHook.accept_integration_hub_legal_agreement,
        "AcceptLookerIntegrationHubLegalAgreementOperator",
    ),
    ("GET", f"{L}/integrations"): Covered(
        looker.all_integrations, LookerHook.list_integrations, "ListLookerIntegrationsOperator"
    ),
    ("GET", ACTION): Covered(looker.integration, LookerHook.get_integration, "GetLookerIntegrationOperator"),
    ("PATCH", ACTION): Covered(
        looker.update_integration, LookerHook.update_integration, "PatchLookerIntegrationOperator"
    ),
    ("POST", f"{ACTION}/form"): Covered(
        looker.fetch_integration_form, LookerHook.fetch_integration_form, "FetchLookerIntegrationFormOperator"
    ),
    ("POST", f"{ACTION}/test"): Covered(
        looker.test_integration, LookerHook.test_integration, "TestLookerIntegrationOperator"
    ),
}

every_operation = pytest.mark.parametrize(
    "operation", sorted(COVERED), ids=lambda operation: " ".join(operation).replace("/", "_")
)


def built(operation):
    """Return the operation's call, made with values that its path shows."""
    kind = re.search(r"/bi/([a-z]+)/", operation[1])
    values = {
        "kind": kind and kind[1],
        "bi_datasource_id": 42,
        "integration_hub_id": "2",
        "integration_id": "x",
        "body": {},
        "client_id": "x",
        "client_secret": "x",
    }
    call = COVERED[operation].call
    wanted = {
        name: values[name]
        for name, parameter in inspect.signature(call).parameters.items()
        if parameter.default is parameter.empty
    }
    return call(**wanted)


def test_none_is_missing():
    """Sixteen operations of each document, and none that no document has."""
    assert COVERED.keys() == DATAFOLD | LOOKER


@every_operation
def test_it_is_a_call(operation):
    """Its method and its path are the document's."""
    call = built(operation)

    shown = operation[1].format(bi_datasource_id=42, integration_hub_id="2", integration_id="x")
    assert isinstance(call, Call)
    assert (call.method, call.path) == (operation[0], shown)


@every_operation
def test_it_is_a_method_of_the_hook(operation):
    """For TaskFlow, with a word about what it does."""
    assert inspect.isfunction(COVERED[operation].method)
    assert COVERED[operation].method.__doc__


@every_operation
def test_it_is_a_task_where_one_makes_sense(operation):
    """Both modules of operators name all that their service can do."""
    module = datafold_operators if operation in DATAFOLD else looker_operators
    task = COVERED[operation].task

    assert (
        hasattr(module, task)
        if task
        else operation[1] in {f"{L}/{end}" for end in ("login", "logout", "user", "versions")}
    )


@pytest.fixture(scope="module")
def routes():
    """Method and path of each route of the sandbox, without the names of its parameters."""
    services = Sandbox()._services()
    return {
        (method, re.sub(r"\{\w+\}", "{}", route.path))
        for prefix, app in services.items()
        if prefix != "/sandbox/"
        for route in app.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }


@every_operation
def test_it_is_a_route_of_the_sandbox(operation, routes):
    """People try it there."""
    assert (operation[0], re.sub(r"\{\w+\}", "{}", operation[1])) in routes
