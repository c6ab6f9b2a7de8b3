"""All jobs."""

from tests.faults.datafold_jobs import datafold_jobs
from tests.faults.jobs import named
from tests.faults.looker_jobs import looker_jobs

JOBS = named([*datafold_jobs(), *looker_jobs()])
