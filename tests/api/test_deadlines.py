"""A reply's reads share one timeout; everything else of a connection stays as it is."""

import asyncio

import httpx
import pytest

from airflow_provider_bi.api import deadlines
from airflow_provider_bi.api.deadlines import AsyncTimedNetwork, AsyncTimedStream, TimedNetwork, TimedStream


class Stream:
    """Notes what it is asked for."""

    def __init__(self):
        self.asked = []

    def read(self, max_bytes, timeout=None):
        self.asked.append(("read", max_bytes, timeout))
        return b"x"

    def write(self, buffer, timeout=None):
        self.asked.append(("write", buffer, timeout))

    def start_tls(self, *args, **kwargs):
        self.asked.append(("tls", args, kwargs))
        return self

    def get_extra_info(self, info):
        return f"its {info}"

    def close(self):
        self.asked.append("closed")


class AsyncStream(Stream):
    close = None

    async def start_tls(self, *args, **kwargs):
        return super().start_tls(*args, **kwargs)

    async def aclose(self):
        super().close()


class Network:
    """Opens one connection."""

    def __init__(self, stream):
        self.stream = stream

    def connect_tcp(self, host, *, port):
        return self.stream


class AsyncNetwork(Network):
    async def connect_tcp(self, host, *, port):
        return self.stream


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is set."""

    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(deadlines, "time", clock)
    return clock


def test_reads_of_one_reply_share_the_timeout(clock):
    """The first one has all of it, the next what is left."""
    stream = Stream()
    timed = TimedStream(stream)
    assert timed.read(5, 60.0) == b"x"
    clock.now += 59.5
    timed.read(6, 60.0)

    assert stream.asked == [("read", 5, 60.0), ("read", 6, 0.5)]


@pytest.mark.parametrize("late", [60.0, 61.0])
def test_no_read_after_the_timeout(clock, late):
    """However much arrived before."""
    stream = Stream()
    timed = TimedStream(stream)
    timed.read(5, 60.0)
    clock.now += late

    with pytest.raises(httpx.ReadTimeout, match="did not arrive as a whole in time"):
        timed.read(5, 60.0)
    assert len(stream.asked) == 1


def test_the_reply_to_each_write_has_the_whole_timeout(clock):
    """A connection serves many requests."""
    stream = Stream()
    timed = TimedStream(stream)
    timed.read(5, 60.0)
    clock.now += 61
    timed.write(b"request", 7.0)
    timed.read(5, 60.0)

    assert stream.asked[1:] == [("write", b"request", 7.0), ("read", 5, 60.0)]


def test_without_a_timeout_there_is_none(clock):
    """Not in any read."""
    stream = Stream()
    timed = TimedStream(stream)
    for _ in range(2):
        timed.read(5)
        clock.now += 1e9

    assert stream.asked == [("read", 5, None)] * 2


def test_connections_of_the_pool_are_timed(clock):
    """In TLS too, and they tell of themselves what they told before."""
    stream = Stream()
    plain = TimedNetwork(Network(stream)).connect_tcp("host", port=443)
    timed = plain.start_tls("context", server_hostname="host")
    timed.read(5, 60.0)
    clock.now += 60

    with pytest.raises(httpx.ReadTimeout):
        timed.read(5, 60.0)
    timed.close()
    assert timed.get_extra_info("socket") == "its socket"
    assert stream.asked == [("tls", ("context",), {"server_hostname": "host"}), ("read", 5, 60.0), "closed"]


def test_connections_of_an_event_loop_are_timed(clock):
    """The same."""
    stream = AsyncStream()

    async def use():
        plain = await AsyncTimedNetwork(AsyncNetwork(stream)).connect_tcp("host", port=443)
        timed = await plain.start_tls("context", server_hostname="host")
        timed.read(5, 60.0)
        clock.now += 60
        with pytest.raises(httpx.ReadTimeout):
            timed.read(5, 60.0)
        await timed.aclose()

    asyncio.run(use())
    assert stream.asked == [("tls", ("context",), {"server_hostname": "host"}), ("read", 5, 60.0), "closed"]


@pytest.mark.parametrize(
    ("timed", "lacks"), [(TimedStream(Stream()), "aclose"), (AsyncTimedStream(AsyncStream()), "close")]
)
def test_a_connection_is_closed_in_its_own_way_only(timed, lacks):
    """The other one's would fail on what is below."""
    assert not hasattr(timed, lacks)
