"""What a call's request carries beside its method, path and body."""

import pytest

from airflow_provider_bi.api.calls import Call, Repeatable
from airflow_provider_bi.api.looker.calls import logout
from airflow_provider_bi.api.requests import http_request
from airflow_provider_bi.api.settings import ClientSettings, Transport


def timeouts(call, seconds):
    settings = ClientSettings(base_url="https://x.example", transport=Transport(timeout=seconds))
    return set(http_request(call, settings).extensions["timeout"].values())


@pytest.mark.parametrize(("seconds", "used"), [(60, 5), (3600, 5), (2, 2)])
def test_a_logout_takes_five_seconds_at_most(seconds, used):
    """It is sent while a task ends, or is being killed: Airflow does not wait for long then."""
    assert timeouts(logout(), seconds) == {used}


@pytest.mark.parametrize("repeatable", sorted(set(Repeatable) - {Repeatable.ONCE}, key=str), ids=str)
def test_every_other_call_has_the_connections_timeout(repeatable):
    """Whoever set it knows why."""
    assert timeouts(Call(method="GET", path="/", repeatable=repeatable), 600) == {600}
