from __future__ import annotations

import time
from typing import Annotated, ClassVar

import httpx
import pytest

from airflow_provider_bi.api.datafold.kinds import KINDS
from airflow_provider_bi.api.datafold.kinds.base import DataSourceConfig, From
from airflow_provider_bi.api.models import Secret, secret_fields
from airflow_provider_bi.sandbox.serving import Sandbox

LOOKER = {
    "name": "Renamed",
    "indexing_cron": "15 * * * *",
    "base_url": "https://other.cloud.looker.com:443",
    "client_id": "other",
    "client_secret": "new-secret",
    "repo_id": 9,
}


@pytest.mark.parametrize("header", [{}, {"Authorization": "sandbox-datafold-key"}, {"Authorization": "Key wrong"}])
def test_refuses_every_request_without_the_key(sandbox, header):
    """A key that is absent, bare or wrong gets 401 and a detail."""
    reply = httpx.get(f"{sandbox.url}/api/v1/lineage/bi/", headers=header)

    assert (reply.status_code, list(reply.json())) == (401, ["detail"])


def test_lists_a_seed_of_every_kind(datafold):
    """The list has ids from 42, and no kind is missing."""
    listed = datafold.get("/").json()

    assert [item["id"] for item in listed] == [42, 43, 44, 45, 46, 47, 48]
    assert {item["type"] for item in listed} == {kind.slug for kind in KINDS}


def test_shows_every_field_but_secrets(sandbox, datafold):
    """What is stored and secret is not in the reply; the rest is."""
    for number, integration in sandbox.datafold.integrations.items():
        shown = datafold.get(f"/{number}/").json()

        assert set(shown) == {"id", "type", *integration.values} - secret_fields(integration.kind)


def test_redirects_a_path_without_its_slash(datafold):
    """A missing slash is answered as FastAPI does, with 307."""
    reply = datafold.get("/42")

    assert (reply.status_code, reply.headers["location"][-4:]) == (307, "/42/")


def test_an_update_changes_only_what_is_documented(sandbox, datafold):
    """Looker's update takes a whole body and changes the schedule alone."""
    before = dict(sandbox.datafold.integrations[42].values)

    shown = datafold.put("/looker/42/", json=LOOKER).json()

    assert sandbox.datafold.integrations[42].values == {**before, "indexing_cron": "15 * * * *"}
    assert (shown["indexing_cron"], shown["name"]) == ("15 * * * *", "Looker production")


def test_an_update_of_a_kind_without_limit_changes_everything(sandbox, datafold):
    """Power BI stores the new secret, and null for what the body leaves out."""
    datafold.put("/powerbi/46/", json={"name": "New", "client_secret": "rotated"})

    values = sandbox.datafold.integrations[46].values
    assert (values["name"], values["client_secret"], values["tenant_id"]) == ("New", "rotated", None)


def test_an_update_can_honour_every_field(sandbox, datafold):
    """With honours_all even Looker's secret is replaced."""
    sandbox.datafold.honours_all = True

    datafold.put("/looker/42/", json=LOOKER)

    assert sandbox.datafold.integrations[42].values["client_secret"] == "new-secret"


def test_replies_can_be_bare(sandbox, datafold):
    """With bare_replies an update answers null, and is done."""
    sandbox.datafold.bare_replies = True

    assert datafold.put("/looker/42/", json=LOOKER).json() is None
    assert sandbox.datafold.integrations[42].values["indexing_cron"] == "15 * * * *"


def test_replies_can_hold_only_what_changed(sandbox, datafold):
    """With echoes_only_changes the reply has the id and the changed fields."""
    sandbox.datafold.echoes_only_changes = True

    assert datafold.put("/looker/42/", json=LOOKER).json() == {"id": 42, "indexing_cron": "15 * * * *"}


def test_replies_can_hide_fields(sandbox, datafold):
    """A hidden field is in no reply, neither of a list, a read nor an update."""
    sandbox.datafold.hidden = {"indexing_cron"}

    replies = [*datafold.get("/").json(), datafold.get("/42/").json(), datafold.put("/looker/42/", json=LOOKER).json()]
    assert not [reply for reply in replies if "indexing_cron" in reply]


@pytest.mark.parametrize(("method", "path"), [("GET", "/99/"), ("DELETE", "/99/"), ("GET", "/99/sync/")])
def test_an_unknown_id_is_a_problem(datafold, method, path):
    """The body of a 404 is problem+json with the path in it."""
    reply = datafold.request(method, path)

    assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")
    assert set(reply.json()) == {"type", "title", "status", "detail", "instance"}
    assert reply.json()["instance"].endswith(path)


def test_an_id_of_another_kind_is_not_found(datafold):
    """A dbt integration is not there for Looker's update."""
    assert datafold.put("/looker/47/", json=LOOKER).status_code == 404


