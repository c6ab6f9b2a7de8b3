"""``python -m tests.mutations --module retries``: change the ``api`` layer a little, and see whether a test notices."""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from tests.mutations import cold
from tests.mutations.children import ended
from tests.mutations.mutators import Mutant, mutants
from tests.mutations.preloaded import HOME
from tests.mutations.selection import Baseline
from tests.mutations.survivors import LISTED
from tests.mutations.warm import Warm

ROOT = Path(__file__).parents[2]
API = ROOT / "airflow_provider_bi" / "api"
_SURE: Final = 12
"""How many times more tests, in seconds, a change has to outlive that is not listed."""
TESTS = ("tests/api", "tests/transport")
"""What tests the layer without the rest of the package; the second one is all that speaks TLS."""


@dataclass
class Subject:
    """A module and its changes."""

    name: str
    file: Path
    tree: ast.Module
    mutants: list[Mutant]

    @property
    def module(self) -> str:
        return f"airflow_provider_bi.api.{self.name}".removesuffix(".__init__")


def subjects(names: list[str], *, sample: int | None, seed: int) -> Iterator[Subject]:
    """Read the modules; all of the layer if none is named."""
    for file in sorted(API.rglob("*.py")):
        name = ".".join(file.relative_to(API).with_suffix("").parts)
        if names and name not in names:
            continue
        tree = ast.parse(file.read_text())
        found = list(mutants(tree))
        if sample is not None and sample < len(found):
            found = random.Random(seed).sample(found, sample)
        yield Subject(name, file, tree, found)


@dataclass
class Run:
    """One run over the subjects."""

    subjects: list[Subject]
    baseline_file: Path
    verdicts_file: Path
    seconds: float

    def warm(self) -> int:
        """Try the changes of functions, all in one process that has collected the tests."""
        return int(
            pytest.main(
                [*cold.OPTIONS, *TESTS],
                plugins=[Warm(self._warm)],
            )
        )

    def _warm(self, session: Warm) -> None:
        if not self.baseline_file.exists():
            self.tell("learning which test runs which line")
            ended(lambda: session.baseline(API).write(self.baseline_file) or 0, 600)
        baseline = Baseline.read(self.baseline_file)
        for test in sorted(session.items.keys() - baseline.times.keys()):
            say(f"Fails, or is not known yet, and is not used: {test}")
        for subject in self.subjects:
            for index, mutant in enumerate(subject.mutants):
                if baseline.warm(mutant, subject.file, seconds=self.seconds):
                    tests = partial(baseline.warm, mutant, subject.file)
                    self._try(subject, index, tests, partial(session.kills, mutant, subject.tree, subject.file))

    def cold(self) -> None:
        """Try the changes of what runs while a module is imported, in a fresh import each."""
        baseline = Baseline.read(self.baseline_file)
        for subject in self.subjects:
            for index, mutant in enumerate(subject.mutants):
                if not baseline.warm(mutant, subject.file, seconds=self.seconds):
                    tests = partial(baseline.cold, subject.file)
                    kills = partial(cold.kills, mutant, subject.tree, subject.module, subject.file)
                    self._try(subject, index, tests, kills)

    def _try(self, subject: Subject, index: int, tests: Callable[..., list[str]], kills: Callable[..., bool]) -> None:
        """Try a change; if it lives and is not listed, once more with more tests."""
        tried: list[str] = []
        dead = False
        for seconds in (self.seconds, _SURE * self.seconds):
            chosen = tests(seconds=seconds)
            if dead or chosen == tried or (tried and reason(subject, subject.mutants[index])):
                break
            tried = chosen
            dead = kills(tried, seconds)
        self._judged(subject, index, dead=dead, tests=len(tried))

    def _judged(self, subject: Subject, index: int, *, dead: bool, tests: int) -> None:
        with self.verdicts_file.open("a") as verdicts:
            verdicts.write(f"{json.dumps([subject.name, index, dead])}\n")
        mutant = subject.mutants[index]
        if not dead and not reason(subject, mutant):
            say(f"{subject.file.relative_to(ROOT)}:{mutant.line} ({tests} tests) {mutant.text}")
        self.tell(f"{subject.name}: {index + 1} of {len(subject.mutants)} ")

    def killed(self) -> set[tuple[str, int]]:
        """Return the name of the module and the number of each change that a test noticed."""
        verdicts = map(json.loads, self.verdicts_file.read_text().splitlines())
        return {(name, index) for name, index, dead in verdicts if dead}

    @staticmethod
    def tell(text: str) -> None:
        """Write one line of progress."""
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def reason(subject: Subject, mutant: Mutant) -> str | None:
    """Return why a change may live: listed for itself, or for all of a function's."""
    listed = LISTED.get(subject.name, {})
    return listed.get(mutant.text) or listed.get(mutant.text.partition(":")[0])


def stale(subject: Subject) -> list[str]:
    """Return what is listed and is no change of the module any more."""
    known = {name for mutant in subject.mutants for name in (mutant.text, mutant.text.partition(":")[0])}
    return sorted(LISTED.get(subject.name, {}).keys() - known)


def say(text: str) -> None:
    """Write one line of the result, also while pytest captures."""
    sys.__stdout__.write(f"{text}\n")
    sys.__stdout__.flush()


def main() -> int:
    """Run, print each survivor and one line a module, and return 1 if a survivor is not listed with its reason."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--module", action="append", default=[], help="below airflow_provider_bi.api; repeat it (all)")
    parser.add_argument("--sample", type=int, help="at most so many changes of each module (all)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same sample (1)")
    parser.add_argument(
        "--seconds",
        type=float,
        default=5,
        help=f"of tests that a change is tried with, {_SURE} times as many if it lives (5)",
    )
    parser.add_argument(
        "--baseline", type=Path, help="keep here which test runs which line, and read it if it is there"
    )
    asked = parser.parse_args()
    os.chdir(ROOT)
    started = time.monotonic()
    run = Run(
        list(subjects(asked.module, sample=asked.sample, seed=asked.seed)),
        asked.baseline or Path(HOME.name, "baseline.json"),
        Path(HOME.name, "verdicts.json"),
        asked.seconds,
    )
    ended(run.warm, float("inf"), told=True)
    run.cold()
    killed = run.killed()
    counts: Counter[str] = Counter()
    for subject in run.subjects:
        alive = [mutant for index, mutant in enumerate(subject.mutants) if (subject.name, index) not in killed]
        listed = sum(reason(subject, mutant) is not None for mutant in alive)
        tried = len(subject.mutants)
        counts.update(tried=tried, killed=tried - len(alive), listed=listed, unlisted=len(alive) - listed)
        for text in [] if asked.sample else stale(subject):
            say(f"{subject.name}: listed, and no change any more: {text}")
        dead, unlisted = tried - len(alive), len(alive) - listed
        say(f"{subject.name}: {tried} tried, {dead} killed, {listed} listed, {unlisted} unlisted")
    say(f"All: {dict(counts)} in {time.monotonic() - started:.0f} s")
    return 1 if counts["unlisted"] else 0


if __name__ == "__main__":
    sys.exit(main())
