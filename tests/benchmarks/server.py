"""Both services' answers from memory, in a process of its own, so cheap that the client is what is measured.

It counts requests, answers late where it is told to, tells the CPU time that it used, and ends when its standard input
does, or after an hour.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter

from airflow_provider_bi.sandbox.seeds import integration, param

LONGEST_LIFE = 3600.0
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
TOKEN = {"access_token": "s3cr3t-benchmark-token", "token_type": "Bearer", "expires_in": 3600}
LOOKER = integration(
    "1",
    "slack_app",
    enabled=True,
    params=[
        param("channel", value="#data", sensitive=False),
        param("client_email", sensitive=False),
        param("private_key", required=True),
        param("project_id", value="acme-analytics", sensitive=False, required=True),
    ],
)
DATAFOLD = {"id": 1, "type": "dbt", "name": "dbt exposures", "indexing_cron": "0 5 * * *", "ci_config_id": 3}


LISTED = 200
"""Integrations that Datafold's list holds."""
RUNNING = {"jobId": 1, "status": "running", "jobType": "sync", "startTime": "2026-01-01T00:00:00Z", "connectionId": "c"}
"""A job of Airbyte that does not end."""


class Services:
    """What both services hold. Every id exists; it is made when it is first asked for."""

    def __init__(self):
        self.reset(latency=0.0)

    def reset(self, *, latency):
        self.latency = latency
        self.counts = Counter()
        self.held = {}

    def answer(self, method, path, body):
        """Return status and JSON."""
        *_, kind, number = path.strip("/").split("/")
        self.counts[method] += 1
        match method, kind:
            case "POST", _:
                return 200, TOKEN
            case "DELETE", _:
                return 204, None
            case "GET", "lineage":
                return 200, [DATAFOLD | {"id": number, "name": f"dbt {number}"} for number in range(1, LISTED + 1)]
            case "GET", "missing":
                return 404, {"message": "Not found"}
            case "GET", "jobs":
                return 200, RUNNING
            case _, "integrations":
                found = self.held.setdefault(number, LOOKER | {"id": number.replace("%3A", ":")})
            case _:
                found = self.held.setdefault(number, DATAFOLD | {"id": int(number)})
        if method == "PATCH":
            self.held[number] = found = _patched(found, json.loads(body))
        elif method == "PUT":
            found |= json.loads(body)
        return 200, found

    def told(self):
        return {"counts": self.counts, "cpu": time.process_time()}


def _patched(found, body):
    given = body.get("params", ())
    wanted = {item["name"]: {"value": item["value"]} for item in given if item.get("value") is not None}
    return found | body | {"params": [item | wanted.get(item["name"], {}) for item in found["params"]]}


class Connection(asyncio.Protocol):
    """One client's connection; requests come one after the other."""

    def __init__(self, services):
        self.services = services
        self.received = b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not found or len(body) < int(length[1] if length else 0):
            return
        self.received = b""
        method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        self._answer(method, target.partition("?")[0], body)

    def _answer(self, method, path, body):
        if path.startswith("/_"):
            self._control(path)
            return
        reply = _reply(*self.services.answer(method, path, body))
        if self.services.latency:
            asyncio.get_running_loop().call_later(self.services.latency, self.transport.write, reply)
        else:
            self.transport.write(reply)

    def _control(self, path):
        told = self.services.told()
        if path.startswith("/_reset/"):
            self.services.reset(latency=float(path.removeprefix("/_reset/")))
        self.transport.write(_reply(200, told))


def _reply(status, content):
    body = b"" if content is None else json.dumps(content).encode()
    head = f"HTTP/1.1 {status} OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def serve():
    """Serve until standard input ends."""
    services = Services()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(services), "127.0.0.1", 0, backlog=512)
    ended = asyncio.Event()
    loop.add_reader(sys.stdin, ended.set)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    try:
        async with asyncio.timeout(LONGEST_LIFE):
            await ended.wait()
    except TimeoutError:
        sys.stderr.write("The benchmark's server ends after an hour.\n")


if __name__ == "__main__":
    asyncio.run(serve())
