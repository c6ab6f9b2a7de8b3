"""Airflow in a process of its own."""

import os
import subprocess
import sys

from tests.conftest import SECRETS


def airflow(*arguments, **more):
    """Run Python in a process of its own; nothing it prints may hold a secret."""
    ran = subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=240,
        env={**os.environ, **more},
        check=False,
    )
    assert not SECRETS.search(ran.stdout + ran.stderr), ran.stdout + ran.stderr
    return ran
