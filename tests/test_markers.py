"""Every secret that the sandbox brings is one that the watch over logs and results knows."""

import json

from airflow_provider_bi.api.datafold.body import secret_names
from airflow_provider_bi.sandbox import seeds
from tests.markers import SECRETS


def unknown(texts):
    return [text for text in texts if not SECRETS.fullmatch(text)]


def test_the_secrets_of_seeded_integrations_are_known():
    """Of every kind that has any."""
    secrets = [body[name] for _, body in seeds.datafold_integrations() for name in secret_names() & body.keys()]

    assert len(secrets) >= 6
    assert unknown(secrets) == []


def test_the_secrets_of_seeded_hubs_and_actions_are_known():
    """Tokens of hubs, and parameters that say that they are secret."""
    hubs = [hub["authorization_token"] for hub in seeds.looker_hubs() if hub.get("authorization_token")]
    params = [
        param["value"]
        for action in seeds.looker_integrations()
        for param in action["params"]
        if param.get("sensitive") and param.get("value")
    ]

    assert (len(hubs), len(params)) >= (1, 1)
    assert unknown([*hubs, *params]) == []


def test_the_passwords_of_the_sandboxs_connections_are_known(running_sandbox):
    """Of both services, of the BI tools and of new tokens."""
    held = [json.loads(connection) for connection in running_sandbox.connections.values()]
    passwords = [connection["password"] for connection in held if "password" in connection]

    assert len(passwords) >= 6
    assert unknown(passwords) == []
