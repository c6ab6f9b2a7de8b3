"""Looker's jobs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from airflow_provider_bi.api.looker.hub import plan_hub_update
from airflow_provider_bi.api.looker.integration import plan_integration_update
from airflow_provider_bi.api.update import updated
from airflow_provider_bi.sandbox.serving import Sandbox
from tests.faults.jobs import Job

HUB = "2"
HUBSPOT = "2::hubspot"
URL = "https://actions-eu.acme.example/"
SECRET = "s3cr3t-hubspot-key"
TOKEN = "s3cr3t-hub-token"


def _param(sandbox: Sandbox, name: str) -> Any:
    params = sandbox.looker.integrations[HUBSPOT]["params"]
    return next(param["value"] for param in params if param["name"] == name)


def looker_jobs() -> Iterable[Job]:
    """Return every job of Looker's."""
    yield Job(
        name="enable an integration",
        service="looker",
        flow=lambda: updated(plan_integration_update(HUBSPOT, enabled=True)),
        done=lambda sandbox: sandbox.looker.integrations[HUBSPOT]["enabled"],
    )
    yield Job(
        name="patch a parameter",
        service="looker",
        flow=lambda: updated(plan_integration_update(HUBSPOT, params={"portal": "4712"})),
        done=lambda sandbox: (_param(sandbox, "portal"), _param(sandbox, "api_key")) == ("4712", "seeded-hubspot-key"),
    )
    yield Job(
        name="patch a secret parameter",
        service="looker",
        flow=lambda: updated(plan_integration_update(HUBSPOT, params={"api_key": SECRET})),
        done=lambda sandbox: (_param(sandbox, "portal"), _param(sandbox, "api_key")) == ("4711", SECRET),
    )
    yield Job(
        name="patch a hub's url",
        service="looker",
        flow=lambda: updated(plan_hub_update(HUB, url=URL)),
        done=lambda sandbox: sandbox.looker.hubs[HUB]["url"] == URL,
    )
    yield Job(
        name="patch a hub's token",
        service="looker",
        flow=lambda: updated(plan_hub_update(HUB, authorization_token=TOKEN)),
        done=lambda sandbox: sandbox.looker.hubs[HUB]["authorization_token"] == TOKEN,
    )
