"""Airflow provider for BI integrations: Datafold lineage and Looker action hubs."""

__version__ = "0.1.0"
