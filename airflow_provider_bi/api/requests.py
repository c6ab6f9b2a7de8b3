"""From a call to an HTTP request, with its timeout and its retry policy on it."""

from __future__ import annotations

from typing import Final

import httpx

from airflow_provider_bi.api.calls import Call, Repeatable
from airflow_provider_bi.api.retries import policy
from airflow_provider_bi.api.settings import ClientSettings

HEADERS: Final = {
    "user-agent": "airflow-provider-bi",
    "accept": "application/json",
    "accept-encoding": "identity",
}


def http_request(call: Call, settings: ClientSettings) -> httpx.Request:
    """Return the request of a call; the auth flow adds its header when it is sent."""
    transport = settings.transport
    return httpx.Request(
        call.method,
        settings.base_url + call.path,
        params={name: value for name, value in call.query.items() if value is not None} or None,
        headers=HEADERS,
        data=call.form,
        json=call.body,
        extensions={
            "timeout": httpx.Timeout(transport.timeout).as_dict(),
            "relogin": call.repeatable is not Repeatable.ONCE,
            "retry": policy(call.repeatable, retries=transport.retries),
        },
    )
