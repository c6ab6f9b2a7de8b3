"""What the two hooks share: one pooled client, opened when first used, that runs calls and flows."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar, overload

from airflow.providers.common.compat.sdk import BaseHook
from asgiref.sync import sync_to_async

from airflow_provider_bi.api.calls import Call, Flow, Json
from airflow_provider_bi.api.errors import BiApiError, SettingsError
from airflow_provider_bi.api.flows import single
from airflow_provider_bi.api.settings import ClientSettings, base_url, read_transport
from airflow_provider_bi.api.update import Plan, UpdateResult, carry_out
from airflow_provider_bi.api.wire import Service, Wire
from airflow_provider_bi.connections import CONNECTION_TYPES
from airflow_provider_bi.hooks.loops import run_beside
from airflow_provider_bi.version_compat import mask_secret

T = TypeVar("T")


class ApiHook(BaseHook):
    """A hook over one HTTP API. Use it as a context manager, or close it.

    :param conn_id: The connection.
    """

    conn_name_attr: ClassVar[str]
    conn_type: ClassVar[str]
    hook_name: ClassVar[str]

    def __init__(self, conn_id: str) -> None:
        super().__init__()
        self._conn_id = conn_id
        self._wire: Wire | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the open connections, and with them the key."""
        return {**self.__dict__, "_wire": None}

    @overload
    def run(self, work: Call) -> Json: ...
    @overload
    def run(self, work: Flow[T]) -> T: ...
    def run(self, work: Call | Flow[Any]) -> Any:
        """Send a call and return its JSON, or drive a flow and return its result.

        :raises BiApiError: typed by what went wrong.
        """
        return self._opened().run(single(work) if isinstance(work, Call) else work)

    @overload
    async def arun(self, work: Call) -> Json: ...
    @overload
    async def arun(self, work: Flow[T]) -> T: ...
    async def arun(self, work: Call | Flow[Any]) -> Any:
        """Do the same on the event loop; the connection is read in a thread, so that the loop is not blocked.

        :raises BiApiError: typed by what went wrong.
        """
        wire = self._wire or await sync_to_async(self._read)()
        # Another call may have been faster: all share one wire, and with it one login.
        self._wire = self._wire or wire
        return await self._wire.arun(single(work) if isinstance(work, Call) else work)

    def run_all(self, flows: Iterable[Flow[T]], *, max_concurrency: int) -> list[T]:
        """Drive many flows side by side, over one pooled client, and return their results in the same order.

        :param max_concurrency: How many are at work at the same time.
        :raises BiApiError: by the first flow that lets one out; the others are left then.
        """
        # Read before the loop runs: Airflow's channel to its supervisor blocks.
        self._opened()
        return run_beside(self._all(flows, max_concurrency=max_concurrency))

    async def _all(self, flows: Iterable[Flow[T]], *, max_concurrency: int) -> list[T]:
        turn = asyncio.Semaphore(max_concurrency)

        async def driven(flow: Flow[T]) -> T:
            async with turn:
                return await self.arun(flow)

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(driven(flow)) for flow in flows]
        except* BiApiError as errors:
            raise errors.exceptions[0] from None
        finally:
            await self.aclose()
        return [task.result() for task in tasks]

    def _carried_out(self, plan: Plan) -> UpdateResult:
        """Hide a plan's secrets in Airflow's logs, warn of what it remarks, and carry it out."""
        for secret in plan.hidden:
            mask_secret(secret)
        for remark in plan.remarks:
            self.log.warning("%s", remark)
        return self.run(carry_out(plan))

    @property
    def requests_sent(self) -> int:
        """How many requests this hook has sent, logins and repeated ones included."""
        return self._wire.meter.sent if self._wire else 0

    @property
    def url(self) -> str:
        """Where the service is, as the connection has it."""
        return self._opened().service.settings.base_url

    @property
    @abstractmethod
    def ui_url(self) -> str:
        """Where people find in the service what is changed here."""

    def told(self, error: BiApiError) -> str:
        """Return what the Test button says of an error: Airflow tests under an id that nobody knows."""
        name = repr(self._conn_id)
        return (
            str(error).replace(f"connection {name}", "this connection").replace(f"Connection {name}", "This connection")
        )

    def close(self) -> None:
        """Close the connections that :meth:`run` opened. The hook can be used again: it opens new ones."""
        if self._wire is not None:
            self._wire.close()

    async def aclose(self) -> None:
        """Close the connections that :meth:`arun` opened."""
        if self._wire is not None:
            await self._wire.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def _opened(self) -> Wire:
        self._wire = self._wire or self._read()
        return self._wire

    def _read(self) -> Wire:
        service = self._service()
        for secret in service.secrets():
            mask_secret(secret)
        return Wire(service)

    @abstractmethod
    def _service(self) -> Service:
        """Read the connection; blocks."""

    def _connection(self) -> Any:
        """Return the connection; any type will do that is not one of the other service.

        :raises SettingsError: for one to the other service: this one must not be sent its secret.
        """
        connection = self.get_connection(self._conn_id)
        for service in CONNECTION_TYPES:
            if service.conn_type != self.conn_type and connection.conn_type in (service.conn_type, *service.others):
                raise SettingsError(
                    f"{self._source} is of type {connection.conn_type}; "
                    f"{self.conn_name_attr} names one to {self.hook_name}."
                )
        return connection

    @property
    def _source(self) -> str:
        return f"Connection {self._conn_id!r}"

    def _settings(self, connection: Any, *, default_host: str | None, suffix: str) -> ClientSettings:
        transport, warnings = read_transport(extra_of(connection, self._source), source=self._source)
        for warning in warnings:
            self.log.warning("%s", warning)
        return ClientSettings(
            base_url=base_url(
                connection.host or default_host,
                port=connection.port,
                scheme=connection.schema,
                suffix=suffix,
                allow_http=transport.allow_http,
                source=self._source,
            ),
            transport=transport,
        )


def extra_of(connection: Any, source: str) -> Mapping[str, Any]:
    """Return a connection's extra.

    :raises SettingsError: when it is no JSON object.
    """
    extra = connection.extra_dejson
    if not isinstance(extra, Mapping):
        raise SettingsError(f"{source}: the extra is no JSON object.")
    return extra
