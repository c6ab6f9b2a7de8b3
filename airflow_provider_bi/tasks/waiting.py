"""What a task that waits has to know: until when, and how the wait ended."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_bi.api.calls import Json
from airflow_provider_bi.api.errors import ArgumentError
from airflow_provider_bi.tasks.rendered import flag

_GRACE: Final = 120.0
"""Seconds past a wait's deadline."""


def positive(argument: str, value: object) -> float:
    """Read a number of seconds, which a template may have rendered to text.

    :raises ArgumentError: for anything that is no number above zero: a wait would hammer the service, or never end.
    """
    if isinstance(value, timedelta):
        return positive(argument, value.total_seconds())
    try:
        seconds = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else 0.0
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ArgumentError(f"{argument}={repr(value)[:60]}: a number of seconds above zero is needed.")
    return seconds


def deferred(deferrable: object) -> bool:
    """Tell whether a wait takes no worker: as the task says, or else as this Airflow is configured.

    :raises ArgumentError: for anything that is no truth value.
    """
    from airflow.providers.common.compat.sdk import conf

    if deferrable in (None, "None"):
        return bool(conf.getboolean("operators", "default_deferrable", fallback=False))
    return flag("deferrable", deferrable)


def deadline(*, timeout: float, execution_timeout: timedelta | None) -> float:
    """Return when a wait that begins now ends, in seconds since 1970.

    Airflow does not count a deferred task's time against its ``execution_timeout`` in every version, so it is counted
    here.

    :param timeout: Seconds from now.
    :param execution_timeout: The task's own.
    """
    seconds = timeout if execution_timeout is None else min(timeout, execution_timeout.total_seconds())
    return time.time() + seconds


def backstop(ends: float) -> timedelta:
    """Return after how long Airflow itself ends a deferred wait: no triggerer has done it."""
    return timedelta(seconds=max(ends - time.time(), 0.0) + _GRACE)


def result_of(event: Mapping[str, Any] | None, *, subject: str, timed_out: type[Exception]) -> Json:
    """Return what a wait in the triggerer handed on.

    :param subject: What was waited for, for people.
    :param timed_out: Raised for a wait that met its deadline.
    :raises AirflowFailException: for a wait that failed, and for any event that is not known.
    """
    match event:
        case {"status": "done", "result": result}:
            return result
        case {"status": "timed_out", "message": str(message)}:
            raise timed_out(over(subject, message))
        case {"status": "failed", "message": str(message)}:
            raise AirflowFailException(message)
        case _:
            raise AirflowFailException(f"The wait for {subject} ended in a way that is not known: taken for a failure.")


def over(subject: str, said: str) -> str:
    """Return the sentence of a wait that met its deadline."""
    seen = said.rstrip(".")
    return f"The wait for {subject} has met its deadline. Last seen: {seen}. Give a longer timeout=, or look there."
