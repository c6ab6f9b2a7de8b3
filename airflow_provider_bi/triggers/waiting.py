"""A wait in the triggerer: looks, sleeps, and ends at a deadline that outlives every restart."""

from __future__ import annotations

import asyncio
import time
from abc import abstractmethod
from collections.abc import AsyncIterator
from typing import Any, ClassVar, Final
from weakref import WeakKeyDictionary

from airflow.providers.common.compat.sdk import AirflowNotFoundException
from airflow.triggers.base import BaseTrigger, TriggerEvent

from airflow_provider_bi.api.calls import Flow
from airflow_provider_bi.api.errors import BiApiError
from airflow_provider_bi.api.waits import Look, tolerant
from airflow_provider_bi.hooks.base import ApiHook

AT_ONCE: Final = 8
"""Looks that one triggerer takes over one connection at the same time: hundreds of waits that wake together must not
hold its loop, nor a service that answers slowly the waits for another."""
LAST_TURN: Final = 90.0
"""Seconds past the deadline in which a look may still get its turn: fewer than until Airflow ends the wait itself."""

DONE, TIMED_OUT, FAILED = "done", "timed_out", "failed"

_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, asyncio.Semaphore]] = WeakKeyDictionary()


class WaitTrigger(BaseTrigger):
    """Base of the triggers.

    It fires once: ``status`` is ``done``, with ``result``, or ``timed_out`` or ``failed``, with ``message``.

    :param conn_id: The service's connection.
    :param poll_interval: Seconds between two looks.
    :param deadline: When the wait ends, in seconds since 1970: a triggerer that starts anew goes by it too.
    """

    last_look: ClassVar[float] = 10.0
    """Seconds that a look at the deadline may take."""

    def __init__(self, *, conn_id: str, poll_interval: float, deadline: float) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.conn_id = conn_id
        self.poll_interval = poll_interval
        self.deadline = deadline

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return path and arguments, from which a triggerer makes this trigger."""
        arguments = {
            "conn_id": self.conn_id,
            "poll_interval": self.poll_interval,
            "deadline": self.deadline,
        }
        return f"{type(self).__module__}.{type(self).__qualname__}", arguments | self._arguments()

    @abstractmethod
    def _arguments(self) -> dict[str, Any]:
        """Return the arguments that only this trigger has."""

    @abstractmethod
    def _hook(self) -> ApiHook:
        """Return the service's hook."""

    @abstractmethod
    def _probe(self) -> Flow[Look]:
        """Return a flow that looks once."""

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Wait, and tell how it ended."""
        yield TriggerEvent(await self._ended())  # type: ignore[no-untyped-call]

    async def _ended(self) -> dict[str, Any]:
        """Return the event. A restart of the triggerer cancels this, and then too the hook is closed."""
        try:
            async with self._hook() as hook:
                return await self._waited(hook)
        except BiApiError as error:
            return {"status": FAILED, "message": str(error)}
        except AirflowNotFoundException as error:
            return {"status": FAILED, "message": f"{str(error).rstrip('.')}. Create the connection."}

    async def _waited(self, hook: ApiHook) -> dict[str, Any]:
        said = "nothing was seen yet"
        await self._sleep()
        while True:
            look, last = await self._looked(hook)
            if look.done:
                self.log.info("%s", look.said)
                return {"status": DONE, "result": look.result}
            said = look.said
            if last:
                return {"status": TIMED_OUT, "message": said}
            (self.log.warning if look.failed else self.log.info)("%s; next look in %g s.", said, self._pause())
            await self._sleep()

    async def _looked(self, hook: ApiHook) -> tuple[Look, bool]:
        """Look when it is this wait's turn, and tell whether that was the last look: one at the deadline or later."""
        last = True
        try:
            async with asyncio.timeout(max(self._left() + LAST_TURN, self.last_look)), _turn(self.conn_id):
                last = self._left() <= 0
                async with asyncio.timeout(max(self._left(), self.last_look)):
                    return await hook.arun(tolerant(self._probe())), last
        except TimeoutError:
            return Look(done=False, said="no answer before the deadline", failed=True), last

    def _left(self) -> float:
        return self.deadline - time.time()

    def _pause(self) -> float:
        return max(min(self.poll_interval, self._left()), 0.0)

    async def _sleep(self) -> None:
        await asyncio.sleep(self._pause())


def _turn(conn_id: str) -> asyncio.Semaphore:
    """Return the running loop's semaphore for looks over one connection."""
    return _turns.setdefault(asyncio.get_running_loop(), {}).setdefault(conn_id, asyncio.Semaphore(AT_ONCE))
