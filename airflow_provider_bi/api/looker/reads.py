"""Reading Looker's hubs and integrations for people and XComs: without secrets, should a reply hold any."""

from __future__ import annotations

from typing import Final

from airflow_provider_bi.api.calls import Flow, Json
from airflow_provider_bi.api.looker import calls
from airflow_provider_bi.api.looker.checks import Check, integration_test
from airflow_provider_bi.api.looker.fields import with_fields
from airflow_provider_bi.api.looker.hub import redacted_hub
from airflow_provider_bi.api.looker.integration import redacted_integration
from airflow_provider_bi.api.looker.naming import integration_named
from airflow_provider_bi.api.redaction import redacted

_KEYS_OF_A_FORM: Final = frozenset({"data", "oauth_url"})


def read_hub(integration_hub_id: int | str, *, fields: str | None = None) -> Flow[Json]:
    """Read one hub."""
    return redacted_hub((yield calls.integration_hub(integration_hub_id, fields=with_fields(fields, ()))))


def read_hubs(*, fields: str | None = None) -> Flow[list[Json]]:
    """Read all hubs."""
    found = yield calls.all_integration_hubs(fields=with_fields(fields, ()))
    return [redacted_hub(item) for item in found]


def read_integration(
    integration_id: str | None = None,
    *,
    integration_hub_id: int | str | None = None,
    name: str | None = None,
    fields: str | None = None,
) -> Flow[Json]:
    """Read one integration, by its id or by hub and name."""
    wanted = yield from integration_named(integration_id, integration_hub_id=integration_hub_id, name=name)
    return redacted_integration((yield calls.integration(wanted, fields=with_fields(fields, ()))))


def read_integrations(*, integration_hub_id: int | str | None = None, fields: str | None = None) -> Flow[list[Json]]:
    """Read the integrations of one hub, or of all."""
    found = yield calls.all_integrations(integration_hub_id=integration_hub_id, fields=with_fields(fields, ()))
    return [redacted_integration(item) for item in found]


def read_form(
    integration_id: str | None = None, *, integration_hub_id: int | str | None = None, name: str | None = None
) -> Flow[Json]:
    """Fetch the form of an integration; its state and the links of its logins, which may hold keys, are hidden."""
    wanted = yield from integration_named(integration_id, integration_hub_id=integration_hub_id, name=name)
    return redacted((yield calls.fetch_integration_form(wanted)), names=_KEYS_OF_A_FORM)


def check_integration(
    integration_id: str | None = None, *, integration_hub_id: int | str | None = None, name: str | None = None
) -> Flow[Check]:
    """Test an integration, by its id or by hub and name."""
    wanted = yield from integration_named(integration_id, integration_hub_id=integration_hub_id, name=name)
    return (yield from integration_test(wanted))
