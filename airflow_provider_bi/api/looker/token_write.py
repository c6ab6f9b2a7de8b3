"""Writing a hub's token, of which Looker shows no more than whether one is set."""

from __future__ import annotations

from airflow_provider_bi.api.calls import Call, Flow, Json
from airflow_provider_bi.api.errors import BiApiError, may_have_arrived
from airflow_provider_bi.api.flows import advance
from airflow_provider_bi.api.looker.hub import plan_hub_update
from airflow_provider_bi.api.update import Plan, UpdateResult, carry_out


class NotWritten(Exception):
    """A token was not written, or nobody knows.

    :param error: What went wrong.
    :param was_sent: False where the hub could not even be read.
    :param may_stand: Whether one of the writes may have been done.
    """

    def __init__(self, error: BiApiError, *, was_sent: bool, may_stand: bool) -> None:
        super().__init__(str(error))
        self.error = error
        self.was_sent = was_sent
        self.may_stand = may_stand


def write_token(integration_hub_id: int | str, token: str) -> Flow[bool]:
    """Write a hub's token, a lost write once more, and return whether Looker does not say that none is set.

    :raises NotWritten: which tells what may stand now.
    """
    try:
        plan = yield from plan_hub_update(integration_hub_id, authorization_token=token)
    except BiApiError as error:
        raise NotWritten(error, was_sent=False, may_stand=False) from error
    lost: list[BiApiError] = []
    try:
        result = yield from _noting(plan, lost)
    except BiApiError as error:
        # A second write may be refused after a first one that arrived.
        raise NotWritten(error, was_sent=True, may_stand=any(map(may_have_arrived, lost))) from error
    return not result.ignored


def _noting(plan: Plan, lost: list[BiApiError]) -> Flow[UpdateResult]:
    """Carry a plan out, and note what became of each write."""
    writing = carry_out(plan)
    step = advance(writing)
    while isinstance(step, Call):
        outcome: Json | BiApiError
        try:
            outcome = yield step
        except BiApiError as error:
            if step is plan.write:
                lost.append(error)
            outcome = error
        step = advance(writing, outcome)
    return step.result
