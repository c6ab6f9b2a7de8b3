"""What a process that gets killed does: one job, through a hook, with real waits."""

from __future__ import annotations

from tests.faults.registry import JOBS
from tests.faults.stage import hook_of

DONE = "done"


def work(name: str) -> str:
    """Do a job."""
    job = JOBS[name]
    with hook_of(job.service, hasty=False) as hook:
        hook.run(job.flow())
    return DONE
