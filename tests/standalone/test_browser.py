"""What people see: both connection forms, their Test button, a DAG's form, and what its run leaves behind."""

import re

from airflow_provider_bi.sandbox import datafold, looker
from tests.conftest import SECRETS

DAG_ID = "one_off_reschedule"


def test_connections_are_typed_into_a_form(ui, bi):
    """Test says what is wrong with a wrong key, and success with the right one."""
    port = str(bi.port)

    wrong = ui.connect("datafold_default", "Datafold", {"Datafold URL": bi.url, "API key": "s3cr3t-wrong-key"})
    right = ui.correct("datafold_default", {"API key": datafold.API_KEY})

    assert "refused (401): Invalid or missing API key. Check the API key" in wrong
    assert f"Connected to {bi.url}: the key sees 7 BI integrations." in right

    login = {"API host URL": "http://127.0.0.1", "API port": port, "Client ID": looker.CLIENT_ID}
    wrong = ui.connect("looker_default", "Looker", {**login, "Client secret": "s3cr3t-wrong-secret"})
    right = ui.correct("looker_default", {"Client secret": looker.CLIENT_SECRET})

    assert "POST /api/4.0/login refused" in wrong
    assert "Check login (client id), password (client secret) and host" in wrong
    assert f"Connected to {bi.url} as" in right


def test_one_off_change_is_made_by_hand(ui, bi, running_airflow):
    """Connect, fill in the DAG's form, and find the change, the link and the log on the task's pages."""
    ui.connect("datafold_default", "Datafold", {"Datafold URL": bi.url, "API key": datafold.API_KEY})
    run_id = ui.trigger(DAG_ID, {"indexing_cron": "15 4 * * *"})
    state = running_airflow.finished(DAG_ID, run_id)

    assert state == "success"
    assert bi.datafold.integrations[42].values["indexing_cron"] == "15 4 * * *"

    xcoms = ui.xcoms(DAG_ID, run_id, "looker")

    assert xcoms["return_value"] == '{ "indexing_cron": "15 4 * * *" }'
    assert all(part in xcoms["changes"] for part in ('"before": "0 6 * * *"', '"after": "15 4 * * *"'))
    assert xcoms["verified"] == "true"
    assert '"type": "looker"' in xcoms["integration"]

    assert ui.links(DAG_ID, run_id, "looker") == {"Datafold": bi.url}

    log = ui.log(DAG_ID, run_id, "looker", last="Requests: 2.")

    assert not SECRETS.search(log)
    assert re.search(r'indexing_cron\s+"0 6 \* \* \*"\s+"15 4 \* \* \*"', log)
