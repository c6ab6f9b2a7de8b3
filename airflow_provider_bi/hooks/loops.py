"""An event loop beside the main thread, where no signal handler can raise in the middle of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from contextvars import copy_context
from typing import Any, TypeVar

T = TypeVar("T")


def run_beside(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on an event loop in a thread of its own, and wait for its result.

    Python runs signal handlers in the main thread. Airflow's raise there, to end a task, and asyncio swallows what is
    raised in the middle of a callback: the task would go on. Here only the wait is interrupted; the coroutine is
    cancelled then, and closes what it has opened before the error goes on.

    :raises RuntimeError: where no thread can be started; the coroutine has not begun then.
    """
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Task[Any] | None]] = Future()
    ended: Future[T] = Future()

    async def told() -> T:
        started.set_result((asyncio.get_running_loop(), asyncio.current_task()))
        return await work

    def run() -> None:
        try:
            ended.set_result(asyncio.run(told()))
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is waited for
            ended.set_exception(error)

    thread = threading.Thread(target=copy_context().run, args=(run,), name="bi-event-loop", daemon=True)
    try:
        try:
            thread.start()
        except RuntimeError as error:
            work.close()
            ended.set_exception(error)
        return ended.result()
    finally:
        if not ended.done():
            loop, task = started.result()
            # It may end by itself just now.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(task.cancel)  # type: ignore[union-attr] # one is running
        if thread.ident is not None:
            thread.join()
