from __future__ import annotations

import pytest

from airflow_provider_bi.sandbox.table import Outcome, render, rows

CRON = {"indexing_cron": {"before": "0 6 * * *", "after": None}}


@pytest.mark.parametrize(
    ("state", "xcoms", "expected"),
    [
        ("success", {"changes": CRON, "return_value": {"x": 1}}, [("t", "indexing_cron", '"0 6 * * *"', "null")]),
        (
            "success",
            {"changes": CRON, "ignored": ["name"]},
            [("t", "indexing_cron", '"0 6 * * *"', "null"), ("t", "name", "", "ignored by the service")],
        ),
        ("failed", {"changes": CRON}, [("t", "indexing_cron", '"0 6 * * *"', "null")]),
        ("success", {"changes": {}, "return_value": {}}, [("t", "nothing changed", "", "")]),
        ("success", {"return_value": [1, "ü"]}, [("t", "return value", "", '[1, "ü"]')]),
        ("success", {}, [("t", "done", "", "")]),
        ("upstream_failed", {}, [("t", "upstream_failed", "", "")]),
    ],
)
def test_says_what_a_task_did(state, xcoms, expected):
    """Changes and what was ignored first, then that nothing changed, then the return value, then the state."""
    assert rows([Outcome("t", state, xcoms)]) == expected


@pytest.mark.parametrize(
    ("result", "row"),
    [
        ({"name": "Mode", "state": "changed", "before": "0 1 * * *", "after": None}, ("Mode", '"0 1 * * *"', "null")),
        (
            {"name": "Mode", "state": "unchanged", "before": "0 1 * * *", "after": "0 1 * * *"},
            ("Mode", "", "unchanged"),
        ),
        ({"name": "Mode", "state": "failed", "before": "a", "after": "b", "error": "refused"}, ("Mode", "", "refused")),
        ({"name": None, "state": "not tried"}, ("44", "", "not tried")),
    ],
)
def test_has_a_row_for_each_result(result, row):
    """One that changed shows before and after; one that did not, its error or its state."""
    assert rows([Outcome("t", "failed", {"results": {"44": result}, "changes": CRON})]) == [("t", *row)]


def test_says_what_was_only_planned():
    """It stands behind the task; any other value of the key says nothing."""
    planned, done = ({"changes": CRON, "planned": value} for value in (True, "true"))

    assert [row[0] for row in rows([Outcome("a", "success", planned), Outcome("b", "success", done)])] == [
        "a (planned)",
        "b",
    ]


def test_aligns_and_shortens_to_the_width():
    """No line is longer than the terminal, short columns keep their text, long ones end in an ellipsis."""
    text = render([("update[0]", "params", '{"a":1}', "x" * 200), ("b", "url", "", "")], width=60)

    lines = text.splitlines()
    assert max(map(len, lines)) == 60
    assert lines[2].startswith("update[0]  params  ")
    assert lines[2].endswith("x…")
    assert len({line.index(word) for line, word in zip(lines[2:], ("params", "url"), strict=True)}) == 1
