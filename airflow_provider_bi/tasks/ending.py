"""Ending a task from outside: "mark as failed", an eviction, a timeout.

Airflow sends SIGTERM and calls ``on_kill`` in the handler. Airflow 3 then lets the task go on until it is killed, and a
Looker session would be left behind. So the handler raises: the work is left at once, and what is open is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from airflow_provider_bi.version_compat import TaskTerminated


class Ended(TaskTerminated):
    """The task was ended from outside; its further tries are left to Airflow.

    No ``Exception``: a handler of logs, a sensor with ``soft_fail`` or Airflow's search for a connection would catch
    it, and the task would go on or be skipped. Airflow 2 must know it, to leave a task alone that a person has marked;
    Airflow 3 takes any other for a failure that may be tried again.
    """


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
