"""Creating an integration, once: a look before, and a look after a reply that was lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from airflow_provider_bi.api.calls import Call, Flow, Json
from airflow_provider_bi.api.datafold.body import held_by, read_fields, whole_body
from airflow_provider_bi.api.datafold.calls import create_integration
from airflow_provider_bi.api.datafold.find import Entry, listed
from airflow_provider_bi.api.datafold.kinds.base import Credentials, DataSourceConfig
from airflow_provider_bi.api.datafold.reads import told
from airflow_provider_bi.api.errors import ArgumentError, BiApiError, UnexpectedReply, may_have_arrived
from airflow_provider_bi.api.models import secret_fields, shown_fields


@dataclass(frozen=True, kw_only=True)
class Creation:
    """An integration that is there now.

    :param created: Whether it was made; False where one of this kind and name was there.
    :param bi_datasource_id: Its id; None where no reply shows it.
    :param integration: What Datafold shows of it, without secrets; null where it shows nothing.
    :param differing: Fields that were asked for, and of which one that was there shows something else.
    """

    created: bool
    bi_datasource_id: int | None
    integration: Json = field(repr=False)
    differing: tuple[str, ...] = ()


def create(
    kind: type[DataSourceConfig],
    *,
    name: object,
    fields: Mapping[str, Any],
    credentials: Credentials | None = None,
    fail_if_existing: bool = False,
    check_cron: bool = True,
) -> Flow[Creation]:
    """Create an integration, unless one of this kind and name is there.

    It is sent once: after a lost connection or a 5xx one looks whether it is there, and never sends it again.

    :param name: Its name, by which it is found again.
    :param fields: The kind's other fields; None leaves one at the API's default.
    :param credentials: The BI tool's own connection, for the fields that are not given.
    :param fail_if_existing: Fail where one is there, instead of returning it.
    :param check_cron: Whether ``indexing_cron`` must be five fields.
    :raises ArgumentError: before anything is sent, for fields that make no integration; or for one that exists.
    :raises UnexpectedReply: where the list does not tell whether one exists.
    """
    if name is None or "name" in fields:
        raise ArgumentError("name: give it, once; an integration is found again by its name.")
    asked = read_fields(kind, {"name": name, **fields}, check_cron=check_cron)
    supplied = held_by(kind, credentials) | asked
    subject = f"A {kind.label} integration named {asked['name']!r}"
    body = whole_body(kind, supplied, subject=subject)
    hidden = frozenset(supplied[field] for field in secret_fields(kind) if supplied.get(field) is not None)
    existing = _existing(kind, asked["name"], (yield from listed()))
    if existing is not None:
        if fail_if_existing:
            raise ArgumentError(f"{subject} exists: {existing.id}. Nothing was created.")
        shown = shown_fields(kind, existing.shown)
        differing = tuple(sorted(name for name in asked.keys() & shown.keys() if asked[name] != shown[name]))
        return replace(_creation(existing, created=False, hidden=hidden), differing=differing)
    call = create_integration(kind.slug, body, secrets=hidden)
    return (yield from _created(kind, asked["name"], call, hidden=hidden))


def _created(kind: type[DataSourceConfig], name: str, call: Call, *, hidden: frozenset[str]) -> Flow[Creation]:
    """Send the creation once; where its reply shows no id, or there is none, look at the list."""
    lost: BiApiError | None = None
    reply: Json = None
    try:
        reply = yield call
    except BiApiError as error:
        if not may_have_arrived(error):
            raise
        lost = error
    number = reply.get("id") if isinstance(reply, Mapping) else None
    if isinstance(number, int) and not isinstance(number, bool) and number > 0:
        return _creation(Entry(id=number, name=None, type=None, shown=reply), created=True, hidden=hidden)
    try:
        made = _existing(kind, name, (yield from listed()))
    except BiApiError:
        made = None
    if made is not None:
        return _creation(made, created=True, hidden=hidden)
    if lost is not None:
        raise lost
    return Creation(created=True, bi_datasource_id=None, integration=told(reply, hidden))


def _existing(kind: type[DataSourceConfig], name: str, entries: list[Entry]) -> Entry | None:
    """Return the entry of this kind and name.

    :raises UnexpectedReply: where an entry does not show whether it is.
    """
    for entry in entries:
        if entry.name is None or (entry.name == name and entry.type is None):
            raise UnexpectedReply(
                f"Datafold's list does not show name and type of integration {entry.id}, so nobody knows whether "
                f"{name!r} exists. Nothing was created."
            )
    found = [entry for entry in entries if entry.name == name and entry.type == kind.slug]
    if len(found) > 1:
        ids = ", ".join(str(entry.id) for entry in found)
        raise ArgumentError(f"Datafold has {len(found)} {kind.label} integrations named {name!r}: {ids}.")
    return found[0] if found else None


def _creation(entry: Entry, *, created: bool, hidden: frozenset[str]) -> Creation:
    return Creation(created=created, bi_datasource_id=entry.id, integration=told(entry.shown, hidden))
