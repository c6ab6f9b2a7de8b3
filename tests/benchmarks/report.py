"""Rows of figures, and the table of them."""

import json
from dataclasses import asdict, dataclass, field

from tests.benchmarks.measuring import Spread

HEADER = ("what", "figure", "beside", "target")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure.

    :param what: What was measured.
    :param figure: The figure, of several measurements where it has a spread.
    :param unit: ``x`` for a ratio to what stands under ``beside``; else the unit; empty where ``what`` says it.
    :param beside: What it is a ratio to, or is to be compared with.
    :param target: What a figure should not exceed; times are never a failure.
    :param exact: What a count must be.
    :param brief: Whether the row stands in the README.
    :param points: What a plot needs: name -> list of (x, y).
    """

    what: str
    figure: Spread | float
    unit: str = "x"
    beside: str = ""
    target: float | None = None
    exact: float | None = None
    brief: bool = False
    points: dict = field(default_factory=dict)

    @property
    def is_off(self):
        """Whether a count is not what it must be."""
        return self.exact is not None and self.figure != self.exact

    @property
    def _median(self):
        return self.figure.median if isinstance(self.figure, Spread) else self.figure

    def cells(self):
        """Return the row as text, column by column."""
        shown = _number(self._median) + ("x" if self.unit == "x" else f" {self.unit}".rstrip())
        if isinstance(self.figure, Spread) and self.figure.low != self.figure.high:
            shown += f" ({_number(self.figure.low)}-{_number(self.figure.high)})"
        target = ""
        if self.exact is not None:
            target = f"{_number(self.exact)}" + (", OFF" if self.is_off else "")
        elif self.target is not None:
            target = f"<= {_number(self.target)}" + (", missed" if self._median > self.target else "")
        return self.what, shown, self.beside, target


def table(rows):
    """Return the rows as a Markdown table that can be read in a terminal, too."""
    lines = [HEADER, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(f"| {' | '.join(map(str.ljust, line, widths))} |" for line in lines)


def to_json(rows, **about):
    """Return all of it as JSON text."""
    return json.dumps({**about, "rows": [asdict(row) for row in rows]}, indent=1)


def _number(value):
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:,.1f}"
