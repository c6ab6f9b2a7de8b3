"""Rotating a hub's token: write the new one, check that the hub takes it, put the old one back if it does not.

Looker never shows a token. So both are kept by who asks for the rotation, and at no moment are both lost: what stands
in Looker is one of them at any time. A run that is killed between two steps leaves the new one unchecked; a rerun
writes it again, for a token is always written, and goes on from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from airflow_provider_bi.api.calls import Call, Flow, Json, identifier
from airflow_provider_bi.api.errors import ArgumentError, BiApiError, UnexpectedReply
from airflow_provider_bi.api.flows import advance
from airflow_provider_bi.api.looker import calls
from airflow_provider_bi.api.looker.checks import Check, hub_health, integration_test
from airflow_provider_bi.api.looker.models import IntegrationHub
from airflow_provider_bi.api.looker.token_write import NotWritten, write_token
from airflow_provider_bi.api.models import read_field
from airflow_provider_bi.api.redaction import REDACTED, redacted

T = TypeVar("T")

_TOLD: Final = 4
"""Failed tests that an error text lists."""
_LONGEST: Final = 250
"""Characters of what is quoted in an error text: which token stands is told at its end."""
_NEXT: Final = "PatchLookerIntegrationHubOperator writes the token that shall stand"
_SAID: Final = ("message", "fetch_error_message")


@dataclass(kw_only=True)
class Rotation:
    """What a rotation has seen, also where it failed on the way. Everything in it is JSON and without secrets.

    :param health: ``{"success", "message"}`` of the hub's health check; null where it was not made.
    :param tests: The same of each enabled integration's test, by the integration's id.
    """

    integration_hub_id: str
    health: dict[str, Any] | None = None
    tests: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def changed(self) -> dict[str, Any]:
        """What has changed once the rotation is done."""
        return {"authorization_token": REDACTED}


class RotationFailed(BiApiError):
    """A rotation failed, and with what token it left the hub.

    :param message: Which step failed, why, and which token stands now.
    :param permanent: False where another try may succeed without anybody changing something.
    :param rotation: What was seen on the way.
    """

    def __init__(self, message: str, *, permanent: bool, rotation: Rotation) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.rotation = rotation

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (str(self), self.permanent, self.rotation)


class _StepFailed(Exception):
    """A check on the way failed.

    :param step: Which step, and why.
    :param permanent: Whether another try would see the same.
    """

    def __init__(self, step: str, *, permanent: bool) -> None:
        super().__init__(step)
        self.permanent = permanent


def rotate(
    integration_hub_id: int | str, *, authorization_token: object, previous_token: object = None
) -> Flow[Rotation]:
    """Write a hub's new token, check the hub's health, and test its enabled integrations.

    Where a check fails the previous token is written back, if it is given.

    :param authorization_token: The new token.
    :param previous_token: The token that stands there, to be put back.
    :raises ArgumentError: before anything is sent.
    :raises RotationFailed: where a step failed; it says which one, and which token stands now.
    """
    rotation = Rotation(integration_hub_id=identifier(integration_hub_id, name="integration_hub_id"))
    if authorization_token is None:
        raise ArgumentError("authorization_token: the new token is needed, or the connection that holds it.")
    new = read_field(IntegrationHub, "authorization_token", authorization_token)
    old = None if previous_token is None else read_field(IntegrationHub, "authorization_token", previous_token)
    if new == old:
        raise ArgumentError("authorization_token: it is the previous one; a rotation needs a new one.")
    return (yield from _hiding(_rotated(rotation, new, old), frozenset({new, old} - {None})))


def _rotated(rotation: Rotation, new: str, old: str | None) -> Flow[Rotation]:
    try:
        yield from _written(rotation, new)
        yield from _healthy(rotation)
        yield from _tested(rotation)
    except _StepFailed as failed:
        left = yield from _put_back(rotation, old)
        raise _failed(rotation, f"{failed}; {left}", permanent=failed.permanent) from failed.__cause__
    return rotation


def _failed(rotation: Rotation, why: str, *, permanent: bool) -> RotationFailed:
    message = f"The rotation of the token of Looker's integration hub {rotation.integration_hub_id} failed: {why}."
    return RotationFailed(message, permanent=permanent, rotation=rotation)


def _written(rotation: Rotation, new: str) -> Flow[None]:
    """Write the new token.

    :raises RotationFailed: where it was not written, or nobody knows. There is nothing to put back then.
    :raises _StepFailed: where Looker took the write and shows no token.
    """
    try:
        is_set = yield from write_token(rotation.integration_hub_id, new)
    except NotWritten as failed:
        step = "the new token could not be written" if failed.was_sent else "the hub could not be read"
        state = "the token that was there stands" if failed.was_sent else "nothing was written"
        if failed.may_stand:
            state = "it may have been written, so either token may stand; a further run writes it again"
        error = failed.error
        raise _failed(rotation, f"{step}: {_bare(error)}; {state}", permanent=error.permanent) from error
    if not is_set:
        raise _StepFailed("the new token was written, and Looker shows none there", permanent=True)


def _healthy(rotation: Rotation) -> Flow[None]:
    try:
        health = yield from hub_health(rotation.integration_hub_id)
    except BiApiError as error:
        raise _StepFailed(
            f"the new token was written, and the hub's health could not be checked: {_bare(error)}",
            permanent=error.permanent,
        ) from error
    rotation.health = {"success": health.success, "message": health.message}
    if not health.success:
        raise _StepFailed(
            f"the new token was written, and the hub did not pass its health check: {_bare(health.message)}",
            permanent=True,
        )


def _tested(rotation: Rotation) -> Flow[None]:
    """Test all enabled integrations, so that all that fail are told at once."""
    try:
        found = yield from _enabled(rotation.integration_hub_id)
    except BiApiError as error:
        raise _StepFailed(
            f"the hub is healthy, and its integrations could not be listed: {_bare(error)}", permanent=error.permanent
        ) from error
    permanent = False
    for integration_id in found:
        try:
            check: Check = yield from integration_test(integration_id)
        except BiApiError as error:
            outcome = {"success": False, "message": str(error)}
            permanent = permanent or error.permanent
        else:
            outcome = {"success": check.success, "message": check.message}
            permanent = permanent or not check.success
        rotation.tests[integration_id] = outcome
    failed = [f"{name}: {_bare(test['message'])}" for name, test in rotation.tests.items() if not test["success"]]
    if failed:
        more = f"; and {len(failed) - _TOLD} more" if len(failed) > _TOLD else ""
        raise _StepFailed(
            f"the hub is healthy, and of {len(found)} enabled integrations {len(failed)} did not pass the test "
            f"({'; '.join(failed[:_TOLD])}{more})",
            permanent=permanent,
        )


def _enabled(integration_hub_id: str) -> Flow[list[str]]:
    """Return the ids of the hub's enabled integrations.

    :raises UnexpectedReply: where the list does not tell which are enabled.
    """
    listed = yield calls.all_integrations(integration_hub_id=integration_hub_id, fields="id,integration_hub_id,enabled")
    if not all(
        isinstance(item, Mapping) and isinstance(item.get("id"), str) and isinstance(item.get("enabled"), bool)
        for item in listed
    ):
        raise UnexpectedReply(f"Looker does not show which integrations of hub {integration_hub_id} are enabled")
    return [item["id"] for item in listed if item["enabled"]]


def _put_back(rotation: Rotation, old: str | None) -> Flow[str]:
    """Write the previous token, and return what stands now."""
    if old is None:
        return f"the new token stands, since the previous one was not given to be put back. {_NEXT}"
    try:
        is_set = yield from write_token(rotation.integration_hub_id, old)
    except NotWritten as failed:
        could = "may have been put back, or" if failed.may_stand else "could not be put back,"
        return f"the previous token {could} the new one stands: {_bare(failed.error)}. {_NEXT}"
    if not is_set:
        return f"the previous token was written back, and Looker shows none there. {_NEXT}"
    return "the previous token stands again"


def _hiding(flow: Flow[T], secrets: frozenset[str]) -> Flow[T]:
    """Let no reply and no error of a flow repeat the tokens: a hub may tell in any message what it was sent."""
    step = advance(flow)
    while isinstance(step, Call):
        outcome: Any
        try:
            reply = yield replace(step, secrets=step.secrets | secrets)
            outcome = _scrubbed(reply, secrets)
        except BiApiError as error:
            outcome = error
        step = advance(flow, outcome)
    return step.result


def _scrubbed(reply: Json, secrets: frozenset[str]) -> Json:
    """Hide the tokens in a reply's words; ids and flags stay as they are, whatever a token looks like."""
    if not isinstance(reply, Mapping):
        return reply
    return {**reply, **redacted({name: reply[name] for name in _SAID if name in reply}, names=(), secrets=secrets)}


def _bare(said: object) -> str:
    text = str(said).rstrip(".")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _rebuild(message: str, permanent: bool, rotation: Rotation) -> RotationFailed:  # noqa: FBT001 - pickle's call
    """Make pickling work: Airflow hands exceptions between processes."""
    return RotationFailed(message, permanent=permanent, rotation=rotation)
