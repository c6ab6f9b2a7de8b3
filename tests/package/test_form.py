"""The connection form as this version of Airflow really shows it."""

import json
import re

import pytest

from airflow_provider_bi.connections import CONNECTION_TYPES
from tests.processes import airflow

SHOW = """
import json, logging, warnings
warnings.simplefilter("ignore")
logging.captureWarnings(True)
shown = {}
try:
    from airflow.api_fastapi.core_api.services.ui.connections import HookMetaService
except ImportError:
    from airflow.providers_manager import ProvidersManager
    manager = ProvidersManager()
    for conn_type in ("datafold", "looker"):
        prefix = f"extra__{conn_type}__"
        shown[conn_type] = {
            "name": manager.hooks[conn_type].hook_name,
            "extra": {
                name.removeprefix(prefix): str(widget.field.args[0])
                for name, widget in manager.connection_form_widgets.items()
                if name.startswith(prefix)
            },
            "standard": manager.field_behaviours[conn_type]["relabeling"],
        }
else:
    for hook in HookMetaService.hook_meta_data():
        if hook.connection_type in ("datafold", "looker"):
            standard = hook.standard_fields.model_dump()
            shown[hook.connection_type] = {
                "name": hook.hook_name,
                "extra": {name: field["schema"]["title"] for name, field in hook.extra_fields.items()},
                "standard": {name: field["title"] for name, field in standard.items() if field and field["title"]},
            }
print("SHOWN", json.dumps(shown))
"""


@pytest.fixture(scope="module")
def form():
    """What the form shows, and what Airflow said while it made it."""
    ran = airflow("-c", SHOW)
    return json.loads(ran.stdout.split("SHOWN ")[-1]), ran.stdout.split("SHOWN ")[0] + ran.stderr


@pytest.mark.parametrize("connection", CONNECTION_TYPES, ids=lambda connection: connection.conn_type)
def test_form_has_every_field_with_its_label(connection, form):
    """Airflow reads the form from other places in other versions; each of them has to be complete."""
    shown = form[0][connection.conn_type]

    assert shown["name"] == connection.hook_name
    assert shown["extra"] == {field.name: field.label for field in connection.extra}
    assert shown["standard"] == connection.relabeling


def test_airflow_says_nothing_about_us(form):
    """No warning about our metadata while providers are discovered."""
    complaints = [
        line for line in form[1].splitlines() if re.search(r"provider.bi|datafold|looker", line, re.IGNORECASE)
    ]

    assert complaints == []
