"""Tableau behind Datafold. https://docs.datafold.com/api-reference/bi/update-a-tableau-integration"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Final

from pydantic import Field

from airflow_provider_bi.api.datafold.kinds.base import Credentials, DataSourceConfig, From
from airflow_provider_bi.api.models import Secret, Text

_TOKEN: Final = frozenset({"token_name", "personal_access_token", "token_value"})


class TableauDataSourceConfig(DataSourceConfig):
    """Tableau: documented to change only the schedule on update.

    In connections of Airflow's Tableau provider, login and password are a user's; a token in extra wins.
    """

    slug = "tableau"
    label = "Tableau"
    updatable = frozenset({"indexing_cron"})

    @classmethod
    def held_by(cls, credentials: Credentials) -> dict[str, Any]:
        """Take name and secret of a token from one place: half of one would go out with half of a user's login."""
        extra = credentials.extra
        if not (extra.get("token_name") and (extra.get("personal_access_token") or extra.get("token_value"))):
            tokenless = {name: value for name, value in extra.items() if name not in _TOKEN}
            credentials = replace(credentials, extra=tokenless)
        return super().held_by(credentials)

    server_url: Annotated[Text, From("url")] = Field(description="URL of the Tableau pod or server.")
    site_id: Annotated[Text, From("extra.site_id")] = Field(
        description="Site name as it stands in Tableau's URLs, not the site's LUID."
    )
    token_name: Annotated[Text, From("extra.token_name", "login", with_secret=True)] = Field(
        description="Name of a personal access token."
    )
    token_value: Annotated[Secret, From("extra.personal_access_token", "extra.token_value", "password")] = Field(
        description="Secret of that token."
    )
