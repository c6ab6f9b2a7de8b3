"""The proxy that the environment names: for which hosts, what of it is secret, and what happens if it is unusable."""

import pytest
from pydantic import SecretStr

from airflow_provider_bi.api.errors import SettingsError
from airflow_provider_bi.api.settings import ClientSettings, Transport
from airflow_provider_bi.api.transports import AsyncWholeBody, Meter, WholeBody, proxy_for, proxy_secrets

NAMES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def settings(base_url="https://service.example", **transport):
    return ClientSettings(base_url=base_url, transport=Transport(**transport))


@pytest.mark.parametrize("transport", [WholeBody, AsyncWholeBody])
@pytest.mark.parametrize(
    "url", ["ftp://bi-user:s3cr3t@p.example", "socks5://bi-user:s3cr3t@p.example", "http://p.example:s3cr3t"]
)
def test_an_unusable_proxy_is_refused_without_its_url(transport, url, monkeypatch):
    """Of another scheme, without the package it needs, or no URL at all."""
    monkeypatch.setenv("https_proxy", url)
    with pytest.raises(SettingsError, match="The proxy that this worker's environment names") as refused:
        transport(settings(), Meter())

    assert "s3cr3t" not in repr(refused.value)
    assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    ("base_url", "environment", "used"),
    [
        ("https://service.example", {"https_proxy": "http://p.example:1"}, "http://p.example:1"),
        ("https://service.example", {"https_proxy": "p.example:1"}, "http://p.example:1"),
        ("https://service.example", {"all_proxy": "http://p.example:2"}, "http://p.example:2"),
        (
            "https://service.example",
            {"all_proxy": "http://p.example:2", "https_proxy": "http://p.example:1"},
            "http://p.example:1",
        ),
        ("https://service.example", {"http_proxy": "http://p.example:3"}, None),
        ("http://service.example", {"http_proxy": "http://p.example:3"}, "http://p.example:3"),
        ("https://service.example", {"https_proxy": "http://p.example:1", "no_proxy": "service.example"}, None),
        (
            "https://service.example",
            {"https_proxy": "http://p.example:1", "no_proxy": "other.example"},
            "http://p.example:1",
        ),
        ("http://localhost:8000", {"http_proxy": "http://p.example:3"}, None),
        ("https://service.example", {}, None),
    ],
)
def test_the_environment_names_the_proxy_of_a_host(base_url, environment, used, monkeypatch):
    """By scheme, else for all; never for this machine nor for hosts that are left out."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert proxy_for(settings(base_url)) == used


def test_the_connections_proxy_wins_over_the_environments(monkeypatch):
    """Also for a host of this machine: whoever wrote it into the connection means it."""
    monkeypatch.setenv("all_proxy", "http://p.example:2")

    assert proxy_for(settings("http://127.0.0.1:1", proxy=SecretStr("http://own.example"))) == "http://own.example"


@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        ("http://bi-user:s3cr3t@p.example", {"s3cr3t", "bi-user:s3cr3t"}),
        ("http://bi%40user:s3%2Fcr3t@p.example", {"s3%2Fcr3t", "s3/cr3t", "bi@user:s3/cr3t"}),
        ("http://:s3cr3t@p.example", {"s3cr3t", ":s3cr3t"}),
        ("http://bi-user@p.example", set()),
        ("http://p.example", set()),
        ("http://[broken", set()),
    ],
)
def test_a_proxys_password_is_secret_as_written_and_as_meant(url, secrets, monkeypatch):
    """Together with its user too, as the header holds them."""
    monkeypatch.setenv("https_proxy", url)

    assert proxy_secrets(settings()) == secrets


def test_without_a_proxy_nothing_of_it_is_secret():
    """Least of all everything."""
    assert proxy_secrets(settings()) == frozenset()
