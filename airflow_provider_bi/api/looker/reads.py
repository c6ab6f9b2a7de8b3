"""Reading Looker's hubs and integrations for people and XComs: without secrets, should a reply hold any."""

from __future__ import annotations

from airflow_provider_bi.api.calls import Flow, Json
from airflow_provider_bi.api.looker import calls
from airflow_provider_bi.api.looker.integration import redacted_integration
from airflow_provider_bi.api.looker.models import IntegrationHub
from airflow_provider_bi.api.models import secret_fields
from airflow_provider_bi.api.redaction import redacted


def read_hub(integration_hub_id: int | str, *, fields: str | None = None) -> Flow[Json]:
    """Read one hub."""
    reply = yield calls.integration_hub(integration_hub_id, fields=fields)
    return redacted(reply, names=secret_fields(IntegrationHub))


def read_hubs(*, fields: str | None = None) -> Flow[list[Json]]:
    """Read all hubs."""
    found: list[Json] = redacted((yield calls.all_integration_hubs(fields=fields)), names=secret_fields(IntegrationHub))
    return found


def read_integration(integration_id: str, *, fields: str | None = None) -> Flow[Json]:
    """Read one integration."""
    return redacted_integration((yield calls.integration(integration_id, fields=fields)))


def read_integrations(*, integration_hub_id: int | str | None = None, fields: str | None = None) -> Flow[list[Json]]:
    """Read the integrations of one hub, or of all."""
    found = yield calls.all_integrations(integration_hub_id=integration_hub_id, fields=fields)
    return [redacted_integration(item) for item in found]
