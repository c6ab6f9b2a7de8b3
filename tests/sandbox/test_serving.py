from __future__ import annotations

import json
import threading
import time

import httpx
import pytest

from airflow_provider_bi.sandbox.faults import Fault
from airflow_provider_bi.sandbox.serving import Sandbox


def test_a_reset_starts_anew(sandbox, datafold):
    """Seeds, requests, faults, tokens and switches are as in the beginning; the objects stay the same."""
    held = sandbox.datafold
    datafold.delete("/42/")
    sandbox.inject(Fault())
    sandbox.looker.login()
    sandbox.datafold.hidden.add("id")
    sandbox.looker.has_health = False
    sandbox.looker.arriving.append((9, {}))
    sandbox.datafold.extra["sync_status"] = "never"
    sandbox.datafold.syncing.append({"sync_status": "done"})
    sandbox.reset()

    assert (len(sandbox.requests), len(sandbox.faults), len(sandbox.looker.tokens)) == (0, 0, 0)
    assert (42 in held.integrations, held.hidden, sandbox.looker.has_health) == (True, set(), True)
    assert (held.extra, held.syncing, sandbox.looker.arriving) == ({}, [], [])


def test_two_resets_share_nothing(sandbox, looker):
    """What one test writes into nested values is not in the seeds of the next."""
    sandbox.datafold.integrations[42].values["bindings"][0]["boundIds"].append(9)
    sandbox.looker.integrations["1::slack_app"]["params"].clear()
    sandbox.reset()

    assert sandbox.datafold.integrations[42].values["bindings"][0]["boundIds"] == [301, 302]
    assert len(sandbox.looker.integrations["1::slack_app"]["params"]) == 1


def test_records_requests_as_they_arrived(sandbox, datafold):
    """Path, query, body and status are there, and no secret is in the text of a record."""
    datafold.put("/dbt/47/?a=1", json={"ci_config_id": 5, "name": "secret"})
    request = sandbox.requests[0]

    assert (request.method, request.path, request.query) == ("PUT", "/api/v1/lineage/bi/dbt/47/", {"a": "1"})
    assert (request.body, request.status) == ({"ci_config_id": 5, "name": "secret"}, 200)
    assert "secret" not in str(request)


def test_records_a_body_that_arrives_in_parts(sandbox, datafold):
    """A server hands on what is long piece by piece."""
    body = {"ci_config_id": 5, "name": "x" * 500_000}
    datafold.put("/dbt/47/", json=body)

    assert sandbox.requests[0].body == body


def test_records_when_a_request_arrived(sandbox, datafold):
    """On the monotonic clock, so that waits between requests can be measured."""
    start = time.monotonic()
    datafold.get("/42/")
    datafold.get("/42/")

    assert start < sandbox.requests[0].at < sandbox.requests[1].at < time.monotonic()


def test_can_be_as_slow_as_a_network():
    """Every request takes the latency that was asked for."""
    with Sandbox(latency=0.1) as slow:
        start = time.monotonic()
        httpx.get(slow.url)

    assert time.monotonic() - start >= 0.1


def test_offers_connections_that_fit(sandbox):
    """Keys and address of both services, and one connection for each BI tool that has credentials."""
    connections = {name: json.loads(text) for name, text in sandbox.connections.items()}

    assert list(connections) == [
        "AIRFLOW_CONN_DATAFOLD_DEFAULT",
        "AIRFLOW_CONN_LOOKER_DEFAULT",
        "AIRFLOW_CONN_LOOKER_STAGING",
        "AIRFLOW_CONN_BI_LOOKER",
        "AIRFLOW_CONN_BI_HIGHTOUCH",
        "AIRFLOW_CONN_BI_MODE",
        "AIRFLOW_CONN_BI_TABLEAU",
        "AIRFLOW_CONN_BI_POWERBI",
        "AIRFLOW_CONN_LOOKER_HUB_TOKEN",
        "AIRFLOW_CONN_LOOKER_HUB_TOKEN_PREVIOUS",
        "AIRFLOW_CONN_HUBSPOT_API_KEY",
    ]
    assert connections["AIRFLOW_CONN_DATAFOLD_DEFAULT"]["host"] == sandbox.url
    assert connections["AIRFLOW_CONN_BI_TABLEAU"] == {
        "conn_type": "generic",
        "host": "https://prod-uk-a.online.tableau.com",
        "login": "datafold",
        "password": "sandbox-bi-tableau-token-value",
        "extra": {"site_id": "acme"},
    }


def test_takes_faults_over_http(sandbox, datafold):
    """Those who run it as a server inject and forget faults with requests that are not recorded."""
    added = httpx.post(f"{sandbox.url}/sandbox/faults", json={"method": "GET", "status": 500, "times": 9})
    status = datafold.get("/").status_code
    httpx.delete(f"{sandbox.url}/sandbox/faults")

    assert (added.json(), status, datafold.get("/").status_code) == ({"faults": 1}, 500, 200)
    assert len(sandbox.requests) == 2


def test_refuses_a_fault_with_an_unknown_key(sandbox):
    """A misspelt key is not a fault that never fires."""
    reply = httpx.post(f"{sandbox.url}/sandbox/faults", json={"state": 500})

    assert (reply.status_code, len(sandbox.faults)) == (422, 0)


def test_shows_requests_over_http_without_secrets(sandbox, datafold, looker):
    """Bodies are there, secrets are not."""
    datafold.put("/powerbi/46/", json={"client_secret": "hush-1", "name": "shown"})
    looker.patch("integration_hubs/2", json={"authorization_token": "hush-2"})
    looker.patch("integrations/2::hubspot", json={"params": [{"name": "api_key", "value": "hush-3"}]})
    looker.post("login", data={"client_id": "x", "client_secret": "hush-4"})

    text = httpx.get(f"{sandbox.url}/sandbox/requests").text
    assert ("shown" in text, "hush" in text) == (True, False)


def test_resets_over_http(sandbox, datafold):
    """The integration that was removed is back."""
    datafold.delete("/42/")
    httpx.post(f"{sandbox.url}/sandbox/reset")

    assert datafold.get("/42/").status_code == 200


def test_stops_with_a_request_under_way():
    """A client that still waits does not keep the sandbox from closing."""
    with Sandbox() as sandbox:
        sandbox.inject(Fault(delay=60))
        waiting = threading.Thread(target=httpx.get, args=[sandbox.url], kwargs={"timeout": 30})
        waiting.start()
        while not sandbox.requests:
            time.sleep(0.01)
        start = time.monotonic()
    waiting.join()

    assert time.monotonic() - start < 3


def test_says_when_a_port_is_taken(running_sandbox):
    """Two on one port are refused before anything is started."""
    with pytest.raises(OSError, match="in use"):
        Sandbox(port=running_sandbox.port).start()


def test_answers_fast(sandbox, datafold):
    """No request waits for Nagle's algorithm."""
    start = time.monotonic()
    for _ in range(50):
        datafold.get("/42/")

    assert time.monotonic() - start < 1
