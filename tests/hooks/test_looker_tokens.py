"""Tokens of hubs that pass through the hook are hidden in Airflow's logs, before they are sent anywhere."""

import pytest
from airflow.providers.common.compat.sdk import redact

from airflow_provider_bi.api.errors import BiApiError
from airflow_provider_bi.hooks.looker import LookerHook
from airflow_provider_bi.sandbox.faults import Fault


@pytest.mark.parametrize(
    ("work", "tokens"),
    [
        (
            lambda hook, token: hook.create_integration_hub(url="https://x.example/", authorization_token=token),
            ["seeded-made-token"],
        ),
        (
            lambda hook, token: hook.update_integration_hub("2", authorization_token=token),
            ["seeded-other-token"],
        ),
        (
            lambda hook, new, old: hook.rotate_integration_hub_token("2", authorization_token=new, previous_token=old),
            ["seeded-newer-token", "seeded-older-token"],
        ),
    ],
    ids=["create", "update", "rotate"],
)
def test_tokens_are_masked_also_where_nothing_was_sent(work, tokens, sandbox):
    """Whatever fails afterwards may be logged by anybody."""
    sandbox.inject(Fault(times=None, status=403))
    before = redact(" ".join(tokens))

    with LookerHook() as hook, pytest.raises(BiApiError):
        work(hook, *tokens)

    assert before == " ".join(tokens)
    assert redact(" ".join(tokens)) == " ".join("***" for _ in tokens)
