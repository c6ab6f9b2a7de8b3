"""TLS is verified unless the connection says otherwise, and a key goes to nobody who was not trusted."""

import datetime as dt
import socket

import pytest
import trustme

from airflow_provider_bi.api import errors
from airflow_provider_bi.api.wire import NO_TLS, TRUST
from tests.transport.conftest import KEY, both_services
from tests.transport.servers import serving, tls


def refused(caller, server):
    """Expect the handshake to fail at the first try, before a request was sent; return the message."""
    with pytest.raises(errors.ConnectionFailed) as failed:
        caller()

    assert (failed.value.permanent, failed.value.ambiguous) == (True, False)
    assert server.seen == []
    return str(failed.value)


def test_a_certificate_that_nobody_vouches_for_is_refused(connect, caller, service):
    """Verification is on where nothing is said, no retry mends it, and the message says what to do."""
    connect(service.url, retries=3)
    message = refused(caller, service)

    assert "CERTIFICATE_VERIFY_FAILED" in message
    assert message.endswith(TRUST)


def test_a_certificate_of_another_authority_is_refused(connect, caller, ca_file):
    """Naming one authority trusts no other."""
    with serving(both_services, context=tls(trustme.CA().issue_cert("127.0.0.1"))) as server:
        connect(server.url, verify=ca_file)

        assert "CERTIFICATE_VERIFY_FAILED" in refused(caller, server)


def test_a_certificate_for_another_host_is_refused(connect, caller, authority, ca_file):
    """Though the authority is trusted."""
    with serving(both_services, context=tls(authority.issue_cert("other.example"))) as server:
        connect(server.url, verify=ca_file)

        assert "IP address mismatch" in refused(caller, server)


def test_a_certificate_that_has_ended_is_refused(connect, caller, authority, ca_file):
    """Though authority and host are right."""
    ended = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    with serving(both_services, context=tls(authority.issue_cert("127.0.0.1", not_after=ended))) as server:
        connect(server.url, verify=ca_file)

        assert "certificate has expired" in refused(caller, server)


def test_a_private_authority_is_trusted_by_its_file(connect, caller, service, ca_file):
    """For login, call and logout alike."""
    connect(service.url, verify=ca_file)

    assert caller() == caller.returned
    assert [seen.method for seen in service.seen] == caller.methods


def test_a_private_authority_is_trusted_by_the_environment(connect, caller, service, ca_file, monkeypatch):
    """``SSL_CERT_FILE`` of the worker holds where the connection says nothing."""
    monkeypatch.setenv("SSL_CERT_FILE", ca_file)
    connect(service.url)

    assert caller() == caller.returned


@pytest.mark.parametrize("off", [False, "false"])
def test_verification_can_be_turned_off(connect, caller, authority, off):
    """Even a certificate of another host is then taken."""
    with serving(both_services, context=tls(authority.issue_cert("other.example"))) as server:
        connect(server.url, verify=off)

        assert caller() == caller.returned


def test_a_file_without_certificates_is_refused(connect, caller, service, tmp_path):
    """Typed, before anything is sent."""
    path = tmp_path / "ca.pem"
    path.write_text("no certificate")
    connect(service.url, verify=str(path))
    with pytest.raises(errors.SettingsError, match="cannot be read as a file of CA certificates"):
        caller()

    assert service.seen == []


def test_a_server_that_speaks_no_tls_gets_no_key(connect, caller):
    """https never falls back to plain http; no retry mends it, and the message says what to do."""
    with serving(both_services) as server:
        connect(server.url.replace("http:", "https:"), retries=3)

        assert refused(caller, server).endswith(NO_TLS)


def test_a_handshake_without_end_is_cut_off(connect, caller):
    """The timeout bounds that too, and nothing was sent yet."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        connect(f"https://127.0.0.1:{silent.getsockname()[1]}", timeout=0.3)
        with pytest.raises(errors.ConnectionFailed, match=r"within 0\.3 s") as failed:
            caller()

    assert (failed.value.ambiguous, failed.value.permanent) == (False, False)


def test_credentials_do_not_leave_this_machine_in_the_clear(connect, caller, service):
    """Plain http is for loopback; elsewhere it is refused before anything is sent."""
    connect("http://192.0.2.1")
    with pytest.raises(errors.SettingsError, match=r"over plain http to 192\.0\.2\.1") as refusal:
        caller()

    assert KEY not in str(refusal.value)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_no_redirect_is_followed(connect, caller, service, status, authority, ca_file):
    """Where it leads, nothing arrives, the key least of all; the message names the host and no query."""

    def elsewhere(connection, seen):
        location = f"Location: {service.url}/api/?session=s3cr3t-session"
        connection.sendall(f"HTTP/1.1 {status}\r\n{location}\r\nContent-Length: 0\r\n\r\n".encode())
        return True

    with serving(elsewhere, context=tls(authority.issue_cert("127.0.0.1"))) as server:
        connect(server.url, verify=ca_file)
        with pytest.raises(errors.BiApiError, match="was redirected") as redirected:
            caller()

        assert len(server.seen) == 1
    assert service.seen == []
    assert f"to {service.url};" in str(redirected.value)
    assert "session" not in str(redirected.value)
