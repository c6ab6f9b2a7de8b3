"""A certificate that is not trusted is refused at once, and trusted with the file that the connection names."""

import asyncio
import shutil
import ssl
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from airflow_provider_bi.api import errors
from airflow_provider_bi.api.calls import Call, Repeatable

CALL = Call(method="GET", path="/x", repeatable=Repeatable.FREELY)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args):
        pass


class Quiet(HTTPServer):
    def handle_error(self, request, client_address):
        """A client that hangs up in the handshake is what the tests are about."""


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that nobody has signed, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    out = ["-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    made = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *out]
    subprocess.run(made, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def tls_url(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with Quiet(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"https://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def asend(wire):
    async def closing():
        try:
            return await wire.asend(CALL)
        finally:
            await wire.aclose()

    return asyncio.run(closing())


@pytest.mark.parametrize("send", [lambda wire: wire.send(CALL), asend], ids=["sync", "async"])
def test_an_untrusted_certificate_is_refused_at_once(wire_to, tls_url, waits, send):
    """No retry mends it: one try, and the error is permanent and not ambiguous."""
    wire = wire_to(tls_url)
    with pytest.raises(errors.ConnectionFailed, match="CERTIFICATE_VERIFY_FAILED") as failed:
        send(wire)

    assert (failed.value.permanent, failed.value.ambiguous) == (True, False)
    assert (wire.meter.sent, waits) == (1, [])


@pytest.mark.parametrize("send", [lambda wire: wire.send(CALL), asend], ids=["sync", "async"])
def test_a_certificate_of_the_named_file_is_trusted(wire_to, tls_url, certificate, send):
    """``verify`` as a path."""
    assert send(wire_to(tls_url, verify=str(certificate / "cert.pem"))) == {}


@pytest.mark.parametrize("send", [lambda wire: wire.send(CALL), asend], ids=["sync", "async"])
def test_verification_can_be_turned_off(wire_to, tls_url, send):
    """``verify`` as false."""
    assert send(wire_to(tls_url, verify=False)) == {}


def test_a_file_without_certificates_is_a_settings_error(wire_to, tls_url, tmp_path):
    """Typed, with the first call."""
    path = tmp_path / "ca.pem"
    path.write_text("no certificate")
    with pytest.raises(errors.SettingsError, match="cannot be read as a file of CA certificates"):
        wire_to(tls_url, verify=str(path)).send(CALL)
