"""Memory that updates leave behind, in a process of its own."""

import gc
import tracemalloc

import psutil

from tests.benchmarks.contenders import Ours
from tests.benchmarks.measuring import fresh
from tests.benchmarks.report import Row

FIRST = 100
"""Updates after which everything that is loaded once is there."""
SAMPLED = 50
"""Updates between two looks at the memory."""
MIB = 2**20


def resident(url, count):
    """Return by how many bytes the process has grown at the end, and at most."""
    process = psutil.Process()
    return _grown(url, count, lambda: process.memory_info().rss)


def allocated(url, count):
    """Return by how many bytes Python's own memory has grown at the end, and at most."""
    tracemalloc.start()
    return _grown(url, count, lambda: tracemalloc.get_traced_memory()[0])


def _grown(url, count, used):
    client = Ours(url)
    for number in range(FIRST):
        client.update(number)
    gc.collect()
    before = most = used()
    for number in range(FIRST, count):
        client.update(number)
        if number % SAMPLED == 0:
            most = max(most, used())
    gc.collect()
    after = used()
    client.close()
    return after - before, max(most, after) - before


def measure(*, full, tell, served):
    """Measure the growth after the first updates."""
    count = 10_000 if full else 1_000
    for work, words in ((resident, "Memory of the process"), (allocated, "Memory of Python's objects")):
        tell(f"Watching the memory over {count:,} updates: {words.lower()}.")
        served.reset()
        growth, peak = fresh(work, served.url, count)
        for what, grown in (("growth", growth), ("peak", peak)):
            yield Row(
                what=f"{words}, {what} from update {FIRST} to {count:,}",
                figure=max(grown, 0) / MIB,
                unit="MiB",
                target=1.0,
                brief=work is resident,
            )
