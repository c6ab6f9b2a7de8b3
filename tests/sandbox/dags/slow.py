"""One task that takes longer than anyone watches in silence, and works at the second attempt."""

import time

try:
    from airflow.sdk import dag, task
except ImportError:
    from airflow.decorators import dag, task


@task(retries=1)
def wait(ti=None):
    if ti.try_number == 1:
        raise ValueError("not yet")
    time.sleep(6)


@dag(schedule=None)
def slow():
    wait()


slow()
