"""Requests that a change costs, and that a task costs which has nothing to change, as the server counts them."""

from tests.benchmarks.contenders import LookerSdk, contenders
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


def measure(*, full, tell, served):
    """Count the requests of each service's operator, the same task twice, beside Looker's own client."""
    from airflow_provider_bi.operators.datafold import UpdateDatafoldDbtOperator
    from airflow_provider_bi.operators.looker import PatchLookerIntegrationOperator

    tell("Counting requests.")
    served.reset()
    beside = ""
    if LookerSdk in contenders():

        def sdk():
            client = LookerSdk(served.url)
            client.update(1)
            client.close()

        beside = f"looker-sdk: {counted(served, sdk)}"
    tasks = {
        "Datafold": UpdateDatafoldDbtOperator(task_id="change", bi_datasource_id=1, indexing_cron="0 9 * * *"),
        "Looker": PatchLookerIntegrationOperator(
            task_id="change", integration_id="1::slack_app", integration_params={"channel": "#new"}
        ),
    }
    for service, task in tasks.items():
        for what, exact in zip(("change", "task without a change"), EXACT[service], strict=True):
            yield Row(
                what=f"Requests of a {what} in {service}",
                figure=counted(served, lambda task=task: task.execute({"ti": TaskInstance(), "outlet_events": {}})),
                unit="requests",
                beside=beside if (service, what) == ("Looker", "change") else "",
                exact=exact,
            )
