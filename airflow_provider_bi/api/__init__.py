"""Both services without Airflow: calls as values, models, errors, auth flows and the update flow."""
