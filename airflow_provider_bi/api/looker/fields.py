"""Looker's ``fields`` query parameter: a comma-separated list of the top-level fields that a reply shall hold."""

from __future__ import annotations

from collections.abc import Iterable

from airflow_provider_bi.api.errors import ArgumentError


def with_fields(fields: object, needed: Iterable[str]) -> str | None:
    """Add the fields that a plan needs; None, which asks for all of them, stays None.

    A field that is asked for in part, ``params(name)``, does not show what a plan needs; it is asked for as a whole.

    :raises ArgumentError: for what is neither text nor a list of names.
    """
    if isinstance(fields, (list, tuple)) and all(isinstance(part, str) for part in fields):
        fields = ",".join(fields)
    if fields is not None and not isinstance(fields, str):
        raise ArgumentError("fields: text with commas is needed.")
    if not fields or not fields.strip():
        return None
    asked = [part.strip() for part in _split(fields)]
    wanted = tuple(needed)
    kept = [part for part in asked if part and part.split("(")[0] not in wanted]
    return ",".join((*wanted, *kept))


def _split(fields: str) -> list[str]:
    """Split at the commas that stand outside of brackets."""
    parts, depth = [""], 0
    for character in fields:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts
