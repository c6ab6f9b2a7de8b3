"""Secrets are taken out of texts and JSON, by name and by value."""

import html
import json
import re
from base64 import b64encode, urlsafe_b64encode
from decimal import Decimal
from urllib.parse import quote, quote_plus

import pytest

from airflow_provider_bi.api.redaction import redacted, scrub, spellings


def small(escaped):
    return re.sub("%..", lambda escape: escape.group().lower(), escaped)


SPELLED = {
    "plain": str,
    "json": lambda secret: json.dumps(secret)[1:-1],
    "json in utf-8": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
    "json of php": lambda secret: json.dumps(secret)[1:-1].replace("/", "\\/"),
    "json of php in utf-8": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1].replace("/", "\\/"),
    "segment": lambda secret: quote(secret, safe=""),
    "path": quote,
    "form": quote_plus,
    "small segment": lambda secret: small(quote(secret, safe="")),
    "small path": lambda secret: small(quote(secret)),
    "small form": lambda secret: small(quote_plus(secret)),
    "html": html.escape,
    "html of php": lambda secret: html.escape(secret).replace("&#x27;", "&#39;"),
    "html between tags": lambda secret: html.escape(secret, quote=False),
    "base64": lambda secret: b64encode(secret.encode()).decode().rstrip("="),
    "base64 of urls": lambda secret: urlsafe_b64encode(secret.encode()).decode().rstrip("="),
}


@pytest.mark.parametrize(
    ("text", "secrets", "told"),
    [
        ("key s3cr3t!", {"s3cr3t"}, "key ***!"),
        ("s3cr3t s3cr3t", {"s3cr3t"}, "*** ***"),
        ("s3cr3t-long", {"s3cr3t", "s3cr3t-long"}, "***"),
        ("a-s3cr3t-long", {"s3cr3t", "a-s3cr3t-long"}, "***"),
        ("nothing", {"s3cr3t"}, "nothing"),
        ("nothing", {""}, "nothing"),
        ("", {"s3cr3t"}, ""),
    ],
)
def test_scrub_replaces_every_secret_the_longest_first(text, secrets, told):
    """No rest of a longer secret stays behind a shorter one, and an empty one hides nothing."""
    assert scrub(text, secrets) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"token": "s3cr3t"}, {"token": "***"}),
        ({"token": 7}, {"token": "***"}),
        ({"token": {"deep": "s3cr3t"}}, {"token": "***"}),
        ({"token": None}, {"token": None}),
        ({"a": [{"b": {"token": "s3cr3t"}}]}, {"a": [{"b": {"token": "***"}}]}),
        ([("x", {"token": "s3cr3t"})], [["x", {"token": "***"}]]),
        ({"name": "with s3cr3t-value in it"}, {"name": "with *** in it"}),
        ({"n": 1, "f": 1.5, "t": True, "z": None}, {"n": 1, "f": 1.5, "t": True, "z": None}),
        ({7: "s3cr3t-value"}, {7: "***"}),
        ("s3cr3t-value", "***"),
        (None, None),
        ({"a": Decimal("1.5")}, {"a": Decimal("1.5")}),
    ],
)
def test_redacted_hides_by_name_and_by_value_at_any_depth(value, told):
    """Null stays null, since it tells that nothing is set."""
    assert redacted(value, names={"token"}, secrets={"s3cr3t-value"}) == told


def test_redacted_leaves_its_input_alone():
    """What was read stays as it was, for the comparison after it."""
    value = {"token": "s3cr3t", "list": [{"token": "s3cr3t"}]}
    redacted(value, names={"token"})

    assert value == {"token": "s3cr3t", "list": [{"token": "s3cr3t"}]}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"apiKey": "s3cr3t"}, {"apiKey": "***"}),
        ({"api-key": "s3cr3t"}, {"api-key": "***"}),
        ({"private_key": "s3cr3t", "accesskey": "s3cr3t"}, {"private_key": "***", "accesskey": "***"}),
        ({"Secret": "s3cr3t", "PASSWD": "s3cr3t", "key": "k"}, {"Secret": "***", "PASSWD": "***", "key": "k"}),
        ({7: {"token": "s3cr3t"}}, {7: {"token": "***"}}),
        ({"credentials": {"user": "u", "pass": "s3cr3t"}}, {"credentials": "***"}),
        ({"tokens": ["s3cr3t"]}, {"tokens": "***"}),
        ({"tokens": ("s3cr3t",)}, {"tokens": "***"}),
        ({"a": [{"oauth_secrets": [{"x": ["s3cr3t"]}]}]}, {"a": [{"oauth_secrets": "***"}]}),
        ({"token_name": "bot", "token_map": {"a": 1}}, {"token_name": "bot", "token_map": "***"}),
        ({"token_expires_in": 3600, "has_token": True}, {"token_expires_in": 3600, "has_token": True}),
        ({"password": None, "secret_ratio": 0.5}, {"password": None, "secret_ratio": 0.5}),
    ],
)
def test_what_sounds_secret_is_hidden_unless_it_cannot_be(value, told):
    """Text, objects and lists under such a key; numbers, truth values and null tell only whether there is one."""
    assert redacted(value, names=(), plain={"token_name"}) == told


def test_what_sounds_secret_stays_where_every_field_is_documented():
    """Without the names that are plain, only the names that were given are hidden."""
    assert redacted({"api_key": "x", "token": "s3cr3t"}, names={"token"}) == {"api_key": "x", "token": "***"}


def test_a_secret_is_found_in_every_spelling():
    """In values and in keys, as JSON, URLs, HTML and base64 have it."""
    spelled = ["a/b&c d", "a%2Fb%26c%20d", "a%2fb%26c%20d", "a/b%26c%20d", "a%2Fb%26c+d", "a/b&amp;c d", "YS9iJmMgZA"]
    value = {f"key {text}": [f"<{text}>"] for text in spelled}

    assert redacted(value, names=(), secrets={"a/b&c d"}) == {"key ***": ["<***>"]}


@pytest.mark.parametrize("secret", ["é\"b/c\nd'e", "/a b+c&d<", "'-\t/~é?", "5char", "~~~??W", "a&b'c\"<d", "a\\b=W"])
@pytest.mark.parametrize("spell", SPELLED.values(), ids=SPELLED)
def test_a_secret_is_hidden_from_its_first_character_to_its_last(spell, secret):
    """None of it stays beside what hides it, whoever spelled it."""
    assert scrub(f"<{spell(secret)}>", spellings({secret})) == "<***>"


def test_a_secret_that_is_no_text_in_utf_8_is_found():
    """Half a surrogate pair is no reason to fail."""
    assert redacted("x\ud800yzz1 stays", names=(), secrets={"x\ud800yzz1"}) == "*** stays"


@pytest.mark.parametrize("secret", ["1", "abcd"])
def test_a_secret_too_short_to_be_one_is_not_searched_for(secret):
    """Neither as it is nor as another text would spell it."""
    assert spellings({secret}) == frozenset()
