"""A 2xx becomes its JSON, or one sentence about what came instead."""

import json

import pytest

from airflow_provider_bi.api.calls import Call, Repeatable, Reply
from airflow_provider_bi.api.errors import UnexpectedReply
from airflow_provider_bi.api.replies import Answer, read_reply

HINTS = {0: "Check the host."}


def read(content, *, reply=Reply.JSON, status=200):
    call = Call(method="GET", path="/x", repeatable=Repeatable.FREELY, reply=reply)
    return read_reply(call, Answer(status=status, headers={}, content=content), hints=HINTS, secrets=())


@pytest.mark.parametrize(
    ("reply", "content", "found"),
    [
        (Reply.JSON, b'{"id": 1}', {"id": 1}),
        (Reply.JSON, b"null", None),
        (Reply.JSON, b"[]", []),
        (Reply.JSON, b'"text"', "text"),
        (Reply.JSON, b"1.5", 1.5),
        (Reply.JSON, b'\xef\xbb\xbf{"id": 1}', {"id": 1}),
        (Reply.OBJECT, b"{}", {}),
        (Reply.LIST, b"[1]", [1]),
        (Reply.LIST_OR_NULL, b"[1]", [1]),
        (Reply.LIST_OR_NULL, b"null", None),
        (Reply.JSON_OR_EMPTY, b"{}", {}),
        (Reply.JSON_OR_EMPTY, b"", None),
        (Reply.JSON_OR_EMPTY, b" \n", None),
        (Reply.NOTHING, b"", None),
        (Reply.NOTHING, b" \n", None),
        (Reply.NOTHING, b'{"id": 1}', None),
        (Reply.NOTHING, b'"deleted"', None),
    ],
)
def test_a_reply_that_carries_what_the_call_needs_is_decoded(reply, content, found):
    """Null, empty bodies and byte order marks are no errors where the call allows for them."""
    assert read(content, reply=reply) == found


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_2xx_is_success(status):
    """Neither service documents more than 200, and none of these is a refusal."""
    assert read(b"{}", status=status) == {}


@pytest.mark.parametrize(
    ("reply", "content", "came"),
    [
        (Reply.JSON, b"", "an empty body where JSON is needed"),
        (Reply.LIST_OR_NULL, b" ", "an empty body where JSON is needed"),
        (Reply.JSON, b"<!doctype html><title>Sign in</title>", "an HTML page instead of JSON"),
        (Reply.JSON_OR_EMPTY, b" \n<html>", "an HTML page instead of JSON"),
        (Reply.NOTHING, b"<html>", "an HTML page instead of JSON"),
        (Reply.NOTHING, b"\xef\xbb\xbf <html>", "an HTML page instead of JSON"),
        (Reply.NOTHING, b"OK", "something else instead of JSON"),
        (Reply.JSON, b"OK", "something else instead of JSON"),
        (Reply.JSON, b'{"id": 1', "something else instead of JSON"),
        (Reply.JSON, b"{'id': 1}", "something else instead of JSON"),
        (Reply.JSON, b'{"id": NaN}', "something else instead of JSON"),
        (Reply.JSON, b"-Infinity", "something else instead of JSON"),
        (Reply.JSON, b"[1e999]", "something else instead of JSON"),
        (Reply.JSON, b"9" * 5000, "something else instead of JSON"),
        (Reply.JSON, b"[" * 100_000, "something else instead of JSON"),
        (Reply.JSON, b'{"name": "\xff"}', "something else instead of JSON"),
        (Reply.OBJECT, b"[]", "a JSON list where an object is needed"),
        (Reply.OBJECT, b"null", "a JSON NoneType where an object is needed"),
        (Reply.LIST, b"null", "a JSON NoneType where a list is needed"),
        (Reply.LIST_OR_NULL, b"{}", "a JSON dict where a list is needed"),
    ],
    ids=lambda given: repr(given)[:30],
)
def test_a_2xx_that_is_not_what_the_call_needs_says_so(reply, content, came):
    """The sentence names request, status, what came, and the next step."""
    with pytest.raises(UnexpectedReply) as unexpected:
        read(content, reply=reply)

    assert str(unexpected.value) == f"GET /x answered 200 with {came}. Check the host."


def test_what_is_read_can_be_written_again():
    """A number that JSON cannot hold is refused before it reaches an XCom; any other passes."""
    found = read(b'{"a": 1e308, "b": -0.0, "c": 123456789012345678901234567890}')

    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_an_answer_shows_no_body():
    """A body may hold anything, so it stays out of logs and tracebacks."""
    assert "s3cr3t" not in repr(Answer(status=200, headers={}, content=b"s3cr3t"))
