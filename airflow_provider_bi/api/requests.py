"""From a call to an HTTP request, with its timeout and its retry policy on it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import httpx

from airflow_provider_bi.api.calls import Call, Repeatable
from airflow_provider_bi.api.retries import policy
from airflow_provider_bi.api.settings import ClientSettings

HEADERS: Final = httpx.Headers(
    {"user-agent": "airflow-provider-bi", "accept": "application/json", "accept-encoding": "identity"}
)

LONGEST_ONCE: Final = 5.0
"""Seconds that a logout may take: it is sent while a task ends, or is being killed."""


def http_request(call: Call, settings: ClientSettings) -> httpx.Request:
    """Return the request of a call; the auth flow adds its header when it is sent."""
    transport = settings.transport
    return httpx.Request(
        call.method,
        _url(settings.base_url + call.path, tuple(item for item in call.query.items() if item[1] is not None)),
        headers=HEADERS,
        data=call.form,
        json=call.body,
        extensions={
            "timeout": httpx.Timeout(_seconds(call.repeatable, transport.timeout)).as_dict(),
            "relogin": call.repeatable is not Repeatable.ONCE,
            "retry": policy(call.repeatable, retries=transport.retries),
        },
    )


def _seconds(repeatable: Repeatable, timeout: float) -> float:
    """Return a call's timeout: nobody waits long for what is not worth a second try."""
    return min(timeout, LONGEST_ONCE) if repeatable is Repeatable.ONCE else timeout


@lru_cache(maxsize=64)
def _url(text: str, query: tuple[tuple[str, str], ...]) -> httpx.URL:
    """Parse a URL, once for the reads and the write of an update: it is the largest part of making a request."""
    return httpx.URL(text, params=dict(query)) if query else httpx.URL(text)
