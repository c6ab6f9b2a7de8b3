"""Reading Datafold's integrations for people and XComs: without secrets, should a reply hold any."""

from __future__ import annotations

from collections.abc import Collection

from airflow_provider_bi.api.calls import Flow, Json
from airflow_provider_bi.api.datafold import calls
from airflow_provider_bi.api.datafold.body import plain_names, secret_names
from airflow_provider_bi.api.redaction import redacted


def told(reply: Json, hidden: Collection[str] = ()) -> Json:
    """Hide what may be a secret in a reply, and wherever it stands what was written as one."""
    return redacted(reply, names=secret_names(), secrets=hidden, plain=plain_names())


def read_integration(bi_datasource_id: int | str) -> Flow[Json]:
    """Read one integration. What a reply holds is not documented; an object with id, name and type is likely."""
    return told((yield calls.get_integration(bi_datasource_id)))


def read_integrations() -> Flow[list[Json]]:
    """Read all integrations; an empty list where Datafold answers null."""
    found: list[Json] = told((yield calls.list_integrations()) or [])
    return found
