"""Which failures a call's policy takes for passing ones, told without a wire."""

import ssl

import httpx
import pytest

from airflow_provider_bi.api.calls import Repeatable
from airflow_provider_bi.api.retries import policy

FREELY, LOOKING, NEVER = Repeatable.FREELY, Repeatable.AFTER_LOOKING, Repeatable.NEVER


@pytest.mark.parametrize("repeatable", [FREELY, LOOKING, NEVER], ids=lambda given: given.name)
@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError])
def test_what_never_left_is_tried_again(repeatable, error):
    """Sending it once more cannot do anything twice."""
    retrying = policy(repeatable, retries=1)

    assert retrying.is_retryable_exception(error("lost"))


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout, httpx.WriteTimeout, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError]
)
@pytest.mark.parametrize(("repeatable", "again"), [(FREELY, True), (LOOKING, False), (NEVER, False)])
def test_only_a_read_is_tried_again_where_it_may_have_arrived(repeatable, error, again):
    """Everything else has to be looked at before."""
    assert policy(repeatable, retries=1).is_retryable_exception(error("lost")) is again


@pytest.mark.parametrize("link", ["__cause__", "__context__"])
def test_a_certificate_that_is_not_trusted_is_not_tried_again(link):
    """It will not be trusted a second later."""
    failed, between = httpx.ConnectError("refused"), OSError("handshake")
    setattr(failed, link, between)
    setattr(between, link, ssl.SSLCertVerificationError("self-signed"))

    assert not policy(FREELY, retries=1).is_retryable_exception(failed)


def broken_tls(reason):
    error = ssl.SSLError(1, f"[SSL: {reason}] no TLS")
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "reason", "again"),
    [
        (httpx.ConnectError, "WRONG_VERSION_NUMBER", False),
        (httpx.ConnectError, "UNEXPECTED_EOF_WHILE_READING", True),
        (httpx.ReadError, "WRONG_VERSION_NUMBER", True),
    ],
)
def test_a_handshake_without_tls_is_not_tried_again(error, reason, again):
    """What breaks off, in the handshake or after it, may have been an accident."""
    failed = error("no TLS")
    failed.__cause__ = broken_tls(reason)

    assert policy(FREELY, retries=1).is_retryable_exception(failed) is again
