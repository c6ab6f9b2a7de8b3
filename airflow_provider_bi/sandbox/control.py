"""The sandbox's own endpoints, for those who run it as a server of its own.

Annotations are evaluated here, not postponed: FastAPI reads them.
"""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import FastAPI

from airflow_provider_bi.api.datafold.kinds.base import DataSourceConfig
from airflow_provider_bi.api.models import secret_fields
from airflow_provider_bi.api.redaction import redacted
from airflow_provider_bi.sandbox.faults import Fault, Faults
from airflow_provider_bi.sandbox.wire import Received

LOOKER_SECRETS = frozenset({"client_secret", "authorization_token", "value"})


def service(
    *,
    faults: Faults,
    requests: Sequence[Received],
    kinds: Sequence[type[DataSourceConfig]],
    reset: Callable[[], None],
) -> FastAPI:
    """Return the application below ``/sandbox/``."""
    app = FastAPI(openapi_url=None)
    secrets = LOOKER_SECRETS.union(*map(secret_fields, kinds))

    @app.post("/sandbox/faults")
    async def add_fault(fault: Fault) -> Any:
        faults.append(fault)
        return {"faults": len(faults)}

    @app.delete("/sandbox/faults")
    async def clear_faults() -> None:
        faults.clear()

    @app.get("/sandbox/requests")
    async def list_requests() -> Any:
        return [
            {
                "method": request.method,
                "path": request.path,
                "query": redacted(request.query, names=secrets),
                "body": redacted(request.body, names=secrets),
                "status": request.status,
            }
            for request in requests
        ]

    @app.post("/sandbox/reset")
    async def start_anew() -> None:
        reset()

    return app
