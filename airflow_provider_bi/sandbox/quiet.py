"""A throw-away Airflow that says only what the tasks say."""

from __future__ import annotations

import logging
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from airflow_provider_bi.sandbox.progress import INDENT, Progress

DATABASE = "airflow.db"


def environment(home: Path, dag_file: Path, connections: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a throw-away Airflow that runs one DAG file."""
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dag_file),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "1",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / DATABASE}",
        "AIRFLOW__DATABASE__LOAD_DEFAULT_CONNECTIONS": "False",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "AIRFLOW__LOGGING__COLORED_CONSOLE_LOG": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        **connections,
    }


def prepare(home: Path, dag_file: Path, connections: Mapping[str, str]) -> None:
    """Set the environment, before Airflow is imported.

    Nothing of an Airflow that is configured here already may come in: its connections and secrets backends lead to
    real services. Its variables stay.
    """
    for name in list(os.environ):
        if name.startswith("AIRFLOW_") and not name.startswith("AIRFLOW_VAR_"):
            del os.environ[name]
    os.environ.update(environment(home, dag_file, connections))
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, [os.environ.get(name), "127.0.0.1"]))
    sys.path.insert(0, str(dag_file.parent))
    _silence_warnings()


class TaskLog(logging.StreamHandler[TextIO]):
    """Hands on what tasks log, and leaves out what Airflow itself logs.

    A stream handler, because Airflow 2 would add one of its own to a task's logger that has none.

    :param progress: Takes the lines.
    :param redact: Airflow's own masking of secrets.
    :param dag_file: File whose loggers are a task's own too.
    :param airflow: Folder of Airflow's core.
    :ivar error: The last exception that was logged, as a sentence.
    """

    def __init__(self, progress: Progress, *, redact: Callable[[str], object], dag_file: Path, airflow: Path) -> None:
        super().__init__()
        self.error: str | None = None
        self._progress = progress
        self._redact = redact
        self._dag_file = dag_file
        self._airflow = airflow

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record, or remember the exception that it carries."""
        if record.exc_info and record.exc_info[1] is not None:
            # What ended before belongs to the error before.
            self._progress.look()
            error = str(self._redact(self._sentence(record.exc_info[1])))
            if self._is_of_a_callback(record):
                # Airflow goes on as if nothing had happened.
                self._progress.say(f"callback failed: {error}")
            else:
                self.error = error
        elif self._is_the_tasks_own(record):
            level = "" if record.levelno <= logging.INFO else f"{record.levelname.lower()}: "
            text = str(self._redact(record.getMessage()))
            self._progress.say("  | " + level + text.replace("\n", f"\n{' ' * INDENT}  | "))

    def _is_of_a_callback(self, record: logging.LogRecord) -> bool:
        """Tell by Airflow's words: each version has its own, for tasks, DAGs and notifiers."""
        said = record.getMessage().lower()
        return Path(record.pathname).is_relative_to(self._airflow) and ("callback" in said or "notification" in said)

    def _is_the_tasks_own(self, record: logging.LogRecord) -> bool:
        path = Path(record.pathname)
        if path == self._dag_file:
            return True
        providers = self._airflow / "providers"
        if path.is_relative_to(self._airflow) and (
            not path.is_relative_to(providers) or path.is_relative_to(providers / "standard")
        ):
            return False
        return record.levelno >= logging.WARNING or record.name.startswith(("airflow.task", "airflow_provider_bi"))

    def _sentence(self, error: BaseException) -> str:
        sentence = f"{type(error).__name__}: {error}"
        lines = [
            frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(self._dag_file)
        ]
        return f"{sentence} ({self._dag_file.name}, line {lines[-1]})" if lines else sentence


@contextmanager
def silence() -> Iterator[None]:
    """Drop every log line, of loggers too that are set up meanwhile."""
    logging.disable()
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def listen(handler: TaskLog) -> None:
    """Make the handler the only one, of Airflow's structlog too."""
    _silence_warnings()
    for logger in [logging.getLogger(name) for name in logging.root.manager.loggerDict]:
        logger.handlers.clear()
        logger.propagate = True
    logging.root.setLevel(logging.INFO)
    tasks = logging.getLogger("airflow.task")
    tasks.setLevel(logging.INFO)
    tasks.propagate = False
    for logger in (logging.root, tasks):
        logger.handlers[:] = [handler]
    try:
        import structlog
    except ModuleNotFoundError:  # pragma: no cover - Airflow 2
        return
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.render_to_log_kwargs,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _silence_warnings() -> None:
    warnings.simplefilter("ignore")
    warnings.showwarning = lambda *_, **__: None
