"""Ending a task from outside: "mark as failed", an eviction, a timeout.

Airflow sends SIGTERM and calls ``on_kill`` in the handler. Airflow 3 then lets the task go on until it is killed, and a
Looker session would be left behind. So the handler raises: the work is left at once, and what is open is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from airflow.providers.common.compat.sdk import AirflowException


class Ended(AirflowException):
    """The task was ended from outside; its further tries are left to Airflow."""


class Ending:
    """Whether a task is at work that can be left."""

    def __init__(self) -> None:
        self._at_work = False

    @contextmanager
    def possible(self) -> Iterator[None]:
        """Let the task be ended inside of this context."""
        self._at_work = True
        try:
            yield
        finally:
            self.over()

    def over(self) -> None:
        """Let the task be ended no more: what is left to do, such as a logout, is short and wanted."""
        self._at_work = False

    def end(self) -> None:
        """Leave the work, if there is any; a second call while things are closed does nothing.

        :raises Ended: where the task is at work.
        """
        if self._at_work:
            self._at_work = False
            raise Ended("The task was ended from outside. What it had sent is done; a further run looks first.")
