"""Deferred waits, hundreds of them on one event loop as in a triggerer, beside those of other providers."""

import asyncio
import time
from contextlib import suppress

import psutil

from tests.benchmarks.imports import installed
from tests.benchmarks.measuring import Spread, fresh, ratios
from tests.benchmarks.report import Row

LATENCY = 0.02
PULSE = 0.01
"""Seconds after which the loop should come back to who measures it."""
BRIEF = {"look", "block"}
"""Figures that stand in the README."""
LONGEST = 600.0
"""Seconds after which waits that do not look are given up."""
OTHERS = {
    "providers-http": "airflow.providers.http.triggers.http",
    "providers-airbyte": "airflow.providers.airbyte.triggers.airbyte",
}


def ours(number, interval):
    """Return our wait for the end of a synchronisation."""
    from airflow_provider_bi.triggers.datafold import DatafoldSyncTrigger

    return DatafoldSyncTrigger(
        conn_id="datafold_default",
        bi_datasource_id=number + 1,
        wait_field="indexing_cron",
        wait_value="never",
        poll_interval=interval,
        deadline=time.time() + 3600,
    )


def of_http(number, interval):
    """Return the http provider's wait for something that is missing."""
    from airflow.providers.http.triggers.http import HttpSensorTrigger

    return HttpSensorTrigger(endpoint=f"missing/{number}", method="GET", poke_interval=interval)


def of_airbyte(number, interval):
    """Return the Airbyte provider's wait for the end of a job."""
    from airflow.providers.airbyte.triggers.airbyte import AirbyteSyncTrigger

    return AirbyteSyncTrigger(
        job_id=number, conn_id="airbyte_default", end_time=time.time() + 3600, poll_interval=interval
    )


WAITS = {"ours": ours, "providers-http": of_http, "providers-airbyte": of_airbyte}


def waited(name, served, count, interval, rounds):
    """Return what waits cost: CPU seconds to open one and of a look, longest blocks in seconds, bytes of one."""
    return asyncio.run(_waited(WAITS[name], served, count, interval, rounds))


async def _waited(make, served, count, interval, rounds):
    await _first(make)
    process = psutil.Process()
    memory, cpu = process.memory_info().rss, time.process_time()
    looks = await asyncio.to_thread(_looks, served)
    blocks = []
    pulse = asyncio.create_task(_pulse(blocks))
    waits = [asyncio.create_task(_end(make(number, interval))) for number in range(count)]
    await asyncio.to_thread(_until_looked, served, looks + count)
    await asyncio.sleep(2 * PULSE)
    opening = {"open": (time.process_time() - cpu) / count, "open_block": max(blocks)}
    blocks.clear()
    cpu, looks = time.process_time(), await asyncio.to_thread(_looks, served)
    await asyncio.to_thread(_until_looked, served, looks + count * rounds)
    looks = await asyncio.to_thread(_looks, served) - looks
    # A loop that never was free until now has not come back to the pulse.
    await asyncio.sleep(2 * PULSE)
    steady = {"look": (time.process_time() - cpu) / looks, "block": max(blocks)}
    memory = (process.memory_info().rss - memory) / count
    for task in (pulse, *waits):
        task.cancel()
    await asyncio.gather(pulse, *waits, return_exceptions=True)
    return opening | steady | {"memory": memory}


def _until_looked(served, looks):
    ends = time.monotonic() + LONGEST
    while _looks(served) < looks:
        if time.monotonic() > ends:
            raise TimeoutError("The waits took too long to look.")
        time.sleep(0.1)


async def _first(make):
    """Let one wait load what is loaded once."""
    with suppress(TimeoutError):
        async with asyncio.timeout(1):
            await _end(make(0, 0.1))


async def _end(trigger):
    async for _ in trigger.run():
        return


async def _pulse(blocks):
    """Note by how much later than asked the loop comes back."""
    while True:
        asked = time.perf_counter()
        await asyncio.sleep(PULSE)
        blocks.append(time.perf_counter() - asked - PULSE)


def _looks(served):
    return served.counts().get("GET", 0)


def measure(*, full, tell, served):
    """Measure ours, then the others' in processes of their own."""
    count, interval, rounds, repeats = (1_000, 10.0, 2, 2) if full else (200, 1.0, 1, 2)
    others = installed(OTHERS)
    missing = OTHERS.keys() - others.keys()
    if not full:
        others.pop("providers-airbyte", None)  # it blocks the loop for each request, so that this takes minutes
    if missing:
        tell(f"Not installed, so not compared: {', '.join(sorted(missing))}.")
    found = {name: [] for name in ("ours", *others)}
    for number in range(1, repeats + 1):
        for name, taken in found.items():
            tell(f"{count:,} waits of {name} on one loop ({number} of {repeats}).")
            served.reset(latency=LATENCY)
            taken.append(fresh(waited, name, served, count, interval, rounds))
    figures = {name: {key: [one[key] for one in taken] for key in taken[0]} for name, taken in found.items()}
    yield from _rows(figures, count)


def _rows(figures, count):
    waits = f"{count:,} waits on one loop"
    words = {
        "look": ("CPU time of a look", "ms a look", 1000),
        "open": ("CPU time to open a wait", "ms a wait", 1000),
        "block": ("longest block of the loop", "ms", 1000),
        "open_block": ("longest block while they open", "ms", 1000),
        "memory": ("memory of a wait", "KiB a wait", 1 / 1024),
    }
    for key, (what, unit, scale) in words.items():
        mine = figures["ours"][key]
        yield Row(what=f"{waits}: {what}", figure=Spread.of([one * scale for one in mine]), unit=unit)
        for name in [name for name in figures if name != "ours"]:
            yield Row(what=f"{waits}: {what}", figure=ratios(mine, figures[name][key]), beside=name, brief=key in BRIEF)
