"""The extra of a connection is read once, and what is wrong with it is named without being repeated."""

import ssl

import certifi
import pytest
from pydantic import ValidationError

from airflow_provider_bi.api.errors import SettingsError
from airflow_provider_bi.api.settings import ClientSettings, Transport, read_transport
from airflow_provider_bi.api.transports import Meter, WholeBody, proxy_for, proxy_secrets

SOURCE = "Connection 'c'"
DEFAULTS = Transport()


def read(extra):
    return read_transport(extra, source=SOURCE)


def refuse(extra):
    with pytest.raises(SettingsError) as refused:
        read(extra)
    return str(refused.value)


def test_defaults():
    """An empty extra means a minute, verified certificates, four further tries, https only and no proxy."""
    transport, warnings = read({})

    assert (transport.timeout, transport.verify, transport.retries, transport.allow_http) == (60.0, True, 4, False)
    assert transport.proxy is None
    assert warnings == []


@pytest.mark.parametrize("empty", ["", None])
@pytest.mark.parametrize("key", [*Transport.model_fields, "verify_ssl"])
def test_an_empty_value_means_the_default(key, empty):
    """A field that the form leaves empty is as if it were not there."""
    assert read({key: empty}) == (DEFAULTS, [])


@pytest.mark.parametrize(
    ("extra", "key", "value"),
    [
        ({"timeout": 5}, "timeout", 5.0),
        ({"timeout": "0.5"}, "timeout", 0.5),
        ({"retries": 0}, "retries", 0),
        ({"retries": "20"}, "retries", 20),
        ({"allow_http": "true"}, "allow_http", True),
        ({"allow_http": False}, "allow_http", False),
        ({"verify": False}, "verify", False),
        *(({"verify": text}, "verify", True) for text in ("true", " True ", "1", "yes", "y", "t", "on")),
        *(({"verify": text}, "verify", False) for text in ("false", "FALSE", "0", "no", "n", "f", "off")),
        ({"verify": certifi.where()}, "verify", certifi.where()),
        ({"verify_ssl": False}, "verify", False),
        ({"verify_ssl": "f"}, "verify", False),
        ({"verify_ssl": "true", "verify": "false"}, "verify", False),
        ({"verify_ssl": False, "verify": ""}, "verify", False),
    ],
    ids=repr,
)
def test_values_are_read_as_text_or_json(extra, key, value):
    """A form hands over text, JSON its own types, and ``verify_ssl`` is another word for ``verify``."""
    transport, warnings = read(extra)

    assert transport.model_dump()[key] == value
    assert warnings == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("timeout", value) for value in (0, -1, "soon", "inf", float("nan"), 3601, [])),
        *(("retries", value) for value in (-1, 21, 2.5, "many", {})),
        *(("allow_http", value) for value in ("perhaps", 2)),
        *(
            ("verify", value)
            for value in ("perhaps", "/no/such/ca.pem", "/tmp", 1, [], "a\0b", "-----BEGIN\n" + "A" * 5000)
        ),
        *(
            ("proxy", value)
            for value in (
                "p.example:3128",
                "ftp://p.example",
                "http://",
                "http://p:0",
                "http://p:99999",
                "http://[p",
                5,
            )
        ),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_an_unusable_value_is_named(key, value):
    """The message names connection and key."""
    told = refuse({key: value})

    assert told.startswith(f"{SOURCE} has an unusable extra: {key}")
    assert (key == "verify") == told.endswith(
        ("verify is true, false, or the path of a CA file that exists.", "and this worker has no such file.")
    )
    assert len(told) < 200


def test_a_file_of_cas_that_is_not_there_is_named():
    """It may be on the scheduler and not on the worker."""
    told = refuse({"verify": "/no/such/ca.pem"})

    assert told == f"{SOURCE} has an unusable extra: verify is '/no/such/ca.pem', and this worker has no such file."


def test_a_proxy_may_have_any_port():
    """But none."""
    transport, _ = read({"proxy": "http://p.example:1"})

    assert transport.proxy.get_secret_value() == "http://p.example:1"


@pytest.mark.parametrize(
    "extra",
    [
        {"proxy": "ftp://user:s3cr3t@p.example"},
        {"proxy": "http://user:s3cr3t@p.example:port"},
        {"proxy": "user:s3cr3t@p.example:3128"},
        {"proxy": ["s3cr3t"]},
        {"timeout": "s3cr3t"},
        {"verify": "s3cr3t"},
        {"allow_http": "s3cr3t"},
    ],
    ids=repr,
)
def test_an_unusable_value_is_not_repeated(extra):
    """A password may stand where nobody expects it."""
    assert "s3cr3t" not in refuse(extra)


