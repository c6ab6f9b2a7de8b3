"""One change for each of the eight operators, on the sandbox as seeded."""

from dataclasses import dataclass, field
from typing import Any

from airflow_provider_bi.operators.datafold import (
    UpdateDatafoldDbtOperator,
    UpdateDatafoldHightouchOperator,
    UpdateDatafoldLookerOperator,
    UpdateDatafoldModeOperator,
    UpdateDatafoldPowerBIOperator,
    UpdateDatafoldTableauOperator,
)
from airflow_provider_bi.operators.looker import PatchLookerIntegrationHubOperator, PatchLookerIntegrationOperator


@dataclass(frozen=True)
class Case:
    """An operator, arguments that change something, and what comes of it."""

    operator: type
    arguments: dict[str, Any]
    changed: dict[str, Any]
    credentials: dict[str, str] = field(default_factory=dict)

    def __call__(self, **more):
        return self.operator(task_id="change", **self.credentials | self.arguments | more)

    @property
    def is_datafold(self):
        return "bi_datasource_id" in self.arguments


def _datafold(operator, bi_datasource_id, **credentials):
    cron = "0 9 * * *"
    return Case(
        operator,
        {"bi_datasource_id": bi_datasource_id, "indexing_cron": cron},
        {"indexing_cron": cron},
        credentials,
    )


CASES = (
    _datafold(UpdateDatafoldLookerOperator, 42, credentials_conn_id="bi_looker"),
    _datafold(UpdateDatafoldHightouchOperator, 43, credentials_conn_id="bi_hightouch"),
    _datafold(UpdateDatafoldModeOperator, 44, credentials_conn_id="bi_mode"),
    _datafold(UpdateDatafoldTableauOperator, 45, credentials_conn_id="bi_tableau"),
    _datafold(UpdateDatafoldPowerBIOperator, 46, credentials_conn_id="bi_powerbi"),
    _datafold(UpdateDatafoldDbtOperator, 47),
    Case(
        PatchLookerIntegrationOperator,
        {"integration_id": "2::hubspot", "enabled": True, "integration_params": {"portal": "4712"}},
        {"enabled": True, "params": {"portal": {"value": "4712"}}},
    ),
    Case(
        PatchLookerIntegrationHubOperator,
        {"integration_hub_id": "2", "url": "https://actions-eu.acme.example/"},
        {"url": "https://actions-eu.acme.example/"},
    ),
)
IDS = [case.operator.__name__ for case in CASES]
DATAFOLD = [case for case in CASES if case.is_datafold]
LOOKER = [case for case in CASES if not case.is_datafold]
