"""Arguments that a template may have rendered to text."""

import json

import pytest

from airflow_provider_bi.api.errors import ArgumentError
from airflow_provider_bi.tasks.rendered import keys, names

NAMES = ["Tableau (2026)", "Looker, EU", "dbt's", '"Mode"', "📈"]


@pytest.mark.parametrize("written", [list, tuple, str, json.dumps, lambda value: f" {tuple(value)}\n"])
def test_names_are_those_that_were_written(written):
    """Brackets, commas and quotes inside of a name are part of it."""
    assert names("clear", written(NAMES)) == tuple(NAMES)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Tableau (2026), 'Mode' ,, Mode", ("Tableau (2026)", "'Mode'", "Mode")),
        ("a, b, a", ("a", "b")),
        ("None", ()),
        ("", ()),
        ("[]", ()),
        ("{'a'}", ("a",)),
    ],
)
def test_names_are_separated_by_commas(text, read):
    """As a person writes them."""
    assert names("clear", text) == read


@pytest.mark.parametrize("written", [list, str, json.dumps])
def test_ids_may_be_numbers(written):
    """They are looked for as text."""
    assert keys("clear", written([46, "Looker, EU"])) == ("46", "Looker, EU")


@pytest.mark.parametrize(
    "value", [5, {"a": 1}, "{'a': 1}", '{"a": 1}', "[a, b]", "('a')", "[True]", "[null]", "{['a']}", "[['a']]"]
)
@pytest.mark.parametrize("read", [names, keys])
def test_what_is_no_list_of_names_is_refused(read, value):
    """A name that is guessed could be another integration's."""
    with pytest.raises(ArgumentError, match="clear: a list of names is needed, such as"):
        read("clear", value)


def test_numbers_are_no_names():
    """Only where ids may stand too."""
    with pytest.raises(ArgumentError, match="a list of names is needed"):
        names("clear", "[46]")
