"""A base URL is put together from what people write into a connection, and never sends credentials in the clear."""

import httpx
import pytest

from airflow_provider_bi.api.errors import SettingsError
from airflow_provider_bi.api.settings import base_url


def make(host, *, port=None, scheme=None, allow_http=False):
    return base_url(host, port=port, scheme=scheme, suffix="/api/4.0", allow_http=allow_http, source="Connection 'c'")


def refuse(host, **more):
    with pytest.raises(SettingsError, match=r"^Connection 'c'") as refused:
        make(host, **more)
    return str(refused.value)


@pytest.mark.parametrize(
    ("host", "more", "url"),
    [
        ("x.example", {}, "https://x.example"),
        (" x.example\n", {}, "https://x.example"),
        ("x.example", {"port": 19999}, "https://x.example:19999"),
        ("x.example", {"port": 1}, "https://x.example:1"),
        ("x.example", {"port": 65535}, "https://x.example:65535"),
        ("x.example:19999", {}, "https://x.example:19999"),
        ("x.example:19999", {"port": 19999}, "https://x.example:19999"),
        ("https://x.example", {"port": 19999}, "https://x.example:19999"),
        ("x.example", {"scheme": "https"}, "https://x.example"),
        ("HTTPS://X.Example/", {}, "https://x.example"),
        ("https://x.example", {"scheme": "http"}, "https://x.example"),
        ("https://x.example/", {}, "https://x.example"),
        ("https://x.example/looker/", {}, "https://x.example/looker"),
        ("https://x.example/X", {}, "https://x.example/X"),
        ("https://x.example/X/api/4.0", {}, "https://x.example/X"),
        ("x.example/api/4.0", {}, "https://x.example"),
        ("https://x.example:19999/api/4.0/", {}, "https://x.example:19999"),
        ("https://x.example/looker/api/4.0", {}, "https://x.example/looker"),
        ("https://[2001:db8::1]:8443", {}, "https://[2001:db8::1]:8443"),
        ("https://bücher.example", {}, "https://bücher.example"),
        ("http://x.example", {"allow_http": True}, "http://x.example"),
        ("x.example", {"scheme": "http", "allow_http": True}, "http://x.example"),
        ("http://localhost:8000", {}, "http://localhost:8000"),
        ("LOCALHOST", {"scheme": "http", "port": 8000}, "http://localhost:8000"),
        ("http://127.0.0.1:8000", {}, "http://127.0.0.1:8000"),
        ("http://127.8.9.10", {}, "http://127.8.9.10"),
        ("http://[::1]:8000", {}, "http://[::1]:8000"),
    ],
    ids=repr,
)
def test_every_way_to_write_a_host(host, more, url):
    """Scheme, port and pasted API path may stand in the host or in fields of their own; https is the default."""
    made = make(host, **more)

    assert made == url
    assert httpx.URL(f"{made}/api/4.0/user").path.endswith("/api/4.0/user")


@pytest.mark.parametrize(
    "host",
    [
        "http://x.example",
        "http://127.0.0.1.x.example",
        "http://localhost.x.example",
        "http://127.1",
        "http://2130706433",
        "http://0.0.0.0",
        "http://[::]",
        "http://192.168.0.1",
    ],
)
def test_plain_http_to_another_machine_is_refused(host):
    """Only what is surely this machine may get credentials in the clear."""
    assert "over plain http" in refuse(host)


def test_plain_http_by_the_schema_field_is_refused():
    """A connection URI can carry the scheme apart from the host."""
    assert '"allow_http": true' in refuse("x.example", scheme="http")


@pytest.mark.parametrize("host", [None, "", "  "])
def test_no_host(host):
    """The message says what to put where."""
    assert refuse(host) == "Connection 'c' has no host: put the service's URL there."


@pytest.mark.parametrize(
    ("host", "more"),
    [
        *((host, {}) for host in ("ftp://x.example", "file:///etc/passwd", "https://", "https:///x", "a b.example")),
        *((host, {}) for host in ("x.example/a b", "x\x00.example", "https://[::1", "https://x.example]", "::1")),
        *(
            (host, {})
            for host in ("x.example:port", "x.example:99999", "x.example:-1", "a..example", "a" * 64 + ".example")
        ),
        ("x.example", {"port": 0}),
        ("x.example", {"port": 65536}),
        ("x.example", {"port": 99999}),
        ("x.example", {"port": -1}),
        ("x.example", {"scheme": "ftp"}),
    ],
    ids=repr,
)
def test_what_is_no_url_is_refused(host, more):
    """Whatever could not be called is found before any request, and typed."""
    refuse(host, **more)


@pytest.mark.parametrize(
    "host",
    [
        "https://user:s3cr3t@x.example",
        "https://s3cr3t@x.example",
        "user:s3cr3t@x.example",
        "https://x.example\\@s3cr3t.example",
        "ftp://user:s3cr3t@x.example",
        "https://user:s3cr3t@x.example:port",
    ],
)
def test_credentials_in_the_host_are_refused_and_not_repeated(host):
    """They would stand in every log line that names the service."""
    assert "s3cr3t" not in refuse(host)


@pytest.mark.parametrize("host", ["x.example?a=1", "https://x.example/looker?a=1", "https://x.example/#a"])
def test_a_query_or_a_fragment_is_refused(host):
    """The API's path is put behind it, where neither could stay."""
    assert refuse(host) == "Connection 'c': the host has a query or a fragment; a URL without is needed."


def test_two_ports_are_refused():
    """Which one is meant cannot be known."""
    told = refuse("x.example:8443", port=19999)

    assert told == "Connection 'c' names two ports, 8443 in the host and 19999: remove one."
