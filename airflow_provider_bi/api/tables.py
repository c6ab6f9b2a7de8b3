"""Changes as a small table of text, for logs and terminals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

WIDEST: Final = 60
"""Characters that one cell may take."""


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, indent: str = "", widest: int = WIDEST) -> str:
    """Return rows of text in aligned columns below a header.

    :param widest: Characters that one cell may take; longer ones are cut.
    """
    cut = [header, *([_cut(cell, widest) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    return "\n".join(
        (indent + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip() for row in cut
    )


def rows_of(changes: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Return field, before and after of each change, for ``params`` of each subfield that changed."""
    for field, pair in changes.items():
        before, after = pair.get("before"), pair.get("after")
        if field == "params" and isinstance(before, Mapping) and isinstance(after, Mapping):
            for name, parts in after.items():
                for part, value in parts.items():
                    yield f"params.{name}.{part}", compact(before[name][part]), compact(value)
        else:
            yield field, compact(before), compact(after)


def compact(value: Any) -> str:
    """Return a JSON value in one line."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "), default=str)


def _cut(text: str, widest: int) -> str:
    return text if len(text) <= widest else f"{text[: widest - 3]}..."
