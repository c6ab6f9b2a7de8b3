"""Hooks: Airflow connections made into clients of the two services."""
