"""A user's own function as text, so that the triggerer, another process, can find it again."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from airflow_provider_bi.api.errors import ArgumentError

Condition = Callable[[Any], Any]


def path_of(condition: Condition | str, *, argument: str) -> str:
    """Return ``module:function`` of a function.

    :param argument: How to name the function in a message.
    :raises ArgumentError: for a function that another process cannot import: one of a DAG file, without a name, or
        whose name leads to something else, as a bound method's does.
    """
    if isinstance(condition, str):
        load(condition, argument=argument)
        return condition
    module, name = getattr(condition, "__module__", ""), getattr(condition, "__qualname__", "<object>")
    importable = (
        bool(module) and module != "__main__" and not module.startswith("unusual_prefix_") and _is_there(module)
    )
    if not importable or "<" in name or not _leads_to(condition, f"{module}:{name}"):
        raise ArgumentError(
            f"{argument}: the triggerer cannot import {name}. Put it into a module on the Python path and name it "
            "'module:function', or give deferrable=False."
        )
    return f"{module}:{name}"


def load(path: str, *, argument: str) -> Condition:
    """Return the function at ``module:function``.

    :raises ArgumentError: where there is none.
    """
    module, _, name = path.partition(":")
    try:
        found: Any = import_module(module.strip())
        for part in name.strip().split("."):
            found = vars(found)[part]
    except (ImportError, KeyError, TypeError, ValueError) as error:
        raise ArgumentError(f"{argument}={path[:100]!r}: no such function ('module:function'): {error}.") from None
    if isinstance(found, staticmethod):
        found = found.__func__
    if not callable(found):
        raise ArgumentError(f"{argument}={path[:100]!r} is no function.")
    return found  # type: ignore[no-any-return]


def _leads_to(condition: Condition, path: str) -> bool:
    try:
        return load(path, argument="") is condition
    except ArgumentError:
        return False


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False
