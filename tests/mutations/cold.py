"""A mutant in a fresh import: for what a module does while it is imported, and to be sure of a survivor."""

from __future__ import annotations

import ast
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from tests.mutations.children import ended
from tests.mutations.mutators import Mutant

OPTIONS = (
    "-q",
    "-p",
    "no:cacheprovider",
    "--capture=sys",
    "--show-capture=no",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)


class Finder(MetaPathFinder):
    """Serves the changed code of one module."""

    def __init__(self, module: str, file: Path, code: CodeType) -> None:
        self._module, self._file, self._code = module, file, code

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self._module:
            return None
        loader = _Loader(name, str(self._file))
        loader.code = self._code
        return spec_from_file_location(name, self._file, loader=loader)


class _Loader(SourceFileLoader):
    code: CodeType

    def get_code(self, fullname: str) -> CodeType:
        return self.code


def kills(mutant: Mutant, tree: ast.Module, module: str, file: Path, tests: list[str], seconds: float) -> bool:
    """Tell whether one of the tests fails in a process that imports the mutant."""

    def child() -> int:
        mutant.change()
        sys.meta_path.insert(0, Finder(module, file, compile(tree, str(file), "exec")))
        status = pytest.main(["-x", *OPTIONS, *tests])
        return 0 if status == pytest.ExitCode.OK else 1

    return bool(tests) and ended(child, 30 + 3 * seconds) != 0
