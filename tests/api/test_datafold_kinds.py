"""Each kind's declaration, and where a connection of its tool keeps the fields."""

import pytest

from airflow_provider_bi.api.datafold.kinds import KINDS, kind_of
from airflow_provider_bi.api.datafold.kinds.base import Credentials
from airflow_provider_bi.api.errors import ArgumentError

HELD = Credentials(url="https://tool.example:443", login="login", password="s3cr3t", extra={})
TABLEAU_EXTRA = {
    "site_id": "acme",
    "token_name": "datafold",
    "personal_access_token": "s3cr3t-pat",
    "token_value": "s3cr3t-no",
}


def tableau(name, secret):
    return {
        "server_url": "https://tool.example:443",
        "site_id": "acme",
        "token_name": name,
        "token_value": secret,
    }


def read(slug, credentials):
    return kind_of(slug).held_by(credentials)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_a_kind_is_found_by_its_slug(kind):
    """The slug of the path leads to the declaration."""
    assert kind_of(kind.slug) is kind


@pytest.mark.parametrize("slug", ["", "LOOKER", "power_bi", "../users"])
def test_an_unknown_kind_lists_the_known_ones(slug):
    """A slug that no kind has makes no path."""
    with pytest.raises(ArgumentError, match="there are looker, hightouch, mode, tableau, powerbi, dbt"):
        kind_of(slug)


def test_what_an_update_is_documented_to_change():
    """For four kinds Datafold promises the schedule only, for two it names no limit."""
    assert {kind.slug: kind.updatable for kind in KINDS} == {
        "looker": {"indexing_cron"},
        "hightouch": {"indexing_cron"},
        "mode": {"indexing_cron"},
        "tableau": {"indexing_cron"},
        "powerbi": None,
        "dbt": None,
    }


@pytest.mark.parametrize(
    ("slug", "extra", "fields"),
    [
        ("looker", {}, {"base_url": "https://tool.example:443", "client_id": "login", "client_secret": "s3cr3t"}),
        ("hightouch", {"workspace": "acme"}, {"token": "s3cr3t", "workspace": "acme"}),
        ("mode", {"workspace": "acme"}, {"token": "login", "password": "s3cr3t", "workspace": "acme"}),
        ("tableau", {"site_id": "acme"}, tableau("login", "s3cr3t")),
        ("tableau", TABLEAU_EXTRA, tableau("datafold", "s3cr3t-pat")),
        ("tableau", {**TABLEAU_EXTRA, "personal_access_token": ""}, tableau("datafold", "s3cr3t-no")),
        ("tableau", {**TABLEAU_EXTRA, "token_value": ""}, tableau("datafold", "s3cr3t-pat")),
        ("tableau", {**TABLEAU_EXTRA, "token_name": ""}, tableau("login", "s3cr3t")),
        ("tableau", {"site_id": "acme", "token_name": "datafold"}, tableau("login", "s3cr3t")),
        ("powerbi", {}, {"client_id": "login", "client_secret": "s3cr3t"}),
        (
            "powerbi",
            {"tenant_id": "t", "auth_type": "delegated"},
            {"client_id": "login", "client_secret": "s3cr3t", "tenant_id": "t", "auth_type": "delegated"},
        ),
        ("powerbi", {"tenantId": "t"}, {"client_id": "login", "client_secret": "s3cr3t", "tenant_id": "t"}),
        ("dbt", {}, {}),
    ],
)
def test_a_connection_holds_a_kinds_fields(slug, extra, fields):
    """Host, login, password and extra are read as each tool's own provider writes them."""
    held = Credentials(url=HELD.url, login=HELD.login, password=HELD.password, extra=extra)

    assert read(slug, held) == fields


@pytest.mark.parametrize(
    "empty",
    [Credentials(), Credentials(url="", login="", password="", extra={"workspace": None, "site_id": ""})],
    ids=repr,
)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_an_empty_connection_supplies_nothing(kind, empty):
    """An empty field of a connection is no value."""
    assert read(kind.slug, empty) == {}


def test_credentials_show_no_secret():
    """Password and extra stay out of repr."""
    assert "s3cr3t" not in repr(Credentials(password="s3cr3t", extra={"token_value": "s3cr3t"}))
