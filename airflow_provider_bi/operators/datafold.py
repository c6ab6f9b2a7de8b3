"""Every operator of Datafold's; the update of each kind of BI integration is declared here.

https://docs.datafold.com/api-reference/bi/
"""

from __future__ import annotations

from typing import Any, ClassVar

from airflow_provider_bi.operators.datafold_base import UpdateDatafoldOperator
from airflow_provider_bi.operators.datafold_integrations import (
    CreateDatafoldIntegrationOperator,
    DeleteDatafoldIntegrationOperator,
    GetDatafoldIntegrationOperator,
    ListDatafoldIntegrationsOperator,
)
from airflow_provider_bi.operators.datafold_schedules import ApplyDatafoldSchedulesOperator
from airflow_provider_bi.operators.datafold_sync import SyncDatafoldIntegrationOperator

__all__ = [
    "ApplyDatafoldSchedulesOperator",
    "CreateDatafoldIntegrationOperator",
    "DeleteDatafoldIntegrationOperator",
    "GetDatafoldIntegrationOperator",
    "ListDatafoldIntegrationsOperator",
    "SyncDatafoldIntegrationOperator",
    "UpdateDatafoldDbtOperator",
    "UpdateDatafoldHightouchOperator",
    "UpdateDatafoldLookerOperator",
    "UpdateDatafoldModeOperator",
    "UpdateDatafoldPowerBIOperator",
    "UpdateDatafoldTableauOperator",
]


