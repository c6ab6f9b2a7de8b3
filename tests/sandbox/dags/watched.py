"""A DAG with what only a scheduler watches: a deadline, or an SLA in Airflow 2."""

from datetime import timedelta

try:
    from airflow.sdk import dag, task
except ImportError:
    from airflow.decorators import dag, task
try:
    from airflow.sdk import AsyncCallback, DeadlineAlert, DeadlineReference
except ImportError:  # Airflow 2 and 3.0
    DeadlineAlert = None


async def late(**_):
    pass


def missed(*_):
    pass


if DeadlineAlert:
    alert = DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(hours=1),
        callback=AsyncCallback(late),
    )
    watched_by = {"deadline": alert}
else:
    watched_by = {"sla_miss_callback": missed}


@task
def on_time():
    pass


@dag(schedule=None, **watched_by)
def watched():
    on_time()


watched()
