"""Which tests a mutant is tried with: those that run its line, the module's own and the fastest first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Self

from tests.mutations.mutators import Mutant


@dataclass(frozen=True)
class Baseline:
    """What a run of the unchanged code told.

    :param times: The seconds of each test that passed.
    :param lines: For each file and line the tests that ran it; those run while the modules were imported are under "".
    """

    times: dict[str, float]
    lines: dict[str, dict[str, list[str]]]

    @classmethod
    def read(cls, file: Path) -> Self:
        return cls(**json.loads(file.read_text()))

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self)))

    def warm(self, mutant: Mutant, file: Path, *, seconds: float) -> list[str]:
        """Return the tests of a function's change: those that run its line, else its function.

        None for what runs while a module is imported.
        """
        if mutant.function is None:
            return []
        lines = self.lines.get(str(file), {})
        wanted = self._of({str(mutant.line)}, lines) or self._of(filter(mutant.covers, lines), lines)
        return list(self._within(wanted, file, seconds))

    def cold(self, file: Path, *, seconds: float) -> list[str]:
        """Return the tests of a module and of its package: not all that tells of it runs one of its lines."""
        lines = self.lines.get(str(file), {})
        wanted = self._of(lines, lines) | self._about(file) | self._about(file.parent)
        return list(self._within(wanted, file, seconds))

    def _about(self, place: Path) -> set[str]:
        return {test for test in self.times if _about(test.partition("::")[0], place)}

    def _of(self, wanted: Iterable[str], lines: Mapping[str, list[str]]) -> set[str]:
        """Return the tests that run one of the lines."""
        return {test for line in wanted for test in lines.get(line, ())} & self.times.keys()

    def _within(self, wanted: Iterable[str], file: Path, seconds: float) -> Iterable[str]:
        def order(test: str) -> tuple[bool, float, str]:
            return not _about(test.partition("::")[0], file), self.times[test], test

        for test in sorted(wanted, key=order):
            seconds -= self.times[test]
            yield test
            if seconds < 0:
                return


@cache
def _about(tests: str, place: Path) -> bool:
    """Tell whether a file of tests names the module or package: these tell most of what it holds."""
    parts = place.with_suffix("").parts[place.parts.index("api") :]
    names = parts[:-1] if parts[-1] == "__init__" else parts
    return names[-1] in tests or f"airflow_provider_bi.{'.'.join(names)} " in Path(tests).read_text()
