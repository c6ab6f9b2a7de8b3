"""Running an operator without a scheduler, and looking at all that it lets out."""

import json
import logging
import traceback
from dataclasses import dataclass, field

import pytest

from tests.conftest import SECRETS


@dataclass
class TaskInstance:
    """Where a task's XComs arrive; they have to be JSON, and without secrets."""

    xcoms: dict = field(default_factory=dict)

    def xcom_push(self, key, value):
        self.xcoms[key] = json.loads(json.dumps(value))


@dataclass
class Outcome:
    returned: object
    xcoms: dict


@pytest.fixture
def execute():
    """Return a function that runs an operator's work; nothing of what it lets out may hold a secret."""

    def run(operator, **context):
        ti = TaskInstance()
        try:
            returned = operator.execute({"ti": ti, "outlet_events": {}, **context})
        except Exception as error:
            told = "".join(traceback.format_exception(error))
            assert not SECRETS.search(told), told
            assert not SECRETS.search(repr(ti.xcoms))
            raise
        assert not SECRETS.search(json.dumps([returned, ti.xcoms])), [returned, ti.xcoms]
        return Outcome(returned, ti.xcoms)

    return run


@pytest.fixture
def warned(capsys, caplog):
    """Return a function that returns what was logged as a warning; Airflow's versions log to different places."""

    def told():
        printed = [line for line in capsys.readouterr().out.splitlines() if "[warning" in line or "WARNING" in line]
        return "\n".join(
            printed + [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
        )

    return told


@pytest.fixture
def wire(sandbox):
    """Return a function that tells what arrived at the services since it was last called: method and last path."""
    seen = 0

    def arrived():
        nonlocal seen
        fresh = sandbox.requests[seen:]
        seen = len(sandbox.requests)
        return [
            (request.method, request.path.removeprefix("/api/v1/lineage/bi").removeprefix("/api/4.0"))
            for request in fresh
        ]

    return arrived
