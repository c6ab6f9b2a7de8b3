"""Figures become a table, and a count that is off is told."""

import json

import pytest

from tests.benchmarks.measuring import Spread, ratios
from tests.benchmarks.report import Row, table, to_json

RATIO = Row(what="An update", figure=Spread(1.234, 0.5, 12.345), beside="a loop", target=1.15)
COUNT = Row(what="Requests", figure=2, unit="", exact=2)


def test_ratios_are_told_with_their_spread():
    """Of pairs that were taken in turn."""
    assert ratios([1, 2, 9], [1, 4, 3]) == Spread(1, 0.5, 3)


def test_the_table_is_markdown():
    """As it stands in the README."""
    assert table([RATIO, COUNT]).splitlines() == [
        "| what      | figure            | beside | target          |",
        "| --------- | ----------------- | ------ | --------------- |",
        "| An update | 1.23x (0.50-12.3) | a loop | <= 1.15, missed |",
        "| Requests  | 2                 |        | 2               |",
    ]


@pytest.mark.parametrize(("row", "off"), [(RATIO, False), (COUNT, False), (Row(what="x", figure=3, exact=2), True)])
def test_only_a_count_can_be_off(row, off):
    """Times are the machine's as well."""
    assert row.is_off is off
    assert ("OFF" in table([row])) is off


def test_json_holds_all_of_it():
    """With the points of a plot."""
    row = Row(what="x", figure=Spread(1, 1, 1), points={"ours": [(10, 0.5)]})
    told = json.loads(to_json([row], full=True))

    assert told["full"] is True
    assert told["rows"][0]["figure"] == {"median": 1, "low": 1, "high": 1}
    assert told["rows"][0]["points"] == {"ours": [[10, 0.5]]}
