"""The rig finds what is wrong: each of these jobs does one thing that no job may do."""

import time
from contextlib import suppress

import pytest

from airflow_provider_bi.api.calls import Call, Repeatable
from airflow_provider_bi.api.datafold import calls
from airflow_provider_bi.api.errors import BiApiError
from tests.faults.datafold_jobs import CRON, syncs, update
from tests.faults.jobs import Job
from tests.faults.rig import Way, Wrong
from tests.faults.troubles import FOLLOWED, TROUBLES

KEY = "sandbox-datafold-key"


def do():
    """Do the work as it should be done."""
    return update("dbt", indexing_cron=CRON)


def forget_errors():
    with suppress(BiApiError):
        yield from do()


def write_twice():
    """Two writes where one would do: a failure leaves one of them."""
    yield from update("dbt", indexing_cron="1 2 3 4 5")
    yield from do()


def tell_something_else():
    try:
        yield from do()
    except BiApiError:
        yield from do()
        return "something else"


def sync_again():
    try:
        yield calls.resync_integration(47)
    except BiApiError:
        yield calls.resync_integration(47)


def tell_the_key():
    try:
        yield from do()
    except BiApiError:
        raise BiApiError(f"It failed with {KEY}.") from None


def raise_anything():
    try:
        yield from do()
    except BiApiError:
        raise ValueError from None


def wait_long():
    try:
        yield from do()
    except BiApiError:
        time.sleep(61)
        raise


def follow():
    try:
        yield from do()
    except BiApiError:
        yield Call(method="GET", path=FOLLOWED, repeatable=Repeatable.FREELY)


def give_up():
    yield Call(method="GET", path=calls.ROOT, repeatable=Repeatable.ONCE)
    yield from do()


BAD = {
    Wrong.LOST: (forget_errors, "500", 1),
    Wrong.HALF: (write_twice, "500", 2),
    Wrong.UNTRUE: (tell_something_else, "500", 0),
    Wrong.DOUBLED: (sync_again, "closed after the write", 0),
    Wrong.LEAKED: (tell_the_key, "500", 0),
    Wrong.UNTYPED: (raise_anything, "500", 0),
    Wrong.WAITED: (wait_long, "500", 0),
    Wrong.FOLLOWED: (follow, "redirect to another host", 0),
    Wrong.GAVE_UP: (give_up, "429", 0),
}


@pytest.mark.parametrize("wrong", Wrong)
@pytest.mark.parametrize("way", Way)
def test_what_a_bad_job_does_is_found(wrong, way, rig):
    """A judge that never finds anything would let every job pass."""
    flow, name, position = BAD[wrong]
    trouble = next(trouble for trouble in TROUBLES if trouble.name == name)
    is_sync = wrong is Wrong.DOUBLED
    job = Job(
        name=flow.__name__,
        service="datafold",
        flow=flow,
        done=lambda sandbox: is_sync or sandbox.datafold.integrations[47].values["indexing_cron"] == CRON,
        times=syncs,
    )

    assert wrong in rig.run(job, way, {position: trouble}).wrong


def test_every_trouble_is_one_of_its_own():
    """They are told by their names."""
    assert len({trouble.name for trouble in TROUBLES}) == len(TROUBLES)
