"""Sends calls and drives flows, sync and async, over pooled connections."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar
from urllib.parse import urlsplit

import httpx
from httpx_retries import RetryTransport

from airflow_provider_bi.api.calls import Call, Flow, Json, Repeatable
from airflow_provider_bi.api.errors import ArgumentError, BiApiError, ConnectionFailed
from airflow_provider_bi.api.flows import advance
from airflow_provider_bi.api.lanes import Lanes
from airflow_provider_bi.api.redaction import scrub, spellings
from airflow_provider_bi.api.replies import MAY_BE_DONE, read_reply
from airflow_provider_bi.api.requests import http_request
from airflow_provider_bi.api.retries import NEVER_ARRIVED, refused_handshake
from airflow_provider_bi.api.settings import ClientSettings
from airflow_provider_bi.api.transports import AsyncWholeBody, Meter, WholeBody, answer_of, proxy_secrets

T = TypeVar("T")

TRUST: Final = "If you trust this server, put the path of a file with its CA into the connection's extra 'verify'."
NO_TLS: Final = (
    "The server, or a proxy before it, answers without TLS: write http:// before its host, or correct its port."
)

_sending: ContextVar[bool] = ContextVar("sending", default=False)


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service as its connection describes it.

    :param settings: Where it is and how to reach it.
    :param auth: The auth flow.
    :param secrets: Returns the values that no error text may repeat, a token of this moment included.
    :param hints: What to do next: by status, by a status' first digit, 0 for a reply that is not the API's, and -1 for
        none at all.
    """

    settings: ClientSettings
    auth: httpx.Auth
    secrets: Callable[[], frozenset[str]]
    hints: Mapping[int, str]


class Wire:
    """One service's connections: opened when first used, and to be closed.

    Requests go straight to the transports. What ``httpx.Client`` does in between is a sixth of its CPU time, and all of
    it but the auth flow is of no use here: credentials follow no redirect, cookies are not kept.

    :param service: The service.
    """

    def __init__(self, service: Service) -> None:
        self.service = service
        self.meter = Meter()
        self._sync: RetryTransport | None = None
        self._on_loop: tuple[asyncio.AbstractEventLoop, RetryTransport] | None = None

    @property
    def _transport(self) -> RetryTransport:
        if self._sync is None:
            self._sync = RetryTransport(WholeBody(self.service.settings, self.meter))
        return self._sync

    @property
    def _async_transport(self) -> RetryTransport:
        """The transport of the running event loop; one of a loop that has ended cannot be used, nor closed."""
        loop = asyncio.get_running_loop()
        if self._on_loop is None or self._on_loop[0] is not loop:
            self._on_loop = loop, RetryTransport(Lanes(lambda: AsyncWholeBody(self.service.settings, self.meter)))
        return self._on_loop[1]

    def send(self, call: Call) -> Json:
        """Send one call and return the JSON of its reply.

        :raises BiApiError: typed by what went wrong.
        """
        with self._watched(call) as request:
            response = self._sent(request)
        return self._read(call, response)

    async def asend(self, call: Call) -> Json:
        """Send one call and return the JSON of its reply, on the event loop.

        :raises BiApiError: typed by what went wrong.
        """
        with self._watched(call) as request:
            response = await self._asent(request)
        return self._read(call, response)

    def run(self, flow: Flow[T]) -> T:
        """Drive a flow to its result."""
        step = advance(flow)
        while isinstance(step, Call):
            outcome: Json | BiApiError
            try:
                outcome = self.send(step)
            except BiApiError as error:
                outcome = error
            step = advance(flow, outcome)
        return step.result

    async def arun(self, flow: Flow[T]) -> T:
        """Drive a flow to its result, on the event loop."""
        step = advance(flow)
        while isinstance(step, Call):
            outcome: Json | BiApiError
            try:
                outcome = await self.asend(step)
            except BiApiError as error:
                outcome = error
            step = advance(flow, outcome)
        return step.result

    def close(self) -> None:
        """Close the sync connections."""
        if self._sync is not None:
            transport, self._sync = self._sync, None
            transport.close()

    async def aclose(self) -> None:
        """Close the async connections."""
        if self._on_loop is not None:
            transport, self._on_loop = self._on_loop[1], None
            await transport.aclose()

    def _sent(self, request: httpx.Request) -> httpx.Response:
        """Send what the auth flow makes of a request, and return the reply to its last."""
        steps = self.service.auth.sync_auth_flow(request)
        try:
            request = next(steps)
            while True:
                response = self._transport.handle_request(request)
                try:
                    request = steps.send(response)
                except StopIteration:
                    return response
        finally:
            steps.close()

    async def _asent(self, request: httpx.Request) -> httpx.Response:
        """Do the same on the event loop."""
        steps = self.service.auth.async_auth_flow(request)
        try:
            request = await anext(steps)
            while True:
                response = await self._async_transport.handle_async_request(request)
                try:
                    request = await steps.asend(response)
                except StopAsyncIteration:
                    return response
        finally:
            await steps.aclose()

    def _read(self, call: Call, response: httpx.Response) -> Json:
        return read_reply(call, answer_of(response), hints=self.service.hints, secrets=self._hidden(call))

    def _hidden(self, call: Call) -> frozenset[str]:
        """Return what no error text may repeat."""
        return self.service.secrets() | call.secrets | self._proxys

    @cached_property
    def _proxys(self) -> frozenset[str]:
        return proxy_secrets(self.service.settings)

    @contextmanager
    def _watched(self, call: Call) -> Iterator[httpx.Request]:
        """Type what goes wrong on the way, and keep the headers of replies out of logs."""
        settings = self.service.settings
        token = _sending.set(True)
        try:
            request = http_request(call, settings)
            yield request
        except httpx.RequestError as error:
            place = urlsplit(settings.base_url).netloc
            said = _reason(error, settings.transport.timeout)
            reason = scrub(said, spellings(self._hidden(call)))
            handshake = refused_handshake(error)
            is_own = error.request is request
            ambiguous = is_own and not isinstance(error, NEVER_ARRIVED)
            match handshake:
                case ssl.SSLCertVerificationError():
                    hint = TRUST
                case ssl.SSLError():
                    hint = NO_TLS
                case _ if ambiguous and call.repeatable is Repeatable.NEVER:
                    hint = MAY_BE_DONE
                case _:
                    hint = self.service.hints[-1]
            raise ConnectionFailed(
                f"{call if is_own else f'The login for {call}'} got no reply from {place}: {reason}. {hint}",
                ambiguous=ambiguous,
                permanent=handshake is not None,
            ) from (error if reason == said else None)  # what a traceback would tell holds a secret
        except (httpx.InvalidURL, UnicodeError) as error:
            raise ArgumentError(f"{call} makes no URL with {settings.base_url}: {error}.") from None
        finally:
            _sending.reset(token)


def _reason(error: httpx.RequestError, timeout: float) -> str:
    match error:
        case httpx.ConnectTimeout():
            return f"no connection within {timeout:g} s (the connection's extra 'timeout')"
        case httpx.TimeoutException():
            return f"no answer within {timeout:g} s (the connection's extra 'timeout')"
        case _:
            return str(error).rstrip(".") or type(error).__name__


def _wanted(record: logging.LogRecord) -> bool:
    """Leave out the headers of replies to our requests: they may set a cookie."""
    return not (str(record.msg).startswith("receive_response_headers.complete") and _sending.get())


logging.getLogger("httpcore.http11").addFilter(_wanted)
