"""Prism, the mock server that refuses what an OpenAPI document does not allow. https://github.com/stoplightio/prism"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

PATIENCE: Final = 60.0
"""Seconds in which it has to start."""

_LISTENING: Final = re.compile(r"Prism is listening on (http://127\.0\.0\.1:\d+)")


class Prism:
    """One Prism on loopback, for one document, in strict mode.

    :param executable: Prism's command.
    :param document: The document to serve.
    :param folder: Where the document and Prism's log are put.
    """

    def __init__(self, executable: str, document: dict[str, Any], folder: Path) -> None:
        self._executable = executable
        self._document = folder / "document.json"
        self._document.write_text(json.dumps(document))
        self._log = folder / "prism.txt"
        self.url = ""

    def __enter__(self) -> Self:
        command = (self._executable, "mock", "--errors", "--port", "0", str(self._document))
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={"PATH": os.environ["PATH"]},
                start_new_session=True,
            )
        try:
            self.url = self._wait()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _wait(self) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self._process.poll() is None:
            if found := _LISTENING.search(self._log.read_text(errors="replace")):
                return found.group(1)
            time.sleep(0.05)
        raise RuntimeError(f"Prism did not start: {self._log.read_text(errors='replace')[-2000:]}")

    def _end(self) -> None:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, sign)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=10)
                return
