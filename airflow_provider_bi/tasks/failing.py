"""Errors that say whether another try can help."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from airflow.providers.common.compat.sdk import AirflowFailException, AirflowNotFoundException

from airflow_provider_bi.api.errors import BiApiError


@contextmanager
def permanent_errors_fail() -> Iterator[None]:
    """Fail the task without further tries where none of them could succeed."""
    try:
        yield
    except AirflowNotFoundException as error:
        raise AirflowFailException(f"{str(error).rstrip('.')}. Create the connection, or correct its id.") from error
    except BiApiError as error:
        if error.permanent:
            raise AirflowFailException(str(error)) from error
        raise
