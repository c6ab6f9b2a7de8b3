"""The outermost layer: records each request, lets its fault happen, and hands it to the service that it is for."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from airflow_provider_bi.sandbox.faults import Fault, Faults


@dataclass
class Received:
    """One request that arrived at a service.

    :param path: As it stood on the wire: quoted, without the query.
    :param body: Decoded JSON or form, text where it is neither, None where it is empty.
    :param headers: Names in lower case.
    :param status: Status sent, None where no answer was.
    :param at: Seconds on the monotonic clock when it had arrived.
    """

    method: str
    path: str
    query: dict[str, str]
    body: Any = field(default=None, repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    status: int | None = None
    at: float = field(default_factory=time.monotonic)


@dataclass
class Wire:
    """An ASGI application in front of the services.

    :param services: The application behind each prefix; the first that fits answers.
    :param latency: Seconds that each request takes more.
    """

    services: Mapping[str, ASGIApp]
    requests: list[Received]
    faults: Faults
    latency: float = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. ``/sandbox/`` is neither recorded nor disturbed."""
        service = next(app for prefix, app in self.services.items() if scope["path"].startswith(prefix))
        if scope["path"].startswith("/sandbox/"):
            await service(scope, receive, send)
            return
        raw = await _body(receive)
        request = _received(scope, raw)
        self.requests.append(request)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                request.status = message["status"]
            await send(message)

        if self.latency:
            await asyncio.sleep(self.latency)
        fault = self.faults.take(request.method, request.path)
        if fault is None:
            await service(scope, _replay(raw, receive), noted)
        else:
            # uvicorn's `send` is bound to the object that holds the connection.
            transport: asyncio.Transport = send.__self__.transport  # type: ignore[attr-defined]
            await _fail(fault, service, scope, raw=raw, receive=receive, send=noted, transport=transport)


async def _fail(
    fault: Fault,
    service: ASGIApp,
    scope: Scope,
    *,
    raw: bytes,
    receive: Receive,
    send: Send,
    transport: asyncio.Transport,
) -> None:
    gone = fault.drop != "stall" and await _gone_within(fault.delay, receive)
    if fault.drop == "reset" and not gone:
        # With nothing to linger for, closing sends a reset.
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    if gone or fault.drop in {"before", "reset"}:
        await _close(transport, receive)
        return
    start, body = _canned(fault) if fault.status else await _answer(service, scope, _replay(raw, receive))
    if fault.drop == "after":
        await _close(transport, receive)
        return
    await send(start)
    if fault.drop is None:
        await send({"type": "http.response.body", "body": body})
        return
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    if fault.drop == "half" or not await _gone_within(fault.delay, receive):
        await _close(transport, receive)


async def _gone_within(seconds: float, receive: Receive) -> bool:
    """Wait, and tell whether the client closed the connection meanwhile."""
    if not seconds:
        return False
    try:
        await asyncio.wait_for(receive(), seconds)
    except TimeoutError:
        return False
    return True


async def _close(transport: asyncio.Transport, receive: Receive) -> None:
    transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass  # pragma: no cover - uvicorn has nothing else left to say; ASGI would allow it


def _canned(fault: Fault) -> tuple[Message, bytes]:
    match fault.body:
        case None:
            body = b""
        case str():
            body = fault.body.encode()
        case _:
            body = json.dumps(fault.body).encode()
    headers = {"content-length": str(len(body)), "content-type": fault.content_type, **fault.headers}
    return {
        "type": "http.response.start",
        "status": fault.status,
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }, body


async def _answer(service: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """Let the service do its work and keep its answer."""
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    await service(scope, receive, keep)
    return messages[0], b"".join(message.get("body", b"") for message in messages[1:])


def _replay(raw: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": raw, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _received(scope: Scope, raw: bytes) -> Received:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Received(
        method=scope["method"],
        path=scope["raw_path"].decode("latin-1"),
        query=dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)),
        body=_decoded(raw, headers.get("content-type", "")),
        headers=headers,
    )


def _decoded(raw: bytes, content_type: str) -> Any:
    if not raw:
        return None
    text = raw.decode(errors="replace")
    if content_type.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(text, keep_blank_values=True))
    try:
        return json.loads(text)
    except ValueError:
        return text
