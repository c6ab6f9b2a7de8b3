"""`airflow standalone`: scheduler, web server and all, as processes of their own."""

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from urllib.request import urlopen

import airflow
import psutil

from tests.standalone.api import Api
from tests.standalone.database import Database
from tests.standalone.settings import environment
from tests.standalone.waiting import until

PATIENCE = 120
"""Seconds in which it has to start."""

ROOT = Path(__file__).parents[2]
SCHEDULED = {"audit_bi_services", "datafold_schedules_as_code"}
"""Examples that would run by themselves as soon as Airflow has started, and change what other tests look at."""
DAG_FILES = (
    *(file for file in sorted((ROOT / "dags_examples").glob("*.py")) if file.stem not in SCHEDULED),
    ROOT / "tests/dags/secretive.py",
    *sorted((ROOT / "tests/standalone/dags").glob("*.py")),
)


class Standalone:
    """One Airflow with a home of its own.

    :param folder: Where its home is made.
    :param variables: Connections and variables, as their environment variables.
    """

    def __init__(self, folder, *, variables):
        self.major = int(airflow.__version__.partition(".")[0])
        self.home = folder / "home"
        self.output = folder / "output.txt"
        dags = folder / "dags"
        for made in (self.home, dags):
            made.mkdir()
        for file in DAG_FILES:
            shutil.copy(file, dags)
        self.url, self._environment = environment(major=self.major, home=self.home, dags=dags, connections=variables)
        self.database = Database(self.home / "airflow.db")

    @cached_property
    def api(self):
        return Api(self.url, major=self.major, password=self.password)

    @property
    def password(self):
        """The admin's password; Airflow 3 is told to let everybody in."""
        file = self.home / "standalone_admin_password.txt"
        return file.read_text().strip() if self.major == 2 else None

    def __enter__(self):
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                [Path(sys.executable).parent / "airflow", "standalone"],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=self.home,
                env=self._environment,
                start_new_session=True,
            )
        try:
            until(self._is_healthy, what=f"Airflow, see {self.output}", seconds=PATIENCE)
            until(self._has_all_dags, what="the DAGs to be parsed")
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_):
        if "api" in self.__dict__:
            self.api.close()
        self._end()

    def finished(self, dag_id, run_id, *, seconds=60):
        """Wait for a run's end and return its state."""

        def state():
            found = self.database.runs(dag_id).get(run_id)
            return found if found in {"success", "failed"} else None

        return until(state, what=f"the end of {dag_id}", seconds=seconds)

    def processes(self):
        """Return the processes that were started, and those that they started."""
        try:
            first = psutil.Process(self._process.pid)
            return [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def files(self):
        """Return everything that Airflow wrote, its database as text."""
        yield "the output", self.output.read_text(errors="replace")
        yield "the database", self.database.dump()
        for file in self.home.rglob("*"):
            if file.is_file() and not file.name.startswith("airflow.db"):
                yield str(file.relative_to(self.home)), file.read_text(errors="replace")

    def _is_healthy(self):
        if self._process.poll() is not None:
            raise AssertionError(f"Airflow ended: {self.output.read_text(errors='replace')[-2000:]}")
        try:
            with urlopen(f"{self.url}{'/api/v2/monitor' if self.major == 3 else ''}/health", timeout=5) as reply:
                health = json.load(reply)
        except (OSError, ValueError):
            return False
        return health["scheduler"]["status"] == "healthy"

    def _has_all_dags(self):
        wanted = {
            "one_off_reschedule",
            "behind_a_deployment",
            "after_a_bi_change",
            "secretive",
            "killed_datafold",
            "everything_in_looker",
        }
        return wanted <= self.database.dags()

    def _end(self):
        """End the process group, then what had a group of its own."""
        started = self.processes()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        psutil.wait_procs(started, timeout=10)
        for process in started:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait(timeout=10)