def test_settings_show_no_password():
    """Neither repr nor text of the settings holds what stands in the proxy's URL."""
    transport, _ = read({"proxy": " http://user:s3cr3t@p.example:3128 "})
    settings = ClientSettings(base_url="https://x.example", transport=transport)

    assert "s3cr3t" not in f"{settings!r} {settings} {transport!r} {transport}"
    assert proxy_for(settings) == "http://user:s3cr3t@p.example:3128"


@pytest.mark.parametrize("settings", [ClientSettings(base_url="https://x.example"), DEFAULTS], ids=repr)
def test_settings_stand(settings):
    """Clients share them, and what does not fit is not repeated."""
    for name in type(settings).model_fields:
        with pytest.raises(ValidationError):
            setattr(settings, name, getattr(settings, name))
        with pytest.raises(ValidationError) as refused:
            type(settings).model_validate({name: ["s3cr3t"]})
        assert "s3cr3t" not in str(refused.value)


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("time_out", f"{SOURCE}: extra 'time_out' is not read; did you mean 'timeout'?"),
        ("retry", f"{SOURCE}: extra 'retry' is not read; did you mean 'retries'?"),
        ("zone", f"{SOURCE}: extra 'zone' is not read; known are timeout, verify, proxy, retries, allow_http."),
    ],
)
def test_an_unknown_key_is_warned_about(key, told):
    """The nearest known key is named, or all of them; the value is not."""
    assert read({key: "s3cr3t"}) == (DEFAULTS, [told])


def test_a_ca_file_is_trusted():
    """The file's certificates become those that are trusted, and none else."""
    context = ClientSettings(base_url="https://x", transport=Transport(verify=certifi.where())).tls()

    assert isinstance(context, ssl.SSLContext)
    assert context.cert_store_stats()["x509_ca"] > 50


@pytest.mark.parametrize("verify", [True, False])
def test_a_truth_value_is_left_to_the_client(verify):
    """Without a file the HTTP client's own certificates are used, or none."""
    assert ClientSettings(base_url="https://x", transport=Transport(verify=verify)).tls() is verify


def test_a_file_without_certificates_is_refused(tmp_path):
    """The error is typed and names the file."""
    path = tmp_path / "ca.pem"
    path.write_text("no certificate")
    with pytest.raises(SettingsError, match=r"ca\.pem cannot be read as a file of CA certificates"):
        ClientSettings(base_url="https://x", transport=Transport(verify=str(path))).tls()


@pytest.mark.parametrize(
    ("environment", "base_url", "proxy"),
    [
        ({}, "https://x.example", None),
        ({"https_proxy": "http://p.example:3128"}, "https://x.example", "http://p.example:3128"),
        ({"https_proxy": "p.example:3128"}, "https://x.example", "http://p.example:3128"),
        ({"http_proxy": "http://p.example:3128"}, "https://x.example", None),
        ({"all_proxy": "http://p.example:3128"}, "https://x.example", "http://p.example:3128"),
        ({"https_proxy": "http://p.example:3128", "no_proxy": ".example"}, "https://x.example", None),
        ({"http_proxy": "http://p.example:3128", "no_proxy": "127.0.0.1"}, "http://127.0.0.1:80", None),
    ],
    ids=repr,
)
def test_the_environments_proxy_is_used(monkeypatch, environment, base_url, proxy):
    """As everywhere: by scheme, without a scheme of its own too, and not for the hosts of ``no_proxy``."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert proxy_for(ClientSettings(base_url=base_url)) == proxy


def test_the_connections_proxy_wins_over_the_environments(monkeypatch):
    """What the connection names is used even for a host that the environment would not proxy."""
    monkeypatch.setenv("https_proxy", "http://environment.example")
    monkeypatch.setenv("no_proxy", "*")
    settings = ClientSettings(base_url="https://x.example", transport=Transport(proxy="http://own.example"))

    assert proxy_for(settings) == "http://own.example"


@pytest.mark.parametrize("proxy", ["ftp://u:s3cr3t@p.example", "http://u:s3cr3t@[::1"])
def test_an_environments_proxy_that_cannot_be_used_is_not_repeated(monkeypatch, proxy):
    """The error is typed and says where to look; the password stays where it is."""
    monkeypatch.setenv("https_proxy", proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(SettingsError, match="The proxy that this worker's environment names cannot be used") as refused:
        WholeBody(ClientSettings(base_url="https://x.example"), Meter())

    assert "s3cr3t" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_proxy_that_is_no_url_holds_no_secret_that_could_be_found(monkeypatch):
    """Nothing is sent through it either."""
    monkeypatch.setenv("https_proxy", "http://u:s3cr3t@[::1")
    monkeypatch.delenv("no_proxy", raising=False)

    assert proxy_secrets(ClientSettings(base_url="https://x.example")) == frozenset()
