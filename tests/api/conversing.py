"""Looker's login as a conversation of literal requests and responses."""

import httpx

from airflow_provider_bi.api.looker.auth import LookerAuth
from airflow_provider_bi.api.settings import ClientSettings

LOGIN = "https://l.example/api/4.0/login"
CALL = "https://l.example/api/4.0/user"
OK = httpx.Response(200, json={})
DENIED = httpx.Response(401, json={"message": "Requires authentication."})


def token(text="s3cr3t-token-1", expires_in=3600):
    """Return the reply of a login."""
    return httpx.Response(200, json={"access_token": text, "token_type": "Bearer", "expires_in": expires_in})


def auth_of(client_id="client", client_secret="s3cr3t", *, on_token=lambda token: None):
    return LookerAuth(
        client_id,
        client_secret,
        settings=ClientSettings(base_url="https://l.example"),
        source="Connection 'l'",
        on_token=on_token,
    )


def talk(auth, *responses, relogin=True):
    """Answer one call's requests with ``responses``, all of them, and return URL and token of each request."""
    flow = auth.sync_auth_flow(httpx.Request("GET", CALL, extensions={"relogin": relogin}))
    sent = []
    request = next(flow)
    for response in responses:
        sent.append((str(request.url), request.headers.get("authorization")))
        try:
            request = flow.send(response)
        except StopIteration:
            request = None
    assert request is None
    return sent
