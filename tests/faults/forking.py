"""Processes that start at once: one that has imported everything forks them. Run as a module, this is that one."""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

ROOT = Path(__file__).parents[2]
AIRFLOW_HOME = "tests.conftest"
"""Gives Airflow a throw-away home, before it is imported."""
PATIENCE = 30.0
"""Seconds that a child may take; then it is killed, and its test has failed."""


class Forker:
    """A process with everything imported, that forks a child for each piece of work.

    :param modules: Modules to import once.
    :param environment: The children's environment, besides this process's own.
    """

    def __init__(self, *modules: str, environment: Mapping[str, str]) -> None:
        self._modules = modules
        self._environment = {**os.environ, "PYTHONWARNINGS": "ignore", **environment}

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, AIRFLOW_HOME, *self._modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=self._environment,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.communicate()

    def start(self, function: str, *arguments: Any) -> Child:
        """Run a function in a child of its own.

        :param function: Its module and name, with a colon between.
        :param arguments: JSON.
        """
        self._write(json.dumps([function, arguments]))
        return Child(int(self._read()), self)

    def _write(self, line: str) -> None:
        stream = self._stream(self._process.stdin)
        stream.write(f"{line}\n")
        stream.flush()

    def _read(self) -> str:
        return self._stream(self._process.stdout).readline()

    @staticmethod
    def _stream(stream: IO[str] | None) -> IO[str]:
        assert stream is not None
        return stream


class Child:
    """A child at work.

    :param pid: Its process.
    """

    def __init__(self, pid: int, forker: Forker) -> None:
        self.pid = pid
        self._forker = forker

    def kill(self, signum: int = signal.SIGKILL) -> None:
        """Send it a signal, if it is still there."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signum)

    def ended(self) -> str:
        """Wait for its end and return what its function returned, or how it ended."""
        late = threading.Timer(PATIENCE, self.kill)
        late.start()
        try:
            said: str = json.loads(self._forker._read())
        finally:
            late.cancel()
        return said


def serve() -> None:
    """Fork a child for each line; answer with its process, then with how it ended."""
    for line in sys.stdin:
        function, arguments = json.loads(line)
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            _work(function, arguments, writing)
        os.close(writing)
        _say(str(pid))
        with os.fdopen(reading) as answer:
            said = answer.read()
        _, status = os.waitpid(pid, 0)
        _say(json.dumps(said or f"status {os.waitstatus_to_exitcode(status)}"))


def _work(function: str, arguments: list[Any], writing: int) -> None:
    """Do a child's work and end it, whatever comes of that."""
    module, _, name = function.partition(":")
    try:
        said = vars(importlib.import_module(module))[name](*arguments)
    except BaseException as error:  # noqa: BLE001 - a child must not go on as its parent
        said = repr(error)
    with os.fdopen(writing, "w") as answer:
        answer.write(str(said))
    # Nothing of the parent's is tidied up by a child.
    os._exit(0)


def _say(line: str) -> None:
    ANSWERS.write(f"{line}\n")
    ANSWERS.flush()


if __name__ == "__main__":
    # What is printed by others must not be taken for an answer.
    ANSWERS = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for imported in sys.argv[1:]:
        importlib.import_module(imported)
    serve()
