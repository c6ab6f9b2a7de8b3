"""A process killed at each request of each job, before and after the service has done it, and the job run again."""

import time
from itertools import product

import pytest

from airflow_provider_bi.sandbox.faults import Fault
from tests.faults.forking import Forker
from tests.faults.registry import JOBS
from tests.faults.rig import Way
from tests.faults.troubles import Trouble
from tests.faults.worker import DONE

WORK = "tests.faults.worker:work"
HANG = 60.0
"""Seconds; longer than it takes to kill a process that waits for an answer."""

BEFORE = Trouble(name="killed before it was done", happen=lambda sandbox: Fault(delay=HANG))
AFTER = Trouble(name="killed after it was done", happen=lambda sandbox: Fault(drop="stall", delay=HANG))


@pytest.fixture(scope="module")
def forker(rig):
    with Forker("tests.faults.worker", environment=rig.stage.environment()) as running:
        yield running


def hangs(stage, position, trouble):
    """Whether the request is there, and done if it hangs in its answer."""
    return len(stage.requests) > position and (trouble is BEFORE or stage.requests[position].status is not None)


def kill_at(position, trouble, *, job, rig, forker):
    """Start a job and kill it when its request hangs."""
    with rig.stage.troubled({position: trouble}):
        child = forker.start(WORK, job.name)
        until = time.monotonic() + 20
        while not hangs(rig.stage, position, trouble):
            assert time.monotonic() < until, f"{job} sent {len(rig.stage.requests)} requests"
            time.sleep(0.001)
        child.kill()
        # A reply without a body has arrived as a whole, so the process may have been faster.
        whole = rig.stage.requests[position].status == 204

        assert child.ended() == "status -9" or whole


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_a_killed_job_that_runs_again_ends_as_asked_for(job, rig, forker):
    """The state is the one of a run that nobody killed; only what each run does once more was done twice."""
    golden = rig.golden(job, Way.SYNC)
    for position, trouble in product(range(golden.requests), (BEFORE, AFTER)):
        kill_at(position, trouble, job=job, rig=rig, forker=forker)
        once = job.times(rig.stage)
        said = forker.start(WORK, job.name).ended()
        where = f"{trouble} at request {position}: {said}"

        assert said == DONE, where
        assert job.done(rig.stage), where
        assert once <= 1, where
        if job.each_run:
            assert job.times(rig.stage) <= once + 1, where
        else:
            assert rig.stage.stored() == golden.after, where
