"""A pytest run that has collected its tests and then, instead of running them, tries mutants in forked children.

A function's change needs no new import: every function made from the old code is given the new one. What a module does
while it is imported needs one: see :mod:`tests.mutations.cold`.
"""

from __future__ import annotations

import ast
import gc
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final

import coverage
import pytest
from _pytest.runner import runtestprotocol

from tests.mutations.children import ended
from tests.mutations.mutators import Mutant
from tests.mutations.selection import Baseline

_CACHE: Final = type(lru_cache(len))


class Warm:
    """A pytest plugin that hands its collected session to what is to be done with it.

    :param work: Is called with this once all tests are collected.
    """

    def __init__(self, work: Callable[[Warm], None]) -> None:
        self._work = work
        self._caches: list[Any] = []
        self._functions: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        for found in gc.get_objects():
            if isinstance(found, FunctionType):
                code = found.__code__
                self._functions[code.co_filename, code.co_qualname, code.co_firstlineno].append(found)
            elif isinstance(found, _CACHE) and (found.__module__ or "").startswith("airflow_provider_bi"):
                self._caches.append(found)
        self._work(self)
        return True

    def baseline(self, api: Path) -> Baseline:
        """Run every test once, unchanged; learn how long it takes and which lines it runs."""
        watch = coverage.Coverage(data_file=None, include=[f"{api}/*"], config_file=False)
        watch.start()
        times: dict[str, float] = {}
        started = time.monotonic()
        for nodeid, passed in self._run(list(self.items), before=watch.switch_context):
            if passed:
                times[nodeid] = time.monotonic() - started
            started = time.monotonic()
        watch.stop()
        data = watch.get_data()
        lines = {
            file: {str(line): tests for line, tests in data.contexts_by_lineno(file).items()}
            for file in data.measured_files()
        }
        return Baseline(times, lines)

    def kills(self, mutant: Mutant, tree: ast.Module, file: Path, tests: list[str], seconds: float) -> bool:
        """Tell whether one of the tests fails with the mutant in place."""

        def child() -> int:
            self._change(mutant, tree, file)
            return 0 if all(passed for _, passed in self._run(tests)) else 1

        return bool(tests) and ended(child, 4 + 3 * seconds) != 0

    def _run(self, tests: list[str], before: Callable[[str], object] = bool) -> Iterator[tuple[str, bool]]:
        items = [self.items[test] for test in tests]
        for item, following in zip(items, [*items[1:], None], strict=True):
            before(item.nodeid)
            # What another test has asked for already would not be run for this one.
            for cache in self._caches:
                cache.cache_clear()
            reports = runtestprotocol(item, log=False, nextitem=following)
            yield item.nodeid, not any(report.failed for report in reports)

    def _change(self, mutant: Mutant, tree: ast.Module, file: Path) -> None:
        assert mutant.function is not None
        name, line, _ = mutant.function
        mutant.change()
        (new,) = (
            code
            for code in _codes(compile(tree, str(file), "exec"))
            if (code.co_qualname, code.co_firstlineno) == (name, line)
        )
        for function in self._functions[str(file), name, line]:
            function.__code__ = new


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)
