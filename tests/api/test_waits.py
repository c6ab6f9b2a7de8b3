"""A wait outlives what may pass, and nothing else."""

import pytest

from airflow_provider_bi.api.calls import Call, Repeatable
from airflow_provider_bi.api.errors import ArgumentError, BiApiError, NotFoundError, ServerError
from airflow_provider_bi.api.waits import Look, tolerant
from tests.api.driving import LOST, drive

CALL = Call(method="GET", path="/x", repeatable=Repeatable.FREELY)
BROKEN = ServerError("broken", status_code=502, method="GET", path="/x")
MISSING = NotFoundError("none", status_code=404, method="GET", path="/x")


def probe():
    found = yield CALL
    return Look(done=True, said="there", result=found)


def test_a_look_is_handed_on():
    """As it is."""
    driven = drive(tolerant(probe()), {"id": 1})

    assert driven.calls == [CALL]
    assert driven.result == Look(done=True, said="there", result={"id": 1}, failed=False)


@pytest.mark.parametrize("error", [LOST, BROKEN], ids=repr)
def test_a_failure_that_may_pass_is_a_look_that_saw_nothing(error):
    """The next one may see more."""
    assert drive(tolerant(probe()), error).result == Look(done=False, said=str(error), result=None, failed=True)


@pytest.mark.parametrize("error", [MISSING, ArgumentError("no id")], ids=repr)
def test_a_permanent_failure_ends_the_wait(error):
    """It would fail for ever."""
    with pytest.raises(BiApiError) as failed:
        drive(tolerant(probe()), error)

    assert failed.value is error
