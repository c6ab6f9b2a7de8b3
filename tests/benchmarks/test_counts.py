"""The counts of the benchmark are right, and it says so."""

import json
import subprocess
import sys

import pytest

from tests.benchmarks.server import Services
from tests.benchmarks.serving import ROOT


def test_counts_are_right(tmp_path):
    """Requests of each service's task, as the server counts them; the exit status tells."""
    found = tmp_path / "found.json"
    ran = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--only", "requests", "--json", found],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert [row["figure"] for row in json.loads(found.read_text())["rows"]] == [2, 1, 4, 3]
    assert ran.stdout.count("| Requests of a ") == 4


def test_an_unknown_part_is_refused():
    """With the names that there are."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--only", "nothing"],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        check=False,
    )

    assert ran.returncode == 2
    assert "there are imports, requests, updates" in ran.stderr


@pytest.mark.parametrize(
    ("method", "path", "body", "field", "value"),
    [
        ("PUT", "/api/v1/lineage/bi/dbt/7/", {"indexing_cron": "0 9 * * *"}, "indexing_cron", "0 9 * * *"),
        ("PATCH", "/api/4.0/integrations/1%3A%3Ax", {"params": [], "enabled": False}, "enabled", False),
    ],
)
def test_the_server_keeps_what_is_written(method, path, body, field, value):
    """Else every update would look like one that was ignored."""
    services = Services()
    services.answer(method, path, json.dumps(body))
    _, found = services.answer("GET", path.replace("/dbt", ""), b"")

    assert found[field] == value
    assert services.counts == {method: 1, "GET": 1}
