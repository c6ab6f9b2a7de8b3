"""The kinds of BI integration that Datafold knows: one file each, and this tuple."""

from __future__ import annotations

from airflow_provider_bi.api.datafold.kinds.base import DataSourceConfig
from airflow_provider_bi.api.datafold.kinds.dbt import DbtDataSourceConfig
from airflow_provider_bi.api.datafold.kinds.hightouch import HighTouchDataSourceConfig
from airflow_provider_bi.api.datafold.kinds.looker import LookerDataSourceConfig
from airflow_provider_bi.api.datafold.kinds.mode import ModeDataSourceConfig
from airflow_provider_bi.api.datafold.kinds.powerbi import PowerBIDataSourceConfig
from airflow_provider_bi.api.datafold.kinds.tableau import TableauDataSourceConfig
from airflow_provider_bi.api.errors import ArgumentError

KINDS: tuple[type[DataSourceConfig], ...] = (
    LookerDataSourceConfig,
    HighTouchDataSourceConfig,
    ModeDataSourceConfig,
    TableauDataSourceConfig,
    PowerBIDataSourceConfig,
    DbtDataSourceConfig,
)


def kind_of(slug: str) -> type[DataSourceConfig]:
    """Return the kind with this slug.

    :raises ArgumentError: for a slug that no kind has.
    """
    for kind in KINDS:
        if kind.slug == slug:
            return kind
    known = ", ".join(kind.slug for kind in KINDS)
    raise ArgumentError(f"Datafold has no kind {slug!r} of BI integration; there are {known}.")
