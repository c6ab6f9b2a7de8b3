"""The sandbox with troubles at chosen requests, and the client's side of them."""

from __future__ import annotations

import errno
import json
import os
import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest

from airflow_provider_bi.hooks.base import ApiHook
from airflow_provider_bi.hooks.datafold import DatafoldHook
from airflow_provider_bi.hooks.looker import LookerHook
from airflow_provider_bi.sandbox.faults import Fault, Faults
from airflow_provider_bi.sandbox.looker import Looker
from airflow_provider_bi.sandbox.serving import Sandbox
from tests.faults.troubles import Trouble

PATIENT, HASTY = 20.0, 0.05
"""Seconds of timeout; the short one where a reply hangs."""

Plan = Mapping[int, Trouble]
"""The troubles by the request that they happen to, the first one being 0."""


def at(plan: Plan, position: int) -> Trouble | None:
    """Return what happens to a request."""
    if position in plan:
        return plan[position]
    return next((trouble for start, trouble in plan.items() if trouble.stays and start < position), None)


class Script(Faults):
    """Lets troubles happen to requests by the order in which they arrive."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self.plan: Plan = {}
        self.arrived = 0
        self._sandbox = sandbox

    def take(self, method: str, path: str) -> Fault | None:
        position, self.arrived = self.arrived, self.arrived + 1
        trouble = at(self.plan, position)
        return trouble.happen(self._sandbox) if trouble else None


class NumberedTokens(Looker):
    """Looker whose tokens start anew with each reset: Airflow's masker keeps every token it was ever told of.

    None of them begins as one of the sandbox's own may, which would be masked in part.
    """

    def login(self) -> dict[str, Any]:
        login = super().login()
        self.tokens[f"sandbox-access-token-of-stage-{len(self.tokens)}"] = self.tokens.pop(login["access_token"])
        return {**login, "access_token": list(self.tokens)[-1]}


class Stage(Sandbox):
    """Both services, with troubles.

    :param closes: Whether every reply closes its connection, so that requests and connections count alike.
    """

    def __init__(self) -> None:
        super().__init__()
        self.closes = False
        self.looker = NumberedTokens()
        self.faults = self.script = Script(self)
        self.reset()

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Let the environment hold the connections, a patient and a hasty one to each service."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment().items():
                patch.setenv(name, value)
            yield

    def environment(self) -> dict[str, str]:
        """Return environment variable and JSON of each connection."""
        found = self.connections
        for service in ("datafold", "looker"):
            for name, timeout in {"patient": PATIENT, "hasty": HASTY}.items():
                # Without TLS, loading the machine's certificates would take most of the time.
                extra = {"timeout": timeout, "verify": False}
                known = json.loads(found[f"AIRFLOW_CONN_{service.upper()}_DEFAULT"])
                found[f"AIRFLOW_CONN_{name.upper()}_{service.upper()}"] = json.dumps({**known, "extra": extra})
        return found

    def stored(self) -> dict[str, Any]:
        """Return a copy of all that both services hold, but for tokens."""
        return deepcopy(
            {
                "datafold": {
                    found.id: (found.kind.slug, found.values, found.syncs)
                    for found in self.datafold.integrations.values()
                },
                "hubs": self.looker.hubs,
                "integrations": self.looker.integrations,
            }
        )

    def linger_not(self) -> None:
        """Let the open connections end with a reset, whenever they are closed."""
        for connection in self._server.server_state.connections:
            held = connection.transport.get_extra_info("socket")
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    @contextmanager
    def troubled(self, plan: Plan) -> Iterator[None]:
        """Start anew, with these troubles."""
        self.reset()
        self.script.plan, self.script.arrived = plan, 0
        self.closes = any(trouble.refuses for trouble in plan.values())
        try:
            if self.closes:
                with _refusals(self.port, plan):
                    yield
            else:
                yield
        finally:
            self.script.plan, self.closes = {}, False

    def _services(self) -> dict[str, Any]:
        return {prefix: self._closing(service) for prefix, service in super()._services().items()}

    def _closing(self, service: Any) -> Any:
        async def closing(scope: Any, receive: Any, send: Any) -> None:
            async def told(message: Any) -> None:
                if self.closes and message["type"] == "http.response.start":
                    message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
                await send(message)

            await service(scope, receive, told)

        return closing


def hook_of(service: str, *, hasty: bool) -> ApiHook:
    """Return a new hook."""
    conn_id = f"{'hasty' if hasty else 'patient'}_{service}"
    return DatafoldHook(conn_id) if service == "datafold" else LookerHook(conn_id)


@dataclass
class _Attempts:
    """Attempts to connect, as the operating system sees them."""

    port: int
    plan: Plan
    made: int = 0

    def refuse(self, address: Any) -> bool:
        if address[1] != self.port:
            return False
        trouble = at(self.plan, self.made)
        self.made += 1
        return trouble is not None and trouble.refuses


@contextmanager
def _refusals(port: int, plan: Plan) -> Iterator[None]:
    """Let the operating system refuse connections to the sandbox's port."""
    attempts, connect = _Attempts(port, plan), socket.socket.connect

    def refusing(self: socket.socket, address: Any) -> None:
        if attempts.refuse(address):
            raise ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refusing)
        yield
