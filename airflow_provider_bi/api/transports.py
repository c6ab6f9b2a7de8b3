"""Transports that read the whole body, so that a body that breaks off is retried like a reply that never came."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from airflow_provider_bi.api.errors import SettingsError
from airflow_provider_bi.api.settings import ClientSettings, is_loopback


@dataclass
class Meter:
    """Counts requests, each try and each login."""

    sent: int = 0


class WholeBody(httpx.HTTPTransport):
    """Read the body before the reply is handed on."""

    def __init__(self, settings: ClientSettings, meter: Meter) -> None:
        with usable_proxy():
            super().__init__(verify=settings.tls(), proxy=proxy_for(settings))
        self._meter = meter

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and read its reply to the end."""
        self._meter.sent += 1
        try:
            response = super().handle_request(request)
            response.request = request
            response.read()
        except httpx.RequestError as error:
            error.request = request
            raise
        return response


class AsyncWholeBody(httpx.AsyncHTTPTransport):
    """Read the body before the reply is handed on."""

    def __init__(self, settings: ClientSettings, meter: Meter) -> None:
        with usable_proxy():
            super().__init__(verify=settings.tls(), proxy=proxy_for(settings))
        self._meter = meter

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and read its reply to the end."""
        self._meter.sent += 1
        try:
            response = await super().handle_async_request(request)
            response.request = request
            await response.aread()
        except httpx.RequestError as error:
            error.request = request
            raise
        return response


@contextmanager
def usable_proxy() -> Iterator[None]:
    """Type what an unusable proxy of the environment raises; its URL, which may hold a password, is not told."""
    try:
        yield
    except (ValueError, ImportError, httpx.InvalidURL):
        raise SettingsError(
            "The proxy that this worker's environment names cannot be used: an http or https URL is needed."
        ) from None


def proxy_for(settings: ClientSettings) -> str | None:
    """Return the proxy of the connection, else the one that the environment names for the host."""
    if settings.transport.proxy is not None:
        return settings.transport.proxy.get_secret_value()
    parts = urlsplit(settings.base_url)
    if is_loopback(parts.hostname or "") or proxy_bypass(parts.hostname or ""):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"
