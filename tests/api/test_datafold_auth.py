"""Datafold's key as people paste it."""

import httpx
import pytest

from airflow_provider_bi.api.datafold.auth import DatafoldAuth
from airflow_provider_bi.api.errors import SettingsError


def auth(key):
    return DatafoldAuth(key, source="Connection 'd'")


@pytest.mark.parametrize("key", ["s3cr3t", "Key s3cr3t", "key s3cr3t", "KEY  s3cr3t", "  Key s3cr3t\n", "s3cr3t\n"])
def test_a_key_is_sent_with_one_prefix(key):
    """Datafold's examples show the key with and without ``Key``, and both are pasted."""
    request = httpx.Request("GET", "https://x.example")
    flow = auth(key).auth_flow(request)

    assert next(flow).headers["authorization"] == "Key s3cr3t"
    assert auth(key).secrets() == {"s3cr3t"}


def test_a_refused_key_is_not_sent_again():
    """There is nothing to log in to: a 401 is the reply."""
    flow = auth("s3cr3t").auth_flow(httpx.Request("GET", "https://x.example"))
    next(flow)

    with pytest.raises(StopIteration):
        flow.send(httpx.Response(401))


@pytest.mark.parametrize("key", ["Keys3cr3t", "keyring"])
def test_a_key_that_starts_like_the_prefix_is_kept(key):
    """Only the word with a blank behind it is a prefix."""
    assert auth(key).secrets() == {key}


@pytest.mark.parametrize("key", [None, "", "  ", "Key ", "Key  "])
def test_no_key(key):
    """The message says where the key goes."""
    with pytest.raises(SettingsError) as refused:
        auth(key)

    assert str(refused.value) == "Connection 'd' has no password: put the Datafold API key there."


@pytest.mark.parametrize(
    "key", ["s3cr3t\ns3cr3t", "s3cr3t s3cr3t", "Bearer s3cr3t", "s3cr3t\r\nX-Evil: 1", "s3cr3t-ü", "s3cr3t\0"]
)
def test_a_key_that_no_header_can_carry(key):
    """It is refused before any request, and not repeated."""
    with pytest.raises(SettingsError, match="characters that no API key has") as refused:
        auth(key)

    assert "s3cr3t" not in str(refused.value)


def test_the_key_is_in_no_repr():
    """An auth object may be shown by a debugger or a traceback."""
    assert "s3cr3t" not in f"{auth('s3cr3t')!r} {auth('s3cr3t')}"
