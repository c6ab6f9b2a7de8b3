"""Looker's API 4.0, as far as hubs, integrations and the session need it.

Annotations are evaluated here, not postponed: FastAPI reads them.
"""

from typing import Any
from urllib.parse import parse_qsl

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from airflow_provider_bi.sandbox.looker import (
    CLIENT_ID,
    CLIENT_SECRET,
    Json,
    Looker,
    shown_hub,
    shown_integration,
)
from airflow_provider_bi.sandbox.looker_bodies import (
    BadRequest,
    Conflict,
    HubBody,
    IntegrationBody,
    NotFound,
    Refusal,
    Unauthenticated,
    read,
)
from airflow_provider_bi.sandbox.looker_fields import trim

PREFIX = "/api/4.0"


def service(state: Looker) -> FastAPI:
    """Return the application that answers as Looker."""
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _unknown)
    _session(app, state)
    _hubs(app, state)
    _hub_actions(app, state)
    _integrations(app, state)
    return app


def _session(app: FastAPI, state: Looker) -> None:
    known = _session_check(state)

    @app.post(f"{PREFIX}/login")
    async def login(request: Request) -> Any:
        form = dict(parse_qsl((await request.body()).decode(errors="replace")))
        given = {**request.query_params, **form}
        if (given.get("client_id"), given.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            raise NotFound
        return state.login()

    # Looker's own SDK logs out below no version.
    @app.delete("/api/logout", dependencies=[known])
    @app.delete(f"{PREFIX}/logout", dependencies=[known])
    async def logout(request: Request) -> Response:
        state.tokens.pop(_token(request))
        return Response(status_code=204)

    @app.get(f"{PREFIX}/user", dependencies=[known])
    async def me(fields: str | None = None) -> Any:
        user = {"id": "1", "display_name": "Sandbox Admin", "email": "admin@acme.example", "is_disabled": False}
        return trim({"can": {"show": True}, **user, "role_ids": ["2"]}, fields)

    @app.get(f"{PREFIX}/versions")
    async def versions(request: Request, fields: str | None = None) -> Any:
        url = str(request.base_url).rstrip("/")
        version = {"version": "4.0", "full_version": "4.0.26.12", "status": "current"}
        version["swagger_url"] = f"{url}{PREFIX}/swagger.json"
        found = {
            "looker_release_version": "26.12",
            "current_version": version,
            "supported_versions": [version],
            "api_server_url": url,
            "web_server_url": url,
        }
        return trim(found, fields)


def _hubs(app: FastAPI, state: Looker) -> None:
    known = _session_check(state)
    one = f"{PREFIX}/integration_hubs/{{integration_hub_id}}"

    @app.get(f"{PREFIX}/integration_hubs", dependencies=[known])
    async def all_integration_hubs(fields: str | None = None) -> Any:
        return trim([shown_hub(hub) for hub in state.hubs.values()], fields)

    @app.post(f"{PREFIX}/integration_hubs", dependencies=[known])
    async def create_integration_hub(request: Request, fields: str | None = None) -> Any:
        body = await read(request, HubBody)
        if not body.url:
            raise BadRequest
        if any(hub["url"] == body.url for hub in state.hubs.values()):
            raise Conflict
        return trim(shown_hub(state.create_hub(body)), fields)

    @app.get(one, dependencies=[known])
    async def integration_hub(integration_hub_id: str, fields: str | None = None) -> Any:
        return trim(shown_hub(_found(state.hubs, integration_hub_id)), fields)

    @app.patch(one, dependencies=[known])
    async def update_integration_hub(request: Request, integration_hub_id: str, fields: str | None = None) -> Any:
        hub = _found(state.hubs, integration_hub_id)
        return trim(shown_hub(state.update_hub(hub, await read(request, HubBody))), fields)

    @app.delete(one, dependencies=[known])
    async def delete_integration_hub(integration_hub_id: str) -> Response:
        state.delete_hub(_found(state.hubs, integration_hub_id)["id"])
        return Response(status_code=204)


def _hub_actions(app: FastAPI, state: Looker) -> None:
    known = _session_check(state)
    one = f"{PREFIX}/integration_hubs/{{integration_hub_id}}"

    @app.get(f"{one}/health", dependencies=[known])
    async def get_integration_hub_health(integration_hub_id: str, fields: str | None = None) -> Any:
        if not state.has_health:
            raise NotFound
        return trim(state.health_of(_found(state.hubs, integration_hub_id)), fields)

    @app.post(f"{one}/accept_legal_agreement", dependencies=[known])
    async def accept_integration_hub_legal_agreement(integration_hub_id: str) -> Any:
        return shown_hub(state.accept_legal_agreement(_found(state.hubs, integration_hub_id)))


def _integrations(app: FastAPI, state: Looker) -> None:
    known = _session_check(state)
    one = f"{PREFIX}/integrations/{{integration_id}}"

    @app.get(f"{PREFIX}/integrations", dependencies=[known])
    async def all_integrations(fields: str | None = None, integration_hub_id: str | None = None) -> Any:
        found = [
            shown_integration(integration)
            for integration in state.list_integrations()
            if integration_hub_id in {None, integration["integration_hub_id"]}
        ]
        return trim(found, fields)

    @app.get(one, dependencies=[known])
    async def integration(integration_id: str, fields: str | None = None) -> Any:
        return trim(shown_integration(_found(state.integrations, integration_id)), fields)

    @app.patch(one, dependencies=[known])
    async def update_integration(request: Request, integration_id: str, fields: str | None = None) -> Any:
        found = _found(state.integrations, integration_id)
        return trim(shown_integration(state.update_integration(found, await read(request, IntegrationBody))), fields)

    @app.post(f"{one}/form", dependencies=[known])
    async def fetch_integration_form(integration_id: str) -> Any:
        label = _found(state.integrations, integration_id)["label"]
        form_field = {
            "name": "filename",
            "label": "Filename",
            "description": f"Name of what {label} receives",
            "type": "text",
            "default": None,
            "oauth_url": None,
            "interactive": False,
            "required": True,
            "options": None,
        }
        return {"state": {"data": None, "refresh_time": None}, "fields": [form_field]}

    @app.post(f"{one}/test", dependencies=[known])
    async def test_integration(integration_id: str) -> Any:
        found = _found(state.integrations, integration_id)
        result = {"success": True, "message": f"{found['label']} accepts requests.", "delegate_oauth_result": []}
        return {**result, **state.test_results.get(integration_id, {})}


def _found(stored: dict[str, Json], key: str) -> Json:
    if key not in stored:
        raise NotFound
    return stored[key]


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() in {"bearer", "token"} else ""


def _session_check(state: Looker) -> Any:
    async def check(request: Request) -> None:
        if not state.knows(_token(request)):
            raise Unauthenticated

    return Depends(check)


async def _refused(_: Request, refusal: Exception) -> JSONResponse:
    answer = refusal if isinstance(refusal, Refusal) else NotFound()
    return JSONResponse(answer.body(), answer.status)


async def _unknown(_: Request, __: Exception) -> JSONResponse:
    return JSONResponse(NotFound().body(), NotFound.status)
