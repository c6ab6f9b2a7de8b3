"""Transports that read the whole body, up to a bound and within the timeout.

A body that breaks off is retried like a reply that never came. One that is too large or packed is left unread: the
response then says so under :data:`UNREADABLE`, and its status counts all the same.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from airflow_provider_bi.api.deadlines import AsyncTimedNetwork, TimedNetwork
from airflow_provider_bi.api.errors import SettingsError
from airflow_provider_bi.api.replies import Answer
from airflow_provider_bi.api.settings import ClientSettings, is_loopback

LARGEST: Final = 16 * 2**20
"""Bytes that a body may have."""

UNREADABLE: Final = "unreadable"
"""The response's extension that tells why its body was left unread."""


@dataclass
class Meter:
    """Counts requests, each try and each login."""

    sent: int = 0


class WholeBody(httpx.HTTPTransport):
    """Read the body before the reply is handed on."""

    def __init__(self, settings: ClientSettings, meter: Meter) -> None:
        with usable_proxy():
            tls = trust(settings)
            super().__init__(verify=tls, proxy=_proxy(settings, tls))
        network = TimedNetwork(self._pool._network_backend)  # noqa: SLF001 - httpx takes no backend; tests/transport
        self._pool._network_backend = network  # type: ignore[assignment] # noqa: SLF001 - the same
        self._meter = meter

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and read its reply to the end."""
        self._meter.sent += 1
        try:
            response = super().handle_request(request)
            body, stream = Body(response), cast(httpx.SyncByteStream, response.stream)
            try:
                if body.unreadable is None:
                    for part in stream:
                        if not body.takes(part):
                            break
            finally:
                stream.close()
        except httpx.RequestError as error:
            error.request = request
            raise
        return body.given_to(response, request)


class AsyncWholeBody(httpx.AsyncHTTPTransport):
    """Read the body before the reply is handed on."""

    def __init__(self, settings: ClientSettings, meter: Meter) -> None:
        with usable_proxy():
            tls = trust(settings)
            super().__init__(verify=tls, proxy=_proxy(settings, tls))
        network = AsyncTimedNetwork(self._pool._network_backend)  # noqa: SLF001 - httpx takes no backend
        self._pool._network_backend = network  # type: ignore[assignment] # noqa: SLF001 - the same
        self._meter = meter

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and read its reply to the end."""
        self._meter.sent += 1
        try:
            response = await super().handle_async_request(request)
            body, stream = Body(response), cast(httpx.AsyncByteStream, response.stream)
            try:
                if body.unreadable is None:
                    async for part in stream:
                        if not body.takes(part):
                            break
            finally:
                await stream.aclose()
        except httpx.RequestError as error:
            error.request = request
            raise
        return body.given_to(response, request)


class Body:
    """Gathers a response's body, and stops where it cannot be read.

    :param response: The response, of which only the head has arrived.
    """

    def __init__(self, response: httpx.Response) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        announced = response.headers.get("content-length", "")
        packed = response.headers.get("content-encoding", "").strip()
        self.unreadable: str | None = None
        if announced.isdigit() and int(announced[:20]) > LARGEST:
            self._leave(f"a body of more than {LARGEST // 2**20} MiB")
        elif packed and packed.lower() != "identity" and announced != "0":
            # A few bytes could unpack to more than a machine holds.
            self._leave(f"a body packed with {packed[:60]!r}, which was not asked for,")

    def takes(self, part: bytes) -> bool:
        """Take a part, and tell whether the body may go on."""
        self._parts.append(part)
        self._size += len(part)
        if self._size > LARGEST:
            self._leave(f"a body of more than {LARGEST // 2**20} MiB")
        return self.unreadable is None

    def given_to(self, response: httpx.Response, request: httpx.Request) -> httpx.Response:
        """Return the response with what was read of its body."""
        response.request = request
        response.stream = httpx.ByteStream(b"".join(self._parts))
        response.headers.pop("content-encoding", None)
        # The server's own words for its status, which may hold anything, would stand in DEBUG logs.
        response.extensions.pop("reason_phrase", None)
        if self.unreadable is not None:
            response.extensions[UNREADABLE] = self.unreadable
        response.read()
        return response

    def _leave(self, reason: str) -> None:
        self.unreadable = reason
        self._parts.clear()


def answer_of(response: httpx.Response) -> Answer:
    """Return what of a response matters."""
    return Answer(
        status=response.status_code,
        headers=response.headers,
        content=response.content,
        unreadable=response.extensions.get(UNREADABLE),
    )


@contextmanager
def usable_proxy() -> Iterator[None]:
    """Type what an unusable proxy of the environment raises; its URL, which may hold a password, is not told."""
    try:
        yield
    except (ValueError, ImportError, httpx.InvalidURL):
        raise SettingsError(
            "The proxy that this worker's environment names cannot be used: an http or https URL is needed."
        ) from None


_trusted: dict[tuple[bool | str, str | None, int], ssl.SSLContext] = {}


def trust(settings: ClientSettings) -> ssl.SSLContext:
    """Return the TLS context, one for all clients that trust the same.

    Making one takes 20 ms and most of a MiB, and each wait of a triggerer has a client. A file of CAs that was changed
    is read anew.
    """
    verify = settings.transport.verify
    path = verify if isinstance(verify, str) else os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR")
    key = verify, path, Path(path).stat().st_mtime_ns if path and Path(path).exists() else 0
    if key not in _trusted:
        context = httpx.create_ssl_context(verify=settings.tls())
        for old in [other for other in _trusted if other[:2] == key[:2]]:
            del _trusted[old]
        _trusted[key] = context
    return _trusted[key]


def _proxy(settings: ClientSettings, tls: ssl.SSLContext) -> httpx.Proxy | None:
    """Return the proxy; one that is reached by TLS is trusted as the service is."""
    url = proxy_for(settings)
    if not url:
        return None
    return httpx.Proxy(url, ssl_context=tls if url.lower().startswith("https:") else None)


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


def proxy_secrets(settings: ClientSettings) -> frozenset[str]:
    """Return what the proxy's URL holds of secrets: a proxy may repeat what it refuses."""
    try:
        parts = urlsplit(proxy_for(settings) or "")
    except ValueError:
        return frozenset()
    if not parts.password:
        return frozenset()
    user, password = unquote(parts.username or ""), unquote(parts.password)
    return frozenset({parts.password, password, f"{user}:{password}"})
