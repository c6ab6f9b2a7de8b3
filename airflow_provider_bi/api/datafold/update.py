"""Plan the update of a Datafold integration: the whole body, of which only what was asked for should change.

Datafold's PUT takes the full create model, secrets included, and its documentation says that for most kinds only the
schedule can change by it. Whether the rest of the body is stored, ignored or checked against the BI tool is unknown,
and what is left out may be wiped. So the body is always complete, and what came of it is looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from airflow_provider_bi.api.calls import Call, Flow, Json, number
from airflow_provider_bi.api.datafold.calls import get_integration, update_integration
from airflow_provider_bi.api.datafold.kinds import KINDS
from airflow_provider_bi.api.datafold.kinds.base import (
    Credentials,
    DataSourceConfig,
    connection_sources,
    credential_fields,
)
from airflow_provider_bi.api.errors import ArgumentError, UnexpectedReply
from airflow_provider_bi.api.models import read_field, secret_fields, shown_fields
from airflow_provider_bi.api.redaction import redacted
from airflow_provider_bi.api.update import Path, Plan, SecretWrite, Snapshot, differences

_CRON_FIELDS: Final = 5


def plan_update(
    kind: type[DataSourceConfig],
    bi_datasource_id: int | str,
    *,
    fields: Mapping[str, Any],
    clear: Collection[str] = (),
    credentials: Credentials | None = None,
    skip_unchanged: bool = True,
) -> Flow[Plan]:
    """Read an integration and plan its update.

    :param kind: The integration's kind.
    :param fields: Field -> value that is asked for; None leaves a field as it is.
    :param clear: Fields to set to null, or to the API's default where it has no null.
    :param credentials: The BI tool's own connection, for the fields that the API wants and does not show.
    :param skip_unchanged: Whether nothing is written when all that was asked for stands there already.
    :raises ArgumentError: before any write, for a field that the API cannot hold or that nothing supplies.
    :raises UnexpectedReply: for a reply about another integration.
    """
    asked = _asked(kind, fields, clear)
    read = get_integration(bi_datasource_id)
    current = yield read
    _check_id(current, number(bi_datasource_id, name="bi_datasource_id"), read)
    _check_kind(kind, current, bi_datasource_id)
    known = shown_fields(kind, current)
    secret = secret_fields(kind)
    requested: dict[Path, Any] = {(name,): value for name, value in asked.items() if name not in secret}
    secrets: dict[Path, SecretWrite] = {
        (name,): SecretWrite(filled=value is not None) for name, value in asked.items() if name in secret
    }
    values = {value for name, value in asked.items() if name in secret and value is not None}
    write: Call | None = None
    remarks: tuple[str, ...] = ()
    before: Snapshot = {(name,): value for name, value in known.items()}
    if not skip_unchanged or differences(before, requested, secrets):
        held = _supplied(kind, credentials)
        supplied = held | known | {name: held[name] for name in credential_fields(kind) & held.keys()} | asked
        values |= {supplied[name] for name in secret if supplied.get(name) is not None}
        body = _body(kind, supplied, bi_datasource_id)
        write = update_integration(kind.slug, bi_datasource_id, body, secrets=values)
        remarks = _remarks(kind, supplied, asked, known)
    return Plan(
        subject=f"Datafold's {kind.label} integration {bi_datasource_id}",
        read=read,
        write=write,
        snapshot=lambda reply: _snapshot(kind, reply),
        redact=lambda reply: redacted(reply, names=secret_names(), secrets=values, plain=plain_names()),
        current=current,
        before=before,
        requested=requested,
        secrets=secrets,
        hidden=frozenset(values),
        remarks=remarks,
    )


def secret_names() -> frozenset[str]:
    """Return the names of all kinds' secret fields, which no reply is shown with."""
    return frozenset().union(*map(secret_fields, KINDS))


def plain_names() -> frozenset[str]:
    """Return the names of all kinds' other fields."""
    return frozenset().union(*(kind.model_fields.keys() for kind in KINDS)) - secret_names()


