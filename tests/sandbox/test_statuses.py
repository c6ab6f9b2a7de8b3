"""Every status that the API documents have for an operation, from the sandbox: by itself, or on demand."""

from __future__ import annotations

import httpx
import pytest

from airflow_provider_bi.sandbox.faults import Fault
from tests.documents.document import Document

BI = "/api/v1/lineage/bi"
API = "/api/4.0"
HUBS = f"{API}/integration_hubs"
HUB = f"{HUBS}/{{integration_hub_id}}"
INTEGRATION = f"{API}/integrations/{{integration_id}}"
LOGIN = {"client_id": "sandbox-looker-client-id", "client_secret": "sandbox-looker-client-secret"}

PRESENT = {"bi_datasource_id": "42", "integration_hub_id": "2", "integration_id": "2::hubspot"}
ABSENT = {"bi_datasource_id": "99", "integration_hub_id": "9", "integration_id": "9::none"}

SENT = {
    ("POST", f"{API}/login"): {"data": LOGIN},
    ("POST", HUBS): {"json": {"url": "https://new.example"}},
    ("PATCH", HUB): {"json": {"authorization_token": "new"}},
    ("PATCH", INTEGRATION): {"json": {"enabled": True}},
}
"""What Looker's operations are sent that take something. Datafold's get the body that is stored."""

REFUSED = {
    ("POST", f"{API}/login", 404): {"data": {**LOGIN, "client_secret": "wrong"}},
    ("POST", HUBS, 400): {"json": {"authorization_token": "without a url"}},
    ("POST", HUBS, 409): {"json": {"url": "https://actions.looker.com"}},
    ("POST", HUBS, 422): {"json": {"url": "http://plain.example"}},
    ("PATCH", HUB, 400): {"content": b"{"},
    ("PATCH", HUB, 422): {"json": {"url": "http://plain.example"}},
    ("PATCH", INTEGRATION, 400): {"content": b"[]"},
    ("PATCH", INTEGRATION, 422): {"json": {"enabled": "yes"}},
    ("POST", f"{HUB}/accept_legal_agreement", 422): {"ids": {"integration_hub_id": "1"}},
}
"""What Looker's operations refuse. What is absent besides gets 404."""

DOCUMENTED = [
    (method, path, int(status))
    for name in ("datafold", "looker")
    for (method, path), operation in Document(name).operations.items()
    for status in operation["responses"]
]


def by_itself(method, path, status):
    """Return what brings about a status that the sandbox has reasons of its own for, None for one that it has not."""
    if status < 300:
        return SENT.get((method, path), {})
    if path.startswith(BI):
        return {"json": {"name": 7}} if method in {"POST", "PUT"} else {"ids": {"bi_datasource_id": "seven"}}
    if status == 404 and "{" in path:
        return {"ids": ABSENT}
    return REFUSED.get((method, path, status))


OWN = [case for case in DOCUMENTED if by_itself(*case) is not None]
ON_DEMAND = [case for case in DOCUMENTED if by_itself(*case) is None]


def ask(sandbox, method, path, *, ids=None, **content):
    """Send a request that the sandbox knows the sender of."""
    known = {f"/{found.kind.slug}/": found for found in reversed(sandbox.datafold.integrations.values())}
    stored = next((found for slug, found in known.items() if path.startswith(f"{BI}{slug}")), None)
    present = {**PRESENT, "bi_datasource_id": stored.id} if stored else PRESENT
    if stored and not content:
        content = {"json": stored.values}
    key = "Key sandbox-datafold-key" if path.startswith(BI) else f"Bearer {sandbox.looker.login()['access_token']}"
    url = sandbox.url + path.format(**{**present, **(ids or {})})
    return httpx.request(method, url, headers={"Authorization": key}, **content)


@pytest.mark.parametrize(("method", "path", "status"), OWN)
def test_answers_by_itself(sandbox, method, path, status):
    """A success as documented, and each refusal for its reason."""
    reply = ask(sandbox, method, path, **by_itself(method, path, status))

    assert reply.status_code == status
    assert status < 300 or "documentation_url" in reply.json() or reply.json()["detail"]


@pytest.mark.parametrize(("method", "path", "status"), ON_DEMAND)
def test_answers_on_demand(sandbox, method, path, status):
    """For a status that the sandbox has no reason for, a fault stands in, and the next request is a success."""
    sandbox.inject(Fault(method=method, status=status, body={"message": "On demand"}))
    replies = [ask(sandbox, method, path, **by_itself(method, path, 200)) for _ in range(2)]

    assert (replies[0].status_code, replies[0].json()) == (status, {"message": "On demand"})
    assert replies[1].is_success


def test_leaves_to_faults_what_no_request_can_bring_about():
    """Every rate limit, and what the document has for an operation that no request to this instance meets."""
    left = {}
    for method, path, status in ON_DEMAND:
        left.setdefault(status, set()).add((method, path))
    lists = {("GET", HUBS), ("GET", f"{API}/integrations"), ("GET", f"{API}/versions"), ("DELETE", f"{API}/logout")}

    assert left[429] == {(method, path) for method, path, _ in DOCUMENTED if path.startswith(API)}
    assert left[404] == {*lists, ("GET", f"{API}/user"), ("POST", HUBS)}
    assert left[422] == {
        ("GET", f"{HUB}/health"),
        ("POST", f"{INTEGRATION}/form"),
        ("POST", f"{INTEGRATION}/test"),
    }
    assert {*left} == {400, 404, 422, 429}
    assert {case[:2] for case in OWN} == {case[:2] for case in DOCUMENTED}
