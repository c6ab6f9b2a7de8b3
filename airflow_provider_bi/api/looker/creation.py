"""Creating a hub, unless one with this URL is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from airflow_provider_bi.api.calls import Flow, Json, identifier
from airflow_provider_bi.api.errors import ArgumentError, BiApiError, StatusError, UnexpectedReply, may_have_arrived
from airflow_provider_bi.api.looker import calls
from airflow_provider_bi.api.looker.fields import with_fields
from airflow_provider_bi.api.looker.hub import redacted_hub
from airflow_provider_bi.api.looker.models import IntegrationHub
from airflow_provider_bi.api.models import read_field, secret_fields

_CONFLICT: Final = 409
_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, kw_only=True)
class HubCreation:
    """A hub that is there now.

    :param created: Whether it was made; False where one with this URL was there.
    :param integration_hub_id: Looker's id of it.
    :param hub: What Looker shows of it, without secrets.
    """

    created: bool
    integration_hub_id: str
    hub: Json = field(repr=False)


def create_hub(
    *,
    url: object,
    authorization_token: object = None,
    fail_if_existing: bool = False,
    fields: str | None = None,
) -> Flow[HubCreation]:
    """Create a hub, unless one with this URL is there; that one is returned as it is.

    It is sent once: after a lost connection or a 5xx one looks whether it is there, and never sends it again.

    :param url: The hub's URL. Case of the host, the scheme's own port and a slash at the end make no other hub.
    :param authorization_token: The key that Looker shall send to the hub.
    :param fail_if_existing: Fail where one is there, instead of returning it.
    :param fields: Looker's own parameter for what a reply holds; id and url are added.
    :raises ArgumentError: before anything is sent, for fields that make no hub; or for one that exists.
    :raises UnexpectedReply: where the list of hubs does not tell whether one exists.
    """
    if url is None:
        raise ArgumentError("url: a hub needs one.")
    given = {"url": url, "authorization_token": authorization_token}
    body = {name: read_field(IntegrationHub, name, value) for name, value in given.items() if value is not None}
    hidden = frozenset(body[name] for name in secret_fields(IntegrationHub) if name in body)
    wanted = _Wanted(url=body["url"], address=_address(body["url"]), fields=with_fields(fields, ("id", "url")))
    if wanted.address is None:
        raise ArgumentError("url: a URL with scheme and host is needed.")
    existing = yield from _existing(wanted)
    if existing is not None:
        return _returned(existing, fail=fail_if_existing)
    made: Json = None
    lost: BiApiError | None = None
    try:
        made = yield calls.create_integration_hub(body, fields=wanted.fields, secrets=hidden)
    except BiApiError as error:
        if may_have_arrived(error):
            lost = error
        elif _is_conflict(error) and (existing := (yield from _looked(wanted))) is not None:
            # Somebody else was faster.
            return _returned(existing, fail=fail_if_existing)
        else:
            raise
    if not _shows_id(made):
        made = yield from _looked(wanted)
    if made is None:
        raise lost or UnexpectedReply(f"Looker does not show the hub that it was to create for {wanted.url}.")
    return _creation(made, created=True, hidden=hidden)


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    url: str
    address: tuple[object, ...] | None
    fields: str | None


def _existing(wanted: _Wanted) -> Flow[Json]:
    """Return the hub with the wanted URL; None where there is none."""
    listed = yield calls.all_integration_hubs(fields=wanted.fields)
    if not all(isinstance(hub, Mapping) and "url" in hub and _shows_id(hub) for hub in listed):
        raise UnexpectedReply(f"Looker listed hubs without id or url: it cannot be told whether {wanted.url} exists.")
    found = [hub for hub in listed if _address(hub["url"]) == wanted.address]
    if len(found) > 1:
        ids = ", ".join(str(hub["id"]) for hub in found)
        raise ArgumentError(f"Looker has {len(found)} hubs with the URL {wanted.url}: {ids}. Nothing was created.")
    return found[0] if found else None


def _is_conflict(error: BiApiError) -> bool:
    return isinstance(error, StatusError) and error.status_code == _CONFLICT


def _looked(wanted: _Wanted) -> Flow[Json]:
    """Look after a creation of which it is not known whether it was done; what it failed of is told if this fails."""
    try:
        return (yield from _existing(wanted))
    except BiApiError:
        return None


def _address(url: object) -> tuple[object, ...] | None:
    """Return what makes two URLs the same hub's; None for what is no URL."""
    try:
        parts = urlsplit(url.strip() if isinstance(url, str) else "")
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    if not parts.hostname:
        return None
    return parts.scheme, parts.username, parts.hostname, port, parts.path.rstrip("/"), parts.query


def _shows_id(hub: Json) -> bool:
    try:
        identifier(hub.get("id") if isinstance(hub, Mapping) else None, name="id")
    except ArgumentError:
        return False
    return True


def _returned(hub: Mapping[str, Any], *, fail: bool) -> HubCreation:
    if fail:
        raise ArgumentError(f"Looker has a hub with the URL {hub['url']} already: {hub['id']}. Nothing was created.")
    return _creation(hub, created=False, hidden=frozenset())


def _creation(hub: Mapping[str, Any], *, created: bool, hidden: frozenset[str]) -> HubCreation:
    return HubCreation(created=created, integration_hub_id=str(hub["id"]), hub=redacted_hub(hub, hidden))
