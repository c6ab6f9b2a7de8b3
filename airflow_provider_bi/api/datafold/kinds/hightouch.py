"""Hightouch behind Datafold. https://docs.datafold.com/api-reference/bi/update-a-hightouch-integration"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from airflow_provider_bi.api.datafold.kinds.base import DataSourceConfig, From
from airflow_provider_bi.api.datafold.kinds.binding import DataSourceBinding
from airflow_provider_bi.api.models import JsonList, Secret, Text


class HighTouchDataSourceConfig(DataSourceConfig):
    """Hightouch: documented to change only the schedule on update."""

    slug = "hightouch"
    label = "Hightouch"
    updatable = frozenset({"indexing_cron"})

    token: Annotated[Secret, From("password")] = Field(description="Hightouch API key.")
    bindings: Annotated[list[DataSourceBinding], JsonList] = Field(
        description="Hightouch sources and the Datafold data sources they read."
    )
    workspace: Annotated[Text | None, From("extra.workspace")] = Field(
        None, description="Workspace slug, as in app.hightouch.io/SLUG."
    )
