"""A 2xx becomes its JSON, or one sentence about what came instead."""

import contextlib
import html
import json
import time
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus

import pytest

from airflow_provider_bi.api.calls import Call, Repeatable, Reply
from airflow_provider_bi.api.errors import BiApiError, UnexpectedReply
from airflow_provider_bi.api.replies import Answer, read_reply
from airflow_provider_bi.api.transports import LARGEST

HINTS = {0: "Check the host."}
SPELLINGS = {
    "json": lambda text: json.dumps(text)[1:-1],
    "json, plain": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "json, slashes": lambda text: json.dumps(text)[1:-1].replace("/", r"\/"),
    "percent": lambda text: quote(text, safe=""),
    "percent, slashes": quote,
    "form": quote_plus,
    "html": html.escape,
    "html, apostrophe": lambda text: html.escape(text).replace("&#x27;", "&#39;"),
    "base64": lambda text: b64encode(text.encode()).decode(),
    "base64, url": lambda text: urlsafe_b64encode(text.encode()).decode(),
}
HOSTILE = {
    "open": lambda size: b"[" * size,
    "deep": lambda size: b"[" * (size // 2) + b"]" * (size // 2),
    "objects": lambda size: b"[" + b"{}," * (size // 4) + b"{}]",
    "escapes": lambda size: b'"' + rb"\"" * (size // 2),
    "quotes": lambda size: b'"' * size,
    "titles": lambda size: b"<title" * (size // 6),
    "title": lambda size: b"<title " + b"a" * size,
    "blanks": lambda size: b" " * size + b"<",
    "controls": lambda size: b"\x01" * size,
    "digits": lambda size: b"9" * size,
    "problems": lambda size: b'{"errors": [' + b'{"message": "m", "field": "f"},' * (size // 40) + b"1]}",
}
"""Bodies of a size, each of which some way of reading takes its square to read."""


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


@pytest.mark.parametrize("status", [199, 300])
def test_what_is_no_2xx_is_none(status):
    """Whatever its body holds."""
    with pytest.raises(BiApiError):
        read(b"{}", status=status)


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


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_body_is_read_in_time(make, status):
    """Each byte is looked at a few times; what took its square would take hours."""
    content = make(LARGEST)
    began = time.thread_time()
    with contextlib.suppress(BiApiError):
        read(content, status=status)

    assert time.thread_time() - began < 5


def test_a_body_that_was_left_unread_is_no_success():
    """Whatever the call needs."""
    answer = Answer(status=200, headers={}, content=b"", unreadable="a body of stone")
    for reply in Reply:
        call = Call(method="GET", path="/x", repeatable=Repeatable.FREELY, reply=reply)
        with pytest.raises(UnexpectedReply, match="answered 200 with a body of stone instead of JSON"):
            read_reply(call, answer, hints=HINTS, secrets=())


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("shape", [b"%s", b'{"message": "%s"}', b"<title>%s</title>", b'{"errors": ["x %s y"]}'])
def test_a_refusal_repeats_no_secret_in_another_spelling(spell, shape):
    """A service may quote what it was sent as JSON, in a URL, in a page or in base64."""
    secret = 's3cr3t/<"kéy">+ it\'s\n&more'
    spelled = spell(secret)
    call = Call(method="PUT", path="/x", repeatable=Repeatable.FREELY)
    answer = Answer(status=400, headers={}, content=shape.replace(b"%s", spelled.encode()))
    with pytest.raises(BiApiError) as refused:
        read_reply(call, answer, hints=HINTS, secrets={secret})

    assert "***" in str(refused.value)
    assert not [part for part in ("s3cr3t", "more", spelled[:12]) if part in str(refused.value)]
