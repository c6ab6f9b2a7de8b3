"""Plan the update of an integration hub."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from airflow_provider_bi.api.calls import Flow, Json
from airflow_provider_bi.api.errors import ArgumentError
from airflow_provider_bi.api.looker.calls import integration_hub, update_integration_hub
from airflow_provider_bi.api.looker.fields import with_fields
from airflow_provider_bi.api.looker.models import IntegrationHub, hide_user
from airflow_provider_bi.api.models import read_field, secret_fields, shown_fields
from airflow_provider_bi.api.paths import Path, Snapshot
from airflow_provider_bi.api.redaction import redacted
from airflow_provider_bi.api.update import Plan, SecretWrite, differences

_FLAG: Final = "has_authorization_token"
_NEEDED: Final = ("id", "url", _FLAG)


def plan_hub_update(
    integration_hub_id: int | str,
    *,
    url: object = None,
    authorization_token: object = None,
    clear: Collection[str] = (),
    fields: str | None = None,
    skip_unchanged: bool = True,
) -> Flow[Plan]:
    """Read a hub and plan its update.

    :param url: The hub's URL.
    :param authorization_token: The key that Looker sends to the hub and never shows: one that is given is written.
    :param clear: ``authorization_token``, to remove it.
    :param fields: Looker's own parameter for what a reply holds; what the plan needs is added.
    :param skip_unchanged: Whether nothing is written when all that was asked for stands there already.
    :raises ArgumentError: before any write.
    """
    given = {"url": url, "authorization_token": authorization_token}
    asked = {name: read_field(IntegrationHub, name, value) for name, value in given.items() if value is not None}
    for name in clear:
        if name != "authorization_token":
            raise ArgumentError(f"{name} of a hub cannot be cleared; authorization_token can.")
        if name in asked:
            raise ArgumentError(f"{name}: given and cleared at once. Choose one.")
    trimmed = with_fields(fields, _NEEDED)
    read = integration_hub(integration_hub_id, fields=trimmed)
    current = yield read
    before = _snapshot(current)
    requested: dict[Path, Any] = {
        (name,): value for name, value in asked.items() if name not in secret_fields(IntegrationHub)
    }
    secrets: dict[Path, SecretWrite] = {}
    if "authorization_token" in asked:
        secrets[("authorization_token",)] = SecretWrite(filled=True, flag=(_FLAG,))
    elif clear and before.get((_FLAG,)) is not False:
        secrets[("authorization_token",)] = SecretWrite(filled=False, flag=(_FLAG,))
    hidden = {value for name, value in asked.items() if name in secret_fields(IntegrationHub)}
    changes = differences(before, requested, secrets)
    body = {
        **{path[0]: value for path, value in requested.items() if path in changes or not skip_unchanged},
        **{path[0]: asked.get(path[0]) for path in secrets},
    }
    write = update_integration_hub(integration_hub_id, body, fields=trimmed, secrets=hidden) if body else None
    return Plan(
        subject=f"Looker's integration hub {integration_hub_id}",
        read=read,
        write=write,
        snapshot=_snapshot,
        redact=lambda reply: redacted_hub(reply, hidden),
        current=current,
        before=before,
        requested=requested,
        secrets=secrets,
        hidden=frozenset(hidden),
    )


def _snapshot(reply: Json) -> Snapshot:
    shown: dict[Path, Any] = {(name,): value for name, value in shown_fields(IntegrationHub, reply).items()}
    if isinstance(reply, Mapping) and isinstance(reply.get(_FLAG), bool):
        shown[(_FLAG,)] = reply[_FLAG]
    return shown


def redacted_hub(reply: Json, hidden: Collection[str] = ()) -> Json:
    """Hide a hub's token, a user in its URL, and wherever it stands what was written as a secret."""
    shown = redacted(reply, names=secret_fields(IntegrationHub), secrets=hidden)
    if isinstance(shown, dict) and isinstance(shown.get("url"), str):
        shown["url"] = hide_user(shown["url"])
    return shown
