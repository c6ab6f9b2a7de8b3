"""Give a Looker action its parameters from a secrets backend, let Looker test it, and only then switch it on.

The key comes from a connection and the portal from a variable, wherever your Airflow keeps these. The key stands
neither in the rendered template, nor in a log or an XCom. Looker never shows it, so it is written with every run; a
parameter that is not named keeps what it has.

Connections: `looker_default`, and `hubspot_api_key` with the key as its password. Variable: `hubspot_portal`.
"""

from __future__ import annotations

from airflow.providers.common.compat.sdk import DAG

from airflow_provider_bi.operators.looker import PatchLookerIntegrationOperator, TestLookerIntegrationOperator

with DAG(
    "enable_looker_action",
    schedule=None,
    catchup=False,
    doc_md=__doc__,
    tags=["bi", "looker"],
    params={"integration_id": "2::hubspot"},
):
    set_parameters = PatchLookerIntegrationOperator(
        task_id="set_parameters",
        integration_id="{{ params.integration_id }}",
        integration_params={
            "api_key": "{{ conn.hubspot_api_key.password }}",
            "portal": "{{ var.value.get('hubspot_portal', '4712') }}",
        },
    )
    test = TestLookerIntegrationOperator(task_id="test", integration_id="{{ params.integration_id }}", retries=2)
    enable = PatchLookerIntegrationOperator(
        task_id="enable", integration_id="{{ params.integration_id }}", enabled=True
    )
    set_parameters >> test >> enable
