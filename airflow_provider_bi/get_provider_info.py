"""What Airflow reads to discover this provider."""

from __future__ import annotations

from typing import Any

from airflow_provider_bi import __version__
from airflow_provider_bi.connections import CONNECTION_TYPES


def get_provider_info() -> dict[str, Any]:
    """Return the provider's metadata. https://airflow.apache.org/docs/apache-airflow-providers/"""
    return {
        "package-name": "airflow-provider-bi",
        "name": "BI",
        "description": "Updates of Datafold's BI integrations and of Looker's integration hubs, as tasks.",
        "versions": [__version__],
        "extra-links": [
            "airflow_provider_bi.links.services.DatafoldLink",
            "airflow_provider_bi.links.services.LookerLink",
        ],
        "notifications": ["airflow_provider_bi.notifications.datafold.DatafoldSyncNotifier"],
        "connection-types": [connection.provider_info for connection in CONNECTION_TYPES],
    }
