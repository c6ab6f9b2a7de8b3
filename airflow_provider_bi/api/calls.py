"""A call is a value: who sends it, and how, comes later."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final, TypeVar
from urllib.parse import quote, unquote

from airflow_provider_bi.api.errors import ArgumentError

Json = Any
"""A decoded JSON value. Neither service types its replies, so neither do we before they are read."""

T = TypeVar("T")

Flow = Generator["Call", Json, T]
"""Yields calls, is sent their replies (or thrown their errors), returns its result."""

_LARGEST_ID: Final = 2**63 - 1
_LONGEST_ID: Final = 255
_DECODINGS: Final = 3
_NOTHING: Final = frozenset({"", "None"})
_DIGITS: Final = re.compile(r"[0-9]{1,19}")
_WHOLE: Final = re.compile(r"[+-]?[0-9]+")


class Repeatable(Enum):
    """When a call may be sent again although the first one may have worked."""

    FREELY = auto()
    """It changes nothing."""
    AFTER_LOOKING = auto()
    """A complete write: sent again as it is after a 429, 502, 503 or 504; after a lost connection one looks first."""
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


def identifier(value: object, *, name: str) -> str:
    """Read an id, which a template or an XCom may hold as text or as a number.

    :raises ArgumentError: for an id that is empty, the text of a null, no positive number, longer than any id, or that
        holds a control character or, in whatever spelling, a dot segment.
    """
    text = _text(value)
    decoded = _decoded(text)
    if (
        text in _NOTHING
        or len(text) > _LONGEST_ID
        or not (text.isprintable() and decoded.isprintable())
        or not {".", ".."}.isdisjoint(re.split(r"[/\\]", decoded))
        or (_WHOLE.fullmatch(text) and not 0 < int(text) <= _LARGEST_ID)
    ):
        raise ArgumentError(f"{name}={_shown(value)} is not an id.{_question(value)}")
    return text


def segment(value: object, *, name: str) -> str:
    """Quote an id so that it stays one path segment.

    :raises ArgumentError: for what is no id.
    """
    return quote(identifier(value, name=name), safe="")


def number(value: object, *, name: str) -> int:
    """Read an integer id, which a template may have rendered to text.

    :raises ArgumentError: for anything that is not a whole number from 1 on.
    """
    return whole_number(value, name=name, words="is not an id: a whole number is needed")


def whole_number(value: object, *, name: str, words: str = "is not a whole number from 1 on") -> int:
    """Read a positive whole number, which a template may have rendered to text.

    :param words: What the error says of anything else.
    :raises ArgumentError: for anything else, a number that no database holds included.
    """
    text = _text(value)
    if not (_DIGITS.fullmatch(text) and 0 < int(text) <= _LARGEST_ID):
        raise ArgumentError(f"{name}={_shown(value)} {words}.{_question(value)}")
    return int(text)


def _text(value: object) -> str:
    """Return text or a whole number as text without blanks around it; empty for anything else."""
    match value:
        case bool():
            return ""
        case int():
            return str(value) if abs(value) <= _LARGEST_ID else ""
        case str():
            return value.strip()
        case _:
            return ""


def _question(value: object) -> str:
    """Return what to ask about the text that a template makes of nothing."""
    rendered = isinstance(value, str) and value.strip() in _NOTHING
    return " If a template made it, did the upstream task push a value?" if rendered else ""


def _decoded(text: str) -> str:
    """Undo percent-encoding as often as some proxy on the way may."""
    for _ in range(_DECODINGS):
        text = unquote(text)
    return text


def _shown(value: object) -> str:
    """Return a value for an error text; no more of it than can be read, nor what cannot be told."""
    match value:
        case str() | bytes():
            return repr(value[:60])[:60]
        case None | bool() | float():
            return repr(value)
        case int() if abs(value) < 10**30:
            return repr(value)
        case _:
            return f"<{type(value).__name__}>"
