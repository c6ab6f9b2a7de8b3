"""Many schedules at once: every name is known before anything is written, then each integration for itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from airflow_provider_bi.api.calls import Flow, Json
from airflow_provider_bi.api.datafold.cron import check_cron as check
from airflow_provider_bi.api.datafold.find import Entry, listed, named, unknown
from airflow_provider_bi.api.datafold.kinds import KINDS, kind_of
from airflow_provider_bi.api.datafold.kinds.base import Credentials, DataSourceConfig
from airflow_provider_bi.api.datafold.update import Advice, plan_update
from airflow_provider_bi.api.errors import ArgumentError, BiApiError
from airflow_provider_bi.api.models import read_field, secret_fields, shown_fields
from airflow_provider_bi.api.update import UpdateResult, carry_out

_CRON: Final = "indexing_cron"
_ADVICE: Final = Advice(kind="correct kinds.", credentials="Check credentials.")


class State(StrEnum):
    """What came of one integration."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNVERIFIED = "unverified"
    """It was written, and Datafold does not show the schedule."""
    FAILED = "failed"


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
        shown = shown_fields(self.kind, self.entry.shown, names={_CRON})
        return _CRON in shown and shown[_CRON] == self.cron


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one integration; all of it is JSON without secrets.

    :param before: Its schedule before; null also where Datafold did not show it.
    :param after: The one it has now, or would have where it was only planned.
    :param error: Why it failed.
    :param cause: The failure itself.
    :param remarks: What the reader of a log should know.
    """

    target: Target
    state: State
    before: Json
    after: Json
    error: str | None = None
    cause: BiApiError | None = field(default=None, repr=False)
    remarks: tuple[str, ...] = ()

    def told(self) -> dict[str, Any]:
        """Return the outcome as JSON."""
        return {
            "bi_datasource_id": self.target.entry.id,
            "name": self.target.entry.name or None,
            "kind": self.target.kind.slug,
            "state": self.state.value,
            "before": self.before,
            "after": self.after,
            "error": self.error,
            "remarks": list(self.remarks),
        }


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


def apply(target: Target, *, credentials: Credentials | None = None, plan_only: bool = False) -> Flow[Outcome]:
    """Give one integration its schedule. No failure of a call is raised: it is the outcome."""
    before = shown_fields(target.kind, target.entry.shown, names={_CRON}).get(_CRON)
    if target.stands:
        return Outcome(target=target, state=State.UNCHANGED, before=before, after=before)
    try:
        plan = yield from plan_update(
            target.kind,
            target.entry.id,
            fields={_CRON: target.cron},
            clear=() if target.cron is not None else (_CRON,),
            credentials=credentials,
            check_cron=False,
            advice=_ADVICE,
        )
        result = plan.unwritten if plan_only else (yield from carry_out(plan))
    except BiApiError as error:
        return Outcome(target=target, state=State.FAILED, before=before, after=None, error=str(error), cause=error)
    before = plan.before.get((_CRON,), before)
    return _outcome(target, result, before=before, remarks=(*plan.remarks, *result.remarks))


def _outcome(target: Target, result: UpdateResult, *, before: Json, remarks: tuple[str, ...]) -> Outcome:
    if _CRON in result.ignored:
        error = f"Datafold ignored it: the schedule stands as before, {before!r}."
        return Outcome(target=target, state=State.FAILED, before=before, after=before, error=error, remarks=remarks)
    if _CRON in result.changed:
        after = result.changed[_CRON]
        return Outcome(target=target, state=State.CHANGED, before=before, after=after, remarks=remarks)
    # It stood before; or was not shown then, so that no change was seen; or it is not shown now either.
    state = State.UNCHANGED if result.verified else State.UNVERIFIED
    return Outcome(target=target, state=state, before=before, after=target.cron, remarks=remarks)


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
        text: str = read_field(DataSourceConfig, _CRON, cron)
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
