"""Each trouble at each request of each job, sync and async: what was asked for is there, or the job says why not."""

import pytest

from tests.faults.registry import JOBS
from tests.faults.rig import Way
from tests.faults.troubles import troubles_for


def told(verdicts):
    return "\n".join(str(verdict) for verdict in verdicts if verdict.wrong)


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_a_trouble_at_any_request_is_survived_or_told(job, rig):
    """Nothing is lost in silence, done twice, told in secret's words, or waited for past the bound."""
    verdicts = [
        rig.run(job, way, {position: trouble})
        for way in Way
        for position in range(rig.golden(job, way).requests)
        for trouble in troubles_for(job.service)
    ]

    assert not any(verdict.wrong for verdict in verdicts), told(verdicts)
    assert any(verdict.failed for verdict in verdicts)
    assert not all(verdict.failed for verdict in verdicts)
