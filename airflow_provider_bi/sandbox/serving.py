"""Both services on one loopback port, in a thread."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from threading import Thread
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from airflow_provider_bi.api.datafold.kinds import KINDS
from airflow_provider_bi.api.datafold.kinds.base import DataSourceConfig
from airflow_provider_bi.sandbox import control, datafold, looker, looker_api, seeds
from airflow_provider_bi.sandbox.connections import connections
from airflow_provider_bi.sandbox.faults import Fault, Faults
from airflow_provider_bi.sandbox.wire import Received, Wire

STAGING = "/staging"


class Sandbox:
    """Datafold and Looker on ``http://127.0.0.1:PORT`` for as long as the context is open.

    Below ``/staging`` there is a second Looker, to carry settings from one to the other.

    :param port: Port to listen on; 0 takes a free one.
    :param kinds: The kinds of BI integration that Datafold serves.
    :param shows_syncs: Datafold's replies show when an integration was last synchronised, in a field that is made up.
    :param latency: Seconds that each request takes more, as over a network.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        kinds: Sequence[type[DataSourceConfig]] = KINDS,
        shows_syncs: bool = False,
        latency: float = 0.0,
    ) -> None:
        self.port = port
        self.kinds = kinds
        self.latency = latency
        self.datafold = datafold.Datafold(kinds, shows_syncs=shows_syncs)
        self.looker = looker.Looker()
        self.staging = looker.Looker()
        self.requests: list[Received] = []
        self.faults = Faults()
        self.reset()

    @property
    def url(self) -> str:
        """Where both services listen."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def connections(self) -> dict[str, str]:
        """Environment variable and JSON of each Airflow connection that fits."""
        return connections(self.url, self.kinds, staging=STAGING)

    def inject(self, fault: Fault) -> None:
        """Let requests fail, behind the faults that are there already."""
        self.faults.append(fault)

    def expire_tokens(self) -> None:
        """Let every token of Looker have expired."""
        self.looker.tokens.clear()

    def reset(self) -> None:
        """Store the seeds anew; forget requests, faults and tokens."""
        self.requests.clear()
        self.faults.clear()
        self.datafold.reset()
        self.looker.reset()
        self.staging.reset()
        hubs, integrations = seeds.looker_staging()
        self.staging.hubs = {hub["id"]: hub for hub in hubs}
        self.staging.integrations = {found["id"]: found for found in integrations}

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, error: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> Self:
        """Listen, and return once requests are answered.

        :raises OSError: for a port that is taken or not allowed.
        """
        # With the protocol named, asyncio turns Nagle's algorithm off, which costs 40 ms a request.
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", self.port))
        except BaseException:
            listening.close()
            raise
        self.port = listening.getsockname()[1]
        # The same protocol implementation everywhere, whatever else is installed.
        config = uvicorn.Config(
            Wire(self._services(), self.requests, self.faults, self.latency),
            http="h11",
            loop="asyncio",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._server.run, args=([listening],), name="bi-sandbox", daemon=True)
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.002)
        return self

    def stop(self) -> None:
        """Close every connection and the port."""
        self._server.should_exit = True
        self._thread.join()

    def _services(self) -> dict[str, ASGIApp]:
        return {
            "/sandbox/": control.service(
                faults=self.faults, requests=self.requests, kinds=self.kinds, reset=self.reset
            ),
            "/api/v1/": datafold.service(self.datafold),
            f"{STAGING}/": Starlette(routes=[Mount(STAGING, looker_api.service(self.staging))]),
            "/": looker_api.service(self.looker),
        }
