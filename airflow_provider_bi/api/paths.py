"""Places in an object that an update may change: a field, or one in a field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Path = tuple[str, ...]
Snapshot = Mapping[Path, Any]


def dotted(path: Path) -> str:
    """Return the path as people write it."""
    return ".".join(path)


def nested(values: Mapping[Path, Any]) -> dict[str, Any]:
    """Return values by path as an object with objects in it."""
    found: dict[str, Any] = {}
    for path, value in values.items():
        *branches, leaf = path
        place = found
        for branch in branches:
            place = place.setdefault(branch, {})
        place[leaf] = value
    return found


def paired(values: Mapping[Path, tuple[Any, Any]]) -> dict[str, dict[str, Any]]:
    """Return pairs by path as one pair of objects for each field."""
    before = nested({path: pair[0] for path, pair in values.items()})
    after = nested({path: pair[1] for path, pair in values.items()})
    return {name: {"before": before[name], "after": after[name]} for name in after}
