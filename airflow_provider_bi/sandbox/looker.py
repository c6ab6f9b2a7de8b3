"""What Looker holds: hubs, integrations and tokens, and what a write does to them."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from airflow_provider_bi.sandbox import seeds
from airflow_provider_bi.sandbox.looker_bodies import HubBody, IntegrationBody, Problem, Unprocessable

CLIENT_ID = "sandbox-looker-client-id"
CLIENT_SECRET = "sandbox-looker-client-secret"  # noqa: S105 - made up
TOKEN_LIFETIME = 3600.0

Json = dict[str, Any]


@dataclass
class Looker:
    """What Looker holds, secrets included, and the switches for what differs between instances.

    :param hubs: By id, with ``authorization_token``.
    :param integrations: By id, with the values of their sensitive parameters.
    :param tokens: Access token and when it ends, on the monotonic clock.
    :param token_lifetime: Seconds that a new token lives.
    :param has_health: False for releases before 25.18, which have no health endpoint.
    :param health: By hub id, what its health endpoint answers other than success; of a list each request gets the
        next, and the last stays.
    :param arriving: Integrations that are not there yet, each with how many lists of integrations still lack it. A new
        hub has one that its first list lacks.
    :param test_results: By integration id, what its test answers other than success.
    """

    hubs: dict[str, Json] = field(default_factory=dict, repr=False)
    integrations: dict[str, Json] = field(default_factory=dict, repr=False)
    tokens: dict[str, float] = field(default_factory=dict, repr=False)
    token_lifetime: float = TOKEN_LIFETIME
    has_health: bool = True
    health: dict[str, Json | list[Json]] = field(default_factory=dict)
    arriving: list[tuple[int, Json]] = field(default_factory=list)
    test_results: dict[str, Json] = field(default_factory=dict)

    def reset(self) -> None:
        """Store the seeds and nothing else, all switches at their defaults, everybody logged out."""
        self.hubs.clear()
        self.hubs.update({hub["id"]: hub for hub in seeds.looker_hubs()})
        self.integrations.clear()
        self.integrations.update({found["id"]: found for found in seeds.looker_integrations()})
        self.tokens.clear()
        self.health.clear()
        self.arriving.clear()
        self.test_results.clear()
        self.token_lifetime = TOKEN_LIFETIME
        self.has_health = True

    def login(self) -> Json:
        """Hand out a new token."""
        token = f"sandbox-access-token-{secrets.token_urlsafe(24)}"
        self.tokens[token] = time.monotonic() + self.token_lifetime
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": int(self.token_lifetime),
            "refresh_token": None,
        }

    def knows(self, token: str) -> bool:
        """Tell whether a token was handed out and still lives."""
        return self.tokens.get(token, 0.0) > time.monotonic()

    def create_hub(self, body: HubBody) -> Json:
        """Store a new hub."""
        hub_id = str(max(map(int, self.hubs), default=0) + 1)
        self.hubs[hub_id] = seeds.new_hub(hub_id, body.url)
        self.arriving.append((1, seeds.webhook(hub_id)))
        return self.update_hub(self.hubs[hub_id], body)

    def delete_hub(self, hub_id: str) -> None:
        """Forget a hub and what belongs to it."""
        del self.hubs[hub_id]
        for found in list(self.integrations.values()):
            if found["integration_hub_id"] == hub_id:
                del self.integrations[found["id"]]
        self.arriving[:] = [(lists, found) for lists, found in self.arriving if found["integration_hub_id"] != hub_id]

    def list_integrations(self) -> list[Json]:
        """Return all integrations, those included that arrive with this list."""
        self.integrations.update({found["id"]: found for lists, found in self.arriving if lists <= 0})
        self.arriving[:] = [(lists - 1, found) for lists, found in self.arriving if lists > 0]
        return list(self.integrations.values())

    def health_of(self, hub: Json) -> Json:
        """Return what a hub's health endpoint answers now."""
        problem = hub["fetch_error_message"]
        other = self.health.get(hub["id"], {})
        if isinstance(other, list):
            other = other.pop(0) if len(other) > 1 else next(iter(other), {})
        return {"success": problem is None, "message": problem or "Integration hub is healthy.", **other}

    def update_hub(self, hub: Json, body: HubBody) -> Json:
        """Write the fields that the body holds."""
        hub.update(body.model_dump(exclude_unset=True))
        return hub

    def accept_legal_agreement(self, hub: Json) -> Json:
        """Sign, where there is something to sign.

        :raises Unprocessable: where nothing is, or it is signed.
        """
        if not hub["legal_agreement_required"] or hub["legal_agreement_signed"]:
            raise Unprocessable(Problem("legal_agreement_signed", "invalid", "There is no legal agreement to accept."))
        hub["legal_agreement_signed"] = True
        return hub

    def update_integration(self, integration: Json, body: IntegrationBody) -> Json:
        """Write the fields that the body holds; parameters are merged by name, a null value is ignored.

        :raises Unprocessable: for a parameter that the integration does not have; nothing is written then.
        """
        params = {param["name"]: param for param in integration["params"]}
        sent = body.params or []
        unknown = [param.name for param in sent if param.name not in params]
        if unknown:
            raise Unprocessable(*(Problem("params", "invalid", f"Unknown parameter: {name}") for name in unknown))
        for param in sent:
            given = param.model_dump(exclude_unset=True)
            if given.get("value") is None:
                given.pop("value", None)
            params[param.name].update(given)
        integration.update(body.model_dump(exclude_unset=True, exclude={"params"}))
        return integration


def shown_hub(hub: Json) -> Json:
    """Return a hub as replies show it: of its token only whether there is one."""
    shown = {name: value for name, value in hub.items() if name != "authorization_token"}
    return {**shown, "has_authorization_token": bool(hub["authorization_token"])}


def shown_integration(integration: Json) -> Json:
    """Return an integration as replies show it: of sensitive values only whether there is one."""
    return {**integration, "params": [_shown_param(param) for param in integration["params"]]}


def _shown_param(param: Json) -> Json:
    value = param["value"] or None
    sensitive = param["sensitive"] is not False
    return {**param, "has_value": value is not None, "value": None if sensitive else value}
