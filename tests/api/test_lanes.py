"""Each request at once has a connection of its own, and the next ones take them over."""

import asyncio

import httpx
import pytest

from airflow_provider_bi.api.lanes import MOST, Lanes


class Lane(httpx.AsyncBaseTransport):
    """Answers after a moment, or fails."""

    def __init__(self):
        self.busy = self.closed = False

    async def handle_async_request(self, request):
        assert not self.busy
        self.busy = True
        try:
            await asyncio.sleep(0.001)
            if request.url.path == "/fails":
                raise httpx.ReadError("lost")
            return httpx.Response(200)
        finally:
            self.busy = False

    async def aclose(self):
        self.closed = True


@pytest.fixture
def lanes():
    made = []

    def make():
        made.append(Lane())
        return made[-1]

    return Lanes(make), made


async def at_once(lanes, count, path="/"):
    requests = [lanes.handle_async_request(httpx.Request("GET", f"http://x{path}")) for _ in range(count)]
    return await asyncio.gather(*requests, return_exceptions=True)


def test_as_many_are_made_as_go_at_once(lanes):
    """And no more for those that come later."""
    transport, made = lanes

    async def thrice():
        for count in (5, 3, 1):
            assert [found.status_code for found in await at_once(transport, count)] == [200] * count

    asyncio.run(thrice())

    assert len(made) == 5


def test_no_more_than_the_bound_go_at_once(lanes):
    """The others wait for their turn."""
    transport, made = lanes
    asyncio.run(at_once(transport, MOST + 50))

    assert len(made) == MOST


def test_a_lane_is_used_again_after_a_failure(lanes):
    """Its transport has dropped the connection."""
    transport, made = lanes

    async def both():
        failed = await at_once(transport, 1, "/fails")
        return failed + await at_once(transport, 1)

    failed, answered = asyncio.run(both())

    assert (type(failed), answered.status_code, len(made)) == (httpx.ReadError, 200, 1)


def test_all_are_closed(lanes):
    """Idle or not."""
    transport, made = lanes

    async def close():
        await at_once(transport, 3)
        await transport.aclose()

    asyncio.run(close())

    assert [lane.closed for lane in made] == [True] * 3
