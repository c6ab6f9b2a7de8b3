"""No secret in anything that a whole Airflow writes, with logging at DEBUG."""

from tests.conftest import SECRETS


def test_nothing_that_airflow_writes_holds_a_secret(standalone, bi):
    """Task logs, the output of all processes, and every table of the database, of all tests so far and of one more."""
    for dag_id in ("secretive", "patch_looker_hub_and_action", "reschedule_looker_in_datafold"):
        run_id = standalone.api.trigger(dag_id)
        state = standalone.finished(dag_id, run_id, seconds=120)

        assert state == "success", standalone.database.states(dag_id, run_id)

    written = dict(standalone.files())
    leaks = [
        f"{name}: {text[max(0, leak.start() - 300) : leak.end() + 100]}"
        for name, text in written.items()
        for leak in SECRETS.finditer(text)
    ]

    assert not leaks, "\n".join(leaks)
    assert any("secretive" in name and "DEBUG" in text.upper() for name, text in written.items())
    assert all(
        table in written["the database"] for table in ("rendered_task_instance_fields", "xcom", "_link_LookerLink")
    )
