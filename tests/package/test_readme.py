"""The README says what the package does."""

import re
from pathlib import Path

from airflow_provider_bi.api.datafold.kinds import KINDS
from airflow_provider_bi.api.datafold.kinds.base import connection_sources
from airflow_provider_bi.connections import TRANSPORT
from tests.operators.cases import CASES
from tests.package.test_declarations import DATAFOLD_OPTIONS, LOOKER_OPTIONS, arguments

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def table(after):
    """Return the rows of the table below the line that starts with `after`, cell by cell."""
    lines = README[README.index(after) :].splitlines()
    rows = [line for line in lines[: lines.index("", 2) if "" in lines[2:] else None] if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_table_of_operators_is_the_packages():
    """Each operator with its own arguments, and no other."""
    listed = {row[0].strip("`"): set(re.findall(r"`(\w+)`", row[2])) for row in table("<!-- operators")}

    options = (DATAFOLD_OPTIONS - {"bi_datasource_id"}) | LOOKER_OPTIONS
    assert listed == {case.operator.__name__: arguments(case.operator) - options for case in CASES}


def test_table_of_extra_fields_is_the_forms():
    """Names, defaults and meanings as the connection form has them."""
    shown = [
        [f"`{field.name}`", "" if field.default is None else f"`{str(field.default).lower()}`", field.description]
        for field in TRANSPORT
    ]

    assert table("<!-- extra fields") == shown


def test_table_of_credentials_is_the_kinds():
    """Where a connection holds a field is declared with the field."""
    columns = ("url", "login", "password")
    for row in table("| credentials of"):
        kind = next(kind for kind in KINDS if kind.label == row[0])
        for name, sources in connection_sources(kind).items():
            for source in sources:
                column = 1 + columns.index(source) if source in columns else 4
                name_in_extra = source.removeprefix("extra.")
                assert f"`{name if column < 4 or name in row[column] else name_in_extra}`" in row[column] or (
                    name_in_extra == "tenantId"
                )


def test_commands_are_one_line_each():
    """A stranger pastes one line to see it work, and one to run the tests."""
    commands = [line for line in README.splitlines() if line.startswith("python3 -m venv")]

    assert [command.rsplit("/", 1)[-1].split()[0] for command in commands] == [
        "reschedule_looker_in_datafold.py",
        "pytest",
    ]


def test_files_the_readme_names_are_there():
    """Links lead somewhere."""
    assert [link for link in re.findall(r"\]\(([^)#:]+)\)", README) if not (ROOT / link).exists()] == []
