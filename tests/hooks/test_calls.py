"""The hooks as TaskFlow users meet them, sync and async."""

import asyncio
import pickle
import time

import pytest

from airflow_provider_bi.api.datafold import reads as datafold_reads
from airflow_provider_bi.api.datafold.calls import get_integration
from airflow_provider_bi.api.errors import ArgumentError, NotFoundError, SettingsError
from airflow_provider_bi.api.flows import single
from airflow_provider_bi.api.looker import reads as looker_reads
from airflow_provider_bi.hooks.datafold import DatafoldHook
from airflow_provider_bi.hooks.looker import LookerHook, read_token
from airflow_provider_bi.sandbox.faults import Fault


def test_datafold_is_read_listed_and_updated(sandbox):
    """Plain methods, one for each endpoint."""
    with DatafoldHook() as hook:
        names = [found["name"] for found in hook.list_integrations()]
        before = hook.get_integration(47)["indexing_cron"]
        result = hook.update_integration("dbt", 47, fields={"indexing_cron": "1 2 * * *"})

    assert names[0] == "Looker production"
    assert result.changes == {"indexing_cron": {"before": before, "after": "1 2 * * *"}}
    assert sandbox.datafold.integrations[47].values["indexing_cron"] == "1 2 * * *"


def test_looker_is_read_listed_and_updated(sandbox):
    """One login for all of it, and a logout at the end."""
    with LookerHook() as hook:
        hubs = hook.list_integration_hubs(fields="id,url")
        hub = hook.get_integration_hub(2)
        actions = hook.list_integrations(integration_hub_id=2)
        action = hook.get_integration("2::hubspot")
        patched = hook.update_integration("2::hubspot", enabled=True, params={"api_key": "s3cr3t-new"})
        moved = hook.update_integration_hub(2, url="https://elsewhere.example/")

    assert [sorted(found) for found in hubs] == [["id", "url"]] * 2
    assert hub["label"] == "Acme actions"
    assert [found["id"] for found in actions] == ["2::hubspot", "2::webhook"]
    assert action["enabled"] is False
    assert patched.changed == {"enabled": True, "params": {"api_key": {"value": "***"}}}
    assert moved.changed == {"url": "https://elsewhere.example/"}
    paths = [request.path for request in sandbox.requests]
    assert paths.count("/api/4.0/login") == 1
    assert paths[-1] == "/api/4.0/logout"
    assert sandbox.looker.tokens == {}


def test_remarks_of_a_plan_are_logged(sandbox, caplog, capsys):
    """A value that Looker will not use is told to TaskFlow users too."""
    with LookerHook() as hook:
        hook.update_integration("2::hubspot", params={"portal": {"value": "4712", "user_attribute_name": "portal"}})

    assert "params.portal.value is overruled by the user attribute 'portal'" in caplog.text + capsys.readouterr().out


def test_everything_runs_on_an_event_loop_as_well(sandbox):
    """Calls and flows are the same values; only who sends them differs."""

    async def both():
        async with DatafoldHook() as datafold, LookerHook() as looker:
            return await asyncio.gather(
                datafold.arun(get_integration(42)),
                datafold.arun(datafold_reads.read_integrations()),
                *(looker.arun(looker_reads.read_hub(1)) for _ in range(8)),
            )

    first, listed, *hubs = asyncio.run(both())

    assert first == listed[0]
    assert [hub["id"] for hub in hubs] == ["1"] * 8
    assert [request.path for request in sandbox.requests].count("/api/4.0/login") == 1
    assert sandbox.looker.tokens == {}


def test_many_run_side_by_side_and_keep_their_order(sandbox):
    """However long each takes."""
    sandbox.inject(Fault(path="/42/", delay=0.2))
    with DatafoldHook() as datafold:
        found = datafold.run_all([single(get_integration(wanted)) for wanted in (42, 44, 47)], max_concurrency=3)

    assert [one["id"] for one in found] == [42, 44, 47]


def test_many_end_with_the_first_failure(sandbox):
    """It comes as it is, and those that are not at work yet are left."""
    sandbox.inject(Fault(path="/999/", delay=0.2))
    sandbox.inject(Fault(path="/42/", delay=5, times=None))
    flows = [single(get_integration(wanted)) for wanted in (999, *[42] * 20)]
    with DatafoldHook() as datafold, pytest.raises(NotFoundError, match="999"):
        datafold.run_all(flows, max_concurrency=2)

    assert len(sandbox.requests) == 2


