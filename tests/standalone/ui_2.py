"""The pages of Airflow 2.11 that people use with this package."""

import re


class Ui:
    """Airflow 2.11, as its admin sees it.

    :param screenshots: Folder for the screenshots.
    """

    def __init__(self, page, url, *, password, screenshots):
        self.page = page
        self._url = url
        self._screenshots = screenshots
        page.goto(f"{url}/login/")
        page.get_by_label("Username").fill("admin")
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign In").click()
        page.wait_for_url("**/home")

    def shoot(self, name):
        self.page.screenshot(path=self._screenshots / f"airflow-2-{name}.png", full_page=True)

    def connect(self, conn_id, conn_type, fields):
        """Type a new connection, press Test, save it and return what Test said."""
        self.page.goto(f"{self._url}/connection/add")
        form = self.page.locator("#model_form")
        form.get_by_label("Connection Id").fill(conn_id)
        form.get_by_role("combobox").click()
        self.page.locator(".select2-search__field").fill(conn_type)
        self.page.keyboard.press("Enter")
        self.shoot(f"form-{conn_id}-empty")
        for label, value in fields.items():
            form.get_by_label(label, exact=True).fill(value)
        self.shoot(f"form-{conn_id}")
        told = self._test(conn_id)
        self._save()
        return told

    def correct(self, conn_id, fields):
        """Change a saved connection, press Test, save it and return what Test said."""
        self.page.goto(f"{self._url}/connection/list/")
        self.page.get_by_role("row").filter(has_text=conn_id).locator("a[href*='/connection/edit/']").click()
        form = self.page.locator("#model_form")
        for label, value in fields.items():
            form.get_by_label(label, exact=True).fill(value)
        told = self._test(conn_id)
        self._save()
        return told

    def trigger(self, dag_id, fields):
        """Fill in a DAG's form, start a run and return its id.

        :param fields: Name of the DAG's parameter -> value.
        """
        self.page.goto(f"{self._url}/dags/{dag_id}/trigger")
        for name, value in fields.items():
            self.page.locator(f"#element_{name}").fill(value)
        self.shoot(f"trigger-{dag_id}")
        self.page.get_by_role("button", name="Trigger", exact=True).click()
        started = self.page.get_by_text(re.compile(r"Triggered .* with new Run ID"))
        started.wait_for()
        return re.search(r"Run ID (\S+?),? ", started.inner_text() + " ").group(1)

    def links(self, dag_id, run_id, task_id):
        """Return name and address of the links on the task's page."""
        self._open(dag_id, run_id, task_id, tab="details")
        self.page.get_by_text("Extra Links").wait_for()
        self._settle()
        self.shoot(f"links-{task_id}")
        found = self.page.get_by_text("Extra Links").locator("xpath=..").get_by_role("link").all()
        return {link.inner_text(): link.get_attribute("href") for link in found}

    def log(self, dag_id, run_id, task_id, last):
        """Return the task's log as the page shows it.

        :param last: Text that it holds when it is there.
        """
        self._open(dag_id, run_id, task_id, tab="logs")
        self.page.get_by_text(last).first.wait_for()
        self._settle()
        self.shoot(f"log-{task_id}")
        # It stands in a shadow root, which the text of the body leaves out.
        return "\n".join(self.page.locator("code").all_inner_texts())

    def xcoms(self, dag_id, run_id, task_id):
        """Return key and text of each XCom on the task's page."""
        self._open(dag_id, run_id, task_id, tab="xcom")
        self.page.get_by_role("cell", name="return_value").wait_for()
        self._settle()
        self.shoot(f"xcom-{task_id}")
        rows = [row.get_by_role("cell").all_inner_texts() for row in self.page.get_by_role("row").all()]
        return {row[0]: _without_decoration(row[1]) for row in rows if len(row) == 2}

    def _open(self, dag_id, run_id, task_id, *, tab):
        query = f"dag_run_id={run_id.replace('+', '%2B')}&task_id={task_id}&tab={tab}"
        self.page.goto(f"{self._url}/dags/{dag_id}/grid?{query}")

    def _test(self, conn_id):
        self.page.get_by_role("button", name="Test").click()
        told = self.page.locator(".alert-success, .alert-error").filter(visible=True)
        told.wait_for()
        self._settle()
        text = " ".join(told.inner_text().split())
        self.shoot(f"test-{conn_id}-{'good' if 'Connected' in text else 'bad'}")
        return text

    def _save(self):
        self.page.get_by_role("button", name="Save").click()
        self.page.wait_for_url(re.compile(r"/home$|/connection/list"))

    def _settle(self):
        """Let what moves come to rest."""
        self.page.wait_for_timeout(700)


def _without_decoration(text):
    return " ".join(re.sub(r"\d+ items?|Copy", " ", text).split()).replace('":', '": ').replace(":  ", ": ")
