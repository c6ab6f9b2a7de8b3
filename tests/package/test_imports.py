"""What a DAG file pays for importing our operators and sensors."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import airflow_provider_bi

PROBE = """
import json, sys, warnings
warnings.simplefilter("ignore")
try:
    import airflow.sdk
    from airflow.sdk import BaseOperator
except ImportError:
    from airflow.models import BaseOperator
before = set(sys.modules)
import {module}
print(json.dumps(sorted(set(sys.modules) - before)))
"""


MODULES = [
    f"airflow_provider_bi.{part}.{path.stem}"
    for part in ("operators", "sensors")
    for path in sorted((Path(airflow_provider_bi.__file__).parent / part).glob("[!_]*.py"))
]


@pytest.mark.parametrize(
    "module",
    ["airflow_provider_bi.operators.datafold", "airflow_provider_bi.operators.looker", ", ".join(MODULES)],
    ids=["datafold", "looker", "all"],
)
def test_operators_import_nothing_foreign(module):
    """On top of Airflow's own, only our modules and Airflow's are loaded: DAG files are parsed all day long."""
    probe = subprocess.run(
        [sys.executable, "-c", PROBE.format(module=module)], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = {name.split(".")[0] for name in json.loads(probe.stdout.splitlines()[-1])} - sys.stdlib_module_names

    assert loaded <= {"airflow", "airflow_provider_bi"}
