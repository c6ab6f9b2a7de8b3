"""What Airflow 2 needs so that a run ends when a trigger raises."""

from __future__ import annotations

import logging
import traceback
from typing import Any


class FailedTriggers(logging.Handler):  # pragma: no cover - Airflow 2
    """Lets a task fail whose trigger raised: ``dag.test()`` of Airflow 2 logs that, and begins anew for ever."""

    def attach(self) -> None:
        """Listen to what ``dag.test()`` logs."""
        logging.getLogger("airflow.models.dag").addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Do for the task instance in a record what a worker does, retries and callbacks included.

        It logs in the same words that a task raised, for which all this has been done by then.
        """
        # Airflow 2 takes the exception, Airflow 3 would take its text.
        error: Any = record.exc_info and record.exc_info[1]
        if not error or not any(
            frame.name == "_run_inline_trigger" for frame in traceback.extract_tb(error.__traceback__)
        ):
            return
        from airflow.models.taskinstance import TaskInstance

        for given in record.args or ():
            if isinstance(given, TaskInstance):
                given.handle_failure(error)
