"""Tasks that leave what the operators of this package leave in XCom."""

import logging

from airflow.providers.common.compat.sdk import BaseHook, BaseOperator

try:
    from airflow.sdk import dag, task
except ImportError:
    from airflow.decorators import dag, task


class Update(BaseOperator):
    def execute(self, context):
        connection = BaseHook.get_connection("datafold_default")
        self.log.info("Changing the schedule of 42 at %s with %s", connection.host, connection.password)
        context["ti"].xcom_push(
            key="changes", value={"indexing_cron": {"before": "0 6 * * *", "after": context["dag_run"].conf["cron"]}}
        )
        context["ti"].xcom_push(key="ignored", value=["name"])
        return {"indexing_cron": "15 * * * *"}


@task
def unchanged(number, ti=None):
    logging.getLogger(__name__).info("Looking at %s\n  and around", number)
    ti.xcom_push(key="changes", value={})


@task
def hub():
    return "2"


@dag(schedule=None)
def schedule_as_code():
    Update(task_id="update") >> unchanged.expand(number=[42, 43]) >> hub()


schedule_as_code()
