"""What all tests share: a throw-away Airflow home, the sandbox, and the watch over secrets."""

import os
import tempfile
import warnings
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

# Airflow reads these when it is first imported.
os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="airflow-provider-bi-")
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "false"
os.environ["AIRFLOW__CORE__UNIT_TEST_MODE"] = "false"
os.environ["AIRFLOW__METRICS__TIMER_UNIT_CONSISTENCY"] = "true"

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import airflow.models  # noqa: F401 - Airflow 2.11 warns of itself while it is imported

from airflow_provider_bi.sandbox.serving import Sandbox
from tests.markers import SECRETS

# Hypothesis remembers nothing: neither failures nor tables of its own are written into the checkout.
set_hypothesis_home_dir(Path(os.environ["AIRFLOW_HOME"]) / "hypothesis")
settings.register_profile(
    "same",
    derandomize=True,
    database=None,
    max_examples=60,
    deadline=timedelta(seconds=5),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", settings.get_profile("same"), derandomize=False, max_examples=1000)
settings.load_profile("same")


@pytest.fixture(scope="session")
def running_sandbox():
    with Sandbox() as running:
        yield running


@pytest.fixture
def sandbox(running_sandbox, monkeypatch):
    """Both services as seeded, with their Airflow connections in the environment."""
    running_sandbox.reset()
    for name, connection in running_sandbox.connections.items():
        monkeypatch.setenv(name, connection)
    return running_sandbox


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Let a test fail whose logs or output hold a secret. Logging is at DEBUG throughout."""
    report = yield
    told = "\n".join(text for _, text in report.sections)
    if report.passed and (leak := SECRETS.search(told)):
        report.outcome = "failed"
        place = told[max(0, leak.start() - 300) : leak.end() + 100]
        report.longrepr = f"A secret stands in the logs: {leak.group()}\n{place}"
    return report


def pytest_terminal_summary(terminalreporter):
    """Tell once for each reason how many tests were skipped for it."""
    skipped = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", ()))
    for reason, count in skipped.items():
        terminalreporter.write_line(f"{count} skipped: {reason.removeprefix('Skipped: ')}")


def pytest_sessionfinish():
    for left in Path(os.environ["AIRFLOW_HOME"]).rglob("*.log"):
        leak = SECRETS.search(left.read_text(errors="replace"))
        assert leak is None, f"A secret stands in {left.name}"
