"""A flow is a generator that yields calls and is sent their replies; this is how one is taken a step further."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from airflow_provider_bi.api.calls import Call, Flow, Json
from airflow_provider_bi.api.errors import BiApiError

T = TypeVar("T")


@dataclass(frozen=True)
class Done(Generic[T]):
    """The result of a flow that has ended."""

    result: T


def single(call: Call) -> Flow[Json]:
    """Make a flow of one call."""
    return (yield call)


def advance(flow: Flow[T], outcome: Json | BiApiError = None) -> Call | Done[T]:
    """Hand a flow the outcome of its last call; return its next call, or its result.

    :param flow: The flow.
    :param outcome: The reply, or the error that is thrown into the flow. None starts it.
    """
    try:
        return flow.throw(outcome) if isinstance(outcome, BiApiError) else flow.send(outcome)
    except StopIteration as done:
        return Done(done.value)
