"""`airflow standalone` with the sandbox behind it, and a browser before it. Slow, so only with BI_STANDALONE=1."""

import json
import os
from pathlib import Path

import pytest

from airflow_provider_bi.sandbox.serving import Sandbox
from tests.standalone.standalone import Standalone

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
)
TYPED = ("AIRFLOW_CONN_DATAFOLD_DEFAULT", "AIRFLOW_CONN_LOOKER_DEFAULT")
"""These connections are not in Airflow's environment: the browser types them, other tests store them."""


def missing(reason):
    """Skip the test; in CI let it fail."""
    if os.environ.get("CI_REQUIRES_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def served():
    """The sandbox behind Airflow, for as long as that runs."""
    if os.environ.get("BI_STANDALONE") != "1":
        missing("slow: set BI_STANDALONE=1 to run a whole Airflow")
    with Sandbox() as running:
        yield running


@pytest.fixture(scope="session")
def running_airflow(served, tmp_path_factory):
    variables = {name: value for name, value in served.connections.items() if name not in TYPED}
    variables["AIRFLOW_VAR_PLAIN_NAME"] = "s3cr3t-from-a-variable"
    with Standalone(tmp_path_factory.mktemp("standalone"), variables=variables) as running:
        yield running


@pytest.fixture
def bi(served):
    """The sandbox as seeded."""
    served.reset()
    return served


@pytest.fixture
def standalone(running_airflow, bi):
    """Airflow with the connections to the sandbox stored."""
    for name in TYPED:
        running_airflow.api.connect(name.removeprefix("AIRFLOW_CONN_").lower(), json.loads(bi.connections[name]))
    return running_airflow


@pytest.fixture
def unconnected(running_airflow, bi):
    """Airflow without these connections."""
    for name in TYPED:
        running_airflow.api.disconnect(name.removeprefix("AIRFLOW_CONN_").lower())
    return running_airflow


@pytest.fixture(scope="session")
def browser():
    if os.environ.get("BI_STANDALONE") != "1":
        missing("slow: set BI_STANDALONE=1 to run a whole Airflow")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        missing("no Playwright: pip install playwright")
    if not Path(CHROMIUM).exists():
        missing(f"no Chromium at {CHROMIUM}: set CHROMIUM to where it is")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_OPTIONS))
        yield running
        running.close()


@pytest.fixture
def ui(browser, unconnected, tmp_path):
    """Airflow in a browser; BI_SCREENSHOTS names the folder of the screenshots."""
    from tests.standalone import ui_2, ui_3

    folder = Path(os.environ.get("BI_SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    page = browser.new_page(viewport={"width": 1280, "height": 1100}, locale="en-US", timezone_id="UTC")
    page.set_default_timeout(20_000)
    kind = ui_3.Ui if unconnected.major == 3 else ui_2.Ui
    yield kind(page, unconnected.url, password=unconnected.password, screenshots=folder)
    page.close()
