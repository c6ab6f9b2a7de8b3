"""Taking times in turn, and in processes of their own."""

import multiprocessing
import os
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """The median of some figures, and the least and the greatest of them."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, figures):
        return cls(statistics.median(figures), min(figures), max(figures))


@dataclass(frozen=True)
class Taken:
    """Seconds that something took.

    :param wall: By the clock.
    :param cpu: Of this process' CPU time.
    """

    wall: float
    cpu: float


def timed(work, *args):
    """Do some work and return what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    work(*args)
    return Taken(time.perf_counter() - wall, time.process_time() - cpu)


def ratios(ours, others):
    """Return the ratios of figures that were taken in turn."""
    return Spread.of([one / other for one, other in zip(ours, others, strict=True)])


def fresh(work, *args):
    """Return what a function of a module returns in a process of its own, to which nothing has happened yet.

    It is forked from one that has Airflow and our hooks loaded.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.benchmarks.preloaded"])
    with ProcessPoolExecutor(1, context, initializer=_environment, initargs=(dict(os.environ),)) as pool:
        return pool.submit(work, *args).result()


def _environment(variables):
    os.environ.update(variables)
