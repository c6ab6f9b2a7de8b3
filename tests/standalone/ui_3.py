"""The pages of Airflow 3 that people use with this package."""

import json
import re
from contextlib import contextmanager


class Ui:
    """Airflow 3, as one person sees it.

    :param screenshots: Folder for the screenshots.
    """

    def __init__(self, page, url, *, password, screenshots):
        self.page = page
        self._url = url
        self._screenshots = screenshots
        # Airflow 3.3.1 and 3.3.2 send port 0 for none, and then refuse the test, for every type whose connection has
        # no port. https://github.com/apache/airflow/pull/73298
        page.route("**/api/v2/connections/test", _without_port_0)

    def shoot(self, name):
        self.page.screenshot(path=self._screenshots / f"airflow-3-{name}.png")

    def connect(self, conn_id, conn_type, fields):
        """Type a new connection, save it and return what Test says."""
        self.page.goto(f"{self._url}/connections")
        self.page.get_by_role("button", name="Add Connection").click()
        form = self.page.get_by_role("dialog")
        form.get_by_label("Connection ID").fill(conn_id)
        form.get_by_role("combobox", name="Connection Type").fill(conn_type)
        self.page.get_by_role("option", name=conn_type, exact=True).click()
        form.get_by_label(next(iter(fields)), exact=True).wait_for()
        self._settle()
        self.shoot(f"form-{conn_id}-empty")
        for label, value in fields.items():
            form.get_by_label(label, exact=True).fill(value)
        self.shoot(f"form-{conn_id}")
        form.get_by_role("button", name="Extra Fields", exact=True).click()
        form.get_by_text("Allow plain HTTP").wait_for()
        self._settle()
        self.shoot(f"form-{conn_id}-extra")
        self._save(form)
        return self._test(conn_id)

    def correct(self, conn_id, fields):
        """Change a saved connection and return what Test says."""
        self._row(conn_id).get_by_role("button", name="Edit Connection").click()
        form = self.page.get_by_role("dialog")
        for label, value in fields.items():
            form.get_by_label(label, exact=True).fill(value)
        self._save(form)
        return self._test(conn_id)

    def trigger(self, dag_id, fields):
        """Fill in a DAG's form, start a run and return its id.

        :param fields: Name of the DAG's parameter -> value.
        """
        self.page.goto(f"{self._url}/dags/{dag_id}")
        self.page.get_by_role("button", name="Trigger").first.click()
        form = self.page.get_by_role("dialog")
        for name, value in fields.items():
            form.locator(f"input[name=element_{name}]").fill(value)
        self._settle()
        self.shoot(f"trigger-{dag_id}")
        with self._reply("**/dagRuns", "POST") as reply:
            form.get_by_role("button", name="Trigger", exact=True).click()
        return reply["dag_run_id"]

    def links(self, dag_id, run_id, task_id):
        """Return name and address of the links on the task's page."""
        self.page.goto(f"{self._url}/dags/{dag_id}/runs/{run_id}/tasks/{task_id}/details")
        self.page.get_by_text("Extra Links").wait_for()
        self._settle()
        self.shoot(f"links-{task_id}")
        found = self.page.get_by_role("heading", name="Extra Links").locator("xpath=..").get_by_role("link").all()
        return {link.inner_text(): link.get_attribute("href") for link in found}

    def log(self, dag_id, run_id, task_id, last):
        """Return the task's log as the page shows it.

        :param last: Text that it holds when it is there.
        """
        self.page.goto(f"{self._url}/dags/{dag_id}/runs/{run_id}/tasks/{task_id}")
        self.page.get_by_text(last).first.wait_for()
        self._settle()
        self.shoot(f"log-{task_id}")
        return self.page.locator("body").inner_text()

    def xcoms(self, dag_id, run_id, task_id):
        """Return key and text of each XCom on the task's page, with the values unfolded."""
        self.page.goto(f"{self._url}/dags/{dag_id}/runs/{run_id}/tasks/{task_id}/xcom")
        self.page.get_by_role("cell", name="return_value").wait_for()
        self._settle()
        self.shoot(f"xcom-{task_id}-folded")
        self.page.get_by_role("button", name=re.compile("expand", re.IGNORECASE)).first.click()
        self._settle()
        self.shoot(f"xcom-{task_id}")
        rows = [row.get_by_role("cell").all_inner_texts() for row in self.page.get_by_role("row").all()[1:]]
        return {row[0]: " ".join(row[2].split()).removesuffix(" Copy") for row in rows}

    def _row(self, conn_id):
        return self.page.get_by_role("row").filter(has=self.page.get_by_role("cell", name=conn_id, exact=True))

    def _save(self, form):
        form.get_by_role("button", name="Save").click()
        form.wait_for(state="detached")

    def _test(self, conn_id):
        self._row(conn_id).get_by_role("button", name="Test Connection").click()
        toast = self.page.get_by_role("status").filter(has_text="Test Connection").last
        toast.wait_for()
        told = " ".join(toast.inner_text().split())
        self._settle()
        self.shoot(f"test-{conn_id}-{'good' if 'Success' in told else 'bad'}")
        # The next one must not be taken for this one.
        toast.wait_for(state="detached")
        return told

    @contextmanager
    def _reply(self, url, method):
        reply = {}
        matches = re.compile(url.replace("**", ".*") + "$")
        with self.page.expect_response(
            lambda answer: answer.request.method == method and matches.match(answer.url)
        ) as answered:
            yield reply
        reply.update(answered.value.json())

    def _settle(self):
        """Let what moves come to rest."""
        self.page.wait_for_timeout(700)


def _without_port_0(route):
    body = route.request.post_data_json
    route.continue_(post_data=json.dumps({**body, "port": body["port"] or None}))
