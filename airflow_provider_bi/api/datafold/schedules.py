"""Giving one of many integrations its schedule, for itself: what came of it is never raised."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from airflow_provider_bi.api.calls import Flow, Json
from airflow_provider_bi.api.datafold.kinds.base import Credentials
from airflow_provider_bi.api.datafold.targets import CRON, Target
from airflow_provider_bi.api.datafold.update import Advice, plan_update
from airflow_provider_bi.api.errors import BiApiError
from airflow_provider_bi.api.models import shown_fields
from airflow_provider_bi.api.update import UpdateResult, carry_out

_ADVICE: Final = Advice(kind="correct kinds.", credentials="Check credentials.")


class State(StrEnum):
    """What came of one integration."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNVERIFIED = "unverified"
    """It was written, and Datafold does not show the schedule."""
    FAILED = "failed"


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


def apply(target: Target, *, credentials: Credentials | None = None, plan_only: bool = False) -> Flow[Outcome]:
    """Give one integration its schedule. No failure of a call is raised: it is the outcome."""
    before = shown_fields(target.kind, target.entry.shown, names={CRON}).get(CRON)
    if target.stands:
        return Outcome(target=target, state=State.UNCHANGED, before=before, after=before)
    try:
        plan = yield from plan_update(
            target.kind,
            target.entry.id,
            fields={CRON: target.cron},
            clear=() if target.cron is not None else (CRON,),
            credentials=credentials,
            check_cron=False,
            advice=_ADVICE,
        )
        result = plan.unwritten if plan_only else (yield from carry_out(plan))
    except BiApiError as error:
        return Outcome(target=target, state=State.FAILED, before=before, after=None, error=str(error), cause=error)
    before = plan.before.get((CRON,), before)
    return _outcome(target, result, before=before, remarks=(*plan.remarks, *result.remarks))


def _outcome(target: Target, result: UpdateResult, *, before: Json, remarks: tuple[str, ...]) -> Outcome:
    if CRON in result.ignored:
        error = f"Datafold ignored it: the schedule stands as before, {before!r}."
        return Outcome(target=target, state=State.FAILED, before=before, after=before, error=error, remarks=remarks)
    if CRON in result.changed:
        after = result.changed[CRON]
        return Outcome(target=target, state=State.CHANGED, before=before, after=after, remarks=remarks)
    # It stood before; or was not shown then, so that no change was seen; or it is not shown now either.
    state = State.UNCHANGED if result.verified else State.UNVERIFIED
    return Outcome(target=target, state=state, before=before, after=target.cron, remarks=remarks)
