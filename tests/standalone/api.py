"""Airflow's own REST API, for what a test needs and does not test."""

import httpx


class Api:
    """One client of the API of Airflow 2.11 or 3."""

    def __init__(self, url, *, major, password):
        self._major = major
        self._http = httpx.Client(
            base_url=f"{url}/api/{'v2' if major == 3 else 'v1'}/",
            auth=("admin", password) if password else None,
            timeout=30,
        )

    def close(self):
        self._http.close()

    def trigger(self, dag_id, conf=None):
        """Start a run and return its id."""
        body = {"conf": conf or {}, **({"logical_date": None} if self._major == 3 else {})}
        return self._post(f"dags/{dag_id}/dagRuns", body)["dag_run_id"]

    def connect(self, conn_id, connection):
        """Store a connection in place of the one that is there."""
        self.disconnect(conn_id)
        self._post("connections", {"connection_id": conn_id, **connection})

    def disconnect(self, conn_id):
        self._http.delete(f"connections/{conn_id}")

    def update_asset(self, uri):
        """Tell Airflow that an asset was updated."""
        if self._major == 2:
            self._post("datasets/events", {"dataset_uri": uri})
            return
        assets = self._http.get("assets", params={"limit": 100}).raise_for_status().json()["assets"]
        number = next(asset["id"] for asset in assets if asset["uri"] == uri)
        self._post("assets/events", {"asset_id": number})

    def fail(self, dag_id, run_id, task_id):
        """Mark a task as failed, as a person does."""
        body = {"new_state": "failed", **({"dry_run": False} if self._major == 2 else {})}
        path = f"dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}"
        reply = self._http.patch(path, json=body)
        assert reply.is_success, f"{path}: {reply.status_code} {reply.text}"

    def _post(self, path, body):
        reply = self._http.post(path, json=body)
        assert reply.is_success, f"{path}: {reply.status_code} {reply.text}"
        return reply.json()
