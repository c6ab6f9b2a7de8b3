"""Waiting: what one look at a service tells, the same for a sensor that pokes and for a trigger.

A *probe* is a flow that looks once. It ends with a :class:`Look`, or raises where the wait can no longer end well.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from airflow_provider_bi.api.calls import Flow, Json
from airflow_provider_bi.api.errors import BiApiError


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one look at a service told.

    :param done: Whether the wait is over.
    :param said: What was seen, for the log.
    :param result: What is handed on when the wait is over; JSON without secrets.
    :param failed: Whether the look itself failed in a way that may pass.
    """

    done: bool
    said: str
    result: Json = field(default=None, repr=False)
    failed: bool = False


def tolerant(probe: Flow[Look]) -> Flow[Look]:
    """Take a passing failure for a look that saw nothing: the next one may see more, until the deadline.

    :raises BiApiError: that is permanent.
    """
    try:
        return (yield from probe)
    except BiApiError as error:
        if error.permanent:
            raise
        return Look(done=False, said=str(error), failed=True)
