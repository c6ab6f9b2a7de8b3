"""The whole body that Datafold wants, put together from what was asked for, what is known, and a connection."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from airflow_provider_bi.api.datafold.cron import check_cron as check
from airflow_provider_bi.api.datafold.kinds import KINDS
from airflow_provider_bi.api.datafold.kinds.base import (
    Credentials,
    DataSourceConfig,
    connection_sources,
)
from airflow_provider_bi.api.errors import ArgumentError
from airflow_provider_bi.api.models import read_field, secret_fields


def read_fields(
    kind: type[DataSourceConfig], fields: Mapping[str, Any], *, clear: Collection[str] = (), check_cron: bool = True
) -> dict[str, Any]:
    """Return what is asked for, each field as its JSON value, secrets in clear; None asks for nothing.

    :param clear: Fields to set to null, or to the API's default where it has no null.
    :param check_cron: Whether ``indexing_cron`` must be five fields.
    :raises ArgumentError: for a field that the kind does not have, or a value that it cannot hold.
    """
    unknown = sorted({*map(str, fields), *clear} - kind.model_fields.keys())
    if unknown:
        raise ArgumentError(
            f"{kind.label} has no field {', '.join(unknown)}; its fields are {', '.join(sorted(kind.model_fields))}."
        )
    given = {name: read_field(kind, name, value) for name, value in fields.items() if value is not None}
    if both := sorted(given.keys() & set(clear)):
        raise ArgumentError(f"{', '.join(both)}: given and cleared at once. Choose one.")
    if check_cron and "indexing_cron" in given:
        check(given["indexing_cron"])
    return given | {name: _cleared(kind, name) for name in clear}


def held_by(kind: type[DataSourceConfig], credentials: Credentials | None) -> dict[str, Any]:
    """Return what the BI tool's own connection holds of the kind's fields.

    :raises ArgumentError: for a value that its field cannot hold.
    """
    if credentials is None:
        return {}
    try:
        return {name: read_field(kind, name, value) for name, value in kind.held_by(credentials).items()}
    except ArgumentError as error:
        raise ArgumentError(f"In the BI tool's own connection, {error}") from None


def whole_body(
    kind: type[DataSourceConfig], supplied: Mapping[str, Any], *, subject: str, hidden: Collection[str] = ()
) -> dict[str, Any]:
    """Return the body as Datafold names its fields.

    :param subject: What cannot be written, for people.
    :param hidden: Fields that Datafold was asked for and did not show.
    :raises ArgumentError: when a required field is missing; the text names the places where it can come from.
    """
    missing = [name for name, declared in kind.model_fields.items() if declared.is_required() and name not in supplied]
    if missing:
        wanted = " ".join(_where(kind, name, hidden=name in hidden) for name in missing)
        raise ArgumentError(f"{subject} cannot be written: {wanted} Nothing was written.")
    return {kind.model_fields[name].alias or name: value for name, value in supplied.items()}


def secrets_of(
    kind: type[DataSourceConfig], fields: Mapping[str, Any], credentials: Credentials | None
) -> frozenset[str]:
    """Return the secrets that arguments and a connection hold, as text."""
    held = {} if credentials is None else kind.held_by(credentials)
    return frozenset(
        value
        for source in (fields, held)
        for name, value in source.items()
        if name in secret_fields(kind) and isinstance(value, str) and value
    )


def secret_names() -> frozenset[str]:
    """Return the names of all kinds' secret fields, which no reply is shown with."""
    return frozenset().union(*map(secret_fields, KINDS))


def plain_names() -> frozenset[str]:
    """Return the names of all kinds' other fields."""
    return frozenset().union(*(kind.model_fields.keys() for kind in KINDS)) - secret_names()


def _cleared(kind: type[DataSourceConfig], name: str) -> Any:
    declared = kind.model_fields[name]
    if declared.is_required():
        raise ArgumentError(f"{name} cannot be cleared: Datafold requires it for {kind.label}.")
    return declared.get_default()


def _where(kind: type[DataSourceConfig], name: str, *, hidden: bool) -> str:
    """Say where a field can come from that the API wants and nobody supplied."""
    sources = connection_sources(kind).get(name)
    connection = f", or the BI tool's own connection, which holds it in {' or '.join(sources)}" if sources else ""
    shown = ", and Datafold does not show it" if hidden else ""
    return f"{name} is required{shown}; give {name}{connection}."
