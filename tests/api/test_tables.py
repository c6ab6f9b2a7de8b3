"""Changes as text in columns."""

import pytest

from airflow_provider_bi.api.tables import compact, rows_of, table


def test_columns_are_aligned_and_lines_end_with_their_text():
    """A cell is as wide as the widest of its column, and no blanks trail."""
    assert table(("field", "after"), [("a", "1"), ("longer", "22")]) == "field   after\na       1\nlonger  22"


def test_a_header_alone_is_a_table():
    """No rows are no error."""
    assert table(("field", "after"), []) == "field  after"


def test_a_long_cell_is_cut():
    """One value does not fill the log."""
    assert table(("f",), [("x" * 100,)]).splitlines() == ["f", "x" * 59 + "…"]


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (25, ["field         after", "abcdefghijkl  0123456789"]),
        (24, ["field         after", "abcdefghijkl  0123456789"]),
        (23, ["field        after", "abcdefghij…  0123456789"]),
        (20, ["field      after", "abcdefgh…  01234567…"]),
        (1, ["field     after", "abcdefg…  0123456…"]),
    ],
)
def test_a_table_fits_a_terminal(width, lines):
    """The widest column gives way first, and none becomes narrower than 8."""
    assert table(("field", "after"), [("abcdefghijkl", "0123456789")], width=width).splitlines() == lines


def test_a_wide_terminal_shows_long_cells():
    """Only where no width is known is a cell cut at 60."""
    assert table(("f",), [("x" * 100,)], width=100).splitlines() == ["f", "x" * 100]


def test_narrow_columns_stay_as_they_are():
    """However narrow the terminal."""
    assert table(("a", "b"), [("1", "2")], width=1).splitlines() == ["a  b", "1  2"]


def test_a_table_can_be_ruled():
    """A terminal shows a line under the header."""
    assert table(("f", "gg"), [("a", "b")], ruled=True).splitlines() == ["f  gg", "-  --", "a  b"]


def test_rows_of_plain_fields():
    """Each change is one row, in JSON's own words."""
    assert list(rows_of({"name": {"before": None, "after": "Ü"}, "ids": {"before": [], "after": [1]}})) == [
        ("name", "null", '"Ü"'),
        ("ids", "[]", "[1]"),
    ]


def test_rows_of_parameters():
    """A parameter has one row for each subfield that changed."""
    changes = {
        "params": {
            "before": {"a": {"value": "", "user_attribute_name": "x"}, "b": {"value": "***"}},
            "after": {"a": {"value": "1", "user_attribute_name": None}, "b": {"value": "***"}},
        }
    }

    assert list(rows_of(changes)) == [
        ("params.a.value", '""', '"1"'),
        ("params.a.user_attribute_name", '"x"', "null"),
        ("params.b.value", '"***"', '"***"'),
    ]


def test_rows_of_parameters_that_were_not_known():
    """They are one row, as a field called params of another service is."""
    assert list(rows_of({"params": {"before": None, "after": {"a": {"value": "1"}}}})) == [
        ("params", "null", '{"a": {"value": "1"}}')
    ]
    assert list(rows_of({"params": {"before": {"a": 1}, "after": None}})) == [("params", '{"a": 1}', "null")]
    assert list(rows_of({"other": {"before": {"a": 1}, "after": {"a": 2}}})) == [("other", '{"a": 1}', '{"a": 2}')]


def test_compact_is_one_line_whatever_it_holds():
    """Line breaks are escaped, other letters stay readable, and what is no JSON becomes text."""
    assert compact({"a": "ä\nb", "c": {1}}) == '{"a": "ä\\nb", "c": "{1}"}'
