"""dbt exposures behind Datafold. https://docs.datafold.com/api-reference/bi/update-a-dbt-bi-integration"""

from __future__ import annotations

from pydantic import Field

from airflow_provider_bi.api.datafold.kinds.base import DataSourceConfig
from airflow_provider_bi.api.models import Number


class DbtDataSourceConfig(DataSourceConfig):
    """dbt: the documentation names no limit on what an update changes."""

    slug = "dbt"
    label = "dbt"
    updatable = None

    ci_config_id: Number = Field(description="Datafold's id of an existing dbt CI integration.")
