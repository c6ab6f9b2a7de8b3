"""Reading a BI tool's own connection, for what Datafold wants and does not show."""

from __future__ import annotations

from airflow.providers.common.compat.sdk import BaseHook

from airflow_provider_bi.api.datafold.kinds.base import Credentials
from airflow_provider_bi.api.errors import SettingsError
from airflow_provider_bi.api.settings import base_url
from airflow_provider_bi.connections import DATAFOLD
from airflow_provider_bi.hooks.base import extra_of


def read_credentials(conn_id: str) -> Credentials:
    """Read a BI tool's own connection, whatever its type.

    :raises SettingsError: when its host is no URL, or it leads to Datafold itself.
    """
    connection = BaseHook.get_connection(conn_id)
    source = f"Connection {conn_id!r}"
    if connection.conn_type == DATAFOLD.conn_type:
        raise SettingsError(f"{source} is one to Datafold: credentials_conn_id names the connection of the BI tool.")
    url = None
    if connection.host:
        url = base_url(connection.host, port=connection.port, scheme=None, suffix="", allow_http=True, source=source)
    return Credentials(
        url=url, login=connection.login, password=connection.password, extra=extra_of(connection, source)
    )
