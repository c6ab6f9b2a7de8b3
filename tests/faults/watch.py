"""What a run lets out: its waits, which are not waited, and its words, in which no secret may stand."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import random
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, is_dataclass
from typing import Any

import pytest

from airflow_provider_bi.api import retries
from tests.markers import SECRETS


class _Records(logging.Handler):
    """Keeps what is logged, and adds up the waits of each request."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(logging.DEBUG)
        self._watch = watch

    def emit(self, record: logging.LogRecord) -> None:
        self._watch.said.append(record.getMessage())
        if record.exc_info:
            self._watch.said.append("".join(traceback.format_exception(*record.exc_info)))
        if record.name == retries.__name__ and isinstance(record.args, tuple):
            request, _, seconds, number, _ = record.args
            # The second try is the first that waits.
            earlier = 0.0 if number == 2 else self._watch.sums.get(str(request), 0.0)
            self._watch.sums[str(request)] = earlier + float(str(seconds))
            self._watch.longest_sum = max(self._watch.longest_sum, self._watch.sums[str(request)])


@dataclass
class Watch:
    """What one run lets out.

    :param waits: Every wait in seconds.
    :param sums: Request -> seconds that its waits last together.
    """

    said: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    sums: dict[str, float] = field(default_factory=dict)
    longest_sum: float = 0.0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Take all logs down to DEBUG, away from other handlers, and what is printed."""
        root, printed = logging.getLogger(), io.StringIO()
        handlers, level = root.handlers, root.level
        root.handlers, root.level = [_Records(self)], logging.DEBUG
        root.manager._clear_cache()
        try:
            with redirect_stdout(printed), self._instant():
                yield
        finally:
            root.handlers, root.level = handlers, level
            root.manager._clear_cache()
            self.said.append(printed.getvalue())

    def hears(self, ended: Any) -> None:
        """Take a result, or an error with all that is behind it."""
        if isinstance(ended, BaseException):
            self.said += ["".join(traceback.format_exception(ended)), repr(ended), repr(vars(ended))]
        else:
            self.said += [repr(ended), json.dumps(plain(ended), default=repr)]

    @property
    def leak(self) -> str | None:
        """The first secret that was told."""
        found = SECRETS.search("\n".join(self.said))
        return found.group() if found else None

    @property
    def waited_too_long(self) -> bool:
        """Whether a wait, or the waits of one request together, went past the bound."""
        return max(self.waits, default=0.0) > retries.LONGEST_WAIT or self.longest_sum > retries.LONGEST_SUM

    @contextmanager
    def _instant(self) -> Iterator[None]:
        """Record the client's waits instead of waiting; chance takes nothing off them."""
        sleep, asleep = time.sleep, asyncio.sleep

        def instant(seconds: float) -> None:
            if not of_the_sandbox():
                self.waits.append(seconds)
            else:
                sleep(seconds)

        async def ainstant(seconds: float, result: Any = None) -> Any:
            if of_the_sandbox() or not seconds:
                return await asleep(seconds, result)
            self.waits.append(seconds)
            return result

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(time, "sleep", instant)
            patch.setattr(asyncio, "sleep", ainstant)
            patch.setattr(random, "uniform", lambda low, high: high)
            yield


def of_the_sandbox() -> bool:
    """Tell whether this is the thread of the services, whose waits are their own."""
    return threading.current_thread().name == "bi-sandbox"


def plain(result: Any) -> Any:
    """Return a result, of dataclasses or a list of them, as what it is made of."""
    if isinstance(result, list):
        return [plain(item) for item in result]
    if is_dataclass(result) and not isinstance(result, type):
        return {name: getattr(result, name) for name in vars(result)}
    return result
