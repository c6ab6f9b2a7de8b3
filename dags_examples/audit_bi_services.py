"""Look each night for what breaks deliveries and lineage silently, and tell people once, with a list.

In Looker: hubs that are not healthy, whose offers could not be fetched, whose legal agreement nobody has signed, or
that have no token; enabled actions that do not pass Looker's test. In Datafold: integrations that should be there.
`alert` runs only when something was found. Nothing is changed.

Connections: `looker_default` and `datafold_default`. Looker meters API calls: this takes four, and one for each hub and
each enabled action. What a test does beyond asking the hub is the action's business.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from airflow.providers.common.compat.sdk import DAG, Param, task

from airflow_provider_bi.api.errors import BiApiError
from airflow_provider_bi.hooks.datafold import DatafoldHook
from airflow_provider_bi.hooks.looker import LookerHook

log = logging.getLogger(__name__)


def problems_of(hub: dict[str, Any], looker: LookerHook) -> Iterator[str]:
    """Tell what is wrong with a hub."""
    if hub["fetch_error_message"]:
        yield f"Looker cannot fetch what it offers: {hub['fetch_error_message']}"
    if hub["legal_agreement_required"] and not hub["legal_agreement_signed"]:
        yield "its legal agreement is not signed"
    if not hub["official"] and not hub["has_authorization_token"]:
        yield "it has no authorization token"
    try:
        health = looker.check_integration_hub_health(hub["id"])
    except BiApiError as error:
        yield f"its health could not be checked: {error}"
    else:
        if not health.success:
            yield f"it is not healthy: {health.message}"


def problem_of(integration: dict[str, Any], looker: LookerHook) -> str | None:
    """Tell what is wrong with an action; a test that could not be made is no good sign either."""
    try:
        test = looker.test_integration(integration["id"])
    except BiApiError as error:
        return f"its test could not be made: {error}"
    return None if test.success else f"it does not pass its test: {test.message}"


with DAG(
    "audit_bi_services",
    schedule="0 3 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    doc_md=__doc__,
    tags=["bi", "datafold", "looker"],
    params={
        "expected": Param(
            ["Looker production", "Tableau", "dbt exposures"],
            type="array",
            items={"type": "string"},
            title="Integrations that Datafold should have",
        )
    },
):

    @task(retries=2)
    def audit_looker() -> list[str]:
        """Return what is wrong in Looker."""
        found = []
        with LookerHook() as looker:
            for hub in looker.list_integration_hubs():
                found += [f"Hub {hub['id']} ({hub['url']}): {problem}" for problem in problems_of(hub, looker)]
            for integration in looker.list_integrations(fields="id,enabled"):
                if integration["enabled"] and (problem := problem_of(integration, looker)):
                    found.append(f"Action {integration['id']}: {problem}")
        return found

    @task(retries=2)
    def audit_datafold(params: dict[str, Any]) -> list[str]:
        """Return which integrations are not in Datafold."""
        with DatafoldHook() as datafold:
            names = {integration.get("name") for integration in datafold.list_integrations()}
        return [f"Datafold has no integration {name!r}" for name in params["expected"] if name not in names]

    @task
    def report(looker: list[str], datafold: list[str]) -> list[str]:
        """Return all that was found; it stays as this task's XCom."""
        found = [*looker, *datafold]
        for problem in found:
            log.warning("%s", problem)
        return found

    @task.short_circuit
    def anything(found: list[str]) -> bool:
        return bool(found)

    @task
    def alert(found: list[str]) -> str:
        """Stand in for your Slack or mail. Where a failed task is your alert, raise AirflowFailException instead."""
        return f"{len(found)} found: {'; '.join(found)}"

    found = report(audit_looker(), audit_datafold())
    anything(found) >> alert(found)
