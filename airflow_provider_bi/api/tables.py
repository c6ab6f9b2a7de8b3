"""Changes as a small table of text, for logs and terminals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

WIDEST: Final = 60
"""Characters that one cell may take where no width is given."""

_GAP: Final = "  "
_NARROWEST: Final = 8


def table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, width: int | None = None, ruled: bool = False
) -> str:
    """Return rows of text in aligned columns below a header; cells that do not fit are cut.

    :param width: Characters that a line may take, where that can be.
    :param ruled: Whether a line stands under the header.
    """
    lines = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    if width is None:
        widths = [min(wide, WIDEST) for wide in widths]
    else:
        room = width - len(_GAP) * (len(widths) - 1)
        while sum(widths) > room and max(widths) > _NARROWEST:
            widths[widths.index(max(widths))] -= 1
    if ruled:
        lines.insert(1, ["-" * wide for wide in widths])
    return "\n".join(_GAP.join(map(_fitted, line, widths)).rstrip() for line in lines)


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
    return json.dumps(value, ensure_ascii=False, default=str)


def _fitted(cell: str, wide: int) -> str:
    return cell.ljust(wide) if len(cell) <= wide else f"{cell[: wide - 1]}…"
