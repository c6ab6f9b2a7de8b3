"""Who may know whom, read from the imports of every module, those inside functions included."""

import ast
from pathlib import Path

import pytest

import airflow_provider_bi

ROOT = Path(airflow_provider_bi.__file__).parent
MODULES = {
    ".".join(("airflow_provider_bi", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in ROOT.rglob("*.py")
}
KNOWS = {
    "api": set(),
    "connections": set(),
    "version_compat": set(),
    "get_provider_info": {"connections"},
    "hooks": {"api", "connections", "version_compat"},
    "links": set(),
    "triggers": {"hooks", "api"},
    "tasks": {"triggers", "hooks", "api", "links", "version_compat"},
    "sensors": {"tasks", "triggers", "hooks", "api", "links", "version_compat"},
    "operators": {"tasks", "triggers", "hooks", "api", "links", "version_compat"},
    "notifications": {"tasks", "hooks", "api"},
    "sandbox": {"api"},
}
"""Each part of the package, and the parts that it may import beside itself."""

FOREIGN_TO_API = {"httpx", "httpx_retries", "pydantic", "airflow_provider_bi"}
HTTPX = {
    "airflow_provider_bi.api.datafold.auth",
    "airflow_provider_bi.api.deadlines",
    "airflow_provider_bi.api.lanes",
    "airflow_provider_bi.api.looker.auth",
    "airflow_provider_bi.api.requests",
    "airflow_provider_bi.api.retries",
    "airflow_provider_bi.api.transports",
    "airflow_provider_bi.api.wire",
}
"""The modules that name httpx; moving to another client changes these and no others."""


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(names):
    return {name.split(".")[1] for name in names if name.startswith("airflow_provider_bi.") and name.count(".") >= 1}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_module_imports_only_what_its_layer_may_know(module):
    """Dependencies point one way: operators to hooks to api, and the sandbox to api."""
    part = module.split(".")[1] if "." in module else None
    known = {
        name for name in own(imported(MODULES[module])) if (ROOT / name).exists() or (ROOT / f"{name}.py").exists()
    }

    assert part is None or known <= KNOWS[part] | {part}
    assert part is not None or not known


@pytest.mark.parametrize("module", sorted(name for name in MODULES if name.startswith("airflow_provider_bi.api")))
def test_api_has_no_airflow_in_it(module):
    """The core is the standard library, httpx, its retries and pydantic."""
    import sys

    foreign = {name.split(".")[0] for name in imported(MODULES[module])} - sys.stdlib_module_names

    assert foreign <= FOREIGN_TO_API


@pytest.mark.parametrize("service", ["datafold", "looker"])
def test_services_do_not_know_each_other(service):
    """A fact of Datafold's cannot break Looker's part."""
    other = {"datafold": "looker", "looker": "datafold"}[service]
    modules = [name for name in MODULES if f".{service}" in name and "sandbox" not in name]

    for module in modules:
        assert not [
            name for name in imported(MODULES[module]) if f".{other}" in name and ".datafold.kinds" not in name
        ], module


def test_httpx_is_named_in_few_modules():
    """What names httpx is listed here."""
    naming = {
        name for name, path in MODULES.items() if {"httpx", "httpx_retries"} & {x.split(".")[0] for x in imported(path)}
    }

    assert naming - {name for name in naming if ".sandbox." in name} == HTTPX


def test_package_itself_imports_nothing_of_its_own():
    """`import airflow_provider_bi` costs nothing."""
    assert set(imported(MODULES["airflow_provider_bi"])) == set()
