"""Tableau behind Datafold. https://docs.datafold.com/api-reference/bi/update-a-tableau-integration"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from airflow_provider_bi.api.datafold.kinds.base import DataSourceConfig, From
from airflow_provider_bi.api.models import Secret, Text


class TableauDataSourceConfig(DataSourceConfig):
    """Tableau: documented to change only the schedule on update.

    In connections of Airflow's Tableau provider, login and password are a user's; a token in extra wins.
    """

    slug = "tableau"
    label = "Tableau"
    updatable = frozenset({"indexing_cron"})

    server_url: Annotated[Text, From("url")] = Field(description="URL of the Tableau pod or server.")
    site_id: Annotated[Text, From("extra.site_id")] = Field(
        description="Site name as it stands in Tableau's URLs, not the site's LUID."
    )
    token_name: Annotated[Text, From("extra.token_name", "login")] = Field(
        description="Name of a personal access token."
    )
    token_value: Annotated[Secret, From("extra.personal_access_token", "extra.token_value", "password")] = Field(
        description="Secret of that token."
    )
