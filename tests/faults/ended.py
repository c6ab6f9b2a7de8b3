"""What a process that gets ended does: one task, in the way in which an Airflow runs and ends it."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from airflow.providers.common.compat.sdk import AirflowException

try:
    from airflow.sdk.exceptions import AirflowTaskTimeout
except ImportError:
    from airflow.exceptions import AirflowTaskTimeout

from airflow_provider_bi.operators.datafold import (
    ApplyDatafoldSchedulesOperator,
    SyncDatafoldIntegrationOperator,
    UpdateDatafoldDbtOperator,
)
from airflow_provider_bi.operators.looker import PatchLookerIntegrationHubOperator, PatchLookerIntegrationOperator
from airflow_provider_bi.operators.looker_rotation import RotateLookerIntegrationHubTokenOperator
from airflow_provider_bi.sensors.looker import LookerIntegrationHubHealthSensor, LookerIntegrationSensor
from airflow_provider_bi.tasks.ending import Ended

LONG = 600
CRON = "17 4 * * *"

TASKS: dict[str, Callable[[], Any]] = {
    "patch a hub": lambda: PatchLookerIntegrationHubOperator(
        task_id="task", integration_hub_id="2", url="https://actions-eu.acme.example/"
    ),
    "patch an integration": lambda: PatchLookerIntegrationOperator(
        task_id="task", integration_id="2::hubspot", enabled=True
    ),
    "rotate a token": lambda: RotateLookerIntegrationHubTokenOperator(
        task_id="task", integration_hub_id="2", authorization_token="s3cr3t-hub-token"
    ),
    "wait for a hub": lambda: LookerIntegrationHubHealthSensor(
        task_id="task", integration_hub_id="2", poke_interval=LONG, timeout=LONG, deferrable=False
    ),
    "wait for a hub, or be skipped": lambda: LookerIntegrationHubHealthSensor(
        task_id="task", integration_hub_id="2", poke_interval=LONG, timeout=LONG, deferrable=False, soft_fail=True
    ),
    "wait for an integration": lambda: LookerIntegrationSensor(
        task_id="task", integration_id="2::late", poke_interval=timedelta(minutes=10), timeout=LONG, deferrable=False
    ),
    "update a schedule": lambda: UpdateDatafoldDbtOperator(task_id="task", bi_datasource_id=47, indexing_cron=CRON),
    "apply schedules": lambda: ApplyDatafoldSchedulesOperator(
        task_id="task",
        schedules={"dbt exposures": CRON, "Power BI": CRON, "Hightouch": CRON},
        credentials={"hightouch": "bi_hightouch"},
    ),
    "wait for a sync": lambda: SyncDatafoldIntegrationOperator(
        task_id="task", bi_datasource_id=47, wait_field="name", wait_value="never", poll_interval=LONG, deferrable=False
    ),
}


class Terminated(BaseException):
    """What Airflow 2.11 raises behind ``on_kill``."""


class _TaskInstance:
    """Takes XComs."""

    start_date = None

    def xcom_push(self, key: str, value: Any) -> None:
        """Take one."""


def work(name: str, manner: str) -> str:
    """Run a task until it ends or is ended, and return how.

    :param manner: ``3``: the handler of SIGTERM calls ``on_kill``, and the task goes on where that raises nothing.
        ``2``: it raises too. ``timeout``: SIGALRM raises, and ``on_kill`` is called behind it.
    """
    task = TASKS[name]()

    def killed(*_: object) -> None:
        task.on_kill()
        if manner == "2":
            raise Terminated

    def timed_out(*_: object) -> None:
        raise AirflowTaskTimeout("Timeout")

    signal.signal(signal.SIGTERM, killed)
    signal.signal(signal.SIGALRM, timed_out)
    try:
        task.execute({"ti": _TaskInstance(), "outlet_events": {}})
    except AirflowTaskTimeout:
        task.on_kill()
        return "timed out"
    except (AirflowException, Ended, Terminated) as error:
        return type(error).__name__
    return "done"
