"""The mapping of a BI tool's own connections to Datafold's data sources."""

from __future__ import annotations

from pydantic import Field

from airflow_provider_bi.api.models import Model, Number, Text


class DataSourceBinding(Model):
    """One connection of the BI tool and the Datafold data sources it reads.

    What ``remoteId`` holds is not documented; for Looker it is most likely the connection's name.
    """

    remote_id: Text = Field(alias="remoteId")
    bound_ids: list[Number] = Field(alias="boundIds")
