"""The README says what the package does."""

import re
from inspect import getmembers, isfunction
from pathlib import Path

from airflow.providers.common.compat.sdk import BaseHook

from airflow_provider_bi.api.datafold.kinds import KINDS
from airflow_provider_bi.api.datafold.kinds.base import connection_sources
from airflow_provider_bi.connections import TRANSPORT
from airflow_provider_bi.hooks.datafold import DatafoldHook
from airflow_provider_bi.hooks.looker import LookerHook
from airflow_provider_bi.notifications.datafold import DatafoldSyncNotifier
from airflow_provider_bi.operators import datafold, looker
from airflow_provider_bi.sensors.looker import LookerIntegrationHubHealthSensor, LookerIntegrationSensor
from tests.operators.cases import CASES
from tests.package.test_declarations import DATAFOLD_OPTIONS, LOOKER_OPTIONS, arguments

SENSOR_OPTIONS = {"deferrable", "poke_interval", "timeout"}
ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def table(after):
    """Return the rows of the table below the line that starts with `after`, cell by cell."""
    lines = README[README.index(after) :].splitlines()
    rows = [line for line in lines[: lines.index("", 2) if "" in lines[2:] else None] if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def own_arguments(task):
    """Return what a task takes beside its connection and Airflow's own arguments."""
    return arguments(task) - {"datafold_conn_id", "looker_conn_id"}


def test_table_of_updates_is_the_packages():
    """Each update with its own arguments, and no other."""
    listed = {row[0].strip("`"): set(re.findall(r"`(\w+)`", row[2])) for row in table("| updates")}

    options = (DATAFOLD_OPTIONS - {"bi_datasource_id"}) | LOOKER_OPTIONS
    assert listed == {case.operator.__name__: arguments(case.operator) - options for case in CASES}


def test_table_of_other_tasks_is_the_packages():
    """Each operator, sensor and notifier that is no update, with its arguments."""
    listed = {row[0].strip("`"): set(re.findall(r"`(\w+)`", row[2])) for row in table("| other tasks")}

    updates = {case.operator.__name__ for case in CASES}
    tasks = [
        *(getattr(module, name) for module in (datafold, looker) for name in module.__all__ if name not in updates),
        LookerIntegrationHubHealthSensor,
        LookerIntegrationSensor,
        DatafoldSyncNotifier,
    ]
    options = {"LookerIntegrationHubHealthSensor": SENSOR_OPTIONS, "LookerIntegrationSensor": SENSOR_OPTIONS}
    assert listed == {task.__name__: own_arguments(task) - options.get(task.__name__, set()) for task in tasks}


def test_table_of_hooks_is_the_packages():
    """Each method that a hook offers beside Airflow's own."""
    listed = {row[0].strip("`"): set(re.findall(r"`(\w+)`", row[1])) for row in table("| hook |")}
    airflows = set(dir(BaseHook)) | {"get_connection_form_widgets", "get_ui_field_behaviour", "told"}

    for hook in (DatafoldHook, LookerHook):
        methods = {name for name, _ in getmembers(hook, isfunction) if not name.startswith("_")}
        assert (listed[hook.__name__] | listed["both"]) - airflows == methods - airflows


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
