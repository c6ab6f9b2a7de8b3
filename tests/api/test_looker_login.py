"""What a login that does not work says, and what half a key says before it."""

from urllib.parse import parse_qs

import httpx
import pytest

from airflow_provider_bi.api import errors
from tests.api.conversing import CALL, DENIED, OK, auth_of, talk, token


@pytest.fixture
def masked():
    return []


@pytest.fixture
def auth(masked):
    return auth_of(on_token=masked.append)


def refuse(auth, *responses, error=errors.AuthError):
    with pytest.raises(error) as refused:
        talk(auth, *responses)
    return refused.value


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_rejected_login_is_an_auth_error(auth, status):
    """Looker answers a wrong key with a 404, and the message leads to the connection."""
    refused = refuse(auth, httpx.Response(status, json={"message": "Not found", "documentation_url": "https://x"}))

    assert (refused.status_code, refused.method, refused.path) == (status, "POST", "/api/4.0/login")
    assert str(refused) == (
        f"POST /api/4.0/login refused ({status}): Not found. Check login (client id), password (client secret) and "
        "host of connection 'l': the host is the API's, on older instances with port 19999."
    )
    assert refused.permanent


def test_a_login_page_is_told_as_such(auth):
    """A wrong port answers with HTML."""
    page = httpx.Response(404, text="<!doctype html><title>Looker Not Found (404)</title>")

    assert "an HTML page, 'Looker Not Found (404)'. Check login" in str(refuse(auth, page))


@pytest.mark.parametrize(("status", "error"), [(429, errors.RateLimitedError), (500, errors.ConnectionFailed)])
def test_a_login_that_may_work_later_does_not_lead_to_the_credentials(auth, status, error):
    """They may be right, and the task may try again."""
    refused = refuse(auth, httpx.Response(status, json={"message": "Busy"}), error=error)

    assert str(refused) == f"POST /api/4.0/login refused ({status}): Busy."
    assert not refused.permanent


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(200, json={"token_type": "Bearer", "expires_in": 3600}),
        httpx.Response(200, json={"access_token": None, "expires_in": 3600}),
        httpx.Response(200, json={"access_token": ["s3cr3t"], "expires_in": 3600}),
        token(""),
        token("s3cr3t\n"),
        token("s3cr3t-ü"),
        token("  "),
        token(expires_in="soon"),
        httpx.Response(200, json=["s3cr3t"]),
        httpx.Response(200, text="null"),
        httpx.Response(200),
        httpx.Response(200, text="<html>Sign in</html>"),
        httpx.Response(200, text="s3cr3t"),
    ],
    ids=lambda reply: reply.text,
)
def test_a_login_reply_without_a_usable_token_is_a_failure(auth, masked, reply):
    """The message leads to the connection and repeats nothing of the reply."""
    refused = refuse(auth, reply, error=errors.ConnectionFailed)

    assert refused.permanent
    assert "Check login (client id)" in str(refused)
    assert "s3cr3t" not in f"{refused} {refused.__cause__}"
    assert not auth.logged_in
    assert masked == []


def test_a_failed_new_login_is_raised_and_tried_again_by_the_next_call(auth):
    """One call's failure does not stand in the way of the next."""
    talk(auth, token(), OK)
    refuse(auth, DENIED, httpx.Response(404))

    assert talk(auth, DENIED, token("s3cr3t-token-2"), OK)[-1] == (CALL, "Bearer s3cr3t-token-2")


def test_a_login_error_that_repeats_the_secret_is_scrubbed(auth):
    """Should Looker quote the request, the secret is taken out."""
    refused = refuse(auth, httpx.Response(400, json={"message": "Bad secret s3cr3t"}))

    assert "Bad secret ***" in str(refused)


@pytest.mark.parametrize(
    ("client_id", "client_secret", "told"),
    [
        (None, "s3cr3t", "has no login: put the client id of a Looker API key there."),
        (" ", "s3cr3t", "has no login: put the client id of a Looker API key there."),
        ("client", None, "has no password: put the client secret of the Looker API key there."),
        ("client", "\n", "has no password: put the client secret of the Looker API key there."),
    ],
)
def test_half_a_key_is_refused(client_id, client_secret, told):
    """The message says what to put where, before any request."""
    with pytest.raises(errors.SettingsError) as refused:
        auth_of(client_id, client_secret)

    assert str(refused.value) == f"Connection 'l' {told}"


def test_blanks_around_a_pasted_key_are_cut():
    """They come with copying."""
    request = next(auth_of(" client\n", " s3cr3t\n").sync_auth_flow(httpx.Request("GET", CALL)))

    assert parse_qs(request.content.decode()) == {"client_id": ["client"], "client_secret": ["s3cr3t"]}
