"""The update flow of both services: plan against what was read, write, verify.

A plan compares by *paths*: ``("indexing_cron",)`` or ``("params", "channel", "value")``. A *snapshot* is what one reply
shows, path by path; a path that is missing in it is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from airflow_provider_bi.api.calls import Call, Flow, Json
from airflow_provider_bi.api.errors import BiApiError, ConnectionFailed, may_have_arrived
from airflow_provider_bi.api.paths import Path, Snapshot, dotted, nested, paired
from airflow_provider_bi.api.redaction import REDACTED, redacted

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class SecretWrite:
    """A secret that was asked for. It cannot be compared; at most a flag shows whether one is set.

    :param filled: True when a value is written, False when the secret is removed.
    :param flag: Path of the flag that shows whether a value is set; None where nothing shows it.
    """

    filled: bool
    flag: Path | None = None

    def before(self, snapshot: Snapshot) -> str | None:
        """Return what may be told of the value that stood there."""
        return None if self.flag is not None and snapshot.get(self.flag) is False else REDACTED

    @property
    def after(self) -> str | None:
        """What may be told of the value that was written."""
        return REDACTED if self.filled else None

    def stands(self, snapshot: Snapshot) -> bool:
        """Tell whether the snapshot does not contradict the write."""
        return self.flag is None or snapshot.get(self.flag, self.filled) == self.filled


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an update would do.

    :param subject: What is updated, for people.
    :param read: The call that reads it.
    :param write: The call that writes it; None when there is nothing to write.
    :param snapshot: Reads a reply, path by path.
    :param redact: Hides the secrets of an object, of what was asked for as well.
    :param current: The object as it was read.
    :param before: What that shows, path by path.
    :param requested: Path and value that were asked for, secrets left out.
    :param secrets: The secrets that were asked for.
    :param lent: Path and value that the credentials connection adds to the write.
    :param hidden: The secrets in clear, which nothing that is told may repeat.
    :param remarks: What the reader of a log should know before the write.
    """

    subject: str
    read: Call
    write: Call | None
    snapshot: Callable[[Json], Snapshot] = field(repr=False)
    redact: Callable[[Json], Json] = field(repr=False)
    current: Json = field(repr=False)
    before: Snapshot = field(repr=False)
    requested: Mapping[Path, Any] = field(repr=False)
    secrets: Mapping[Path, SecretWrite]
    lent: Mapping[Path, Any] = field(default_factory=dict, repr=False)
    hidden: frozenset[str] = field(repr=False)
    remarks: tuple[str, ...] = ()

    @property
    def look(self) -> Call:
        """The read after the write; should it fail, its error repeats nothing of what was written."""
        return replace(self.read, secrets=self.read.secrets | self.hidden)

    @cached_property
    def unwritten(self) -> UpdateResult:
        """The plan as a result: what would change, in the shapes of what did change."""
        pairs = differences(self.before, self.requested, self.secrets)
        return UpdateResult(
            changed=_told(nested({path: after for path, (_, after) in pairs.items()}), self),
            changes=_told(paired(pairs), self),
            ignored=[],
            verified=not pairs,
            integration=self.redact(self.current),
        )


@dataclass(frozen=True, kw_only=True)
class UpdateResult:
    """What an update really did. Everything in it is JSON and without secrets.

    :param changed: Field -> value after, of each difference that was seen; ``params`` as
        ``{name: {changed subfield: value after}}``. A secret that was written is ``"***"``.
    :param changes: Field -> ``{"before": ..., "after": ...}`` of the same.
    :param ignored: Fields that were asked for, do not stand so, and were not seen to change: the service left them as
        they were, or did not show before how they were.
    :param verified: Whether the service showed every field that was asked for.
    :param integration: The whole object after; null where no reply showed it.
    :param altered: Fields that were asked for and that the service stored as something else.
    :param remarks: What the reader of a log should know of it.
    """

    changed: dict[str, Any]
    changes: dict[str, dict[str, Any]]
    ignored: list[str]
    verified: bool
    integration: Json = field(repr=False)
    altered: list[str] = field(default_factory=list)
    remarks: tuple[str, ...] = ()


def differences(
    before: Snapshot, requested: Mapping[Path, Any], secrets: Mapping[Path, SecretWrite]
) -> dict[Path, tuple[Any, Any]]:
    """Return path -> (before, after) of what was asked for and is not known to stand there."""
    return {
        path: (before.get(path), value)
        for path, value in requested.items()
        if path not in before or before[path] != value
    } | {path: (secret.before(before), secret.after) for path, secret in secrets.items()}


