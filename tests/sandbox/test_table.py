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


def test_aligns_and_shortens_to_the_width():
    """No line is longer than the terminal, short columns keep their text, long ones end in an ellipsis."""
    text = render([("update[0]", "params", '{"a":1}', "x" * 200), ("b", "url", "", "")], width=60)

    lines = text.splitlines()
    assert max(map(len, lines)) == 60
    assert lines[2].startswith("update[0]  params  ")
    assert lines[2].endswith("x…")
    assert len({line.index(word) for line, word in zip(lines[2:], ("params", "url"), strict=True)}) == 1
