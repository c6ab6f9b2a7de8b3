"""Keeping secrets out of what people read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from airflow_provider_bi.api.models import REDACTED

SHORTEST: Final = 5
"""Characters from which on a value is searched for, as in Airflow's masking: hiding each "1" would hide everything."""


def scrub(text: str, secrets: Iterable[str]) -> str:
    """Return ``text`` with each of ``secrets`` replaced, the longest first; those that are too short stay."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST:
            text = text.replace(secret, REDACTED)
    return text


def redacted(value: Any, *, names: Collection[str], secrets: Collection[str] = ()) -> Any:
    """Return a JSON value without secrets, at any depth.

    :param value: The JSON value.
    :param names: Keys whose values are hidden; null stays null, since it tells that nothing is set.
    :param secrets: Values that are hidden wherever they stand.
    """
    match value:
        case Mapping():
            return {
                key: REDACTED if key in names and item is not None else redacted(item, names=names, secrets=secrets)
                for key, item in value.items()
            }
        case list() | tuple():
            return [redacted(item, names=names, secrets=secrets) for item in value]
        case str():
            return scrub(value, secrets)
        case _:
            return value
