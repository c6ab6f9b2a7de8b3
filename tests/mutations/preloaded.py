"""Everything but what is changed, imported once: the children that import a mutant start with the rest in place."""

import importlib
import os
import tempfile
import warnings

HOME = tempfile.TemporaryDirectory(prefix="mutations-")
"""Airflow's, and all that the tests leave behind; it goes with this process."""

tempfile.tempdir = HOME.name
# As the tests have it; Airflow reads these when it is first imported.
os.environ |= {
    "AIRFLOW_HOME": HOME.name,
    "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
    "AIRFLOW__CORE__UNIT_TEST_MODE": "false",
    "AIRFLOW__METRICS__TIMER_UNIT_CONSISTENCY": "true",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
}

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    for name in (
        "airflow.models",
        "coverage",
        "fastapi",
        "httpx_retries",
        "hypothesis",
        "pydantic",
        "trustme",
        "uvicorn",
    ):
        importlib.import_module(name)
