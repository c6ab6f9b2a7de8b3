"""Taking a sensor through its whole wait, in the worker or by way of the triggerer."""

import asyncio
from importlib import import_module

import pytest
from airflow.providers.common.compat.sdk import TaskDeferred

from tests.operators.conftest import TaskInstance, execute, wire  # noqa: F401 - fixtures


def revived(trigger):
    """Return a trigger made of what Airflow keeps of this one."""
    path, arguments = trigger.serialize()
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)(**arguments)


async def event_of(trigger):
    """Return what the trigger fires."""
    [event] = [event async for event in trigger.run()]
    return event.payload


def deferred(sensor, **context):
    """Return how a sensor defers."""
    with pytest.raises(TaskDeferred) as left:
        sensor.execute({"ti": TaskInstance(), "outlet_events": {}, **context})
    return left.value


@pytest.fixture
def wait(execute):  # noqa: F811 - the fixture
    """Return a function that lets a sensor wait to its end, and returns what it returned."""

    def run(sensor):
        try:
            return execute(sensor).returned
        except TaskDeferred as left:
            event, method = asyncio.run(event_of(revived(left.trigger))), left.method_name
        # Airflow's own way back, which knows soft_fail.
        return sensor.resume_execution(method, {"event": event}, {"ti": TaskInstance()})

    return run
