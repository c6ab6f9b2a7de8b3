"""The second Looker, below a path of its own."""

from airflow_provider_bi.hooks.looker import LookerHook


def test_second_looker_has_its_own_hubs_and_sessions(sandbox, monkeypatch):
    """The hub of the first one is there under another id, and what is written to one stays there."""
    for name, connection in sandbox.connections.items():
        monkeypatch.setenv(name, connection)

    with LookerHook("looker_staging") as staging, LookerHook("looker_default") as production:
        ids = [{hub["url"]: hub["id"] for hub in looker.list_integration_hubs()} for looker in (staging, production)]
        staging.update_integration("5::hubspot", enabled=False)
        enabled = production.get_integration("1::slack_app")["enabled"]

    assert [hubs["https://actions.acme.example/"] for hubs in ids] == ["5", "2"]
    assert sandbox.staging.integrations["5::hubspot"]["enabled"] is False
    assert enabled is True
    assert not sandbox.staging.tokens
