"""The Airflow connections that fit the sandbox. All keys in them are made up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from airflow_provider_bi.api.datafold.kinds.base import DataSourceConfig, connection_sources
from airflow_provider_bi.api.models import secret_fields
from airflow_provider_bi.sandbox import datafold, looker, seeds


def connections(url: str, kinds: Sequence[type[DataSourceConfig]], *, staging: str) -> dict[str, str]:
    """Return the environment variable of each connection and its JSON.

    :param url: Where the sandbox listens.
    :param kinds: The kinds whose BI tools have a connection of their own, ``bi_`` and the kind's slug.
    :param staging: Path of the second Looker there.
    """
    wanted: dict[str, dict[str, Any]] = {
        "datafold_default": {"conn_type": "datafold", "host": url, "password": datafold.API_KEY},
        "looker_default": {
            "conn_type": "looker",
            "host": url,
            "login": looker.CLIENT_ID,
            "password": looker.CLIENT_SECRET,
        },
        "looker_staging": {
            "conn_type": "looker",
            "host": f"{url}{staging}",
            "login": looker.CLIENT_ID,
            "password": looker.CLIENT_SECRET,
        },
    }
    seeded = dict(reversed(seeds.datafold_integrations()))
    for kind in kinds:
        if kind.slug in seeded and connection_sources(kind):
            wanted[f"bi_{kind.slug}"] = _credentials(kind, seeded[kind.slug])
    for name, password in {
        "looker_hub_token": "sandbox-new-hub-token",
        "looker_hub_token_previous": seeds.HUB_TOKEN,
        "hubspot_api_key": "sandbox-new-hubspot-key",
    }.items():
        wanted[name] = {"conn_type": "generic", "password": password}
    return {f"AIRFLOW_CONN_{name.upper()}": json.dumps(connection) for name, connection in wanted.items()}


def _credentials(kind: type[DataSourceConfig], values: dict[str, Any]) -> dict[str, Any]:
    """Return the connection of a BI tool: what is stored, but for secrets, which are new."""
    connection: dict[str, Any] = {"conn_type": "generic"}
    extra: dict[str, Any] = {}
    for name, sources in connection_sources(kind).items():
        value = f"sandbox-bi-{kind.slug}-{name.replace('_', '-')}" if name in secret_fields(kind) else values[name]
        source = next((source for source in sources if not source.startswith("extra.")), sources[0])
        if source.startswith("extra."):
            extra[source.removeprefix("extra.")] = value
        else:
            connection["host" if source == "url" else source] = value
    return {**connection, "extra": extra} if extra else connection
