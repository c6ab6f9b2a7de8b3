"""What each example promises, read from what it prints; `test_runs.py` runs all of them as they stand."""

import json
import re
from pathlib import Path

from tests.processes import airflow

EXAMPLES = Path(__file__).parents[2] / "dags_examples"


class Ran:
    """What `bi-sandbox run` left of one example."""

    def __init__(self, name, *, conf=None, fault=None):
        more = ["--conf", json.dumps(conf)] if conf else []
        more += ["--fault", json.dumps(fault)] if fault else []
        ran = airflow("-m", "airflow_provider_bi.sandbox", "run", EXAMPLES / f"{name}.py", *more)
        self.succeeded = ran.returncode == 0
        self.printed = ran.stdout
        below = re.split(r"\n-{4,}[ -]*\n", ran.stdout)[-1].split("\n\n")[0]
        self.rows = [" ".join(row.split()) for row in below.splitlines()]

    def row(self, start):
        """Return the one row that starts so."""
        (found,) = [row for row in self.rows if row.startswith(start)]
        return found


def test_dbt_syncs_by_callback_and_by_task():
    """Both ways start a synchronisation; the task has seen its end."""
    ran = Ran("sync_datafold_after_dbt")

    assert ran.succeeded, ran.printed
    assert "Started a synchronisation of Datafold's integration 'Looker production'." in ran.printed
    assert re.search(r'integration 47: last_synced_at is "20\d\d-', ran.printed)
    assert ran.row("sync_exposures").startswith('sync_exposures return value {"id": 47')
    assert "last_synced_at, is made up" in ran.printed


def test_callback_that_fails_fails_nothing_and_the_task_is_tried_again():
    """The first synchronisation is the notifier's; of two that fail only the task's is made up for."""
    ran = Ran("sync_datafold_after_dbt", fault={"path": "/sync/", "status": 503, "times": 2})

    assert ran.succeeded, ran.printed
    assert "callback failed: ServerError" in ran.printed
    assert "sync_exposures: up_for_retry: ServerError" in ran.printed


def test_schedules_are_planned_first():
    """The plan shows what would change and what stands already."""
    ran = Ran("datafold_schedules_as_code", conf={"plan_only": True})

    assert ran.succeeded, ran.printed
    assert ran.rows == [
        'apply (planned) dbt exposures "0 5 * * *" "30 5 * * *"',
        'apply (planned) Looker production "0 6 * * *" "0 7 * * *"',
        "apply (planned) Power BI unchanged",
        'apply (planned) Tableau "0 */4 * * *" "0 */6 * * *"',
    ]


def test_rotation_is_rolled_back_when_the_hub_is_not_healthy():
    """The previous token stands again, and the hub goes on taking it."""
    ran = Ran(
        "rotate_looker_hub_token",
        fault={"path": "/health", "status": 200, "body": {"success": False, "message": "The hub refused the token."}},
    )

    assert not ran.succeeded
    assert "The hub refused the token" in ran.printed
    assert "the previous token stands again" in ran.printed
    assert ran.row("retire_previous_token") == "retire_previous_token upstream_failed"


def test_action_is_enabled_only_after_its_test():
    """An action that does not work stays as it was for its users."""
    ran = Ran(
        "enable_looker_action",
        fault={"path": "/test", "status": 200, "times": 3, "body": {"success": False, "message": "Wrong key."}},
    )

    assert not ran.succeeded
    assert ran.row("set_parameters params.api_key") == 'set_parameters params.api_key.value "***" "***"'
    assert ran.row("test") == "test failed"
    assert ran.row("enable") == "enable upstream_failed"


