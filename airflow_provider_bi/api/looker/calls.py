"""Looker's integration and hub endpoints, and who one is, as calls. https://cloud.google.com/looker/docs/reference/looker-api/latest"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from airflow_provider_bi.api.calls import Call, Repeatable, Reply, identifier, segment

ROOT: Final = "/api/4.0"


def login(client_id: str, client_secret: str) -> Call:
    """Log in. Credentials go in the form: Looker stops taking them from the query."""
    return Call(
        method="POST",
        path=f"{ROOT}/login",
        repeatable=Repeatable.FREELY,
        form={"client_id": client_id, "client_secret": client_secret},
        reply=Reply.OBJECT,
    )


def logout() -> Call:
    """Log out: the token ends."""
    return Call(method="DELETE", path=f"{ROOT}/logout", repeatable=Repeatable.ONCE, reply=Reply.NOTHING)


def me() -> Call:
    """Get the user behind the login."""
    return Call(
        method="GET",
        path=f"{ROOT}/user",
        query={"fields": "id,display_name,email"},
        repeatable=Repeatable.FREELY,
        reply=Reply.OBJECT,
    )


def versions(*, fields: str | None = None) -> Call:
    """Get the API's versions and Looker's release."""
    return Call(
        method="GET",
        path=f"{ROOT}/versions",
        query={"fields": fields},
        repeatable=Repeatable.FREELY,
        reply=Reply.OBJECT,
    )


def all_integration_hubs(*, fields: str | None = None) -> Call:
    """List the integration hubs."""
    return Call(
        method="GET",
        path=f"{ROOT}/integration_hubs",
        query={"fields": fields},
        repeatable=Repeatable.FREELY,
        reply=Reply.LIST,
    )


def integration_hub(integration_hub_id: int | str, *, fields: str | None = None) -> Call:
    """Get one integration hub."""
    return Call(
        method="GET",
        path=f"{ROOT}/integration_hubs/{_hub(integration_hub_id)}",
        query={"fields": fields},
        repeatable=Repeatable.FREELY,
    )


def create_integration_hub(body: Mapping[str, Any], *, fields: str | None = None, secrets: Iterable[str] = ()) -> Call:
    """Create an integration hub; Looker limits the rate of these."""
    return Call(
        method="POST",
        path=f"{ROOT}/integration_hubs",
        query={"fields": fields},
        repeatable=Repeatable.NEVER,
        body=dict(body),
        reply=Reply.JSON_OR_EMPTY,
        secrets=frozenset(secrets),
    )


def update_integration_hub(
    integration_hub_id: int | str,
    body: Mapping[str, Any],
    *,
    fields: str | None = None,
    secrets: Iterable[str] = (),
) -> Call:
    """Update an integration hub; Looker limits the rate of these."""
    return Call(
        method="PATCH",
        path=f"{ROOT}/integration_hubs/{_hub(integration_hub_id)}",
        query={"fields": fields},
        repeatable=Repeatable.AFTER_LOOKING,
        body=dict(body),
        reply=Reply.JSON_OR_EMPTY,
        secrets=frozenset(secrets),
    )


def delete_integration_hub(integration_hub_id: int | str) -> Call:
    """Delete an integration hub, with its integrations. A second one that arrives is a 404, as if none was there."""
    return Call(
        method="DELETE",
        path=f"{ROOT}/integration_hubs/{_hub(integration_hub_id)}",
        repeatable=Repeatable.NEVER,
        reply=Reply.NOTHING,
    )


def get_integration_hub_health(integration_hub_id: int | str) -> Call:
    """Let Looker look whether it reaches an integration hub; there since release 25.18, a 404 before."""
    return Call(
        method="GET",
        path=f"{ROOT}/integration_hubs/{_hub(integration_hub_id)}/health",
        repeatable=Repeatable.FREELY,
    )


def accept_integration_hub_legal_agreement(integration_hub_id: int | str) -> Call:
    """Accept an integration hub's legal agreement; a second one that arrives is refused."""
    return Call(
        method="POST",
        path=f"{ROOT}/integration_hubs/{_hub(integration_hub_id)}/accept_legal_agreement",
        repeatable=Repeatable.NEVER,
        reply=Reply.JSON_OR_EMPTY,
    )


def all_integrations(*, integration_hub_id: int | str | None = None, fields: str | None = None) -> Call:
    """List the integrations, of one hub or of all."""
    return Call(
        method="GET",
        path=f"{ROOT}/integrations",
        query={
            "fields": fields,
            "integration_hub_id": None
            if integration_hub_id is None
            else identifier(integration_hub_id, name="integration_hub_id"),
        },
        repeatable=Repeatable.FREELY,
        reply=Reply.LIST,
    )


def integration(integration_id: str, *, fields: str | None = None) -> Call:
    """Get one integration."""
    return Call(
        method="GET",
        path=f"{ROOT}/integrations/{_integration(integration_id)}",
        query={"fields": fields},
        repeatable=Repeatable.FREELY,
    )


def update_integration(
    integration_id: str,
    body: Mapping[str, Any],
    *,
    fields: str | None = None,
    secrets: Iterable[str] = (),
) -> Call:
    """Update an integration.

    :param body: Writable fields only; ``params`` complete, since what a partial list does is not documented.
    """
    return Call(
        method="PATCH",
        path=f"{ROOT}/integrations/{_integration(integration_id)}",
        query={"fields": fields},
        repeatable=Repeatable.AFTER_LOOKING,
        body=dict(body),
        reply=Reply.JSON_OR_EMPTY,
        secrets=frozenset(secrets),
    )


def fetch_integration_form(integration_id: str) -> Call:
    """Fetch the form that an integration shows to who sends data with it. It is a read, though a POST."""
    return Call(
        method="POST",
        path=f"{ROOT}/integrations/{_integration(integration_id)}/form",
        repeatable=Repeatable.FREELY,
        reply=Reply.OBJECT,
    )


def test_integration(integration_id: str) -> Call:
    """Test an integration: what its service does then is the service's own."""
    return Call(
        method="POST",
        path=f"{ROOT}/integrations/{_integration(integration_id)}/test",
        repeatable=Repeatable.NEVER,
    )


def _hub(integration_hub_id: int | str) -> str:
    return segment(integration_hub_id, name="integration_hub_id")


def _integration(integration_id: str) -> str:
    return segment(integration_id, name="integration_id")
