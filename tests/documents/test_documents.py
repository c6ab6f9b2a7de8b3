"""The documents as they stand here; who adds an endpoint finds it in these lists or brings it with its list."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.documents.document import Document

BI = "/api/v1/lineage/bi/"
DATAFOLD = {
    ("GET", BI),
    ("GET", f"{BI}{{bi_datasource_id}}/"),
    ("DELETE", f"{BI}{{bi_datasource_id}}/"),
    ("GET", f"{BI}{{bi_datasource_id}}/sync/"),
    *(("POST", f"{BI}{kind}/") for kind in ("dbt", "hightouch", "looker", "mode", "powerbi", "tableau")),
    *(
        ("PUT", f"{BI}{kind}/{{bi_datasource_id}}/")
        for kind in ("dbt", "hightouch", "looker", "mode", "powerbi", "tableau")
    ),
}
LOOKER = {
    ("POST", "/api/4.0/login"),
    ("DELETE", "/api/4.0/logout"),
    ("GET", "/api/4.0/user"),
    ("GET", "/api/4.0/versions"),
    ("GET", "/api/4.0/integration_hubs"),
    ("POST", "/api/4.0/integration_hubs"),
    ("GET", "/api/4.0/integration_hubs/{integration_hub_id}"),
    ("PATCH", "/api/4.0/integration_hubs/{integration_hub_id}"),
    ("DELETE", "/api/4.0/integration_hubs/{integration_hub_id}"),
    ("GET", "/api/4.0/integration_hubs/{integration_hub_id}/health"),
    ("POST", "/api/4.0/integration_hubs/{integration_hub_id}/accept_legal_agreement"),
    ("GET", "/api/4.0/integrations"),
    ("GET", "/api/4.0/integrations/{integration_id}"),
    ("PATCH", "/api/4.0/integrations/{integration_id}"),
    ("POST", "/api/4.0/integrations/{integration_id}/form"),
    ("POST", "/api/4.0/integrations/{integration_id}/test"),
}


@pytest.mark.parametrize(("name", "operations"), [("datafold", DATAFOLD), ("looker", LOOKER)])
def test_documents_hold_these_operations(name, operations):
    """Sixteen operations each."""
    document = Document(name)

    assert document.operations.keys() == operations
    assert len(operations) == 16


@pytest.mark.parametrize("name", ["datafold", "looker"])
def test_documents_hold_facts_and_no_prose(name):
    """What the vendors wrote to be read stays with the vendors."""
    prose = {"summary", "description", "title", "tags", "contact", "license"}

    content = Document(name).content

    assert [text for text in _texts(content["paths"], prose) if text] == []
    assert [text for text in _texts(list(content["components"]["schemas"].values()), prose) if text] == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"{BI}abc/", None),
        ("GET", f"{BI}42", None),
        ("PATCH", f"{BI}dbt/42/", {"ci_config_id": 7}),
        ("PUT", f"{BI}dbt/42/", {"name": "x"}),
        ("PUT", f"{BI}dbt/42/", {"ci_config_id": "7"}),
        ("PUT", f"{BI}powerbi/42/", {"auth_type": "password"}),
    ],
)
def test_prism_refuses_what_datafolds_document_does_not_allow(served_datafold, method, path, body):
    """What Prism finds is found in what it says, so a violation of ours would be seen."""
    served_datafold.answer()

    httpx.request(method, f"{served_datafold.url}{path}", json=body, headers={"Authorization": "Key x"})

    (exchange,) = served_datafold.seen
    assert exchange.refusals != []
    assert exchange.faults == []


def test_prism_refuses_a_request_without_a_key(served_datafold):
    """Prism knows where the document wants the key."""
    served_datafold.answer()

    reply = httpx.get(f"{served_datafold.url}{BI}")

    assert reply.status_code == 401
    assert served_datafold.seen[0].refusals != []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/integrations/1", {"enabled": "yes"}),
        ("/integrations/1", {"params": {"channel": "#new"}}),
        ("/integrations/1", {"enabled": None}),
        ("/integrations/1", None),
        ("/integration_hubs/1", {"url": None}),
        ("/integrations/1/other", {}),
    ],
)
def test_prism_refuses_what_lookers_document_does_not_allow(served_looker, path, body):
    """What Prism finds is found in what it says, so a violation of ours would be seen."""
    served_looker.answer()

    httpx.patch(f"{served_looker.url}/api/4.0{path}", json=body)

    (exchange,) = served_looker.seen
    assert exchange.refusals != []
    assert exchange.faults == []


def test_prism_checks_every_body_of_lookers_document(served_looker):
    """Prism lets all pass where it cannot read a schema, and says nothing of it; it reads each of them."""
    assert list(_unchecked(served_looker)) == []


def test_prism_checks_every_body_of_datafolds_document(served_datafold):
    """Prism lets all pass where it cannot read a schema, and says nothing of it; it reads each of them."""
    assert list(_unchecked(served_datafold)) == []


def _unchecked(service):
    """Send objects where texts, numbers or lists are needed, to every operation that takes JSON."""
    for (method, path), operation in service.document.operations.items():
        if schema := service.document.body_schema(operation):
            service.answer()
            body = {name: {} for name in service.document.writable(schema).get("properties", ["any"])}
            url = f"{service.url}{re.sub(r'{.*?}', '1', path)}"
            httpx.request(method, url, json=body, headers={"Authorization": "Key x"})
            if not service.seen[0].refusals:
                yield operation["operationId"]


def _texts(value, keys):
    """Find the text under these keys, but for properties that are called so."""
    if isinstance(value, dict):
        for key, inside in value.items():
            if key in keys and isinstance(inside, str):
                yield inside
            yield from _texts(list(inside.values()) if key == "properties" else inside, keys)
    elif isinstance(value, list):
        for inside in value:
            yield from _texts(inside, keys)
