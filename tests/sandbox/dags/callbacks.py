"""Callbacks and notifiers of tasks and DAGs, some of which raise."""

from airflow.providers.common.compat.sdk import AirflowFailException, BaseNotifier

try:
    from airflow.sdk import dag, task
except ImportError:
    from airflow.decorators import dag, task


class Broken(BaseNotifier):
    def notify(self, context):
        raise KeyError("channel")


def of_a_task(context):
    raise ValueError(f"of {context['ti'].task_id}")


def of_a_dag(context):
    raise RuntimeError(f"of {context['dag'].dag_id}, {context['reason']}")


def works(context):
    print("a callback that works")  # noqa: T201 - its output is what is looked for


@task(on_success_callback=[of_a_task, Broken()])
def good():
    pass


@task(on_failure_callback=[of_a_task, works])
def bad():
    raise AirflowFailException("for good")


@dag(schedule=None, on_success_callback=[of_a_dag, works])
def a_succeeding():
    good()


@dag(schedule=None, on_failure_callback=of_a_dag)
def b_failing():
    bad()


a_succeeding()
b_failing()
