"""Every way in which people write a connection."""

import json
import logging
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from airflow_provider_bi.api.calls import Call, Repeatable
from airflow_provider_bi.api.errors import SettingsError
from airflow_provider_bi.hooks.base import extra_of
from airflow_provider_bi.hooks.datafold import DatafoldHook
from airflow_provider_bi.hooks.looker import LookerHook


@pytest.fixture
def connection(monkeypatch):
    """Return a function that defines the connection `there`, as JSON or as a URI."""

    def define(value):
        monkeypatch.setenv("AIRFLOW_CONN_THERE", value if isinstance(value, str) else json.dumps(value))

    return define


@pytest.mark.parametrize("key", ["sandbox-datafold-key", "Key sandbox-datafold-key", " key  sandbox-datafold-key\n"])
@pytest.mark.parametrize("form", ["json", "uri", "split"])
def test_datafold_connection_works_in_every_form(key, form, connection, sandbox):
    """JSON, URI and separate fields mean the same; the key works with or without the `Key ` of Datafold's examples."""
    host = sandbox.url.removeprefix("http://")
    match form:
        case "json":
            connection({"conn_type": "datafold", "host": sandbox.url, "password": key})
        case "uri":
            connection(f"datafold://:{quote(key)}@{quote(sandbox.url, safe='')}")
        case "split":
            name, port = host.split(":")
            connection({"conn_type": "datafold", "host": name, "port": int(port), "schema": "http", "password": key})

    with DatafoldHook("there") as hook:
        assert len(hook.list_integrations()) == 7


@pytest.mark.parametrize("conn_type", ["looker", "gcp_looker"])
@pytest.mark.parametrize("verify_ssl", [True, "false", "True", None], ids=repr)
def test_googles_looker_connection_works_as_it_is(conn_type, verify_ssl, connection, sandbox):
    """People have these connections already: host with scheme, a port, and verify_ssl, as text or as a truth value."""
    host, port = sandbox.url.rsplit(":", 1)
    extra = {"verify_ssl": verify_ssl, "timeout": "120"}
    connection(
        {
            "conn_type": conn_type,
            "host": host,
            "port": int(port),
            "login": "sandbox-looker-client-id",
            "password": "sandbox-looker-client-secret",
            "extra": extra,
        }
    )

    with LookerHook("there") as hook:
        assert [hub["id"] for hub in hook.list_integration_hubs()] == ["1", "2"]


@pytest.mark.parametrize(
    ("hook", "conn_type", "told"),
    [
        (DatafoldHook, "looker", "looker; datafold_conn_id names one to Datafold"),
        (DatafoldHook, "gcp_looker", "gcp_looker; datafold_conn_id names one to Datafold"),
        (LookerHook, "datafold", "datafold; looker_conn_id names one to Looker"),
    ],
)
def test_connection_to_the_other_service_is_refused(hook, conn_type, told, connection, sandbox):
    """One service's secret is not sent as the other's."""
    connection({"conn_type": conn_type, "host": sandbox.url, "login": "id", "password": "s3cr3t"})

    with hook("there") as opened, pytest.raises(SettingsError) as refused:
        opened.run(Call(method="GET", path="/", repeatable=Repeatable.FREELY))

    assert str(refused.value) == f"Connection 'there' is of type {told}."
    assert refused.value.permanent
    assert sandbox.requests == []


@pytest.mark.parametrize("conn_type", ["http", "generic", "", None], ids=repr)
@pytest.mark.parametrize(("hook", "like"), [(DatafoldHook, "datafold_default"), (LookerHook, "looker_default")])
def test_connection_of_a_type_that_says_nothing_works(hook, like, conn_type, connection, sandbox):
    """People have such connections already."""
    connection(json.loads(sandbox.connections[f"AIRFLOW_CONN_{like.upper()}"]) | {"conn_type": conn_type})

    assert hook("there").test_connection()[0] is True


def test_default_host_is_datafolds_cloud(connection):
    """Only a key is needed for app.datafold.com."""
    connection({"conn_type": "datafold", "password": "s3cr3t-key"})

    assert DatafoldHook("there")._service().settings.base_url == "https://app.datafold.com"


def test_unknown_extra_is_warned_about(connection, sandbox, capsys, caplog):
    """A typing mistake in the extra would otherwise pass unseen."""
    connection(
        {
            "conn_type": "datafold",
            "host": sandbox.url,
            "password": "sandbox-datafold-key",
            "extra": {"timeuot": 5},
        }
    )

    with DatafoldHook("there") as hook:
        hook.list_integrations()

    assert (
        "Connection 'there': extra 'timeuot' is not read; did you mean 'timeout'?"
        in caplog.text + capsys.readouterr().out
    )


def test_extra_that_is_no_object_is_refused():
    """A list cannot hold settings. Airflow 2.11 refuses such a connection by itself, 3 hands it on."""
    with pytest.raises(SettingsError, match="Connection 'there': the extra is no JSON object"):
        extra_of(SimpleNamespace(extra_dejson=[1]), "Connection 'there'")


@pytest.mark.parametrize("hook", [DatafoldHook, LookerHook])
def test_hook_does_nothing_before_it_is_used(hook):
    """No connection is read and none is opened: DAG files may build hooks at their top level."""
    hook("not-there").close()

    assert hook("not-there").requests_sent == 0


def test_tests_button_says_who_and_what(sandbox):
    """The Test button of Airflow's form tells where one has got to."""
    assert DatafoldHook().test_connection() == (True, f"Connected to {sandbox.url}: the key sees 7 BI integrations.")
    assert LookerHook().test_connection() == (True, f"Connected to {sandbox.url} as Sandbox Admin.")
    assert sandbox.requests[-1].path == "/api/4.0/logout"


@pytest.mark.parametrize(
    ("hook", "like", "words"),
    [
        (DatafoldHook, "datafold_default", "Check the API key in the password of this connection"),
        (LookerHook, "looker_default", "Check login (client id), password (client secret)"),
    ],
)
def test_tests_button_says_what_is_wrong(hook, like, words, connection, sandbox):
    """A wrong key, a dead host and a missing password are told apart."""
    good = json.loads(sandbox.connections[f"AIRFLOW_CONN_{like.upper()}"])

    connection(good | {"password": "s3cr3t-wrong"})
    assert words in hook("there").test_connection()[1]

    connection(good | {"host": "http://127.0.0.1:9", "extra": {"retries": 0}})
    assert "got no reply from 127.0.0.1:9" in hook("there").test_connection()[1]

    connection(good | {"password": ""})
    assert "has no password" in hook("there").test_connection()[1]


def test_key_is_masked_without_its_prefix(connection, sandbox, monkeypatch):
    """Airflow masks the password as it was pasted; what goes over the wire is masked as well."""
    from airflow_provider_bi.version_compat import mask_secret

    masker = pytest.importorskip(
        "airflow.sdk._shared.secrets_masker" if mask_secret.__module__ == "airflow.sdk.log" else mask_secret.__module__
    )
    connection({"conn_type": "datafold", "host": sandbox.url, "password": "Key sandbox-datafold-key"})

    with DatafoldHook("there") as hook:
        hook.list_integrations()

    assert masker.redact("sent sandbox-datafold-key") == "sent ***"


def test_logs_at_info_hold_nothing_of_httpx(sandbox, caplog):
    """One line for each request would drown what people read a task's log for."""
    caplog.set_level(logging.INFO)

    with DatafoldHook() as hook:
        hook.list_integrations()

    assert [record.name for record in caplog.records if record.levelno == logging.INFO and record.name == "httpx"] == []