class UpdateDatafoldLookerOperator(UpdateDatafoldOperator):
    """Update a Looker integration in Datafold. https://docs.datafold.com/api-reference/bi/update-a-looker-integration

    Datafold documents that an update of this kind can only change the schedule: see ``ignored``.
    What all kinds share is told at :class:`~airflow_provider_bi.operators.datafold_base.UpdateDatafoldOperator`.

    :param base_url: Looker's API host URL with its port, as Datafold reaches it.
    :param bindings: Looker connections and the Datafold data sources they read, as
        ``[{"remoteId": "...", "boundIds": [1]}]``.
    :param client_id: Client id of a Looker API key.
    :param client_secret: Its client secret; write-only, so one that is given is written every time.
    :param project_ids: Names of the Looker projects.
    :param repo_id: Datafold's id of the code repository integration of the Looker project.
    """

    kind = "looker"
    template_fields = (
        *UpdateDatafoldOperator.template_fields,
        "base_url",
        "bindings",
        "client_id",
        "client_secret",
        "project_ids",
        "repo_id",
    )
    template_fields_renderers: ClassVar[dict[str, str]] = {"bindings": "json", "project_ids": "json"}

    def __init__(
        self,
        *,
        base_url: str | None = None,
        bindings: list[dict[str, Any]] | None = None,
        client_id: str | None = None,
        client_secret: str | None = None,
        project_ids: list[str] | None = None,
        repo_id: int | str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.base_url = base_url
        self.bindings = bindings
        self.client_id = client_id
        self.client_secret = client_secret
        self.project_ids = project_ids
        self.repo_id = repo_id

    @property
    def kind_fields(self) -> dict[str, Any]:
        """The arguments that only Looker has."""
        return {
            "base_url": self.base_url,
            "bindings": self.bindings,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "project_ids": self.project_ids,
            "repo_id": self.repo_id,
        }


class UpdateDatafoldHightouchOperator(UpdateDatafoldOperator):
    """Update a Hightouch integration in Datafold. https://docs.datafold.com/api-reference/bi/update-a-hightouch-integration

    Datafold documents that an update of this kind can only change the schedule: see ``ignored``.
    What all kinds share is told at :class:`~airflow_provider_bi.operators.datafold_base.UpdateDatafoldOperator`.

    :param bindings: Hightouch sources and the Datafold data sources they read, as
        ``[{"remoteId": "...", "boundIds": [1]}]``.
    :param token: Hightouch API key; write-only, so one that is given is written every time.
    :param workspace: Workspace slug, as in ``app.hightouch.io/SLUG``.
    """

    kind = "hightouch"
    template_fields = (*UpdateDatafoldOperator.template_fields, "bindings", "token", "workspace")
    template_fields_renderers: ClassVar[dict[str, str]] = {"bindings": "json"}

    def __init__(
        self,
        *,
        bindings: list[dict[str, Any]] | None = None,
        token: str | None = None,
        workspace: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.bindings = bindings
        self.token = token
        self.workspace = workspace

    @property
    def kind_fields(self) -> dict[str, Any]:
        """The arguments that only Hightouch has."""
        return {"bindings": self.bindings, "token": self.token, "workspace": self.workspace}


class UpdateDatafoldModeOperator(UpdateDatafoldOperator):
    """Update a Mode integration in Datafold. https://docs.datafold.com/api-reference/bi/update-a-mode-analytics-integration

    Datafold documents that an update of this kind can only change the schedule: see ``ignored``.
    What all kinds share is told at :class:`~airflow_provider_bi.operators.datafold_base.UpdateDatafoldOperator`.

    :param password: Secret half of the Mode API token; write-only, so one that is given is written every time.
    :param token: The half that Mode calls token; write-only as well.
    :param workspace: Workspace, as in ``app.mode.com/organizations/WORKSPACE``.
    """

    kind = "mode"
    template_fields = (*UpdateDatafoldOperator.template_fields, "password", "token", "workspace")

    def __init__(
        self,
        *,
        password: str | None = None,
        token: str | None = None,
        workspace: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.password = password
        self.token = token
        self.workspace = workspace

    @property
    def kind_fields(self) -> dict[str, Any]:
        """The arguments that only Mode has."""
        return {"password": self.password, "token": self.token, "workspace": self.workspace}


class UpdateDatafoldTableauOperator(UpdateDatafoldOperator):
    """Update a Tableau integration in Datafold. https://docs.datafold.com/api-reference/bi/update-a-tableau-integration

    Datafold documents that an update of this kind can only change the schedule: see ``ignored``.
    What all kinds share is told at :class:`~airflow_provider_bi.operators.datafold_base.UpdateDatafoldOperator`.

    :param server_url: URL of the Tableau pod or server.
    :param site_id: Site name as it stands in Tableau's URLs, not the site's LUID.
    :param token_name: Name of a personal access token.
    :param token_value: Its secret; write-only, so one that is given is written every time.
    """

    kind = "tableau"
    template_fields = (*UpdateDatafoldOperator.template_fields, "server_url", "site_id", "token_name", "token_value")

    def __init__(
        self,
        *,
        server_url: str | None = None,
        site_id: str | None = None,
        token_name: str | None = None,
        token_value: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.server_url = server_url
        self.site_id = site_id
        self.token_name = token_name
        self.token_value = token_value

    @property
    def kind_fields(self) -> dict[str, Any]:
        """The arguments that only Tableau has."""
        return {
            "server_url": self.server_url,
            "site_id": self.site_id,
            "token_name": self.token_name,
            "token_value": self.token_value,
        }


class UpdateDatafoldPowerBIOperator(UpdateDatafoldOperator):
    """Update a Power BI integration in Datafold. https://docs.datafold.com/api-reference/bi/update-a-power-bi-integration

    Datafold documents that an update changes the integration's configuration. Power BI is a preview there.
    What all kinds share is told at :class:`~airflow_provider_bi.operators.datafold_base.UpdateDatafoldOperator`.

    :param auth_type: ``service_principal``, or ``delegated``, which a person completes in a browser.
    :param client_id: Client id of the service principal.
    :param client_secret: Its client secret; write-only, so one that is given is written every time.
    :param tenant_id: Microsoft Entra tenant.
    """

    kind = "powerbi"
    template_fields = (*UpdateDatafoldOperator.template_fields, "auth_type", "client_id", "client_secret", "tenant_id")

    def __init__(
        self,
        *,
        auth_type: str | None = None,
        client_id: str | None = None,
        client_secret: str | None = None,
        tenant_id: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.auth_type = auth_type
        self.client_id = client_id
        self.client_secret = client_secret
        self.tenant_id = tenant_id

    @property
    def kind_fields(self) -> dict[str, Any]:
        """The arguments that only Power BI has."""
        return {
            "auth_type": self.auth_type,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "tenant_id": self.tenant_id,
        }


class UpdateDatafoldDbtOperator(UpdateDatafoldOperator):
    """Update a dbt integration in Datafold. https://docs.datafold.com/api-reference/bi/update-a-dbt-bi-integration

    The documentation names no limit on what an update of this kind changes.
    What all kinds share is told at :class:`~airflow_provider_bi.operators.datafold_base.UpdateDatafoldOperator`.

    :param ci_config_id: Datafold's id of an existing dbt CI integration.
    """

    kind = "dbt"
    template_fields = (*UpdateDatafoldOperator.template_fields, "ci_config_id")

    def __init__(
        self,
        *,
        ci_config_id: int | str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.ci_config_id = ci_config_id

    @property
    def kind_fields(self) -> dict[str, Any]:
        """The arguments that only dbt has."""
        return {"ci_config_id": self.ci_config_id}
