from __future__ import annotations

import json
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlencode

import httpx
import pytest

LOGIN = {"client_id": "sandbox-looker-client-id", "client_secret": "sandbox-looker-client-secret"}


def params(found):
    return {param["name"]: param for param in found["params"]}


def test_logs_in_with_a_form(sandbox):
    """The reply has every documented field, and the token works."""
    token = httpx.post(f"{sandbox.url}/api/4.0/login", data=LOGIN).json()

    assert set(token) == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert sandbox.looker.knows(token["access_token"])


def test_logs_in_with_a_query(sandbox):
    """The older documented way gives a token too. (Not with httpx, which logs queries.)"""
    connection = HTTPConnection("127.0.0.1", sandbox.port)
    connection.request("POST", f"/api/4.0/login?{urlencode(LOGIN)}")
    with closing(connection), connection.getresponse() as reply:
        token = json.load(reply)

    assert sandbox.looker.knows(token["access_token"])


def test_a_wrong_login_is_not_found(sandbox):
    """Looker answers a wrong secret with its 404."""
    reply = httpx.post(f"{sandbox.url}/api/4.0/login", data={**LOGIN, "client_secret": "wrong"})

    assert (reply.status_code, reply.json()["message"]) == (404, "Not found")


@pytest.mark.parametrize("scheme", ["Bearer", "token"])
def test_takes_both_schemes(sandbox, scheme):
    """The documented and the SDKs' scheme both work."""
    token = sandbox.looker.login()["access_token"]

    reply = httpx.get(f"{sandbox.url}/api/4.0/user", headers={"Authorization": f"{scheme} {token}"})
    assert reply.status_code == 200


@pytest.mark.parametrize("path", ["logout", "user", "integration_hubs", "integrations/1::slack_app"])
def test_an_expired_token_is_refused(sandbox, looker, path):
    """Once expired, a token gets 401 everywhere."""
    sandbox.expire_tokens()

    reply = looker.request("DELETE" if path == "logout" else "GET", path)
    assert (reply.status_code, reply.json()["message"]) == (401, "Requires authentication.")


def test_a_token_lives_as_long_as_it_says(sandbox):
    """A lifetime of nothing makes a token that no request can use."""
    sandbox.looker.token_lifetime = 0

    token = sandbox.looker.login()
    assert (token["expires_in"], sandbox.looker.knows(token["access_token"])) == (0, False)


def test_a_token_ends_with_the_logout(looker):
    """After 204 the token is refused."""
    statuses = [looker.delete("logout").status_code, looker.get("user").status_code]

    assert statuses == [204, 401]


def test_an_unknown_path_gets_lookers_404(looker):
    """It is JSON, whatever the path."""
    assert looker.get("nothing/here").json()["message"] == "Not found"


def test_shows_a_hub_without_its_token(looker):
    """Of the token there is only whether it is set."""
    hubs = looker.get("integration_hubs").json()

    assert [hub["has_authorization_token"] for hub in hubs] == [False, True]
    assert not [hub for hub in hubs if "authorization_token" in hub]


def test_patches_a_hub_and_ignores_what_is_read_only(sandbox, looker):
    """The token is stored, the label stays."""
    shown = looker.patch("integration_hubs/2", json={"authorization_token": "new", "label": "Mine"}).json()

    assert (shown["label"], shown["url"]) == ("Acme actions", "https://actions.acme.example/")
    assert sandbox.looker.hubs["2"]["authorization_token"] == "new"


@pytest.mark.parametrize(
    "body", [{"url": "http://plain.example"}, {"url": 7}, {"url": None}, {"authorization_token": 1}]
)
def test_refuses_a_hub_that_cannot_be(sandbox, looker, body):
    """A wrong URL or type is Looker's validation error, and nothing is written."""
    reply = looker.patch("integration_hubs/2", json=body)

    assert (reply.status_code, set(reply.json())) == (422, {"message", "errors", "documentation_url"})
    assert sandbox.looker.hubs["2"]["url"] == "https://actions.acme.example/"


