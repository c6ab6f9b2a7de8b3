"""Many updates at once, beside the least that latency leaves: requests x latency / how many go at once."""

import asyncio
import time

from airflow_provider_bi.api.looker.integration import plan_integration_update
from airflow_provider_bi.api.update import updated
from airflow_provider_bi.hooks.looker import LookerHook
from tests.benchmarks.contenders import Ours, new_channel
from tests.benchmarks.measuring import Spread, fresh
from tests.benchmarks.report import Row

LATENCY = 0.05
REQUESTS = 2
"""Requests of one update."""


def one_by_one(url, count):
    """Return the seconds of updates that follow each other, the opening left out."""
    client = Ours(url)
    client.update(0)
    started = time.perf_counter()
    for number in range(count):
        client.update(number)
    taken = time.perf_counter() - started
    client.close()
    return taken


def at_once(count, limit):
    """Return the seconds of updates of which ``limit`` are under way at once, the opening left out."""

    async def update(hook, turns, number):
        async with turns:
            await hook.arun(updated(plan_integration_update(f"1::action_{number}", params={"channel": new_channel()})))

    async def all_of_them():
        turns = asyncio.Semaphore(limit)
        async with LookerHook() as hook:
            await update(hook, turns, 0)
            started = time.perf_counter()
            await asyncio.gather(*(update(hook, turns, number) for number in range(count)))
            return time.perf_counter() - started

    return asyncio.run(all_of_them())


def measure(*, full, tell, served):
    """Measure updates one by one, and 8 and 32 at once."""
    served.reset(latency=LATENCY)
    repeats = 3 if full else 2
    count = 1_000 if full else 20
    taken = []
    for number in range(1, repeats + 1):
        tell(f"{count:,} updates one by one, each request with 50 ms of latency ({number} of {repeats}).")
        taken.append(fresh(one_by_one, served.url, count))
    yield _row("one after the other", taken, count, 1)
    # A multiple of 32: the last of them would have the wire for themselves.
    count = 1_024 if full else 256
    for limit in (8, 32):
        tell(f"{count:,} updates, {limit} at once ({repeats}x).")
        yield _row(f"{limit} at once", [fresh(at_once, count, limit) for _ in range(repeats)], count, limit)


def _row(words, taken, count, limit):
    floor = count * REQUESTS * LATENCY / limit
    return Row(
        what=f"{count:,} updates, {words}",
        figure=Spread.of([seconds / floor for seconds in taken]),
        beside="requests x latency" + (f" / {limit}" if limit > 1 else ""),
        target=1.2,
        brief=True,
    )
