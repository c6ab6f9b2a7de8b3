"""What Looker says when it checks a hub or an integration. It answers 200 also where the check did not succeed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from airflow_provider_bi.api.calls import Flow, Json
from airflow_provider_bi.api.errors import AuthError, BiApiError, StatusError, one_line
from airflow_provider_bi.api.looker import calls

_LONGEST: Final = 1000
_ABSENT: Final = 404


class CheckFailed(BiApiError):
    """A check was made and did not succeed. What is down may come back, so another try may see more.

    :param message: What was checked, and what Looker said of it.
    """

    permanent = False


@dataclass(frozen=True, kw_only=True)
class Check:
    """How a check ended.

    :param subject: What was checked, for people.
    :param success: True only where Looker said so.
    :param message: What Looker said of it.
    :param details: What else there is to hand on; JSON.
    """

    subject: str
    success: bool
    message: str
    details: Mapping[str, Any]

    @property
    def told(self) -> dict[str, Any]:
        """The check as JSON, for an XCom."""
        return {**self.details, "success": self.success, "message": self.message}

    def passed(self) -> dict[str, Any]:
        """Return the check as JSON.

        :raises CheckFailed: where it did not succeed.
        """
        if not self.success:
            raise CheckFailed(f"{self}. Mend that, or let the task retry.")
        return self.told

    def __str__(self) -> str:
        ended = "passed its check" if self.success else "did not pass its check"
        return f"{self.subject} {ended}: {self.message.rstrip('.')}"


def hub_health(integration_hub_id: int | str) -> Flow[Check]:
    """Check a hub's health. Releases before 25.18 only tell whether its metadata could be fetched.

    :raises NotFoundError: for a hub that is not there.
    """
    try:
        reply = yield calls.get_integration_hub_health(integration_hub_id)
    except StatusError as error:
        # A login that Looker rejects is a 404 too.
        if isinstance(error, AuthError) or error.status_code != _ABSENT:
            raise
        # Either no such hub, which this read says too, or no such endpoint, which may be told by a page.
        hub = yield calls.integration_hub(integration_hub_id, fields="id,fetch_error_message")
        return _health(integration_hub_id, *_fetched(hub))
    return _health(integration_hub_id, *_outcome(reply))


def integration_test(integration_id: str) -> Flow[Check]:
    """Let Looker test an integration."""
    reply = yield calls.test_integration(integration_id)
    success, message = _outcome(reply)
    delegated = reply.get("delegate_oauth_result") if isinstance(reply, Mapping) else None
    return Check(
        subject=f"Looker's integration {integration_id}",
        success=success,
        message=message,
        details={"integration_id": str(integration_id), "delegate_oauth_result": delegated},
    )


def _health(integration_hub_id: int | str, success: bool, message: str) -> Check:  # noqa: FBT001 - a reply's field
    return Check(
        subject=f"Looker's integration hub {integration_hub_id}",
        success=success,
        message=message,
        details={"integration_hub_id": str(integration_hub_id)},
    )


def _outcome(reply: Json) -> tuple[bool, str]:
    """Read ``success`` and ``message``: what is not the literal true is no success."""
    if not isinstance(reply, Mapping) or not isinstance(reply.get("success"), bool):
        return False, "Looker did not say whether it succeeded"
    message = reply.get("message")
    said = one_line(message, longest=_LONGEST) if isinstance(message, str) else ""
    return reply["success"], said or "Looker gave no message"


def _fetched(hub: Json) -> tuple[bool, str]:
    """Read the error message that Looker documents to be there where the hub cannot be used."""
    if not isinstance(hub, Mapping) or "fetch_error_message" not in hub:
        return False, "Looker did not show whether it could fetch the hub's metadata"
    message = hub["fetch_error_message"]
    if message is None:
        return True, "Looker could fetch the hub's metadata"
    said = one_line(message, longest=_LONGEST) if isinstance(message, str) else ""
    return False, said or "Looker shows an error without words"
