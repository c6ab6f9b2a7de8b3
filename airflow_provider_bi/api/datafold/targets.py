"""Finding every integration whose schedule is named, before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from airflow_provider_bi.api.calls import Flow
from airflow_provider_bi.api.datafold.cron import check_cron as check
from airflow_provider_bi.api.datafold.find import Entry, listed, named, unknown
from airflow_provider_bi.api.datafold.kinds import KINDS, kind_of
from airflow_provider_bi.api.datafold.kinds.base import DataSourceConfig
from airflow_provider_bi.api.errors import ArgumentError
from airflow_provider_bi.api.models import read_field, secret_fields, shown_fields

CRON: Final = "indexing_cron"


@dataclass(frozen=True, kw_only=True)
class Target:
    """One integration and the schedule that it shall have.

    :param key: How the user named it.
    :param cron: The schedule; None removes it.
    """

    key: str
    entry: Entry
    kind: type[DataSourceConfig]
    cron: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """What credentials may be given for, the nearest first: as it was named, its id, its name, its kind."""
        return self.key, str(self.entry.id), self.entry.name or self.key, self.kind.slug

    @property
    def stands(self) -> bool:
        """Whether the list shows the schedule already."""
        shown = shown_fields(self.kind, self.entry.shown, names={CRON})
        return CRON in shown and shown[CRON] == self.cron


def targets(
    schedules: Mapping[Any, Any],
    *,
    clear: Collection[Any] = (),
    kinds: Mapping[Any, str] | None = None,
    credentials: Collection[str] = (),
    check_cron: bool = True,
) -> Flow[list[Target]]:
    """Find every integration that is named, before anything is written.

    :param schedules: Id or name -> cron expression; None leaves that integration as it is; where all are
        None and nothing is cleared, nothing is looked up.
    :param clear: Ids or names of those whose schedule is removed.
    :param kinds: Id or name -> kind's slug, where Datafold's list does not show it.
    :param credentials: Slugs of the kinds, and ids or names of the integrations, whose credentials are at hand.
    :param check_cron: Whether each expression must be five fields.
    :raises ArgumentError: for a key that is unknown or names two integrations, for two keys that name one, for an
        expression that no cron reads, and for credentials that are missing: all of it in one text.
    """
    wanted, left, problems = _read(schedules, check_cron=check_cron)
    wanted += [(str(key).strip(), None) for key in clear]
    if not wanted and not problems:
        return []
    entries = yield from listed()
    given = {str(key).strip(): slug for key, slug in (kinds or {}).items()}
    known = {name for entry in entries for name in (str(entry.id), entry.name) if name}
    strange = [key for key in dict.fromkeys([*dict(wanted), *left]) if key not in known]
    if strange:
        problems.append(unknown(strange, entries, what="with id or name"))
    problems += _unused("kinds", given, known=known)
    problems += _unused("credentials", credentials, known=known | {kind.slug for kind in KINDS})
    found: list[Target] = []
    for key, cron in wanted:
        if key in strange:
            continue
        try:
            found.append(_target(key, cron, entries=entries, kinds=given, credentials=credentials))
        except ArgumentError as error:
            problems.append(str(error))
    problems += _ambiguous([key for key in left if key not in strange], entries)
    problems += _twice(found)
    if problems:
        raise ArgumentError("Nothing was written. " + " ".join(dict.fromkeys(problems)))
    return found


def _read(
    schedules: Mapping[Any, Any], *, check_cron: bool
) -> tuple[list[tuple[str, str | None]], list[str], list[str]]:
    """Return the schedules by their keys, the keys that None leaves as they are, and what is no schedule."""
    wanted: list[tuple[str, str | None]] = []
    left: list[str] = []
    problems: list[str] = []
    for given, cron in schedules.items():
        key = str(given).strip()
        if cron is None:
            left.append(key)
            continue
        try:
            wanted.append((key, _expression(given, cron, check_cron=check_cron)))
        except ArgumentError as error:
            problems.append(str(error))
    return wanted, left, problems


def _expression(key: object, cron: object, *, check_cron: bool) -> str:
    try:
        text: str = read_field(DataSourceConfig, CRON, cron)
        if check_cron:
            check(text, argument=f"schedules[{str(key)[:60]!r}]")
    except ArgumentError as error:
        said = str(error)
        raise ArgumentError(
            said if said.startswith("schedules[") else f"schedules[{str(key)[:60]!r}]: {said}"
        ) from None
    return text


def _target(
    key: str, cron: str | None, *, entries: list[Entry], kinds: Mapping[str, str], credentials: Collection[str]
) -> Target:
    entry = _entry(key, entries)
    slug = kinds.get(str(entry.id)) or kinds.get(entry.name or "") or entry.type
    if slug is None:
        raise ArgumentError(f"Datafold's list does not show the kind of {entry}: give kinds={{{key!r}: ...}}.")
    target = Target(key=key, entry=entry, kind=kind_of(slug), cron=cron)
    # What Datafold calls its kinds is not documented, so only one that is known to be another contradicts.
    if slug != entry.type and entry.type in {kind.slug for kind in KINDS}:
        raise ArgumentError(f"kinds says {slug} for {entry}, and Datafold lists it as {entry.type}: correct kinds.")
    secrets = [name for name in secret_fields(target.kind) if target.kind.model_fields[name].is_required()]
    if secrets and not any(name in credentials for name in target.names) and not target.stands:
        raise ArgumentError(
            f"{entry} is of kind {target.kind.label}, whose {', '.join(sorted(secrets))} Datafold requires and does "
            f"not show: give credentials={{{target.kind.slug!r}: ...}}."
        )
    return target


def _entry(key: str, entries: list[Entry]) -> Entry:
    """Return the entry that a key means: an id, or a name."""
    by_id = next((entry for entry in entries if str(entry.id) == key), None)
    if by_id is None:
        return named(key, entries)
    if any(entry.name == key and entry is not by_id for entry in entries):
        raise ArgumentError(f"{key!r} is the id of one integration and the name of another: rename that one.")
    return by_id


def _ambiguous(keys: Collection[str], entries: list[Entry]) -> list[str]:
    """Tell of keys that two integrations could be meant by."""
    problems = []
    for key in keys:
        try:
            _entry(key, entries)
        except ArgumentError as error:
            problems.append(str(error))
    return problems


def _unused(argument: str, keys: Collection[str], *, known: Collection[str]) -> list[str]:
    """Tell of keys that mean nothing: a typo would let a write go out without what was meant for it."""
    return [
        f"{argument}: {str(key)[:60]!r} is neither a kind nor an id or a name that Datafold lists."
        for key in keys
        if str(key).strip() not in known
    ]


def _twice(found: list[Target]) -> list[str]:
    by_id: dict[int, list[Target]] = {}
    for target in found:
        by_id.setdefault(target.entry.id, []).append(target)
    return [
        f"{same[0].entry} is given a schedule and cleared at once: choose one."
        if len({target.cron is None for target in same}) > 1
        else f"{' and '.join(repr(target.key) for target in same)} name one integration, {wanted}: name it once."
        for wanted, same in by_id.items()
        if len(same) > 1
    ]
