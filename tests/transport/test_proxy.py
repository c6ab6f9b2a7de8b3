"""A connection's proxy, or the environment's, carries all that a hook sends, and learns no more than it must."""

import traceback
from base64 import b64encode
from urllib.parse import quote

import pytest

from airflow_provider_bi.api import errors
from airflow_provider_bi.api.wire import NO_TLS
from tests.transport.conftest import KEY, both_services
from tests.transport.servers import always, proxying, reply, serving, tls

USER = "bi-user:s3cr3t-proxy"


@pytest.fixture
def proxy():
    with proxying() as server:
        yield server


def through(proxy, user=""):
    return proxy.url.replace("://", f"://{user}@") if user else proxy.url


def test_a_tunnel_carries_login_and_call_alike(connect, caller, service, proxy, ca_file):
    """The proxy sees where they go, and neither key nor token."""
    connect(service.url, verify=ca_file, proxy=through(proxy))

    assert caller() == caller.returned
    assert {(seen.method, seen.target) for seen in proxy.seen} == {("CONNECT", f"127.0.0.1:{service.port}")}
    assert [seen.method for seen in service.seen] == caller.methods
    assert not [seen for seen in proxy.seen if "authorization" in seen.headers or b"s3cr3t" in seen.raw]


def test_plain_http_is_forwarded(connect, caller, proxy):
    """Login, call and logout alike, as absolute URLs."""
    with serving(both_services) as server:
        connect(server.url, proxy=through(proxy))

        assert caller() == caller.returned
        assert [seen.method for seen in server.seen] == caller.methods
    assert [seen.method for seen in proxy.seen] == caller.methods
    assert all(seen.target.startswith(f"{server.url}/api/") for seen in proxy.seen)


def test_a_proxy_behind_tls_is_trusted_as_the_service_is(connect, caller, service, authority, ca_file):
    """TLS in TLS, with the file that the connection names."""
    with proxying(context=tls(authority.issue_cert("127.0.0.1"))) as proxy:
        connect(service.url, verify=ca_file, proxy=through(proxy))

        assert caller() == caller.returned
        assert {seen.method for seen in proxy.seen} == {"CONNECT"}


def test_a_proxy_that_nobody_vouches_for_is_refused(connect, caller, authority):
    """Its certificate is verified too, before it is told anything."""
    with proxying(context=tls(authority.issue_cert("127.0.0.1"))) as proxy:
        connect("https://service.example", proxy=through(proxy, USER))
        with pytest.raises(errors.ConnectionFailed, match="CERTIFICATE_VERIFY_FAILED") as failed:
            caller()

        assert proxy.seen == []
    assert failed.value.permanent


def test_a_proxy_that_speaks_no_tls_is_told_of(connect, caller, proxy):
    """No retry mends it, and it is told nothing."""
    connect("https://service.example", retries=3, proxy=through(proxy, USER).replace("http:", "https:"))
    with pytest.raises(errors.ConnectionFailed) as failed:
        caller()

    assert proxy.seen == []
    assert failed.value.permanent
    assert str(failed.value).endswith(NO_TLS)


def test_a_proxy_refuses_a_certificate_that_is_not_the_services(connect, caller, proxy):
    """A proxy that answers in the service's place is found out."""
    with serving(both_services) as plain:
        connect(plain.url.replace("http:", "https:"), proxy=through(proxy))
        with pytest.raises(errors.ConnectionFailed):
            caller()

        assert plain.seen == []


def test_the_proxys_password_goes_to_the_proxy_alone(connect, caller, service, ca_file):
    """The service does not learn it."""
    with proxying(password=USER) as proxy:
        connect(service.url, verify=ca_file, proxy=through(proxy, USER))

        assert caller() == caller.returned
        assert all("proxy-authorization" in seen.headers for seen in proxy.seen)
    assert not [seen for seen in service.seen if "proxy-authorization" in seen.headers or b"s3cr3t-proxy" in seen.raw]


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_no_message_repeats_the_proxys_password(connect, caller, service, scheme, ca_file):
    """A proxy that refuses it is told of without it; the service gets nothing."""
    with proxying(password="bi-user:another") as proxy:
        connect(service.url.replace("https", scheme), verify=ca_file, proxy=through(proxy, USER))
        with pytest.raises(errors.BiApiError, match="407") as refused:
            caller()

    assert service.seen == []
    assert not [text for text in ("s3cr3t", "bi-user", KEY) if text in f"{refused.value!r} {refused.value.__cause__!r}"]


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.parametrize("spell", [str, quote, lambda text: b64encode(f"bi-user:{text}".encode()).decode()])
def test_a_proxy_that_repeats_the_password_is_not_quoted(connect, caller, service, scheme, spell, ca_file):
    """Neither its reason nor its body, nor what stands behind the error in a traceback."""
    said = spell("s3cr3t-pr<xy")
    refusing = reply(f"no, {said}".encode(), status=f"407 not {said}")
    with serving(always(refusing)) as proxy:
        connect(
            service.url.replace("https", scheme),
            verify=ca_file,
            proxy=proxy.url.replace("://", f"://bi-user:{quote('s3cr3t-pr<xy')}@"),
        )
        with pytest.raises(errors.BiApiError, match="407") as refused:
            caller()

    shown = "".join(traceback.format_exception(refused.value))
    assert [text for text in ("s3cr3t", said) if text in shown] == []


def test_a_proxy_that_is_not_there_is_told_of_without_its_password(connect, caller, service, ca_file):
    """Nothing falls back to a direct connection."""
    with proxying() as proxy:
        pass
    connect(service.url, verify=ca_file, proxy=through(proxy, USER))
    with pytest.raises(errors.ConnectionFailed) as failed:
        caller()

    assert service.seen == []
    assert not failed.value.ambiguous
    assert "s3cr3t" not in f"{failed.value!r} {failed.value.__cause__!r}"


def test_the_environments_proxy_is_used_where_the_connection_names_none(
    connect, caller, authority, ca_file, monkeypatch
):
    """For a host that is not this machine; the name is the proxy's to resolve."""
    certificate = tls(authority.issue_cert("service.example"))
    with serving(both_services, context=certificate) as server, proxying(password=USER, to=server.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", through(proxy, USER))
        connect("https://service.example", verify=ca_file)

        assert caller() == caller.returned
        assert {seen.target for seen in proxy.seen} == {"service.example:443"}


def test_the_environments_proxy_is_not_used_for_this_machine(connect, caller, service, ca_file, monkeypatch):
    """A proxy elsewhere cannot reach loopback."""
    monkeypatch.setenv("HTTPS_PROXY", "http://bi-user:s3cr3t-proxy@192.0.2.1:3128")
    connect(service.url, verify=ca_file)

    assert caller() == caller.returned
