"""Connections on which a reply arrives as a whole within the timeout, however slowly its bytes drip.

httpx bounds each read and nothing more: a byte a minute would keep a task waiting for ever.
"""

from __future__ import annotations

import time
from typing import Any

import httpx


class _Timed:
    """A connection whose reads share one timeout, from the first read after a request on.

    :param stream: The connection of httpx's pool, sync or async; reads and writes of an async one are awaited by the
        caller.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._ends: float | None = None

    def read(self, max_bytes: int, timeout: float | None = None) -> Any:
        """Read within what is left of the timeout.

        :raises httpx.ReadTimeout: when nothing is left.
        """
        return self._stream.read(max_bytes, timeout if timeout is None else self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> Any:
        """Write; the reply to it has the whole timeout."""
        self._ends = None
        return self._stream.write(buffer, timeout)

    def get_extra_info(self, info: str) -> Any:
        """Tell what the connection tells of itself."""
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float) -> float:
        now = time.monotonic()
        if self._ends is None:
            self._ends = now + timeout
        if self._ends <= now:
            raise httpx.ReadTimeout("The reply did not arrive as a whole in time.")
        return self._ends - now


class TimedStream(_Timed):
    """Such a connection of a thread."""

    def start_tls(self, *args: Any, **kwargs: Any) -> Any:
        """Go on in TLS."""
        return TimedStream(self._stream.start_tls(*args, **kwargs))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()


class AsyncTimedStream(_Timed):
    """Such a connection of an event loop."""

    async def start_tls(self, *args: Any, **kwargs: Any) -> Any:
        """Go on in TLS."""
        return AsyncTimedStream(await self._stream.start_tls(*args, **kwargs))

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()


class TimedNetwork:
    """Opens such connections.

    :param network: What httpx's pool opens its own with.
    """

    def __init__(self, network: Any) -> None:
        self._network = network

    def connect_tcp(self, *args: Any, **kwargs: Any) -> Any:
        """Open a connection."""
        return TimedStream(self._network.connect_tcp(*args, **kwargs))


class AsyncTimedNetwork(TimedNetwork):
    """The same on an event loop."""

    async def connect_tcp(self, *args: Any, **kwargs: Any) -> Any:
        """Open a connection."""
        return AsyncTimedStream(await self._network.connect_tcp(*args, **kwargs))