def updated(planning: Flow[Plan]) -> Flow[UpdateResult]:
    """Plan an update and carry it out."""
    return (yield from carry_out((yield from planning)))


def carry_out(plan: Plan) -> Flow[UpdateResult]:
    """Write what the plan says, then look at what came of it.

    :raises BiApiError: when the write failed. Once it is done, a look that fails makes the result unverified.
    """
    if plan.write is None:
        return plan.unwritten
    reply = yield from _written(plan, plan.write)
    objects = [plan.current, reply]
    after = dict(plan.snapshot(reply))
    failed = None
    if any(path not in after for path in _showable(plan)):
        try:
            reply = yield plan.look
        except BiApiError as error:
            failed = f"The write was sent, and could not be looked at: {error}"
        else:
            objects.append(reply)
            after |= plan.snapshot(reply)
    return _result(plan, after, objects, failed=failed)


def _written(plan: Plan, write: Call) -> Flow[Json]:
    """Send the write. Where it is not known whether it was done, read and compare, before it is sent once more."""
    for sends_left in (1, 0):
        try:
            return (yield write)
        except BiApiError as lost:
            if not may_have_arrived(lost):
                raise
            found = yield from _looked(plan, lost)
            if _stands(plan, plan.snapshot(found)):
                return found
            if not isinstance(lost, ConnectionFailed) or not sends_left:
                raise
    raise AssertionError  # pragma: no cover - the second one ends it in any case; mypy does not see that


def _looked(plan: Plan, lost: BiApiError) -> Flow[Json]:
    """Read after a lost write. Where that fails too, the write is what the reader has to know of."""
    try:
        return (yield plan.look)
    except BiApiError:
        raise lost from None


def _stands(plan: Plan, found: Snapshot) -> bool:
    """Tell whether the write shows: all that was asked for is there, and was not before.

    With a secret, which cannot be seen, it is not known to be.
    """
    stood = not differences(plan.before, plan.requested, {})
    return not (stood or plan.secrets or differences(found, plan.requested, {}))


def _showable(plan: Plan) -> Iterable[Path]:
    yield from plan.requested
    yield from (secret.flag for secret in plan.secrets.values() if secret.flag is not None)


def _result(plan: Plan, after: Snapshot, objects: list[Json], *, failed: str | None) -> UpdateResult:
    flags = {secret.flag for secret in plan.secrets.values()}
    seen = {
        path: (plan.before.get(path), value)
        for path, value in after.items()
        if path not in flags and path in plan.before and plan.before[path] != value
    }
    unlike = {path for path, value in plan.requested.items() if path in after and after[path] != value}
    refused = {path for path, secret in plan.secrets.items() if not secret.stands(after)}
    seen |= {
        path: (secret.before(plan.before), secret.after) for path, secret in plan.secrets.items() if path not in refused
    }
    shown = [found for found in objects if isinstance(found, dict)]
    return UpdateResult(
        changed=_told(nested({path: value for path, (_, value) in seen.items()}), plan),
        changes=_told(paired(seen), plan),
        ignored=sorted(dotted(path) for path in (unlike - seen.keys()) | refused),
        verified=all(path in after for path in _showable(plan)) and None not in flags,
        integration=plan.redact({key: value for found in shown for key, value in found.items()}) if shown else None,
        altered=sorted(dotted(path) for path in unlike & seen.keys()),
        remarks=(
            *([failed] if failed else []),
            *(
                f"{dotted(path)} stands as asked for; it does not count as a change, since it was not shown before."
                for path in sorted(plan.requested.keys() & after.keys() - plan.before.keys() - unlike)
            ),
            *(
                f"{dotted(path)}: asked for {_told(plan.requested[path], plan)!r}, "
                f"the service stored {_told(after[path], plan)!r}."
                for path in sorted(unlike & seen.keys())
            ),
            *(
                f"{dotted(path)} was sent from the credentials connection."
                if (path, after[path]) in plan.lent.items()
                else f"{dotted(path)} changed too, though nobody asked for it."
                for path in sorted(seen.keys() - plan.requested.keys() - plan.secrets.keys())
            ),
        ),
    )


def _told(value: T, plan: Plan) -> T:
    told: T = redacted(value, names=(), secrets=plan.hidden)
    return told
