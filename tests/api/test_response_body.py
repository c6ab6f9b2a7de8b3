"""What is kept of a response: its body up to a bound, and none of the server's own words for its status."""

import httpx

from airflow_provider_bi.api.transports import LARGEST, UNREADABLE, Body

REQUEST = httpx.Request("GET", "https://x.example")


def test_the_servers_own_words_for_a_status_are_not_kept():
    """They may hold anything, and would stand in DEBUG logs."""
    response = httpx.Response(503, extensions={"reason_phrase": b"not s3cr3t", "http_version": b"HTTP/1.1"})
    kept = Body(response).given_to(response, REQUEST)

    assert "s3cr3t" not in f"{kept.reason_phrase} {kept.extensions}"
    assert kept.http_version == "HTTP/1.1"


def test_a_body_that_is_announced_as_large_as_may_be_is_read():
    """One byte more is not."""
    heads = [httpx.Response(200, headers={"content-length": str(size)}) for size in (LARGEST, LARGEST + 1)]

    assert [Body(head).unreadable is None for head in heads] == [True, False]


def test_a_body_is_taken_up_to_the_bound():
    """Of one that is larger nothing is kept."""
    response = httpx.Response(200)
    body = Body(response)

    assert body.takes(b"x" * LARGEST)
    assert not body.takes(b"x")
    assert body.given_to(response, REQUEST).content == b""
    assert "16 MiB" in response.extensions[UNREADABLE]
