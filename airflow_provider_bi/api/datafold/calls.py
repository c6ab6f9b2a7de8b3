"""Datafold's BI endpoints as calls. https://docs.datafold.com/api-reference/bi/

Every path ends with a slash. Replies are documented as "any JSON" and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from airflow_provider_bi.api.calls import Call, Repeatable, Reply, number

API: Final = "/api/v1"
ROOT: Final = f"{API}/lineage/bi/"


def list_integrations() -> Call:
    """List all integrations."""
    return Call(method="GET", path=ROOT, repeatable=Repeatable.FREELY, reply=Reply.LIST_OR_NULL)


def get_integration(bi_datasource_id: int | str) -> Call:
    """Get one integration, of any kind."""
    return Call(method="GET", path=f"{ROOT}{_id(bi_datasource_id)}/", repeatable=Repeatable.FREELY)


def create_integration(kind: str, body: Mapping[str, Any], *, secrets: Iterable[str] = ()) -> Call:
    """Create an integration: each one that arrives makes another.

    :param kind: The kind's slug.
    :param body: Every field of the kind, secrets in clear.
    :param secrets: The body's secrets, which no error text may repeat.
    """
    return Call(
        method="POST",
        path=f"{ROOT}{kind}/",
        repeatable=Repeatable.NEVER,
        body=dict(body),
        reply=Reply.JSON_OR_EMPTY,
        secrets=frozenset(secrets),
    )


def remove_integration(bi_datasource_id: int | str) -> Call:
    """Remove an integration of any kind."""
    return Call(
        method="DELETE",
        path=f"{ROOT}{_id(bi_datasource_id)}/",
        repeatable=Repeatable.AFTER_LOOKING,
        reply=Reply.JSON_OR_EMPTY,
    )


def resync_integration(bi_datasource_id: int | str) -> Call:
    """Start a synchronisation: a GET that does something each time it arrives."""
    return Call(
        method="GET",
        path=f"{ROOT}{_id(bi_datasource_id)}/sync/",
        repeatable=Repeatable.NEVER,
        reply=Reply.JSON_OR_EMPTY,
    )


def update_integration(
    kind: str, bi_datasource_id: int | str, body: Mapping[str, Any], *, secrets: Iterable[str] = ()
) -> Call:
    """Update an integration with a complete body.

    :param kind: The kind's slug.
    :param body: Every field of the kind, secrets in clear: what is left out may be wiped.
    :param secrets: The body's secrets, which no error text may repeat.
    """
    return Call(
        method="PUT",
        path=f"{ROOT}{kind}/{_id(bi_datasource_id)}/",
        repeatable=Repeatable.AFTER_LOOKING,
        body=dict(body),
        reply=Reply.JSON_OR_EMPTY,
        secrets=frozenset(secrets),
    )


def _id(bi_datasource_id: int | str) -> int:
    return number(bi_datasource_id, name="bi_datasource_id")
