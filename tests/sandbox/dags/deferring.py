"""A task that waits in a trigger of this file."""

import asyncio

from airflow.providers.common.compat.sdk import BaseHook, BaseOperator
from airflow.triggers.base import BaseTrigger, TriggerEvent

try:
    from airflow.sdk import dag
except ImportError:
    from airflow.decorators import dag


class Waiting(BaseTrigger):
    def __init__(self, seconds):
        super().__init__()
        self.seconds = seconds

    def serialize(self):
        return f"{__name__}.Waiting", {"seconds": self.seconds}

    async def run(self):
        if self.seconds < 0:
            raise ValueError("no time to wait")
        await asyncio.sleep(self.seconds)
        yield TriggerEvent({"waited": self.seconds})


class Wait(BaseOperator):
    def execute(self, context):
        self.defer(trigger=Waiting(context["dag_run"].conf.get("seconds", 0.1)), method_name="resume")

    def resume(self, context, event):
        self.log.info("Back with %s", BaseHook.get_connection("datafold_default").host)
        return event["waited"]


@dag(schedule=None)
def deferring():
    Wait(task_id="wait", retries=1)


deferring()
