"""Datafold's API key. https://docs.datafold.com/api-reference/introduction"""

from __future__ import annotations

from collections.abc import Generator

import httpx

from airflow_provider_bi.api.errors import SettingsError


class DatafoldAuth(httpx.Auth):
    """Send ``Authorization: Key ...`` with every request.

    :param api_key: The key, with or without the ``Key `` that Datafold's examples show before it.
    :param source: How to name the connection in a message.
    :raises SettingsError: when there is no key, or it holds what no header can carry.
    """

    def __init__(self, api_key: str | None, *, source: str) -> None:
        key = (api_key or "").strip()
        prefix, _, rest = key.partition(" ")
        key = rest.strip() if prefix.lower() == "key" else key
        if not key:
            raise SettingsError(f"{source} has no password: put the Datafold API key there.")
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise SettingsError(f"{source}: the password holds characters that no API key has, such as a line break.")
        self._key = key

    def secrets(self) -> frozenset[str]:
        """Return what no text may repeat."""
        return frozenset({self._key})

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the key."""
        request.headers["Authorization"] = f"Key {self._key}"
        yield request