def test_expired_token_costs_one_new_login(sandbox):
    """A token that ended early is replaced once, unseen."""
    with LookerHook() as hook:
        hook.get_integration_hub(1)
        sandbox.expire_tokens()
        hook.get_integration_hub(1)

    statuses = [(request.path.rsplit("/", 1)[-1], request.status) for request in sandbox.requests]
    assert statuses == [("login", 200), ("1", 200), ("1", 401), ("login", 200), ("1", 200), ("logout", 204)]


def test_token_is_renewed_before_it_ends(sandbox):
    """Looker says how long a token lives; it is not used to its last second."""
    sandbox.looker.token_lifetime = 1
    with LookerHook() as hook:
        hook.get_integration_hub(1)
        sandbox.looker.token_lifetime = 3600
        time.sleep(0.6)
        hook.get_integration_hub(1)
        hook.get_integration_hub(1)

    assert [request.path for request in sandbox.requests].count("/api/4.0/login") == 2
    assert 401 not in {request.status for request in sandbox.requests}


def test_hook_can_be_used_again_after_it_was_closed(sandbox):
    """Closing lets go of connections and token, not of the hook."""
    hook = LookerHook()
    with hook:
        hook.get_integration_hub(1)
    with hook:
        assert hook.get_integration_hub(2)["id"] == "2"

    assert [request.path for request in sandbox.requests].count("/api/4.0/login") == 2


def test_typed_errors_leave_the_hook(sandbox):
    """TaskFlow users catch by type."""
    with DatafoldHook() as hook, pytest.raises(NotFoundError) as failed:
        hook.get_integration(999)

    assert (failed.value.status_code, failed.value.method, failed.value.path) == (
        404,
        "GET",
        "/api/v1/lineage/bi/999/",
    )


def test_secrets_that_a_service_shows_are_hidden(sandbox):
    """Replies go into XComs; should a service ever echo a secret, it ends here."""
    sandbox.datafold.integrations[46].values["name"] = "Power BI"
    with LookerHook() as hook:
        shown = hook.get_integration("2::hubspot")

    assert {param["name"]: param["value"] for param in shown["params"]}["api_key"] in (None, "***")


def test_unknown_kind_lists_the_known_ones(sandbox):
    """A slug is easily misspelt."""
    with DatafoldHook() as hook, pytest.raises(ArgumentError, match="there are looker, hightouch, mode"):
        hook.update_integration("lookr", 42, fields={})


def test_datafold_is_found_by_name(sandbox):
    """Ids differ from one Datafold to the next."""
    with DatafoldHook() as hook:
        assert hook.find_integration("dbt exposures") == 47


def test_datafold_is_synced_by_name(sandbox):
    """The reply is Datafold's own."""
    with DatafoldHook() as hook:
        hook.sync_integration(name="dbt exposures")

    assert sandbox.requests[-1].path.endswith("/47/sync/")


def test_hook_travels_without_its_connections(sandbox):
    """A copy in another process opens its own, and no key travels."""
    with DatafoldHook() as hook:
        hook.get_integration(47)
        packed = pickle.dumps(hook)
    with pickle.loads(packed) as copy:
        assert copy.requests_sent == 0
        assert copy.get_integration(47)["id"] == 47

    assert b"sandbox-datafold-key" not in packed


def test_logout_that_fails_is_no_failure(sandbox):
    """What was asked for is done by then; the token ends by itself."""

    async def on_a_loop():
        async with LookerHook() as hook:
            return await hook.arun(looker_reads.read_hub(1))

    sandbox.inject(Fault(path="/logout", times=None, status=404))
    with LookerHook() as hook:
        hub = hook.get_integration_hub(1)

    assert asyncio.run(on_a_loop()) == hub
    assert [request.status for request in sandbox.requests if request.path.endswith("/logout")] == [404, 404]


def test_connection_of_a_token_without_one_says_where_to_put_it(monkeypatch):
    """The message names the connection and the field."""
    monkeypatch.setenv("AIRFLOW_CONN_EMPTY", '{"conn_type": "generic"}')

    with pytest.raises(SettingsError, match=r"Connection 'empty' has no password: put the token there\."):
        read_token("empty")
