"""What the two hooks share: one pooled client, opened when first used, that runs calls and flows."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Mapping
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar, overload

from airflow.providers.common.compat.sdk import BaseHook
from asgiref.sync import sync_to_async

from airflow_provider_bi.api.calls import Call, Flow, Json
from airflow_provider_bi.api.datafold.kinds.base import Credentials
from airflow_provider_bi.api.errors import SettingsError
from airflow_provider_bi.api.flows import single
from airflow_provider_bi.api.settings import ClientSettings, base_url, read_transport
from airflow_provider_bi.api.wire import Service, Wire

T = TypeVar("T")


class ApiHook(BaseHook):
    """A hook over one HTTP API. Use it as a context manager, or close it.

    :param conn_id: The connection.
    """

    conn_type: ClassVar[str]

    def __init__(self, conn_id: str) -> None:
        super().__init__()
        self._conn_id = conn_id
        self._wire: Wire | None = None
        self._opening = asyncio.Lock()

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
        async with self._opening:
            if self._wire is None:
                self._wire = Wire(await sync_to_async(self._service)())
        return await self._wire.arun(single(work) if isinstance(work, Call) else work)

    @property
    def requests(self) -> int:
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
        if self._wire is None:
            self._wire = Wire(self._service())
        return self._wire

    @abstractmethod
    def _service(self) -> Service:
        """Read the connection; blocks."""

    @property
    def _source(self) -> str:
        return f"Connection {self._conn_id!r}"

    def _settings(self, connection: Any, *, default_host: str | None, suffix: str) -> ClientSettings:
        transport, warnings = read_transport(_extra(connection, self._source), source=self._source)
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


def read_credentials(conn_id: str) -> Credentials:
    """Read a BI tool's own connection, whatever its type.

    :raises SettingsError: when its host is no URL.
    """
    connection = BaseHook.get_connection(conn_id)
    source = f"Connection {conn_id!r}"
    url = None
    if connection.host:
        url = base_url(connection.host, port=connection.port, scheme=None, suffix="", allow_http=True, source=source)
    return Credentials(url=url, login=connection.login, password=connection.password, extra=_extra(connection, source))


def read_token(conn_id: str) -> str:
    """Return the password of a connection that holds a token.

    :raises SettingsError: when it has none.
    """
    password: str | None = BaseHook.get_connection(conn_id).password
    if not password:
        raise SettingsError(f"Connection {conn_id!r} has no password: put the token there.")
    return password


def _extra(connection: Any, source: str) -> Mapping[str, Any]:
    extra = connection.extra_dejson
    if not isinstance(extra, Mapping):
        raise SettingsError(f"{source}: the extra is no JSON object.")
    return extra
