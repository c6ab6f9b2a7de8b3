"""What schemathesis needs to know of the sandbox beyond the two API documents.

Both documents leave out 401. Datafold's leaves out 404 too, which its guide to errors has, as problem+json, and 400,
which FastAPI answers to a body that is not even text. Here they are added, so that these replies are looked at like all
others.
"""

# ruff: noqa: INP001, ARG001, ARG002, D102 - no package; schemathesis says what hooks and their arguments are called

from __future__ import annotations

import os
import zlib
from typing import Any

import requests
import schemathesis

URL = os.environ["SANDBOX_URL"]
LOGIN = {"client_id": "sandbox-looker-client-id", "client_secret": "sandbox-looker-client-secret"}
KEY = "Key sandbox-datafold-key"

KINDS = {"looker": 42, "hightouch": 43, "mode": 44, "tableau": 45, "powerbi": 46, "dbt": 47}
"""An integration of each kind that the sandbox has from the beginning."""

KNOWN = {
    "bi_datasource_id": list(KINDS.values()),
    "integration_hub_id": ["1", "2"],
    "integration_id": ["1::slack_app", "2::hubspot", "2::webhook"],
}

PARAMS = {"1::slack_app": "channel", "2::hubspot": "portal", "2::webhook": "url"}
"""A parameter of each of Looker's integrations."""

DETAIL = {"type": "object", "required": ["detail"], "properties": {"detail": {"type": "string"}}}
PROBLEM = {"type": "object", "required": ["type", "status", "instance"], "properties": {"status": {"const": 404}}}


@schemathesis.hook
def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:
    """Add what the documents leave out, and mend what cannot be.

    In Looker's, an array's enumeration is meant for its items, and a 204 has a body.
    """
    for schema in raw_schema["components"]["schemas"].values():
        for field in schema.get("properties", {}).values():
            if field.get("type") == "array" and "enum" in field:
                field["items"]["enum"] = field.pop("enum")
    looker = raw_schema["openapi"].startswith("3.0")
    for path, item in raw_schema["paths"].items():
        for operation in item.values():
            replies = operation["responses"]
            replies.get("204", {}).pop("content", None)
            if not looker:
                replies["400"] = replies["401"] = _reply("application/json", DETAIL)
                if "{" in path:
                    replies["404"] = _reply("application/problem+json", PROBLEM)
            elif operation["operationId"] not in {"login", "versions"}:
                replies["401"] = _reply("application/json", {"$ref": "#/components/schemas/Error"})


def _reply(media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "", "content": {media_type: {"schema": schema}}}


@schemathesis.auth()
class Login:
    """Sends Datafold's key; for Looker it logs in, anew for each request, since some of them log out."""

    def get(self, case: schemathesis.Case, context: schemathesis.AuthContext) -> str:
        if not case.operation.path.startswith("/api/4.0/"):
            return KEY
        reply = requests.post(f"{URL}/api/4.0/login", data=LOGIN, timeout=10)
        return f"Bearer {reply.json()['access_token']}"

    def set(self, case: schemathesis.Case, data: str, context: schemathesis.AuthContext) -> None:
        case.headers["Authorization"] = data


@schemathesis.hook
def before_call(context: Any, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    """Let three of four requests be about something that is there, and hold what no document tells."""
    chance = zlib.crc32(repr((case.path_parameters, case.query, case.body)).encode())
    if chance % 4 == 0:
        return
    for name, value in (case.path_parameters or {}).items():
        if name in KNOWN and not (name == "bi_datasource_id" and not isinstance(value, int)):
            known = [number for kind, number in KINDS.items() if f"/{kind}/" in case.operation.path] or KNOWN[name]
            case.path_parameters[name] = known[chance % len(known)]
    if case.operation.path.endswith("/login"):
        case.query = dict(LOGIN)
    if isinstance(case.body, dict):
        if isinstance(case.body.get("url"), str):
            case.body["url"] = f"https://{chance % 8}.example"
        for param in case.body.get("params") or ():
            if isinstance(param, dict) and isinstance(param.get("name"), str):
                param["name"] = PARAMS[case.path_parameters["integration_id"]]


@schemathesis.hook
def after_call(context: Any, case: schemathesis.Case, response: Any) -> None:
    """Bring back what was deleted."""
    if case.method.upper() == "DELETE":
        requests.post(f"{URL}/sandbox/reset", timeout=10)
