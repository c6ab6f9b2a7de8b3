"""Measures in forks of a process that has Airflow loaded, as Airflow parses DAG files.

Run as a process of its own: it reads one piece of Python a line, as a JSON string, and writes one JSON line for each:
the milliseconds that it took, and the modules that it loaded.
"""

import gc
import json
import os
import sys
import time
import warnings


def load_airflow():
    """Load what a DAG file finds loaded."""
    try:
        from airflow.sdk import DAG, BaseOperator
    except ImportError:
        from airflow import DAG
        from airflow.models import BaseOperator
    return DAG, BaseOperator


def measured(text):
    """Return what a piece of Python costs in a fork."""
    source = compile(text, "<measured>", "exec")
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        before = set(sys.modules)
        started = time.perf_counter()
        exec(source, {"__name__": "measured"})
        taken = time.perf_counter() - started
        loaded = sorted(set(sys.modules) - before)
        with os.fdopen(writing, "w") as told:
            json.dump({"milliseconds": taken * 1000, "modules": loaded}, told)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        answer = told.read()
    os.waitpid(child, 0)
    return answer


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    load_airflow()
    # A fork that collects garbage copies every page of its parent, which is no part of an import.
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        sys.stdout.write(f"{measured(json.loads(line))}\n")
        sys.stdout.flush()
