"""Many requests at once on an event loop, each on a connection of its own that is kept.

httpx's pool looks at every connection that it has, and for each idle one at all others, whenever a request begins or
ends: with 32 at once that took more time than the requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import httpx

MOST: Final = 100
"""Connections that one hook may have at the same time, as in httpx."""


class Lanes(httpx.AsyncBaseTransport):
    """Hand each request to a transport that has none, the one used last first.

    :param make: Makes a transport.
    """

    def __init__(self, make: Callable[[], httpx.AsyncBaseTransport]) -> None:
        self._make = make
        self._turn = asyncio.Semaphore(MOST)
        self._idle: list[httpx.AsyncBaseTransport] = []
        self._made: list[httpx.AsyncBaseTransport] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; its reply has to be read to the end by the transport."""
        async with self._turn:
            lane = self._idle.pop() if self._idle else self._new()
            try:
                return await lane.handle_async_request(request)
            finally:
                self._idle.append(lane)

    async def aclose(self) -> None:
        """Close all connections."""
        for lane in self._made:
            await lane.aclose()

    def _new(self) -> httpx.AsyncBaseTransport:
        self._made.append(self._make())
        return self._made[-1]
