"""Keeping secrets out of what people read."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, quote_plus

_SECRET: Final = re.compile(r"secret|token|passw|credential|(api|private|access)[_-]?key", re.IGNORECASE)
_SAME_EVERYWHERE: Final = re.compile(r"[A-Za-z0-9_.-]*")
_ESCAPE: Final = re.compile(r"%[0-9A-F]{2}")

REDACTED: Final = "***"

SHORTEST: Final = 5
"""Characters from which on a value is searched for, as in Airflow's masking: hiding each "1" would hide everything."""


def spellings(secrets: Iterable[str]) -> frozenset[str]:
    """Return the secrets, and as other texts spell them: JSON, URLs, forms, HTML and base64.

    A line break in a private key is not one in JSON text, and a service may quote the URL that it was given.
    """
    return frozenset(spelling for secret in secrets if len(secret) >= SHORTEST for spelling in _spelled(secret))


def _spelled(secret: str) -> Iterator[str]:
    yield secret
    encoded = secret.encode(errors="replace")
    yield from (spell(encoded).decode().rstrip("=") for spell in (b64encode, urlsafe_b64encode))
    if _SAME_EVERYWHERE.fullmatch(secret):
        return
    for text in (json.dumps(secret), json.dumps(secret, ensure_ascii=False)):
        yield text[1:-1]
        yield text[1:-1].replace("/", "\\/")
    for text in (quote(encoded, safe=""), quote(encoded), quote_plus(encoded)):
        yield text
        yield _ESCAPE.sub(lambda escape: escape.group().lower(), text)
    for text in (html.escape(secret), html.escape(secret, quote=False)):
        yield text
        yield text.replace("&#x27;", "&#39;")


def scrub(text: str, secrets: Iterable[str]) -> str:
    """Return ``text`` with each of ``secrets`` replaced, the longest first; those that are too short stay."""
    return _replaced(text, _longest_first(secrets))


def _longest_first(secrets: Iterable[str]) -> list[str]:
    return sorted((secret for secret in secrets if len(secret) >= SHORTEST), key=len, reverse=True)


def _replaced(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    return text


def redacted(
    value: Any, *, names: Collection[str], secrets: Collection[str] = (), plain: Collection[str] | None = None
) -> Any:
    """Return a JSON value without secrets, at any depth.

    :param value: The JSON value.
    :param names: Keys whose values are hidden; null stays null, since it tells that nothing is set.
    :param secrets: Values that are hidden wherever they stand, however they are spelled.
    :param plain: Keys that are known to hold no secret, though they may sound like it. Where they are given, text,
        objects and lists are hidden also under any other key that does sound like one: what a reply holds is not
        documented. Numbers and truth values stay: they tell when a token ends, or whether there is one.
    """
    hidden = _longest_first(spellings(secrets))

    def shown(value: Any) -> Any:
        match value:
            # What a reply holds most of comes first: asking for an abstract class takes long.
            case str():
                return _replaced(value, hidden)
            case None | bool() | int() | float():
                return value
            case Mapping():
                return {
                    (_replaced(key, hidden) if isinstance(key, str) else key): REDACTED
                    if (key in names and item is not None) or _sounds_secret(key, item, plain)
                    else shown(item)
                    for key, item in value.items()
                }
            case list() | tuple():
                return [shown(item) for item in value]
            case _:
                return value

    return shown(value)


def _sounds_secret(key: object, value: object, plain: Collection[str] | None) -> bool:
    if plain is None or key in plain or not isinstance(value, (str, Mapping, list, tuple)):
        return False
    return bool(_SECRET.search(str(key)))
