"""Rotate the token that Looker authorizes itself with at an action hub, without a moment in which deliveries fail.

1. The hub takes both tokens from now on.
2. Looker gets the new one; the hub's health is checked and each of its enabled actions tested. If one of these fails,
   the previous token is put back and the task fails; the hub takes both, so nothing is lost.
3. The hub takes the previous one no more.

The first and the last step are your hub's business and stand-ins here. Before the next run, move the new token into the
connection of the previous one and put a newer one in its place.

Connections: `looker_default`; `looker_hub_token` with the new token as its password, `looker_hub_token_previous` with
the one that Looker has now. Looker never shows a token, so nobody can check the latter beforehand.
"""

from __future__ import annotations

from airflow.providers.common.compat.sdk import DAG, task

from airflow_provider_bi.operators.looker import RotateLookerIntegrationHubTokenOperator

with DAG(
    "rotate_looker_hub_token",
    schedule=None,
    catchup=False,
    doc_md=__doc__,
    tags=["bi", "looker"],
    params={"integration_hub_id": "2"},
):

    @task
    def take_both_tokens() -> str:
        """Stand in for your hub's configuration."""
        return "The hub takes both tokens."

    @task
    def retire_previous_token() -> str:
        """Stand in for your hub's configuration."""
        return "The hub takes only the new token."

    rotate = RotateLookerIntegrationHubTokenOperator(
        task_id="rotate",
        integration_hub_id="{{ params.integration_hub_id }}",
        authorization_token_conn_id="looker_hub_token",
        previous_token_conn_id="looker_hub_token_previous",
    )
    take_both_tokens() >> rotate >> retire_previous_token()
