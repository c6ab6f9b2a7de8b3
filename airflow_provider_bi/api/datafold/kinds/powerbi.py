"""Power BI behind Datafold. https://docs.datafold.com/api-reference/bi/update-a-power-bi-integration"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from airflow_provider_bi.api.datafold.kinds.base import DataSourceConfig, From
from airflow_provider_bi.api.models import Secret, Text


class PowerBIAuthType(StrEnum):
    """How Datafold signs in to Power BI. ``delegated`` is completed by a person in a browser."""

    DELEGATED = "delegated"
    SERVICE_PRINCIPAL = "service_principal"


class PowerBIDataSourceConfig(DataSourceConfig):
    """Power BI: documented to update the integration's configuration. Needs Datafold's preview of Power BI."""

    slug = "powerbi"
    label = "Power BI"
    updatable = None

    auth_type: Annotated[PowerBIAuthType | None, From("extra.auth_type")] = Field(
        None, description="`delegated` or `service_principal`."
    )
    client_id: Annotated[Text | None, From("login", with_secret=True)] = Field(
        None, description="Client id of the service principal."
    )
    client_secret: Annotated[Secret | None, From("password")] = Field(
        None, description="Client secret of the service principal."
    )
    tenant_id: Annotated[Text | None, From("extra.tenant_id", "extra.tenantId")] = Field(
        None, description="Microsoft Entra tenant."
    )
