"""Mode behind Datafold. https://docs.datafold.com/api-reference/bi/update-a-mode-analytics-integration"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from airflow_provider_bi.api.datafold.kinds.base import DataSourceConfig, From
from airflow_provider_bi.api.models import Secret


class ModeDataSourceConfig(DataSourceConfig):
    """Mode: documented to change only the schedule on update."""

    slug = "mode"
    label = "Mode"
    updatable = frozenset({"indexing_cron"})

    token: Annotated[Secret, From("login")] = Field(description="Mode API token, the half that Mode calls token.")
    password: Annotated[Secret, From("password")] = Field(description="The token's secret half.")
    workspace: Annotated[str, From("extra.workspace")] = Field(
        "", description="Workspace, as in app.mode.com/organizations/WORKSPACE; empty only for old personal tokens."
    )
