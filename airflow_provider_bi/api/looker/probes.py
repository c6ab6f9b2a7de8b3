"""Looks of those who wait for Looker: at a hub's health, and for an action in a hub."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from airflow_provider_bi.api.calls import Flow
from airflow_provider_bi.api.looker import calls
from airflow_provider_bi.api.looker.checks import hub_health
from airflow_provider_bi.api.looker.naming import hub_of, known, one_of
from airflow_provider_bi.api.waits import Look


def healthy(integration_hub_id: int | str) -> Flow[Look]:
    """Look whether a hub is healthy.

    :raises NotFoundError: for a hub that is not there.
    """
    health = yield from hub_health(integration_hub_id)
    return Look(done=health.success, said=str(health), result=health.told)


def present(integration_id: str, *, params: Collection[str] = ()) -> Flow[Look]:
    """Look whether an integration is there, with its parameters: a hub's new ones show once Looker has fetched them.

    :param integration_id: ``{integration_hub_id}::{name}``.
    :param params: Names of parameters that must be there too.
    :raises NotFoundError: for a hub that is not there.
    """
    hub = hub_of(integration_id)
    shown = "id,integration_hub_id,params" if params else "id,integration_hub_id,label"
    listed = yield calls.all_integrations(integration_hub_id=hub, fields=shown)
    found = one_of(listed, integration_id)
    if found is None:
        if hub is not None and not listed:
            # A hub that is not there shows none either.
            yield calls.integration_hub(hub, fields="id")
        return Look(done=False, said=f"Looker's integration {integration_id} is not there yet; {known(listed)}")
    names = _params(found)
    if missing := sorted(set(params) - set(names)):
        has = f"it has {', '.join(names)}" if names else "Looker shows none"
        return Look(done=False, said=f"Looker's integration {integration_id} lacks {', '.join(missing)}; {has}")
    result = {"integration_id": integration_id, "integration_hub_id": hub}
    return Look(done=True, said=f"Looker's integration {integration_id} is there", result=result)


def _params(found: Mapping[str, Any]) -> list[str]:
    listed = found.get("params")
    named = [item.get("name") for item in listed if isinstance(item, Mapping)] if isinstance(listed, list) else []
    return sorted(name for name in named if isinstance(name, str))
