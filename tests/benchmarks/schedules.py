"""Many schedules in one task, beside the least that latency leaves."""

import time

import psutil

from tests.benchmarks.measuring import Spread, fresh
from tests.benchmarks.report import Row
from tests.benchmarks.requests import TaskInstance
from tests.benchmarks.server import LISTED

LATENCY = 0.05
AT_ONCE = 8
REQUESTS = 2
"""Requests of one integration; the list of all of them is one more."""


def applied():
    """Return the seconds that it takes to reschedule all integrations, and by how many bytes the process grew."""
    from airflow_provider_bi.operators.datafold import ApplyDatafoldSchedulesOperator

    def apply(cron, numbers):
        schedules = dict.fromkeys(numbers, cron)
        task = ApplyDatafoldSchedulesOperator(task_id="apply", schedules=schedules, max_concurrency=AT_ONCE)
        task.execute({"ti": TaskInstance(), "outlet_events": {}})

    apply("0 1 * * *", range(1, AT_ONCE + 1))  # loads what is loaded once
    process = psutil.Process()
    before = process.memory_info().rss
    started = time.perf_counter()
    apply("0 2 * * *", range(1, LISTED + 1))
    return time.perf_counter() - started, process.memory_info().rss - before


def measure(*, full, tell, served):
    """Measure the operator, and count its requests."""
    repeats = 5 if full else 1
    floor = (1 + LISTED * REQUESTS / AT_ONCE) * LATENCY
    taken, counts = [], []
    for number in range(1, repeats + 1):
        tell(f"Rescheduling {LISTED} integrations in one task ({number} of {repeats}).")
        served.reset(latency=LATENCY)
        taken.append(fresh(applied))
        counts.append(sum(served.counts().values()))
    yield Row(
        what=f"{LISTED} schedules in one task, {AT_ONCE} at once",
        figure=Spread.of([seconds / floor for seconds, _ in taken]),
        beside=f"requests x latency / {AT_ONCE}",
        target=1.3,
        brief=True,
    )
    yield Row(
        what=f"Requests for {LISTED} schedules, and for {AT_ONCE} before",
        figure=max(counts),
        unit="",
        exact=2 + (LISTED + AT_ONCE) * REQUESTS,
    )
    yield Row(
        what=f"Growth of the process over {LISTED} schedules",
        figure=Spread.of([grown / 2**20 for _, grown in taken]),
        unit="MiB",
        target=8.0,
    )
