"""``python -m tests.faults --updates 10000 --seed 1``: the figures of many updates with troubles at random."""

from __future__ import annotations

import argparse
import sys
import time

# Gives Airflow a throw-away home before it is imported.
import tests.conftest  # noqa: F401
from tests.faults.many import Figures, runs
from tests.faults.rig import Rig


def main() -> int:
    """Run, print one table, and return 1 if anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--updates", type=int, default=10_000, help="how many (10000)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same troubles (1)")
    asked = parser.parse_args()
    figures, started = Figures(), time.monotonic()
    with Rig() as rig:
        for done in figures.count(runs(rig, number=asked.updates, seed=asked.seed)):
            if done % 100 == 0 or done == asked.updates:
                seconds = time.monotonic() - started
                sys.stderr.write(f"\r{done} of {asked.updates}, {len(figures.bad)} wrong, {seconds:.0f} s ")
                sys.stderr.flush()
    sys.stderr.write("\n")
    sys.stderr.writelines(f"{verdict}\n" for verdict in figures.bad[:20])
    sys.stdout.write(f"Seed {asked.seed}\n{figures}\n")
    return 1 if figures.bad else 0


if __name__ == "__main__":
    sys.exit(main())
