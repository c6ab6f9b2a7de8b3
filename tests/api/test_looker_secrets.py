"""Which parts of an action's parameters are secret, and what is known of those that Looker shows in part only."""

import pytest

from airflow_provider_bi.api.looker.integration import plan_integration_update
from tests.api.driving import drive

CHANNEL = {"name": "channel", "value": "#data", "user_attribute_name": None, "sensitive": False}
API_KEY = {"name": "api_key", "value": None, "user_attribute_name": None, "has_value": True, "sensitive": True}


def plan(*params, **asked):
    return drive(plan_integration_update("2::hubspot", **asked), {"id": "2::hubspot", "params": [*params]}).result


def test_only_the_secrets_are_hidden():
    """A channel that is written beside them stays readable."""
    made = plan(CHANNEL, API_KEY, params={"channel": "#alerts", "api_key": "s3cr3t"})

    assert made.hidden == {"s3cr3t"}
    assert made.write.secrets == {"s3cr3t"}
    assert made.unwritten.changed == {"params": {"channel": {"value": "#alerts"}, "api_key": {"value": "***"}}}


def test_the_user_attribute_of_a_secret_is_none():
    """It names where each user's value stands; it is compared and told like any other field."""
    made = plan(API_KEY, params={"api_key": {"user_attribute_name": "hubspot_key"}})

    assert (made.secrets, made.hidden) == ({}, frozenset())
    assert made.unwritten.changed == {"params": {"api_key": {"user_attribute_name": "hubspot_key"}}}


@pytest.mark.parametrize("shown", [{"name": "channel", "sensitive": False}, {"name": "channel"}])
def test_what_looker_does_not_show_is_not_known(shown):
    """It is written as asked for, and what it replaces is not made up."""
    made = plan(shown, params={"channel": "#alerts"})

    assert made.before == {}
    assert made.write.body["params"] == [{"name": "channel", "value": "#alerts", "user_attribute_name": None}]


def test_an_empty_secret_hides_nothing():
    """It takes the value away."""
    made = plan(API_KEY, params={"api_key": ""})

    assert made.hidden == frozenset()
    assert made.write.body["params"][0]["value"] == ""
