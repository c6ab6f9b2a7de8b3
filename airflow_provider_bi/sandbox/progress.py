"""What a person sees while a DAG runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, RLock, Thread

SILENCE = 4.0
INDENT = len("[   0.0 s] ")


def write(text: str) -> None:
    """Print a line, now: output may be piped."""
    print(text, flush=True)  # noqa: T201 - it is the command's output


class Progress:
    """Lines with the seconds since the start, and a sign of life whenever there was none for some seconds.

    :param watch: Called several times a second; what it says comes before the line that is due.
    """

    def __init__(self) -> None:
        self.watch: Callable[[], None] | None = None
        self._start = self._last = time.monotonic()
        self._doing = ""
        self._lock = RLock()
        self._done = Event()

    def stage(self, doing: str) -> None:
        """Say what happens now."""
        self._doing = doing
        self.say(doing)

    def say(self, text: str) -> None:
        """Print one line, after those that are due."""
        with self._lock:
            self.look()
            now = time.monotonic()
            self._last = now
            write(f"[{now - self._start:6.1f} s] {text}")

    def look(self) -> None:
        """Let the watch say what it sees."""
        with self._lock:
            watch, self.watch = self.watch, None
            if watch is None:
                return
            try:
                watch()
            finally:
                self.watch = watch

    @contextmanager
    def ticking(self) -> Iterator[None]:
        """Keep watching, and break every silence."""
        thread = Thread(target=self._tick, name="bi-sandbox-progress", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._done.set()
            thread.join()

    def _tick(self) -> None:
        while not self._done.wait(0.2):
            self.look()
            if time.monotonic() - self._last > SILENCE:
                self.say(f"still {self._doing}")
