"""Every kind of task in a real Airflow, its waits in the real triggerer; `test_leaks` then reads what it left."""

from airflow_provider_bi.sandbox import seeds
from tests.markers import SECRETS
from tests.standalone.waiting import until


def run(standalone, dag_id):
    run_id = standalone.api.trigger(dag_id)
    waiting = until(standalone.database.triggers, what="a deferred wait", seconds=120)
    state = standalone.finished(dag_id, run_id, seconds=240)

    assert "airflow_provider_bi.triggers." in waiting[0]
    assert not SECRETS.search(waiting[0])
    assert set(standalone.database.states(dag_id, run_id).values()) == {"success"}
    assert state == "success"
    return run_id


def test_every_task_of_datafold(standalone, bi):
    """Created, synchronised with a deferred wait, scheduled, read and deleted."""
    bi.datafold.extra = {"sync_status": "never"}
    bi.datafold.syncing = [{"sync_status": "running"}, {"sync_status": "done"}]

    run_id = run(standalone, "everything_in_datafold")

    shown = standalone.database.xcoms("everything_in_datafold", run_id, "sync")["return_value"]
    assert shown["sync_status"] == "done"
    assert bi.datafold.integrations[44].values["indexing_cron"] == "1 1 * * *"
    assert [found.values["name"] for found in bi.datafold.integrations.values()][-1] == "Looker staging"


def test_every_task_of_looker(standalone, bi):
    """Hubs and actions, with two deferred sensors; every session is logged out."""
    bi.looker.health["2"] = [{"success": False, "message": "starting"}, {"success": True, "message": "healthy"}]

    run_id = run(standalone, "everything_in_looker")

    xcoms = {task: standalone.database.xcoms("everything_in_looker", run_id, task) for task in ("rotate", "accept")}
    assert xcoms["rotate"]["return_value"] == {"authorization_token": "***"}
    assert xcoms["accept"]["return_value"]["accepted"] is True
    assert bi.looker.hubs.keys() == {hub["id"] for hub in seeds.looker_hubs()}
    assert bi.looker.tokens == {}
