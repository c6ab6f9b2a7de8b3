"""A reply is read up to a size and within the timeout, and never unpacked, whatever the server sends."""

import gzip
import json
import time
from itertools import chain, repeat

import pytest

from airflow_provider_bi.api import errors
from airflow_provider_bi.api.calls import Call, Repeatable
from airflow_provider_bi.api.datafold.kinds import kind_of
from airflow_provider_bi.api.datafold.update import plan_update
from airflow_provider_bi.api.looker.auth import LookerAuth
from airflow_provider_bi.api.transports import LARGEST
from airflow_provider_bi.api.update import updated
from tests.api.both_ways import asend, send
from tests.transport.servers import always, answering, reply, serving

GET = Call(method="GET", path="/x", repeatable=Repeatable.FREELY)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
PIECE = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
GZIP = ("Content-Encoding: gzip",)


BOTH = pytest.mark.parametrize("send", [send, asend])


def dripping(start, parts, *, every=0.05):
    """Return what sends one part after the other, slowly, until the client has had enough or the parts end."""

    def answer(connection, seen):
        connection.sendall(start)
        for part in parts:
            time.sleep(every)
            connection.sendall(part)
        return True

    return answer


@BOTH
@pytest.mark.parametrize(
    ("start", "part"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\n\r\n", b" "),
        (CHUNKED, b"1\r\n \r\n"),
        (CHUNKED + b"1;", b"x"),
        (CHUNKED + b"0\r\nX: ", b"x"),
    ],
    ids=["status", "head", "hints", "length", "close", "chunks", "extension", "trailer"],
)
def test_a_reply_that_drips_is_cut_off(wire_to, send, start, part):
    """Each byte is in time, the whole is not: the timeout bounds the reply, and the error is a passing one."""
    with serving(dripping(start, repeat(part, 100))) as server:
        began = time.monotonic()
        with pytest.raises(errors.ConnectionFailed, match=r"within 0\.3 s") as failed:
            send(wire_to(server.url, timeout=0.3, retries=0), GET)

        assert time.monotonic() - began < 4
    assert (failed.value.ambiguous, failed.value.permanent) == (True, False)


@BOTH
def test_a_reply_that_stops_has_no_second_timeout(wire_to, send):
    """What has arrived counts against the part that does not."""
    with serving(dripping(b"", [b"HTTP/1.1", b""], every=1.2)) as server:
        began = time.monotonic()
        with pytest.raises(errors.ConnectionFailed, match=r"within 1\.4 s"):
            send(wire_to(server.url, timeout=1.4, retries=0), GET)

        assert time.monotonic() - began < 2.4


@BOTH
def test_a_slow_reply_in_time_is_read(wire_to, send):
    """Many small parts are no fault."""
    body = reply(json.dumps({"id": 1}).encode())
    with serving(dripping(b"", [body[at : at + 10] for at in range(0, len(body), 10)], every=0.01)) as server:
        assert send(wire_to(server.url, timeout=5, retries=0), GET) == {"id": 1}


def test_every_reply_has_the_whole_timeout(wire_to):
    """The second one on the same connection does not pay for the first."""
    with serving(dripping(b"", [b"", reply(b"1")], every=0.2)) as server:
        wire = wire_to(server.url, timeout=0.7, retries=0)

        assert [wire.send(GET) for _ in range(3)] == [1, 1, 1]


