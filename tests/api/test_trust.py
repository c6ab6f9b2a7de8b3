"""Clients that trust the same share what says so: making it is slow, and each wait of a triggerer has a client."""

import os
from pathlib import Path

import certifi
import pytest

from airflow_provider_bi.api.errors import SettingsError
from airflow_provider_bi.api.settings import ClientSettings, Transport
from airflow_provider_bi.api.transports import _trusted, trust


def trusted(verify):
    return trust(ClientSettings(base_url="https://x", transport=Transport(verify=verify)))


@pytest.fixture
def ca_file(tmp_path):
    path = tmp_path / "ca.pem"
    path.write_text(Path(certifi.where()).read_text())
    return path


def test_the_same_trust_is_shared(ca_file):
    """Whatever the host."""
    assert trusted(True) is trusted(True)
    assert trusted(str(ca_file)) is trusted(str(ca_file))


def test_other_trust_is_not_shared(ca_file):
    """Least of all none."""
    assert len({id(trusted(verify)) for verify in (True, False, str(ca_file))}) == 3


def test_a_changed_file_is_read_anew(ca_file):
    """A triggerer outlives certificates."""
    kept = len(_trusted)
    found = []
    for moment in (1, 2, 3):
        os.utime(ca_file, ns=(moment, moment))
        found.append(trusted(str(ca_file)))

    assert len({id(one) for one in found}) == 3
    assert len(_trusted) == kept + 1


def test_the_environments_file_counts(ca_file, monkeypatch):
    """httpx reads it where the connection says nothing."""
    before = trusted(True)
    monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))

    assert trusted(True) is not before


def test_each_of_the_environments_files_counts(ca_file, tmp_path, monkeypatch):
    """Also two that were written at the same moment."""
    other = tmp_path / "other.pem"
    other.write_text(ca_file.read_text())
    found = []
    for path in (ca_file, other):
        os.utime(path, ns=(7, 7))
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        found.append(trusted(True))

    assert found[0] is not found[1]


def test_the_environments_folder_counts(tmp_path, monkeypatch):
    """Where it names no file."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    before = trusted(True)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))

    assert trusted(True) is not before


def test_a_file_that_is_not_there_is_refused(tmp_path):
    """Nothing is trusted in its place."""
    with pytest.raises(SettingsError, match="cannot be read as a file of CA certificates"):
        trusted(str(tmp_path / "none.pem"))
