"""Servers on loopback that a test scripts byte by byte: plain or TLS, with what they were sent, and a proxy."""

import base64
import select
import socket
import socketserver
import ssl
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

IDLE = 10
"""Seconds after which a connection is given up, so that no thread outlives the suite."""


@dataclass
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""
    raw: bytes = field(default=b"", repr=False)


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        # A client that hangs up, in the handshake or in the midst of a reply, is what the tests are about.
        with suppress(OSError):
            connection = self.request
            connection.settimeout(IDLE)
            if self.server.context is not None:
                connection = self.server.context.wrap_socket(connection, server_side=True)
            with connection:
                while (seen := read_request(connection)) is not None:
                    self.server.seen.append(seen)
                    if not self.server.answer(connection, seen) or seen.headers.get("connection") == "close":
                        break


class Server(socketserver.ThreadingTCPServer):
    """Hands each request to ``answer``, which writes the reply and tells whether the connection goes on."""

    daemon_threads = True
    request_queue_size = 32

    def __init__(self, answer, *, context=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.context = context
        self.seen: list[Seen] = []
        self.stopping = threading.Event()

    @property
    def port(self):
        return self.server_address[1]

    @property
    def url(self):
        return f"{'http' if self.context is None else 'https'}://127.0.0.1:{self.port}"


@contextmanager
def serving(answer, *, context=None):
    """Run a server for a while."""
    with Server(answer, context=context) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            server.shutdown()
            thread.join()


def read_request(connection):
    """Read one request; None where the client has gone, or speaks TLS, which is refused in plain HTTP."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        if not (part := connection.recv(65536)):
            return None
        if not part.isascii():
            connection.sendall(reply(b"", status="400 Bad Request"))
            return None
        raw += part
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        if not (part := connection.recv(65536)):
            return None
        body += part
    return Seen(method, target, headers, body, head)


def reply(body=b"{}", *, status="200 OK", headers=()):
    """Return a reply's bytes."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def answering(*args, **kwargs):
    """Return what answers every request alike."""
    return always(reply(*args, **kwargs))


def always(content):
    """Return what answers every request with these bytes."""

    def answer(connection, seen):
        connection.sendall(content)
        return True

    return answer


@contextmanager
def proxying(*, password=None, context=None, to=None):
    """Run a proxy that tunnels and forwards; ``seen`` of the server holds what it was asked for.

    :param password: What it wants to be told, as ``user:password``.
    :param to: The port of this machine that it tunnels to, whatever it is asked for.
    """
    wanted = password and f"Basic {base64.b64encode(password.encode()).decode()}"

    def answer(connection, seen):
        if wanted and seen.headers.get("proxy-authorization") != wanted:
            connection.sendall(reply(b"", status="407 Proxy Authentication Required"))
            return False
        if seen.method == "CONNECT":
            host, _, port = seen.target.rpartition(":")
            place = (host, int(port)) if to is None else ("127.0.0.1", to)
            with socket.create_connection(place, timeout=IDLE) as target:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                tunnel(connection, target)
            return False
        parts = urlsplit(seen.target)
        lines = [
            line for line in seen.raw.split(b"\r\n")[1:] if not line.lower().startswith((b"proxy-", b"connection"))
        ]
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        head = b"\r\n".join([f"{seen.method} {path} HTTP/1.1".encode(), b"Connection: close", *lines])
        with socket.create_connection((parts.hostname, parts.port), timeout=IDLE) as target:
            target.sendall(head + b"\r\n\r\n" + seen.body)
            connection.sendall(read_all(target).replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        return False

    with serving(answer, context=context) as server:
        yield server


def tunnel(one, other):
    """Carry bytes both ways, in one thread since TLS wants it so, until one side has ended."""
    ends = {one: other, other: one}
    while ready := [end for end in ends if has_more(end)] or select.select(ends, [], [], IDLE)[0]:
        for end in ready:
            if not (part := end.recv(65536)):
                return
            ends[end].sendall(part)


def has_more(end):
    """Tell whether TLS has unpacked bytes that no one has read, which no select shows."""
    return isinstance(end, ssl.SSLSocket) and end.pending() > 0


def read_all(connection):
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def tls(certificate):
    """Return the TLS of a server with trustme's certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
