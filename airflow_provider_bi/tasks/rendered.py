"""Reading arguments that a template may have rendered to text."""

from __future__ import annotations

import json
from ast import literal_eval
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from airflow_provider_bi.api.errors import ArgumentError

_BRACKETS: Final = ("[", "(", "{")


@dataclass(frozen=True, kw_only=True)
class Options:
    """The options that all update operators have, once they are rendered."""

    clear: tuple[str, ...]
    skip_unchanged: bool
    plan_only: bool
    fail_if_ignored: bool


def given(fields: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return the fields with None for the text ``None``, which Jinja makes of an empty XCom, at any depth."""
    return {
        name: given(value) if isinstance(value, Mapping) else None if value == "None" else value
        for name, value in fields.items()
    }


def names(argument: str, value: object) -> tuple[str, ...]:
    """Read a list of names, which a template may have rendered to text: with commas, or as JSON or Python write it.

    :raises ArgumentError: for anything else.
    """
    listed = _listed(value)
    if listed is None or not all(isinstance(name, str) for name in listed):
        raise ArgumentError(f"{argument}: a list of names is needed, such as ['a', 'b'].")
    return tuple(dict.fromkeys(listed))


def keys(argument: str, value: object) -> tuple[str, ...]:
    """Read a list of ids and names, as :func:`names` does.

    :raises ArgumentError: for anything else.
    """
    listed = _listed(value)
    if listed is not None:
        value = [str(item) if isinstance(item, int) and not isinstance(item, bool) else item for item in listed]
    return names(argument, value)


def _listed(value: object) -> Collection[Any] | None:
    """Return a list's items; None for what is no list."""
    match value:
        case None | "None":
            return ()
        case str() if value.strip().startswith(_BRACKETS):
            found = _parsed(value.strip())
            return None if isinstance(found, str) else _listed(found)
        case str():
            return tuple(filter(None, map(str.strip, value.split(","))))
        case list() | tuple() | set() | frozenset():
            return value
        case _:
            return None


def _parsed(text: str) -> object:
    """Read JSON, or a literal of Python's; return the text itself where it is neither."""
    for read in (json.loads, literal_eval):
        with suppress(ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return read(text)
    return text


def bounded_number(argument: str, value: object, *, lowest: int, highest: int) -> int:
    """Read a whole number within bounds, which a template may have rendered to text.

    :raises ArgumentError: for anything else.
    """
    text = str(value).strip() if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(highest)) and lowest <= int(text) <= highest):
        raise ArgumentError(f"{argument}={repr(value)[:60]}: a whole number from {lowest} to {highest} is needed.")
    return int(text)


def flag(argument: str, value: object) -> bool:
    """Read a truth value, which a template may have rendered to text.

    :raises ArgumentError: for anything else.
    """
    if isinstance(value, bool):
        return value
    return choice(argument, str(value).strip().lower(), ("true", "false")) == "true"


def choice(argument: str, value: object, choices: tuple[str, ...]) -> str:
    """Read one of a few words.

    :raises ArgumentError: for any other.
    """
    if isinstance(value, str) and value in choices:
        return value
    raise ArgumentError(f"{argument}: {' or '.join(choices)} is needed.")


def mapping(argument: str, value: object, *, form: str = "{name: value}") -> dict[str, Any] | None:
    """Read a mapping, which a template may have rendered to JSON text.

    :param form: How the error shows such a mapping.
    :raises ArgumentError: for anything else.
    """
    if isinstance(value, str) and value != "None":
        try:
            value = json.loads(value)
        except ValueError:
            raise ArgumentError(f"{argument}: a mapping is needed, {form}, or JSON text of one.") from None
    match value:
        case None | "None":
            return None
        case Mapping():
            return dict(value)
        case _:
            raise ArgumentError(f"{argument}: a mapping is needed, {form}.")
