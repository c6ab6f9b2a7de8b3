"""Keeping secrets out of what people read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

_SECRET: Final = re.compile(r"secret|token|passw|credential|(api|private|access)_?key", re.IGNORECASE)

REDACTED: Final = "***"

SHORTEST: Final = 5
"""Characters from which on a value is searched for, as in Airflow's masking: hiding each "1" would hide everything."""


def scrub(text: str, secrets: Iterable[str]) -> str:
    """Return ``text`` with each of ``secrets`` replaced, the longest first; those that are too short stay."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST:
            text = text.replace(secret, REDACTED)
    return text


def redacted(
    value: Any, *, names: Collection[str], secrets: Collection[str] = (), plain: Collection[str] | None = None
) -> Any:
    """Return a JSON value without secrets, at any depth.

    :param value: The JSON value.
    :param names: Keys whose values are hidden; null stays null, since it tells that nothing is set.
    :param secrets: Values that are hidden wherever they stand.
    :param plain: Keys that are known to hold no secret, though they may sound like it. Where they are given, text is
        hidden also under any other key that does sound like one: what a reply holds is not documented.
    """
    match value:
        case Mapping():
            return {
                key: REDACTED
                if (key in names and item is not None) or _sounds_secret(key, item, plain)
                else redacted(item, names=names, secrets=secrets, plain=plain)
                for key, item in value.items()
            }
        case list() | tuple():
            return [redacted(item, names=names, secrets=secrets, plain=plain) for item in value]
        case str():
            return scrub(value, secrets)
        case _:
            return value


def _sounds_secret(key: object, value: object, plain: Collection[str] | None) -> bool:
    return plain is not None and isinstance(value, str) and key not in plain and bool(_SECRET.search(str(key)))
