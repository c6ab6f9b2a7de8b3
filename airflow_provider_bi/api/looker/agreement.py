"""Accepting a hub's legal agreement: read, then accepted by somebody's explicit wish, never by the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from airflow_provider_bi.api.calls import Flow, Json
from airflow_provider_bi.api.errors import BiApiError, InvalidRequestError, UnexpectedReply, may_have_arrived
from airflow_provider_bi.api.looker import calls

_FIELDS: Final = "id,url,label,legal_agreement_required,legal_agreement_signed,legal_agreement_text"


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """A hub's legal agreement as it was read.

    :param text: The whole of it; None where Looker shows none.
    :param accepted: Whether it was accepted here.
    """

    integration_hub_id: str
    required: bool
    signed: bool
    text: str | None = field(repr=False)
    accepted: bool = False

    @property
    def is_due(self) -> bool:
        """Whether there is something to accept: Looker refuses it otherwise."""
        return self.required and not self.signed

    @property
    def told(self) -> dict[str, Any]:
        """The agreement as JSON, for an XCom."""
        return {
            "integration_hub_id": self.integration_hub_id,
            "accepted": self.accepted,
            "legal_agreement_required": self.required,
            "legal_agreement_signed": self.signed,
            "legal_agreement_text": self.text,
        }


def read_agreement(integration_hub_id: int | str) -> Flow[Agreement]:
    """Read a hub's legal agreement.

    :raises UnexpectedReply: where Looker does not show whether it is required and signed.
    """
    hub = yield calls.integration_hub(integration_hub_id, fields=_FIELDS)
    required, signed = _flag(hub, "legal_agreement_required"), _flag(hub, "legal_agreement_signed")
    if required is None or signed is None:
        raise UnexpectedReply(
            f"Looker does not show whether integration hub {integration_hub_id} needs its legal agreement signed. "
            "Nothing was accepted."
        )
    text = hub.get("legal_agreement_text")
    return Agreement(
        integration_hub_id=str(integration_hub_id).strip(),
        required=required,
        signed=signed,
        text=text if isinstance(text, str) else None,
    )


def accept(agreement: Agreement) -> Flow[Agreement]:
    """Accept an agreement that was read; one that is not required or is signed is left alone.

    It is sent once: where it is not known whether it was done, one looks.

    :raises UnexpectedReply: where Looker took it and does not show it as signed.
    """
    if not agreement.is_due:
        return agreement
    hub = agreement.integration_hub_id
    lost: BiApiError | None = None
    reply: Json = None
    try:
        reply = yield calls.accept_integration_hub_legal_agreement(hub)
    except InvalidRequestError as refused:
        lost = refused
    except BiApiError as error:
        if not may_have_arrived(error):
            raise
        lost = error
    if _flag(reply, "legal_agreement_signed") is not True and not (yield from _signed(hub)):
        raise lost or UnexpectedReply(f"Looker does not show the legal agreement of integration hub {hub} as signed.")
    # Looker refuses it where somebody else was faster; then it is signed, and not by this.
    faster = isinstance(lost, InvalidRequestError)
    return Agreement(integration_hub_id=hub, required=True, signed=True, text=agreement.text, accepted=not faster)


def _signed(hub: str) -> Flow[bool]:
    try:
        shown = yield calls.integration_hub(hub, fields=_FIELDS)
    except BiApiError:
        return False
    return _flag(shown, "legal_agreement_signed") is True


def _flag(hub: Json, name: str) -> bool | None:
    found = hub.get(name) if isinstance(hub, Mapping) else None
    return found if isinstance(found, bool) else None
