"""Stands between our client and Prism, and keeps what Prism said of each request."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

PATIENCE: Final = 30.0
"""Seconds for one request."""

_HOP: Final = frozenset({"connection", "content-length", "date", "host", "keep-alive", "transfer-encoding"})


@dataclass(frozen=True)
class Exchange:
    """A request as Prism saw it, and what Prism found.

    :param target: Path and query as they were on the wire.
    :param body: Decoded: a JSON value, or a form's fields.
    :param reply: Decoded; None where there was none.
    :param refusals: What Prism found wrong with the request.
    :param faults: What Prism found wrong with its own reply.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: Any
    status: int
    reply: Any
    refusals: list[str]
    faults: list[str]

    def __str__(self) -> str:
        return f"{self.method} {urlsplit(self.target).path}"


class Recorder(ThreadingHTTPServer):
    """Hand requests on to Prism and keep them.

    :param prism: Prism's URL.
    """

    daemon_threads = True

    def __init__(self, prism: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.prism = urlsplit(prism).netloc
        self.seen: list[Exchange] = []
        self.prefer: dict[str, str] = {}

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def begin(self, prefer: Mapping[str, str]) -> None:
        """Forget what was seen.

        :param prefer: Method -> what Prism shall answer with, as its header ``Prefer`` has it: ``example=NAME``,
            ``code=NUMBER`` or ``dynamic=true,seed=TEXT``, where ``{number}`` is the number of requests before.
        """
        self.seen.clear()
        self.prefer = dict(prefer)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Listen."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.shutdown()
            self.server_close()
            thread.join(PATIENCE)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE
    server: Recorder

    def _handle(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
        if self.command in self.server.prefer:
            headers["Prefer"] = self.server.prefer[self.command].format(number=len(self.server.seen))
        connection = HTTPConnection(self.server.prism, timeout=PATIENCE)
        try:
            connection.request(self.command, self.path, body=content or None, headers=headers)
            response = connection.getresponse()
            answer = response.read()
        finally:
            connection.close()
        self.server.seen.append(_exchange(self, content, response, answer))
        self.send_response(response.status)
        for name, value in response.getheaders():
            if name.lower() not in _HOP:
                self.send_header(name, value)
        if response.status != 204:
            self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _handle  # noqa: N815 - the library's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


def _exchange(handler: _Handler, content: bytes, response: HTTPResponse, answer: bytes) -> Exchange:
    form = handler.headers.get_content_type() == "application/x-www-form-urlencoded"
    reply = json.loads(answer) if answer else None
    refusals, faults = _findings(response, reply)
    return Exchange(
        method=handler.command,
        target=handler.path,
        headers={name.lower(): value for name, value in handler.headers.items()},
        body=dict(parse_qsl(content.decode())) if form else json.loads(content) if content else None,
        status=response.status,
        reply=reply,
        refusals=refusals,
        faults=faults,
    )


def _findings(response: HTTPResponse, reply: Any) -> tuple[list[str], list[str]]:
    """Tell what is wrong with the request from what is wrong with Prism's own reply.

    Violations stand in a header; what has no place in the document at all comes as a problem without violations.
    """
    violations = json.loads(response.headers.get("sl-violations") or "[]")
    told = {True: [], False: []}
    for violation in violations:
        told[violation["location"][0] == "request"].append(violation["message"])
    if response.headers.get_content_type() == "application/problem+json" and not violations:
        told[True].append(f"{reply['title']}: {reply['detail']}")
    return told[True], told[False]
