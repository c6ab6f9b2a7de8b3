"""Tokens of hubs that pass through the hook are hidden in Airflow's logs, before they are sent anywhere."""

import uuid

import pytest
from airflow.providers.common.compat.sdk import redact

from airflow_provider_bi.api.errors import BiApiError
from airflow_provider_bi.hooks.looker import LookerHook
from airflow_provider_bi.sandbox.faults import Fault


@pytest.mark.parametrize(
    ("work", "count"),
    [
        (lambda hook, token: hook.create_integration_hub(url="https://x.example/", authorization_token=token), 1),
        (lambda hook, token: hook.update_integration_hub("2", authorization_token=token), 1),
        (
            lambda hook, new, old: hook.rotate_integration_hub_token("2", authorization_token=new, previous_token=old),
            2,
        ),
    ],
    ids=["create", "update", "rotate"],
)
def test_tokens_are_masked_also_where_nothing_was_sent(work, count, sandbox):
    """Whatever fails afterwards may be logged by anybody."""
    # At random: Airflow's masker keeps what other tests have masked, be it a part of these.
    tokens = [uuid.uuid4().hex for _ in range(count)]
    sandbox.inject(Fault(times=None, status=403))
    before = redact(" ".join(tokens))

    with LookerHook() as hook, pytest.raises(BiApiError):
        work(hook, *tokens)

    assert before == " ".join(tokens)
    assert redact(" ".join(tokens)) == " ".join("***" for _ in tokens)
