"""Addressing an integration: by its id, or by hub and name.

Ids are ``{integration_hub_id}::{name}``. That is seen and not documented, so a name is looked up among the integrations
that the hub has, and not believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from airflow_provider_bi.api.calls import Flow, Json, identifier
from airflow_provider_bi.api.errors import ArgumentError, UnexpectedReply
from airflow_provider_bi.api.looker import calls

_BETWEEN: Final = "::"
_MANY: Final = 30


def integration_named(
    integration_id: str | None = None, *, integration_hub_id: int | str | None = None, name: str | None = None
) -> Flow[str]:
    """Return the id of an integration: the one that is given, without a request, or the one that hub and name have.

    :raises ArgumentError: for both forms or neither, and for a name that the hub does not have.
    :raises UnexpectedReply: where the hub's integrations do not tell.
    """
    wanted = id_of(integration_id, integration_hub_id=integration_hub_id, name=name)
    if integration_id is not None:
        return wanted
    hub = identifier(integration_hub_id, name="integration_hub_id")
    found = yield calls.all_integrations(integration_hub_id=hub, fields="id,integration_hub_id,label")
    if one_of(found, wanted) is None:
        doubt = "" if found else ", so the hub may not be there either"
        raise ArgumentError(f"Looker's integration hub {hub} has no integration {name!r}; {known(found)}{doubt}.")
    return wanted


def id_of(
    integration_id: str | None = None, *, integration_hub_id: int | str | None = None, name: str | None = None
) -> str:
    """Return the id that the arguments mean.

    :raises ArgumentError: for both forms or neither.
    """
    given = integration_hub_id is not None, name is not None
    if (integration_id is not None and any(given)) or (integration_id is None and not all(given)):
        raise ArgumentError("integration_id, or integration_hub_id and name: give one of the two forms.")
    if integration_id is not None:
        return identifier(integration_id, name="integration_id")
    hub = identifier(integration_hub_id, name="integration_hub_id")
    return identifier(f"{hub}{_BETWEEN}{identifier(name, name='name')}", name="name")


def hub_of(integration_id: str) -> str | None:
    """Return the hub that an id names; None where it names none."""
    hub, between, _ = integration_id.partition(_BETWEEN)
    return hub if between and hub else None


def one_of(listed: list[Json], wanted: str) -> Mapping[str, Any] | None:
    """Return the integration with an id, of a list; None where it is not there.

    :raises UnexpectedReply: for a list that does not tell: entries without an id, or more than one with this.
    """
    if not all(isinstance(item, Mapping) and isinstance(item.get("id"), str) for item in listed):
        raise UnexpectedReply(f"Looker listed integrations without their ids: it cannot be told which is {wanted}.")
    found = [item for item in listed if item["id"] == wanted]
    if len(found) > 1:
        raise UnexpectedReply(f"Looker listed {len(found)} integrations with the id {wanted}.")
    return found[0] if found else None


def known(listed: list[Json]) -> str:
    """Tell which names there are."""
    names = sorted(item["id"].partition(_BETWEEN)[2] or item["id"] for item in listed)
    if not names:
        return "Looker shows none there"
    more = f" and {len(names) - _MANY} more" if len(names) > _MANY else ""
    return f"it has {', '.join(names[:_MANY])}{more}"
