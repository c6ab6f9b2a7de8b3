"""Let Datafold log in to a BI tool with other credentials, as far as its API can do that.

- **Power BI**: an update is documented to change the whole configuration.
- **Looker, Hightouch, Mode, Tableau**: an update is documented to change only the schedule. It is tried, and the task
  fails where Datafold shows that it kept what it had. Of a secret nobody can tell: Datafold shows none.
- For those, *Recreate* makes a new integration with the new credentials and then deletes the old one. The new one has
  another name and another id, Datafold reads all of its lineage anew, and what names the old id must be changed.

Power BI and Tableau are shown; the other kinds go the same way. First put the new credentials into their connections.

Connections: `datafold_default`, and `bi_powerbi` or `bi_tableau` with the new credentials.
"""

from __future__ import annotations

from typing import Any

from airflow.providers.common.compat.sdk import DAG, Param, task

from airflow_provider_bi.operators.datafold import (
    CreateDatafoldIntegrationOperator,
    DeleteDatafoldIntegrationOperator,
    GetDatafoldIntegrationOperator,
    UpdateDatafoldPowerBIOperator,
    UpdateDatafoldTableauOperator,
)

with DAG(
    "change_datafold_credentials",
    schedule=None,
    catchup=False,
    doc_md=__doc__,
    tags=["bi", "datafold"],
    params={
        "kind": Param("powerbi", type="string", enum=["powerbi", "tableau"], title="Kind"),
        "powerbi_id": Param(46, type="integer", minimum=1, title="Power BI integration"),
        "tableau_id": Param(45, type="integer", minimum=1, title="Tableau integration"),
        "tenant_id": Param(
            "8f2a4b3c-0000-4000-8000-acce55000002", type="string", title="Microsoft Entra tenant of the new credentials"
        ),
        "token_name": Param("datafold-2026", type="string", title="Name of Tableau's new token"),
        "recreate": Param(
            False,
            type="boolean",
            title="Recreate",
            description="Tableau: make a new integration and delete the old one. It gets a new id and new lineage.",
        ),
        "new_name": Param("Tableau (2026)", type="string", title="Name of the new integration"),
    },
):

    @task.branch
    def choose(params: dict[str, Any]) -> str:
        if params["kind"] == "powerbi":
            return "update_powerbi"
        return "read" if params["recreate"] else "update_tableau"

    # What a connection holds is only used where Datafold needs it. What is to be written in any case is an argument.
    update_powerbi = UpdateDatafoldPowerBIOperator(
        task_id="update_powerbi",
        bi_datasource_id="{{ params.powerbi_id }}",
        tenant_id="{{ params.tenant_id }}",
        client_id="{{ conn.bi_powerbi.login }}",
        client_secret="{{ conn.bi_powerbi.password }}",
        on_ignored="fail",
    )
    update_tableau = UpdateDatafoldTableauOperator(
        task_id="update_tableau",
        bi_datasource_id="{{ params.tableau_id }}",
        token_name="{{ params.token_name }}",
        token_value="{{ conn.bi_tableau.password }}",
        on_ignored="fail",
    )

    read = GetDatafoldIntegrationOperator(task_id="read", bi_datasource_id="{{ params.tableau_id }}")

    @task
    def settings(old: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
        """Return what the new integration has in common with the old one; it stays in XCom when the old one is gone."""
        kept = {field: old[field] for field in ("indexing_cron", "server_url", "site_id")}
        return {**kept, "token_name": params["token_name"]}

    create = CreateDatafoldIntegrationOperator(
        task_id="create",
        kind="tableau",
        name="{{ params.new_name }}",
        fields=settings(read.output),
        credentials_conn_id="bi_tableau",
        on_existing="fail",
        retries=2,
    )
    # The old one goes last: where Datafold refuses the new credentials, or the name is taken, nothing is lost.
    delete = DeleteDatafoldIntegrationOperator(task_id="delete", bi_datasource_id="{{ params.tableau_id }}", retries=2)
    choose() >> [update_powerbi, update_tableau, read]
    create >> delete
