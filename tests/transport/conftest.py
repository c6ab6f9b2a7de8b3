"""Two authorities of our own, servers with certificates of theirs, and hooks that talk to them."""

import asyncio
import json

import pytest
import trustme

from airflow_provider_bi.api.datafold import calls as datafold_calls
from airflow_provider_bi.api.looker import calls as looker_calls
from airflow_provider_bi.hooks.datafold import DatafoldHook
from airflow_provider_bi.hooks.looker import LookerHook
from tests.transport.servers import reply, serving, tls

KEY = "s3cr3t-key"
LOGIN = reply(b'{"access_token": "s3cr3t-access", "token_type": "Bearer", "expires_in": 3600}')
SERVICES = {
    "datafold": (DatafoldHook, datafold_calls.list_integrations(), []),
    "looker": (LookerHook, looker_calls.me(), {"id": "1"}),
}
"""Each service's hook, a call, and what it returns."""


def both_services(connection, seen):
    """Answer as either service does."""
    match seen.method, seen.target.rpartition("/api/")[2]:
        case "POST", "4.0/login":
            connection.sendall(LOGIN)
        case "DELETE", "4.0/logout":
            connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        case "GET", "v1/lineage/bi/":
            connection.sendall(reply(b"[]"))
        case _:
            connection.sendall(reply(b'{"id": "1"}'))
    return True


@pytest.fixture(scope="session")
def authority():
    """Who signs our servers' certificates."""
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority, tmp_path_factory):
    """The file with its certificate, for ``verify``."""
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)


@pytest.fixture
def service(authority):
    """Both services behind a certificate for 127.0.0.1."""
    with serving(both_services, context=tls(authority.issue_cert("127.0.0.1"))) as server:
        yield server


class Caller:
    """One service's hook over a connection, used in one of the two ways.

    :param name: The service.
    :param way: sync or async.
    """

    def __init__(self, name, way):
        self.hook, self.call, self.returned = SERVICES[name]
        self.name = name
        self.way = way

    def __call__(self):
        """Send the call, with all that the hook sends before and after it."""
        if self.way == "sync":
            with self.hook("there") as hook:
                return hook.run(self.call)
        return asyncio.run(self._on_loop())

    async def _on_loop(self):
        async with self.hook("there") as hook:
            return await hook.arun(self.call)

    @property
    def methods(self):
        """The requests of one such use."""
        return ["GET"] if self.name == "datafold" else ["POST", "GET", "DELETE"]


@pytest.fixture(params=[(name, way) for name in SERVICES for way in ("sync", "async")], ids="-".join)
def caller(request):
    """Both services, sync and async."""
    return Caller(*request.param)


@pytest.fixture
def connect(monkeypatch):
    """Return a function that defines the connection that a caller uses."""

    def define(url, **extra):
        connection = {"host": url, "login": "client", "password": KEY, "extra": {"retries": 0, "timeout": 5, **extra}}
        monkeypatch.setenv("AIRFLOW_CONN_THERE", json.dumps({"conn_type": "generic", **connection}))

    return define
