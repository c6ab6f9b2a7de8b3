"""Many runs with troubles at random, the same ones for the same seed, and their figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from airflow_provider_bi.api.tables import table
from tests.faults.registry import JOBS
from tests.faults.rig import Rig, Verdict, Way, Wrong
from tests.faults.troubles import troubles_for

MOST = 3
"""Troubles that one run may meet."""
BEYOND = 4
"""Requests past those of a run without troubles, such as tries and looks, that may meet one too."""


def runs(rig: Rig, *, number: int, seed: int) -> Iterator[Verdict]:
    """Run one job after another, each with one trouble or more."""
    chance = Random(seed)
    jobs = list(JOBS.values())
    for _ in range(number):
        job, way = chance.choice(jobs), chance.choice(list(Way))
        positions = chance.sample(range(rig.golden(job, way).requests + BEYOND), k=chance.randint(1, MOST))
        possible = troubles_for(job.service)
        # One of them at least happens to a request that is sure to come.
        positions[0] = chance.randrange(rig.golden(job, way).requests)
        yield rig.run(job, way, {position: chance.choice(possible) for position in positions})


@dataclass
class Figures:
    """What came of many runs."""

    ends: Counter[str] = field(default_factory=Counter)
    wrongs: Counter[Wrong] = field(default_factory=Counter)
    bad: list[Verdict] = field(default_factory=list)

    def count(self, verdicts: Iterable[Verdict]) -> Iterator[int]:
        """Count them, and yield how many there are so far."""
        for number, verdict in enumerate(verdicts, 1):
            self.ends[type(verdict.ended).__name__ if verdict.failed else "as asked for"] += 1
            self.wrongs.update(verdict.wrong)
            if verdict.wrong:
                self.bad.append(verdict)
            yield number

    def __str__(self) -> str:
        """Return one table."""
        rows = [("updates", str(self.ends.total()))]
        rows += [(f"ended {name}", str(number)) for name, number in self.ends.most_common()]
        rows += [(wrong.value, str(self.wrongs[wrong])) for wrong in Wrong]
        return table(("what", "how often"), rows)
