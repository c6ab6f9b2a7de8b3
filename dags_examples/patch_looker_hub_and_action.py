"""Point a Looker action hub to another URL with a new token, then switch one of its actions on.

Connections: `looker_default`, and `looker_hub_token` with the hub's new token as its password.
"""

from __future__ import annotations

from airflow.providers.common.compat.sdk import DAG

from airflow_provider_bi.operators.looker import PatchLookerIntegrationHubOperator, PatchLookerIntegrationOperator

with DAG(
    "patch_looker_hub_and_action",
    schedule=None,
    catchup=False,
    doc_md=__doc__,
    tags=["bi", "looker"],
    params={
        "integration_hub_id": "2",
        "url": "https://actions-eu.acme.example/",
        "integration_id": "2::hubspot",
        "portal": "4712",
    },
):
    move_hub = PatchLookerIntegrationHubOperator(
        task_id="move_hub",
        integration_hub_id="{{ params.integration_hub_id }}",
        url="{{ params.url }}",
        authorization_token_conn_id="looker_hub_token",
    )
    enable_action = PatchLookerIntegrationOperator(
        task_id="enable_action",
        integration_id="{{ params.integration_id }}",
        enabled=True,
        integration_params={"portal": "{{ params.portal }}"},
    )
    move_hub >> enable_action