def test_creates_a_hub_once(looker):
    """The second hub with a URL is a conflict."""
    body = {"url": "https://new.example", "authorization_token": "t"}

    replies = [looker.post("integration_hubs", json=body) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [200, 409]
    assert (replies[0].json()["id"], replies[0].json()["has_authorization_token"]) == ("3", True)


def test_deletes_a_hub_with_its_integrations(looker):
    """What is gone is not found, and neither is what belonged to it."""
    statuses = [looker.delete("integration_hubs/2").status_code, looker.get("integrations/2::webhook").status_code]

    assert statuses == [204, 404]


def test_signs_a_legal_agreement_once(looker):
    """Only an agreement that is required and unsigned can be accepted."""
    signed = [looker.post(f"integration_hubs/{hub}/accept_legal_agreement") for hub in (2, 2, 1)]

    assert [reply.status_code for reply in signed] == [200, 422, 422]
    assert signed[0].json()["legal_agreement_signed"] is True


def test_tells_the_health_of_a_hub(sandbox, looker):
    """It is what the test set, success where nothing is set, and absent on older instances."""
    sandbox.looker.health["2"] = {"success": False, "message": "down"}
    found = [looker.get(f"integration_hubs/{hub}/health").json() for hub in (1, 2)]
    sandbox.looker.has_health = False

    assert [reply["success"] for reply in found] == [True, False]
    assert looker.get("integration_hubs/1/health").status_code == 404


def test_a_hub_can_recover(sandbox, looker):
    """Of a list each request gets the next answer, and the last stays."""
    sandbox.looker.health["2"] = [{"success": False, "message": "down"}, {}]

    assert [looker.get("integration_hubs/2/health").json()["success"] for _ in range(3)] == [False, True, True]


def test_integrations_arrive_after_some_lists(sandbox, looker):
    """They are neither listed nor found before; the filter of a list does not matter."""
    late = sandbox.looker.integrations.pop("2::webhook")
    sandbox.looker.arriving.append((1, late))
    absent = looker.get("integrations/2::webhook").status_code
    listed = [looker.get("integrations", params={"integration_hub_id": hub}).json() for hub in (1, 2)]

    assert (absent, [found["id"] for found in listed[1]]) == (404, ["2::hubspot", "2::webhook"])


def test_a_new_hub_has_an_integration_soon(looker):
    """Its first list is empty, its second is not; that of a hub deleted meanwhile never comes."""
    for url in ("https://kept.example", "https://deleted.example"):
        looker.post("integration_hubs", json={"url": url})
    looker.delete("integration_hubs/4")
    listed = [[found["id"] for found in looker.get("integrations").json()] for _ in range(3)]

    assert (listed[1], listed[2]) == ([*listed[0], "3::webhook"], listed[1])


@pytest.mark.parametrize("quoted", ["2::hubspot", "2%3A%3Ahubspot"])
def test_finds_an_integration_quoted_or_not(sandbox, looker, quoted):
    """Both spellings are one integration, and the record keeps the one that was sent."""
    assert looker.get(f"integrations/{quoted}").json()["id"] == "2::hubspot"
    assert sandbox.requests[-1].path == f"/api/4.0/integrations/{quoted}"


def test_lists_the_integrations_of_a_hub(looker):
    """The filter leaves out those of other hubs."""
    listed = looker.get("integrations", params={"integration_hub_id": "2"}).json()

    assert [found["id"] for found in listed] == ["2::hubspot", "2::webhook"]


def test_never_shows_a_sensitive_value(looker):
    """Sensitive by declaration or by default: null, and whether there is one."""
    hubspot = params(looker.get("integrations/2::hubspot").json())
    webhook = params(looker.get("integrations/2::webhook").json())

    assert (hubspot["api_key"]["value"], hubspot["api_key"]["has_value"]) == (None, True)
    assert (webhook["url"]["value"], webhook["url"]["has_value"]) == (None, True)
    assert hubspot["portal"]["value"] == "4711"


def test_merges_parameters_by_name(sandbox, looker):
    """Null leaves a value, an empty string clears it, what is not sent stays."""
    items = [{"name": "api_key", "value": None}, {"name": "portal", "value": ""}]

    shown = params(looker.patch("integrations/2::hubspot", json={"params": items}).json())
    stored = params(sandbox.looker.integrations["2::hubspot"])
    assert (shown["portal"]["has_value"], shown["user_token"]["user_attribute_name"]) == (False, "hubspot_token")
    assert stored["api_key"]["value"] == "seeded-hubspot-key"


def test_takes_a_null_user_attribute_as_it_is(looker):
    """A null there is a value, other than no key at all."""
    items = [{"name": "user_token", "user_attribute_name": None}]

    shown = params(looker.patch("integrations/2::hubspot", json={"params": items}).json())
    assert shown["user_token"]["user_attribute_name"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"enabled": "yes"},
        {"enabled": None},
        {"enabled": True, "params": [{"name": "unknown", "value": "x"}]},
        {"enabled": True, "params": [{"value": "x"}]},
        {"enabled": True, "params": [{"name": "portal", "value": 1}]},
    ],
)
def test_refuses_a_body_as_a_whole(sandbox, looker, body):
    """One wrong part is 422 with the field named, and nothing is written."""
    reply = looker.patch("integrations/2::hubspot", json=body)

    assert reply.status_code == 422
    assert set(reply.json()["errors"][0]) == {"field", "code", "message", "documentation_url"}
    assert sandbox.looker.integrations["2::hubspot"]["enabled"] is False


@pytest.mark.parametrize("content", [b"", b"{", b"[]"])
def test_refuses_what_is_no_json_object(looker, content):
    """Such a body is 400."""
    assert looker.patch("integrations/2::hubspot", content=content).status_code == 400


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("id,enabled", {"id": "1::slack_app", "enabled": True}),
        ("id, params(name,value)", {"id": "1::slack_app", "params": [{"name": "channel", "value": "#data"}]}),
        ("unknown", {}),
        ("id(inside)", {"id": "1::slack_app"}),
    ],
)
def test_trims_a_reply_to_the_fields(looker, fields, expected):
    """Only what is asked for comes back, inside of parameters too."""
    assert looker.get("integrations/1::slack_app", params={"fields": fields}).json() == expected


def test_tests_an_integration(sandbox, looker):
    """The answer is 200 also for a failure that the test set."""
    sandbox.looker.test_results["2::hubspot"] = {"success": False, "message": "bad key"}

    found = [looker.post(f"integrations/{name}/test") for name in ("1::slack_app", "2::hubspot")]
    assert [(reply.status_code, reply.json()["success"]) for reply in found] == [(200, True), (200, False)]


def test_fetches_a_form(looker):
    """It has a state and fields."""
    assert set(looker.post("integrations/1::slack_app/form").json()) == {"state", "fields"}
