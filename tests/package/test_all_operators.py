"""What every operator and every sensor of the package promises, read from the classes themselves."""

import inspect
from importlib import import_module
from pathlib import Path

import pytest
from airflow.providers.common.compat.sdk import BaseOperator, BaseSensorOperator

import airflow_provider_bi
from airflow_provider_bi.get_provider_info import get_provider_info

ROOT = Path(airflow_provider_bi.__file__).parent
MODULES = [
    import_module(f"airflow_provider_bi.{part}.{path.stem}")
    for part in ("operators", "sensors")
    for path in sorted((ROOT / part).glob("[!_]*.py"))
]


def own(task):
    """Return the classes of ours that a task is made of."""
    return [base for base in task.__mro__ if base.__module__.startswith("airflow_provider_bi")]


CLASSES = sorted(
    {
        found
        for module in MODULES
        for found in vars(module).values()
        if inspect.isclass(found) and issubclass(found, BaseOperator) and found.__module__ == module.__name__
    },
    key=lambda found: found.__name__,
)
TASKS = [
    found for found in CLASSES if not inspect.isabstract(found) and any("execute" in vars(base) for base in own(found))
]
READ_WHEN_MADE = {"poke_interval", "timeout"}
"""What Airflow's own sensor refuses as text: no template can be given."""

every_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.__name__)


def parameters(task):
    """Return each argument that these take, with its declaration."""
    return {
        name: parameter
        for base in own(task)
        for name, parameter in inspect.signature(base.__init__).parameters.items()
        if name not in {"self", "kwargs"}
    }


def untemplated(task):
    return READ_WHEN_MADE if issubclass(task, BaseSensorOperator) else set()


def test_there_are_operators_and_sensors():
    """Bases that are abstract are no tasks."""
    names = [task.__name__ for task in TASKS]

    assert len(set(names)) == len(names) > 20
    assert [name for name in names if not name.endswith(("Operator", "Sensor"))] == []


@every_task
def test_every_argument_is_a_template(task):
    """Airflow users expect to template, and to map over, whatever they can give."""
    fields = task.template_fields

    assert set(fields) == parameters(task).keys() - untemplated(task)
    assert len(fields) == len(set(fields))


@every_task
def test_every_argument_is_documented(task):
    """In the docstring of its class or of a base."""
    documented = "".join(base.__doc__ for base in own(task))

    assert [name for name in parameters(task) if f":param {name}:" not in documented] == []


@every_task
def test_every_argument_is_keyword_only(task):
    """A DAG says what it gives; a new argument can stand anywhere."""
    kinds = {name: parameter.kind for name, parameter in parameters(task).items()}

    assert set(kinds.values()) <= {inspect.Parameter.KEYWORD_ONLY}


@every_task
def test_every_argument_is_kept_as_it_was_given(task):
    """Airflow reads and renders attributes of the same names; nothing is checked before."""
    given = {name: f"{{{{ {name} }}}}" for name in parameters(task).keys() - untemplated(task)}

    made = task(task_id="made", **given)

    assert {name: getattr(made, name) for name in given} == given


@every_task
def test_every_task_can_be_mapped(task):
    """Airflow checks the names it may be mapped over against the signatures."""
    names = sorted(parameters(task).keys() - untemplated(task))

    mapped = task.partial(task_id="mapped").expand(**{name: ["x"] for name in names})

    assert mapped.operator_class is task


@every_task
def test_every_task_links_to_its_service(task):
    """The link is registered: Airflow 2.11 drops all links of an operator of which one is not."""
    registered = get_provider_info()["extra-links"]

    assert task.operator_extra_links == (task.link,)
    assert f"{type(task.link).__module__}.{type(task.link).__name__}" in registered
