"""The table at the end of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from airflow_provider_bi.api.tables import compact, rows_of, table

HEADER = ("task", "field", "before", "after")


@dataclass(frozen=True)
class Outcome:
    """What one task instance left behind.

    :param task: Its id, with its map index in brackets if it has one.
    :param state: Its last state.
    :param xcoms: What it pushed, by key.
    """

    task: str
    state: str
    xcoms: dict[str, Any]


def rows(outcomes: Sequence[Outcome]) -> list[tuple[str, ...]]:
    """Return one row for each field that changed or was ignored, and at least one for each task.

    A task that changed several things has ``results``, and one row for each of them.
    """
    return [(_task(outcome), *row) for outcome in outcomes for row in _rows(outcome)]


def _task(outcome: Outcome) -> str:
    return f"{outcome.task} (planned)" if outcome.xcoms.get("planned") is True else outcome.task


def _rows(outcome: Outcome) -> list[tuple[str, str, str]]:
    results = outcome.xcoms.get("results")
    if isinstance(results, dict) and results:
        return [_result(key, result) for key, result in results.items() if isinstance(result, dict)]
    changes, ignored = outcome.xcoms.get("changes"), outcome.xcoms.get("ignored") or []
    found = list(rows_of(changes)) if isinstance(changes, dict) else []
    found += [(str(field), "", "ignored by the service") for field in ignored]
    if found:
        return found
    if outcome.state != "success":
        return [(outcome.state, "", "")]
    if isinstance(changes, dict):
        return [("nothing changed", "", "")]
    value = outcome.xcoms.get("return_value")
    return [("return value", "", compact(value))] if value is not None else [("done", "", "")]


def _result(key: str, result: dict[str, Any]) -> tuple[str, str, str]:
    """Return the row of one of several things that a task changed: before and after, or else how it ended."""
    name, before, after = str(result.get("name") or key), result.get("before"), result.get("after")
    if result.get("error") or before == after:
        return name, "", str(result.get("error") or result.get("state", ""))
    return name, compact(before), compact(after)


def render(cells: Sequence[tuple[str, ...]], *, width: int) -> str:
    """Return the rows below a header, no line longer than ``width`` where that can be."""
    return table(HEADER, cells, width=width, ruled=True)