@BOTH
@pytest.mark.parametrize("announced", [True, False])
def test_a_body_without_end_is_not_read_to_its_end(wire_to, send, announced):
    """What is announced as too large is not even begun."""
    sent = []

    def endless(connection, seen):
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {2**40}\r\n\r\n".encode() if announced else CHUNKED)
        for part in repeat(PIECE, 4 * LARGEST // len(PIECE)):
            connection.sendall(part)
            sent.append(len(part))

    with serving(endless) as server, pytest.raises(errors.UnexpectedReply) as unexpected:
        send(wire_to(server.url, retries=0), GET)

    assert (
        str(unexpected.value) == "GET /x answered 200 with a body of more than 16 MiB instead of JSON. Check the URL."
    )
    # What lies in the sockets' buffers was sent and never read.
    assert sum(sent) < (LARGEST if announced else 2 * LARGEST)


@BOTH
def test_a_body_as_large_as_may_be_is_read(wire_to, send):
    """One byte more is too large."""
    with serving(answering(b'"' + b"x" * (LARGEST - 2) + b'"')) as server:
        assert len(send(wire_to(server.url, retries=0), GET)) == LARGEST - 2

    with serving(answering(b'"' + b"x" * (LARGEST - 1) + b'"')) as server, pytest.raises(errors.UnexpectedReply):
        send(wire_to(server.url, retries=0), GET)


@BOTH
def test_a_packed_body_is_not_unpacked(wire_to, send):
    """A few bytes could fill a machine; the request asks for none such."""
    bomb = gzip.compress(b'"' + b"x" * 10_000_000 + b'"')
    with serving(answering(bomb, headers=GZIP)) as server:
        with pytest.raises(errors.UnexpectedReply) as unexpected:
            send(wire_to(server.url, retries=0), GET)

        (seen,) = server.seen
    assert "answered 200 with a body packed with 'gzip', which was not asked for, instead of" in str(unexpected.value)
    assert seen.headers["accept-encoding"] == "identity"


@BOTH
@pytest.mark.parametrize(
    "content",
    [
        reply(gzip.compress(b'{"message": "no"}'), status="404 Not Found", headers=GZIP),
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 99999999\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n" + PIECE * (LARGEST // 0x10000 + 1),
    ],
    ids=["packed", "announced", "large"],
)
def test_a_refusal_counts_though_its_body_cannot_be_read(wire_to, send, content):
    """The status wins: it tells what to do."""
    with serving(always(content)) as server, pytest.raises(errors.NotFoundError) as refused:
        send(wire_to(server.url, retries=0), GET)

    assert str(refused.value) == "GET /x refused (404)."


@pytest.mark.parametrize("header", ["Content-Encoding: identity", "Content-Encoding:", "Content-Encoding:  IDENTITY "])
def test_a_body_that_says_it_is_not_packed_is_read(wire_to, header):
    """Some servers say so."""
    with serving(answering(b"1", headers=(header,))) as server:
        assert wire_to(server.url, retries=0).send(GET) == 1


def test_an_empty_body_has_nothing_to_unpack(wire_to):
    """Some proxies call even that packed."""
    with serving(answering(b"", headers=GZIP)) as server, pytest.raises(errors.UnexpectedReply, match="an empty body"):
        wire_to(server.url, retries=0).send(GET)


@BOTH
def test_a_refusal_that_cannot_be_read_is_tried_again(wire_to, waits, send):
    """503 is passing, packed or not."""
    replies = chain([reply(b"\x1f\x8b", status="503 Busy", headers=GZIP)], repeat(reply(b"1")))

    def answer(connection, seen):
        connection.sendall(next(replies))
        return True

    with serving(answer) as server:
        assert send(wire_to(server.url), GET) == 1

        assert len(server.seen) == 2


@BOTH
def test_a_body_that_breaks_off_is_tried_again(wire_to, waits, send):
    """As a reply that never came."""
    replies = chain([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1"], repeat(reply(b"1")))

    def answer(connection, seen):
        content = next(replies)
        connection.sendall(content)
        return b"OK\r\nContent-Length: 9" not in content

    with serving(answer) as server:
        assert send(wire_to(server.url), GET) == 1

        assert len(server.seen) == 2


def test_a_write_whose_reply_cannot_be_read_is_looked_after(wire_to):
    """It was done, so it is read and never sent again."""
    before = json.dumps({"id": 47, "name": "a", "ci_config_id": 3, "indexing_cron": "0 1 * * *"}).encode()
    replies = iter([reply(before), reply(b"\x1f\x8b", headers=GZIP), reply(before.replace(b"0 1", b"0 2"))])

    def answer(connection, seen):
        connection.sendall(next(replies))
        return True

    with serving(answer) as server:
        planning = plan_update(kind_of("dbt"), 47, fields={"indexing_cron": "0 2 * * *"})
        result = wire_to(server.url).run(updated(planning))

        assert [seen.method for seen in server.seen] == ["GET", "PUT", "GET"]
    assert (result.changed, result.verified) == ({"indexing_cron": "0 2 * * *"}, True)


def test_a_login_that_cannot_be_read_says_so(wire_to):
    """The message names the login, not the call that needed it."""

    def auth(settings):
        return LookerAuth("client", "s3cr3t-l", settings=settings, source="Connection 'l'", on_token=lambda token: None)

    with serving(answering(b"\x1f\x8b", headers=GZIP)) as server:
        with pytest.raises(errors.ConnectionFailed, match=r"^POST /api/4\.0/login answered 200 with a body packed"):
            wire_to(server.url, auth=auth, retries=0).send(GET)

        assert len(server.seen) == 1
