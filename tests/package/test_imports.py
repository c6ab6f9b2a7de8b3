"""What a DAG file pays for importing our operators."""

import json
import subprocess
import sys

import pytest

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


@pytest.mark.parametrize("module", ["airflow_provider_bi.operators.datafold", "airflow_provider_bi.operators.looker"])
def test_operators_import_nothing_foreign(module):
    """On top of Airflow's own, only our modules and Airflow's are loaded: DAG files are parsed all day long."""
    probe = subprocess.run(
        [sys.executable, "-c", PROBE.format(module=module)], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = {name.split(".")[0] for name in json.loads(probe.stdout.splitlines()[-1])} - sys.stdlib_module_names

    assert loaded <= {"airflow", "airflow_provider_bi"}
