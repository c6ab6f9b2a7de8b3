"""What a DAG file pays for our operators, beside those of others."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec

from tests.benchmarks.measuring import Spread, ratios
from tests.benchmarks.report import Row
from tests.benchmarks.serving import ROOT

OURS = ("airflow_provider_bi.operators.datafold", "airflow_provider_bi.operators.looker")
OTHERS = {
    "providers-http": "airflow.providers.http.operators.http",
    "providers-airbyte": "airflow.providers.airbyte.operators.airbyte",
    "providers-dbt-cloud": "airflow.providers.dbt.cloud.operators.dbt",
    "looker-sdk": "looker_sdk",
}
KNOWN = {"airflow", "airflow_provider_bi"}
"""Whose modules may be loaded: Airflow's own and ours; what Airflow has loaded before does not count."""

EMPTY = """
try:
    from airflow.providers.standard.operators.empty import EmptyOperator
except ImportError:
    from airflow.operators.empty import EmptyOperator
from airflow.providers.common.compat.sdk import DAG
with DAG("empty", schedule=None):
    for number in range(100):
        EmptyOperator(task_id=f"task_{number}")
"""
HUNDRED = """
from airflow.providers.common.compat.sdk import DAG
from airflow_provider_bi.operators.datafold import UpdateDatafoldDbtOperator
with DAG("ours", schedule=None):
    for number in range(100):
        UpdateDatafoldDbtOperator(task_id=f"task_{number}", bi_datasource_id=number, indexing_cron="0 5 * * *")
"""


class Forks:
    """The process that forks, while the context lasts."""

    def __enter__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.forking"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
            # Users' DAG files import what is compiled already.
            env={name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        )
        return self

    def __exit__(self, *_):
        self._process.communicate(timeout=30)

    def __call__(self, text):
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def installed(modules):
    """Return the modules that can be found here; a parent that is missing is one that cannot."""

    def is_there(module):
        try:
            return find_spec(module) is not None
        except ModuleNotFoundError:
            return False

    return {name: module for name, module in modules.items() if is_there(module)}


def foreign(modules):
    """Return the top-level names of modules that are neither ours nor Airflow's."""
    return sorted({name.split(".")[0] for name in modules} - sys.stdlib_module_names - KNOWN)


def measure(*, full, tell, served):
    """Measure imports and parsing, each beside the others in turn."""
    others = installed(OTHERS)
    missing = OTHERS.keys() - others.keys()
    if missing:
        tell(f"Not installed, so not compared: {', '.join(sorted(missing))}.")
    tell("Importing operators.")
    ours = "\n".join(f"import {module}" for module in OURS)
    with Forks() as forked:
        for text in (ours, EMPTY, HUNDRED):
            forked(text)  # the first time writes or reads the bytecode from disk
        texts = {"ours": ours} | {name: f"import {module}" for name, module in others.items()}
        texts |= {module: f"import {module}" for module in OURS}
        times = {name: [] for name in texts}
        loaded = {}
        for _ in range(20 if full else 3):
            for name, taken in times.items():
                answer = forked(texts[name])
                taken.append(answer["milliseconds"])
                loaded[name] = answer["modules"]
        for module in OURS:
            yield Row(what=f"Import of {module}", figure=Spread.of(times[module]), unit="ms", target=15.0, brief=True)
        yield Row(what="Modules loaded by all operators", figure=len(loaded["ours"]), unit="")
        yield Row(
            what="Packages loaded by all operators that are not Airflow's",
            figure=len(foreign(loaded["ours"])),
            unit=" ".join(foreign(loaded["ours"])),
            exact=0,
        )
        for name in others:
            yield Row(
                what="Import of all operators",
                figure=ratios(times["ours"], times[name]),
                brief=True,
                beside=f"{name}: {len(loaded[name])} modules, {len(foreign(loaded[name]))} packages",
            )
        tell("Parsing a DAG file with 100 tasks.")
        pairs = [(forked(HUNDRED), forked(EMPTY)) for _ in range(20 if full else 5)]
        yield Row(
            what="Parsing of 100 tasks",
            figure=ratios(*([answer["milliseconds"] for answer in side] for side in zip(*pairs, strict=True))),
            beside="100 EmptyOperators",
            brief=True,
        )
