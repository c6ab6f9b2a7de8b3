"""Looker's ``fields`` parameter, which trims replies: ``id,enabled,params(name,value)``."""

from __future__ import annotations

from typing import Any

Fields = dict[str, "Fields"]


def parse(text: str) -> Fields:
    """Read the parameter's text. What it does not close is closed at the end."""
    top: Fields = {}
    open_levels = [top]
    name = ""
    for character in [*text, ","]:
        if character not in ",()":
            name += character
            continue
        inner: Fields = {}
        if name.strip():
            open_levels[-1][name.strip()] = inner
        if character == "(":
            open_levels.append(inner)
        elif character == ")" and len(open_levels) > 1:
            open_levels.pop()
        name = ""
    return top


def trim(reply: Any, text: str | None) -> Any:
    """Return the reply with the requested fields only; all of them where none is requested."""
    return _trimmed(reply, parse(text or ""))


def _trimmed(value: Any, fields: Fields) -> Any:
    if not fields:
        return value
    if isinstance(value, list):
        return [_trimmed(item, fields) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _trimmed(part, fields[name]) for name, part in value.items() if name in fields}