def test_a_wrong_body_gets_the_frameworks_own_422(sandbox, datafold):
    """Each problem has loc, msg and type, and echoes the input, which may hold a secret."""
    reply = datafold.put("/looker/42/", json={**LOOKER, "repo_id": "seven", "bindings": [{"remote_id": "x"}]})

    problems = {tuple(problem["loc"]): problem for problem in reply.json()["detail"]}
    assert reply.status_code == 422
    assert problems["body", "repo_id"]["input"] == "seven"
    assert {("body", "bindings", 0, "remoteId"), ("body", "bindings", 0, "boundIds")} <= set(problems)
    assert sandbox.datafold.integrations[42].values["repo_id"] == 7


def test_does_not_help_the_client(datafold):
    """A list as JSON text, which the client's own model reads, is refused as by the document."""
    assert datafold.put("/looker/42/", json={**LOOKER, "project_ids": '["a"]'}).status_code == 422


def test_creates_and_removes(sandbox, datafold):
    """What was created has the next id and is stored; what was removed is gone."""
    created = datafold.post("/dbt/", json={"ci_config_id": 5}).json()
    removed = datafold.delete(f"/{created['id']}/")

    assert created == {"id": 49, "name": None, "type": "dbt", "indexing_cron": None, "ci_config_id": 5}
    assert (removed.status_code, removed.json(), 49 in sandbox.datafold.integrations) == (200, None, False)


def test_counts_synchronisations(sandbox, datafold):
    """Each GET of sync starts one and answers null."""
    replies = [datafold.get("/47/sync/").json() for _ in range(2)]

    assert (replies, sandbox.datafold.integrations[47].syncs) == ([None, None], 2)


def test_shows_nothing_of_a_synchronisation(datafold):
    """What the documents leave open is not made up in a test that did not ask for it."""
    before = datafold.get("/47/").json()
    datafold.get("/47/sync/")

    assert [datafold.get("/47/").json() for _ in range(3)] == [before] * 3


def test_shows_a_synchronisation_step_by_step(sandbox, datafold):
    """Each read of the one that was synced shows the next step, the last stays; lists and others see no step."""
    sandbox.datafold.extra["sync_status"] = "never"
    sandbox.datafold.syncing += [{"sync_status": "running"}, {"sync_status": "done"}]
    before = datafold.get("/47/").json()["sync_status"]
    datafold.get("/47/sync/")
    listed = {item["id"]: item["sync_status"] for item in datafold.get("/").json()}
    shown = [datafold.get("/47/").json()["sync_status"] for _ in range(3)]

    assert (before, listed[47], datafold.get("/46/").json()["sync_status"]) == ("never", "never", "never")
    assert shown == ["running", "done", "done"]


def test_a_synchronisation_is_shown_from_its_start(sandbox, datafold):
    """The second one shows its own steps, whatever the first showed last."""
    sandbox.datafold.syncing += [{"sync_status": "running"}, {"sync_status": "done"}]
    shown = []
    for _ in range(2):
        datafold.get("/47/sync/")
        shown += [datafold.get("/47/").json()["sync_status"] for _ in range(2)]

    assert shown == ["running", "done", "running", "done"]


def test_a_sandbox_to_try_things_shows_when_a_sync_ended():
    """Null, then from the second read on a time, which the next sync moves on; a reset keeps the switch."""
    with Sandbox(shows_syncs=True) as other, httpx.Client(base_url=f"{other.url}/api/v1/lineage/bi") as client:
        client.headers["Authorization"] = "Key sandbox-datafold-key"
        other.reset()
        shown = [client.get("/47/").json()["last_synced_at"]]
        for _ in range(2):
            client.get("/47/sync/")
            time.sleep(0.002)
            shown += [client.get("/47/").json()["last_synced_at"] for _ in range(2)]

    assert shown[:2] == [None, None]
    assert (shown[2] == shown[3], shown[3] < shown[4]) == (True, True)


class Sigma(DataSourceConfig):
    slug: ClassVar[str] = "sigma"
    label: ClassVar[str] = "Sigma"
    updatable: ClassVar[frozenset[str] | None] = frozenset({"indexing_cron"})

    organization: Annotated[str, From("extra.organization")]
    api_token: Annotated[Secret, From("password")]


def test_serves_a_new_kind_without_being_told(sandbox):
    """One more entry in the tuple of kinds is created, updated by its own rules, and shown without its secret."""
    with Sandbox(kinds=(*KINDS, Sigma)) as other, httpx.Client(base_url=f"{other.url}/api/v1/lineage/bi") as client:
        client.headers["Authorization"] = "Key sandbox-datafold-key"
        body = {"organization": "acme", "api_token": "secret"}
        number = client.post("/sigma/", json=body).json()["id"]
        changed = client.put(f"/sigma/{number}/", json={**body, "organization": "b", "indexing_cron": "0 1 * * *"})

    assert changed.json() == {
        "id": number,
        "name": None,
        "type": "sigma",
        "indexing_cron": "0 1 * * *",
        "organization": "acme",
    }