def _asked(kind: type[DataSourceConfig], fields: Mapping[str, Any], clear: Collection[str]) -> dict[str, Any]:
    unknown = sorted({*fields, *clear} - kind.model_fields.keys())
    if unknown:
        raise ArgumentError(
            f"{kind.label} has no field {', '.join(unknown)}; its fields are {', '.join(sorted(kind.model_fields))}."
        )
    given = {name: read_field(kind, name, value) for name, value in fields.items() if value is not None}
    both = sorted(given.keys() & set(clear))
    if both:
        raise ArgumentError(f"{', '.join(both)}: given and cleared at once. Choose one.")
    return given | {name: _cleared(kind, name) for name in clear}


def _cleared(kind: type[DataSourceConfig], name: str) -> Any:
    declared = kind.model_fields[name]
    if declared.is_required():
        raise ArgumentError(f"{name} cannot be cleared: Datafold requires it for {kind.label}.")
    return declared.get_default()


def _check_id(current: Json, wanted: int, read: Call) -> None:
    """Make sure that a reply is about the integration that was asked for: its fields go into the write."""
    found = current.get("id") if isinstance(current, dict) else None
    if isinstance(found, (int, str)) and str(found) != str(wanted):
        raise UnexpectedReply(f"{read} answered with the id {str(found)[:60]!r}. Nothing was written.")


def _check_kind(kind: type[DataSourceConfig], current: Json, bi_datasource_id: int | str) -> None:
    found = current.get("type") if isinstance(current, dict) else None
    others = {other.slug: other.label for other in KINDS if other is not kind}
    if isinstance(found, str) and found.lower() in others:
        raise ArgumentError(
            f"Integration {bi_datasource_id} is of kind {others[found.lower()]}, not {kind.label}: "
            "check bi_datasource_id, or use the operator of that kind."
        )


def _supplied(kind: type[DataSourceConfig], credentials: Credentials | None) -> dict[str, Any]:
    if credentials is None:
        return {}
    try:
        return {name: read_field(kind, name, value) for name, value in kind.held_by(credentials).items()}
    except ArgumentError as error:
        raise ArgumentError(f"In the connection that credentials_conn_id names, {error}") from None


def _body(kind: type[DataSourceConfig], supplied: Mapping[str, Any], bi_datasource_id: int | str) -> dict[str, Any]:
    missing = [name for name, declared in kind.model_fields.items() if declared.is_required() and name not in supplied]
    if missing:
        raise ArgumentError(
            f"Datafold's {kind.label} integration {bi_datasource_id} cannot be written: "
            + " ".join(_where(kind, name) for name in missing)
            + " Nothing was written."
        )
    return {kind.model_fields[name].alias or name: value for name, value in supplied.items()}


def _where(kind: type[DataSourceConfig], name: str) -> str:
    """Say where a field can come from that the API wants and nobody supplied."""
    sources = connection_sources(kind).get(name)
    connection = f" or credentials_conn_id= of a connection that holds it in {' or '.join(sources)}" if sources else ""
    shown = "" if name in secret_fields(kind) else ", and Datafold does not show it"
    return f"{name} is required{shown}; give {name}={connection}."


def _remarks(
    kind: type[DataSourceConfig], supplied: Mapping[str, Any], asked: Mapping[str, Any], known: Mapping[str, Any]
) -> tuple[str, ...]:
    remarks = [
        f"{name} is not known and is left out of the body; Datafold may reset it. Give {name}= to keep it."
        for name in kind.model_fields
        if name not in supplied
    ]
    if kind.updatable is not None and (beyond := sorted(asked.keys() - kind.updatable)):
        remarks.append(
            f"Datafold documents that an update of {kind.label} changes only {', '.join(sorted(kind.updatable))}; "
            f"sent all the same: {', '.join(beyond)}."
        )
    remarks += [
        f"{name} goes with the secret of the credentials connection: {supplied[name]!r}, and Datafold shows "
        f"{known[name]!r}."
        for name in sorted(credential_fields(kind) & known.keys() - asked.keys())
        if supplied[name] != known[name]
    ]
    if isinstance(cron := asked.get("indexing_cron"), str) and len(cron.split()) != _CRON_FIELDS:
        remarks.append(f"indexing_cron {cron!r} has not five fields, as Datafold most likely wants.")
    return tuple(remarks)


def _snapshot(kind: type[DataSourceConfig], reply: Json) -> Snapshot:
    return {(name,): value for name, value in shown_fields(kind, reply).items()}
