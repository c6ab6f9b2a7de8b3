"""A task whose process is killed, and tried again by Airflow."""

import os
import signal

import psutil
import pytest

from airflow_provider_bi.sandbox.faults import Fault
from tests.standalone.waiting import until

LONG = 90
"""Seconds; longer than it takes to kill a process that waits for an answer."""

WANTED = "30 5 * * *"
CHANGE = {"indexing_cron": {"before": "0 5 * * *", "after": WANTED}}
URL = "https://actions-eu.acme.example/"


def kill_the_task(standalone, dag_id, run_id):
    """Kill the process that runs the task's own code."""
    _, pid, number = until(
        lambda: running(standalone, dag_id, run_id), what=f"the task of {dag_id} to have a process", seconds=30
    )
    assert number == 1
    os.kill(pid, signal.SIGKILL)


def kill_the_worker(standalone, dag_id, run_id):
    """Kill the process that runs the task's own code and the one that watches over it, as when a machine dies."""
    _, pid, _ = until(
        lambda: running(standalone, dag_id, run_id), what=f"the task of {dag_id} to have a process", seconds=30
    )
    worker = psutil.Process(pid).parent()
    assert worker in standalone.processes()
    worker.kill()
    os.kill(pid, signal.SIGKILL)


def running(standalone, dag_id, run_id):
    found = standalone.database.task(dag_id, run_id, "update")
    return found if found[0] == "running" and found[1] else None


def run_and_kill(standalone, bi, dag_id, *, fault, kill=kill_the_task):
    """Let a request hang, kill the task while it does, and return how the run ended and the XComs of its second try."""
    bi.inject(fault)
    run_id = standalone.api.trigger(dag_id)
    until(lambda: hangs(bi, fault), what="the request that hangs")
    kill(standalone, dag_id, run_id)
    state = standalone.finished(dag_id, run_id, seconds=90)

    assert standalone.database.task(dag_id, run_id, "update")[2] == 2
    return state, standalone.database.xcoms(dag_id, run_id, "update")


def hangs(bi, fault):
    """Whether the request is there, and done if it hangs in its answer."""
    found = [request for request in bi.requests if fault.matches(request.method, request.path)]
    return bool(found) and (fault.drop != "stall" or found[0].status == 200)


def methods(bi, path):
    return [request.method for request in bi.requests if path in request.path]


def test_killed_before_the_read(standalone, bi):
    """The second try does everything."""
    state, xcoms = run_and_kill(standalone, bi, "killed_datafold", fault=Fault(method="GET", path="/47/", delay=LONG))

    assert (state, xcoms["changes"]) == ("success", CHANGE)
    assert bi.datafold.integrations[47].values["indexing_cron"] == WANTED
    assert methods(bi, "/47/") == ["GET", "GET", "PUT"]


@pytest.mark.parametrize("kill", [kill_the_task, kill_the_worker])
def test_killed_before_the_write_is_done(standalone, bi, kill):
    """The write that hung never happened, so the second try reads the old value and writes."""
    fault = Fault(method="PUT", path="/47/", delay=LONG)
    state, xcoms = run_and_kill(standalone, bi, "killed_datafold", fault=fault, kill=kill)

    assert (state, xcoms["changes"]) == ("success", CHANGE)
    assert bi.datafold.integrations[47].values["indexing_cron"] == WANTED
    assert methods(bi, "/47/") == ["GET", "PUT", "GET", "PUT"]
    assert [request.status for request in bi.requests if request.method == "PUT"] == [None, 200]


def test_killed_after_the_write_was_done(standalone, bi):
    """The second try finds what was wanted, writes nothing, and says so."""
    fault = Fault(method="PUT", path="/47/", drop="stall", delay=LONG)
    state, xcoms = run_and_kill(standalone, bi, "killed_datafold", fault=fault)

    assert (state, xcoms["changes"], xcoms["return_value"]) == ("success", {}, {})
    assert bi.datafold.integrations[47].values["indexing_cron"] == WANTED
    assert methods(bi, "/47/") == ["GET", "PUT", "GET"]


def test_killed_after_looker_wrote(standalone, bi):
    """The same with a login in between: the second try logs in anew, writes nothing and logs out."""
    fault = Fault(method="PATCH", path="/integration_hubs/2", drop="stall", delay=LONG)
    state, xcoms = run_and_kill(standalone, bi, "killed_looker", fault=fault)

    assert (state, xcoms["changes"]) == ("success", {})
    assert bi.looker.hubs["2"]["url"] == URL
    assert methods(bi, "/integration_hubs/2") == ["GET", "PATCH", "GET"]
    assert methods(bi, "/log") == ["POST", "POST", "DELETE"]
