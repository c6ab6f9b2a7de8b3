"""Starts the server, and tells Airflow where it is."""

import http.client
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Address:
    """Where the server is, and what it can be asked and told from any process."""

    port: int

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def reset(self, *, latency=0.0):
        """Forget all that was counted and written.

        :param latency: Seconds after which each request is answered from now on.
        """
        self._ask(f"/_reset/{latency}")

    def counts(self):
        """Return how many requests of each method came since the last reset."""
        return self._ask("/_told")["counts"]

    def cpu(self):
        """Return the CPU time that the server has used, in seconds."""
        return self._ask("/_told")["cpu"]

    def connections(self):
        """Return the environment variables of the Airflow connections, ours and those of other providers."""
        known = {
            "DATAFOLD": {"conn_type": "datafold", "password": "s3cr3t-benchmark-key"},
            "LOOKER": {"conn_type": "looker", "login": "benchmark", "password": "s3cr3t-benchmark-secret"},
            "HTTP": {"conn_type": "http"},
            "AIRBYTE": {"conn_type": "airbyte"},
        }
        return {
            f"AIRFLOW_CONN_{name}_DEFAULT": json.dumps(connection | {"host": self.url})
            for name, connection in known.items()
        }

    def _ask(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return json.load(connection.getresponse())
        finally:
            connection.close()


class Served:
    """The server as a process, while the context lasts; it ends by itself if this one is killed."""

    def __enter__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        address = Address(int(self._process.stdout.readline()))
        os.environ.update(address.connections())
        return address

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()
