"""Looker behind Datafold. https://docs.datafold.com/api-reference/bi/update-a-looker-integration"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from airflow_provider_bi.api.datafold.kinds.base import DataSourceConfig, From
from airflow_provider_bi.api.datafold.kinds.binding import DataSourceBinding
from airflow_provider_bi.api.models import JsonList, Number, Secret, Text


class LookerDataSourceConfig(DataSourceConfig):
    """Looker: documented to change only the schedule on update."""

    slug = "looker"
    label = "Looker"
    updatable = frozenset({"indexing_cron"})

    base_url: Annotated[Text, From("url")] = Field(description="Looker's API host URL, with its port.")
    client_id: Annotated[Text, From("login", with_secret=True)] = Field(description="Client id of a Looker API key.")
    client_secret: Annotated[Secret, From("password")] = Field(description="Client secret of that key.")
    repo_id: Number = Field(description="Datafold's id of the code repository integration of the Looker project.")
    bindings: Annotated[list[DataSourceBinding], JsonList] = Field(
        default=[], description="Looker connections and the Datafold data sources they read."
    )
    project_ids: Annotated[list[Text], JsonList] = Field(default=[], description="Names of the Looker projects.")
