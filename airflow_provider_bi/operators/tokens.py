"""Tokens that are given as an argument, or as a connection whose password they are."""

from __future__ import annotations

from airflow_provider_bi.api.errors import ArgumentError
from airflow_provider_bi.tasks.rendered import given


def token_of(argument: str, *, token: str | None, conn_id: str | None) -> str | None:
    """Return the token, or None where neither is given.

    :param argument: Name of the argument that holds the token; the connection's is the same with ``_conn_id``.
    :raises ArgumentError: for both.
    :raises SettingsError: for a connection without a password.
    """
    from airflow_provider_bi.hooks.looker import read_token

    sources = given({"token": token, "conn_id": conn_id})
    if sources["conn_id"] is None:
        found: str | None = sources["token"]
        return found
    if sources["token"] is not None:
        raise ArgumentError(f"{argument} and {argument}_conn_id: choose one.")
    return read_token(sources["conn_id"])
