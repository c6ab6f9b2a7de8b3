"""Plan the update of a Datafold integration: the whole body, of which only what was asked for should change.

Datafold's PUT takes the full create model, secrets included, and its documentation says that for most kinds only the
schedule can change by it. Whether the rest of the body is stored, ignored or checked against the BI tool is unknown,
and what is left out may be wiped. So the body is always complete, and what came of it is looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from airflow_provider_bi.api.calls import Call, Flow, Json, number
from airflow_provider_bi.api.datafold.body import held_by, read_fields, whole_body
from airflow_provider_bi.api.datafold.calls import get_integration, update_integration
from airflow_provider_bi.api.datafold.kinds import KINDS
from airflow_provider_bi.api.datafold.kinds.base import (
    Credentials,
    DataSourceConfig,
    connection_sources,
    credential_fields,
)
from airflow_provider_bi.api.datafold.reads import told
from airflow_provider_bi.api.errors import ArgumentError, UnexpectedReply
from airflow_provider_bi.api.models import secret_fields, shown_fields
from airflow_provider_bi.api.paths import Path, Snapshot
from airflow_provider_bi.api.redaction import redacted
from airflow_provider_bi.api.update import Plan, SecretWrite, differences


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What the user can do, by the names of the arguments that were given.

    :param kind: Where the integration is of another kind.
    :param credentials: Where the credentials look like those of another installation.
    """

    kind: str
    credentials: str


_UPDATE: Final = Advice(
    kind="check bi_datasource_id, or use the operator of that kind.", credentials="Check credentials_conn_id."
)


def plan_update(
    kind: type[DataSourceConfig],
    bi_datasource_id: int | str,
    *,
    fields: Mapping[str, Any],
    clear: Collection[str] = (),
    credentials: Credentials | None = None,
    skip_unchanged: bool = True,
    check_cron: bool = True,
    advice: Advice = _UPDATE,
) -> Flow[Plan]:
    """Read an integration and plan its update.

    :param kind: The integration's kind.
    :param fields: Field -> value that is asked for; None leaves a field as it is.
    :param clear: Fields to set to null, or to the API's default where it has no null.
    :param credentials: The BI tool's own connection, for the fields that the API wants and does not show.
    :param skip_unchanged: Whether nothing is written when all that was asked for stands there already.
    :param check_cron: Whether ``indexing_cron`` must be five fields.
    :param advice: What messages tell the user to do.
    :raises ArgumentError: before any write, for a field that the API cannot hold or that nothing supplies.
    :raises UnexpectedReply: for a reply about another integration.
    """
    asked = read_fields(kind, fields, clear=clear, check_cron=check_cron)
    subject = f"Datafold's {kind.label} integration {bi_datasource_id}"
    read = get_integration(bi_datasource_id)
    current = yield read
    _check_id(current, number(bi_datasource_id, name="bi_datasource_id"), read)
    _check_kind(kind, current, bi_datasource_id, advice=advice)
    known = shown_fields(kind, current)
    secret = secret_fields(kind)
    requested: dict[Path, Any] = {(name,): value for name, value in asked.items() if name not in secret}
    secrets: dict[Path, SecretWrite] = {
        (name,): SecretWrite(filled=value is not None) for name, value in asked.items() if name in secret
    }
    values = {value for name, value in asked.items() if name in secret and value is not None}
    write: Call | None = None
    remarks: list[str] = []
    lent: dict[str, Any] = {}
    before: Snapshot = {(name,): value for name, value in known.items()}
    if not skip_unchanged or differences(before, requested, secrets):
        held = held_by(kind, credentials)
        # The connection's half of a key goes only with the other half; without it, what is shown stays.
        pair = credential_fields(kind)
        paired = pair & held.keys() if secret & (held.keys() - asked.keys()) else frozenset()
        supplied = held | known | {name: held[name] for name in paired} | asked
        lent = {name: held[name] for name in paired - secret - asked.keys()}
        values |= {supplied[name] for name in secret if supplied.get(name) is not None}
        body = whole_body(kind, supplied, subject=subject, hidden=kind.model_fields.keys() - secret)
        write = update_integration(kind.slug, bi_datasource_id, body, secrets=values)
        own = {name: value for name, value in held.items() if name in lent or name not in pair | asked.keys()}
        remarks = _remarks(kind, supplied, asked)
        unlike = _unlike(kind, *redacted([own, known], names=(), secrets=values))
        if unlike:
            differing = ", ".join(unlike)
            remarks.append(
                f"The credentials connection differs from what Datafold shows: {differing}. {advice.credentials}"
            )
    return Plan(
        subject=subject,
        read=read,
        write=write,
        snapshot=lambda reply: _snapshot(kind, reply),
        redact=lambda reply: told(reply, values),
        current=current,
        before=before,
        requested=requested,
        secrets=secrets,
        lent={(name,): value for name, value in lent.items()},
        hidden=frozenset(values),
        remarks=tuple(remarks),
    )


def _check_id(current: Json, wanted: int, read: Call) -> None:
    """Make sure that a reply is about the integration that was asked for: its fields go into the write."""
    found = current.get("id") if isinstance(current, dict) else None
    if isinstance(found, (int, str)) and str(found) != str(wanted):
        raise UnexpectedReply(f"{read} answered with the id {str(found)[:60]!r}. Nothing was written.")


def _check_kind(kind: type[DataSourceConfig], current: Json, bi_datasource_id: int | str, *, advice: Advice) -> None:
    found = current.get("type") if isinstance(current, dict) else None
    others = {other.slug: other.label for other in KINDS if other is not kind}
    if isinstance(found, str) and found.lower() in others:
        raise ArgumentError(
            f"Integration {bi_datasource_id} is of kind {others[found.lower()]}, not {kind.label}: {advice.kind}"
        )


def _remarks(kind: type[DataSourceConfig], supplied: Mapping[str, Any], asked: Mapping[str, Any]) -> list[str]:
    remarks = [
        f"{name} is not known and is left out of the body; Datafold may reset it. Give {name} to keep it."
        for name in kind.model_fields
        if name not in supplied
    ]
    if kind.updatable is not None and (beyond := sorted(asked.keys() - kind.updatable)):
        remarks.append(
            f"Datafold documents that an update of {kind.label} changes only {', '.join(sorted(kind.updatable))}; "
            f"sent all the same: {', '.join(beyond)}."
        )
    return remarks


def _unlike(kind: type[DataSourceConfig], own: Mapping[str, Any], known: Mapping[str, Any]) -> list[str]:
    """Tell where the credentials connection names another installation than Datafold does."""
    pairs = {
        name: (_host(own[name]), _host(known[name])) if sources == ("url",) else (own[name], known[name])
        for name, sources in connection_sources(kind).items()
        if name in own and name in known
    }
    return [f"{name} {held!r:.60} instead of {shown!r:.60}" for name, (held, shown) in pairs.items() if held != shown]


def _host(url: str) -> str:
    """Return a URL's host: its scheme, port and path tell of no other installation."""
    try:
        return urlsplit(url if "://" in url else f"https://{url}").hostname or ""
    except ValueError:
        return ""


def _snapshot(kind: type[DataSourceConfig], reply: Json) -> Snapshot:
    return {(name,): value for name, value in shown_fields(kind, reply).items()}
