"""Requests that a change costs, and that a task costs which has nothing to change, as the server counts them."""

from tests.benchmarks.contenders import LookerSdk, contenders
from tests.benchmarks.measuring import fresh
from tests.benchmarks.report import Row

EXACT = {"Datafold": (2, 1), "Looker": (4, 3)}
"""Requests of a change and of a no-op; Looker's with login and logout."""


class TaskInstance:
    """Where XComs go that nobody reads."""

    def xcom_push(self, key, value):
        pass


def counted(served, work):
    """Return how many requests some work takes."""
    before = sum(served.counts().values())
    work()
    return sum(served.counts().values()) - before


def of_tasks(served):
    """Return what each service's task takes, and then takes again."""
    from airflow_provider_bi.operators.datafold import UpdateDatafoldDbtOperator
    from airflow_provider_bi.operators.looker import PatchLookerIntegrationOperator

    tasks = {
        "Datafold": UpdateDatafoldDbtOperator(task_id="change", bi_datasource_id=1, indexing_cron="0 9 * * *"),
        "Looker": PatchLookerIntegrationOperator(
            task_id="change", integration_id="1::slack_app", integration_params={"channel": "#new"}
        ),
    }
    return {
        service: [
            counted(served, lambda task=task: task.execute({"ti": TaskInstance(), "outlet_events": {}}))
            for _ in range(2)
        ]
        for service, task in tasks.items()
    }


def of_sdk(served):
    """Return what Looker's own client takes for a change."""

    def change():
        client = LookerSdk(served.url)
        client.update(1)
        client.close()

    return counted(served, change)


def measure(*, full, tell, served):
    """Count the requests of each service's task, twice, beside Looker's own client."""
    tell("Counting requests.")
    served.reset()
    found = fresh(of_tasks, served)
    beside = {}
    if LookerSdk in contenders():
        beside["Looker", "change"] = f"looker-sdk: {fresh(of_sdk, served)}"
    for service, exact in EXACT.items():
        for what, count, wanted in zip(("change", "task without a change"), found[service], exact, strict=True):
            yield Row(
                what=f"Requests of a {what} in {service}",
                figure=count,
                unit="",
                beside=beside.get((service, what), ""),
                exact=wanted,
                brief=True,
            )
