"""A call is a value: who sends it, and how, comes later."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, TypeVar
from urllib.parse import quote

from airflow_provider_bi.api.errors import ArgumentError

Json = Any
"""A decoded JSON value. Neither service types its replies, so neither do we before they are read."""

T = TypeVar("T")

Flow = Generator["Call", Json, T]
"""Yields calls, is sent their replies (or thrown their errors), returns its result."""


class Repeatable(Enum):
    """When a call may be sent again although the first one may have worked."""

    FREELY = auto()
    """It changes nothing."""
    AFTER_LOOKING = auto()
    """A complete write: a refused one is repeated, after a lost connection one reads first."""
    NEVER = auto()
    """Each one that arrives does something: only one that never left, or met a 429, is repeated."""
    ONCE = auto()
    """Not worth a second try."""


class Reply(Enum):
    """What a 2xx must carry."""

    JSON = auto()
    OBJECT = auto()
    LIST = auto()
    LIST_OR_NULL = auto()
    JSON_OR_EMPTY = auto()
    NOTHING = auto()


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request to one of the services.

    :param method: HTTP method.
    :param path: Path below the base URL, its segments already quoted with :func:`segment`.
    :param repeatable: Declared for each call: the verb does not tell (Datafold starts a sync with GET).
    :param query: Query parameters; those that are None are not sent.
    :param body: JSON body, with its secrets in clear; therefore not in ``repr``.
    :param form: Form body instead of a JSON one, for Looker's login.
    :param reply: What a 2xx must carry.
    :param secrets: Values that no error text may repeat.
    """

    method: str
    path: str
    repeatable: Repeatable
    query: Mapping[str, str | None] = field(default_factory=dict)
    body: Json = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    reply: Reply = Reply.JSON
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def segment(value: object, *, name: str) -> str:
    """Quote an id so that it stays one path segment.

    :raises ArgumentError: for an id that is empty, a dot segment, longer than any id, or holds a control character.
    """
    text = str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    if not text or text in {".", ".."} or len(text) > 255 or not text.isprintable():
        raise ArgumentError(f"{name}={repr(value)[:60]} is not an id.")
    return quote(text, safe="")


def number(value: object, *, name: str) -> int:
    """Read an integer id, which a template may have rendered to text.

    :raises ArgumentError: for anything that is not a whole number.
    """
    text = str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise ArgumentError(f"{name}={repr(value)[:60]} is not an id: a whole number is needed.")
    return int(text)
