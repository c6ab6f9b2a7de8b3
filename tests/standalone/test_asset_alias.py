"""What runs after a change, in a real scheduler."""

from tests.standalone.waiting import until

DEPLOYMENT = "behind_a_deployment"
AFTER = "after_a_bi_change"
EXAMPLES, TYPED = "30 5 * * *", "45 3 * * *"


class Runs:
    """The runs of one DAG that are new."""

    def __init__(self, standalone, dag_id):
        self._standalone = standalone
        self._dag_id = dag_id
        self._before = len(self.ids)

    @property
    def ids(self):
        return list(self._standalone.database.runs(self._dag_id))

    def __len__(self):
        return len(self.ids) - self._before

    def result(self, number, task_id):
        """Wait for the end of a run, the first is 1, and return what its task returned."""
        at = self._before + number - 1
        run_id = until(lambda: self.ids[at : at + 1], what=f"run {number} of {self._dag_id}", seconds=90)[0]
        assert self._standalone.finished(self._dag_id, run_id) == "success"
        return self._standalone.database.xcoms(self._dag_id, run_id, task_id).get("return_value", {})


def test_downstream_dag_runs_after_a_change_only(standalone, bi):
    """Scheduled on the alias: it runs for each change, and not for the deployment between that had none to make."""
    deployed, after = Runs(standalone, DEPLOYMENT), Runs(standalone, AFTER)

    standalone.api.update_asset("deployments://dbt/production")
    first = deployed.result(1, "reschedule")
    told_first = str(after.result(1, "announce"))
    standalone.api.update_asset("deployments://dbt/production")
    second = deployed.result(2, "reschedule")
    standalone.api.trigger(DEPLOYMENT, {"indexing_cron": TYPED})
    third = deployed.result(3, "reschedule")
    told_last = str(after.result(2, "announce"))

    assert [first, second, third] == [{"indexing_cron": EXAMPLES}, {}, {"indexing_cron": TYPED}]
    assert [request.method for request in bi.requests] == ["GET", "PUT", "GET", "GET", "PUT"]
    assert len(after) == 2
    assert f"datafold://127.0.0.1:{bi.port}/integrations/47" in told_first
    assert [EXAMPLES in told_first, TYPED in told_first] == [True, False]
    assert [EXAMPLES in told_last, TYPED in told_last] == [False, True]
