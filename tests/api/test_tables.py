"""Changes as text in columns."""

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


def test_compact_is_one_line_whatever_it_holds():
    """Line breaks are escaped, other letters stay readable, and what is no JSON becomes text."""
    assert compact({"a": "ä\nb", "c": {1}}) == '{"a": "ä\\nb", "c": "{1}"}'