def test_audit_lists_everything_at_once():
    """Hub, action and integration: one list, in one alert."""
    ran = Ran(
        "audit_bi_services",
        conf={"expected": ["Looker production", "Sigma"]},
        fault={"path": "1::slack_app/test", "status": 200, "body": {"success": False, "message": "Token revoked."}},
    )

    assert ran.succeeded, ran.printed
    assert [line.split("warning: ")[1] for line in ran.printed.splitlines() if "warning: " in line] == [
        "Hub 2 (https://actions.acme.example/): its legal agreement is not signed",
        "Action 1::slack_app: it does not pass its test: Token revoked.",
        "Datafold has no integration 'Sigma'",
    ]
    assert ran.row("alert").startswith('alert return value "3 found: ')


def test_audit_that_finds_nothing_alerts_nobody():
    """Without hubs nothing is wrong with them."""
    ran = Ran("audit_bi_services", fault={"path": "/integration_hubs$", "status": 200, "body": []})

    assert ran.succeeded, ran.printed
    assert ran.row("report") == "report return value []"
    assert ran.row("alert") == "alert skipped"


def test_freeze_is_undone_after_a_backfill_that_failed():
    """The action is as it was before, and the run is failed on every Airflow."""
    ran = Ran("freeze_looker_deliveries", conf={"fail": True})

    assert not ran.succeeded
    assert ran.rows == [
        'remember return value {"id": "1::slack_app", "enabled": true}',
        "freeze enabled true false",
        "backfill failed",
        "restore enabled false true",
        "verdict upstream_failed",
    ]


def test_freeze_leaves_a_disabled_action_disabled():
    """What was there before is put back, not what is usual."""
    ran = Ran("freeze_looker_deliveries", conf={"integration_id": "2::hubspot"})

    assert ran.succeeded, ran.printed
    assert ran.row("freeze") == "freeze nothing changed"
    assert ran.row("restore") == "restore nothing changed"


def test_promotion_carries_settings_and_no_secrets():
    """The other Looker's hub has another id; the key comes from the connection."""
    ran = Ran("promote_looker_actions", conf={"plan_only": False})

    assert ran.succeeded, ran.printed
    assert (
        "2::hubspot: enabled True, params {'portal': {'value': '4712'}}, secrets {'api_key': 'hubspot_api_key'}"
        in ran.printed
    )
    assert "experiment of hub https://actions.acme.example is not in the target: left out." in ran.printed
    assert ran.row("promote").startswith('promote return value {"2::hubspot": {"enabled": true, "params": ')


def test_update_that_is_ignored_is_no_success():
    """Datafold documents that an update of Tableau changes only the schedule."""
    ran = Ran("change_datafold_credentials", conf={"kind": "tableau"})

    assert not ran.succeeded
    assert "update_tableau token_name ignored by the service" in ran.rows
    assert ran.row("delete") == "delete skipped"


def test_recreated_integration_is_there_before_the_old_one_goes():
    """The new one has a new id, and the settings of the old one."""
    ran = Ran("change_datafold_credentials", conf={"kind": "tableau", "recreate": True})

    assert ran.succeeded, ran.printed
    assert ran.row("create").startswith('create return value {"id": 49, "name": "Tableau (2026)", "type": "tableau"')
    assert ran.row("delete") == 'delete return value {"bi_datasource_id": 45, "deleted": true}'


def test_recreation_that_is_refused_deletes_nothing():
    """Where Datafold does not take the new credentials, the old integration stays."""
    ran = Ran(
        "change_datafold_credentials",
        conf={"kind": "tableau", "recreate": True},
        fault={"method": "POST", "path": "/tableau/", "status": 400, "body": {"detail": "Tableau refused the token."}},
    )

    assert not ran.succeeded
    assert "Tableau refused the token" in ran.printed
    assert ran.row("delete") == "delete upstream_failed"


def test_recreation_under_the_old_name_deletes_nothing():
    """The old integration would be taken for the new one, and then deleted."""
    ran = Ran("change_datafold_credentials", conf={"kind": "tableau", "recreate": True, "new_name": "Tableau"})

    assert not ran.succeeded
    assert ran.row("create") == "create failed"
    assert ran.row("delete") == "delete upstream_failed"
