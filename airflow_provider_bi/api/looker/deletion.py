"""Deleting a hub; one that is gone already is no failure, unless that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from airflow_provider_bi.api.calls import Flow, identifier
from airflow_provider_bi.api.errors import BiApiError, ConnectionFailed, NotFoundError, may_have_arrived
from airflow_provider_bi.api.looker import calls


@dataclass(frozen=True, kw_only=True)
class HubDeletion:
    """A hub that is not there any more.

    :param deleted: Whether it was there before.
    """

    integration_hub_id: str
    deleted: bool

    @property
    def told(self) -> dict[str, Any]:
        """The deletion as JSON, for an XCom."""
        return {"integration_hub_id": self.integration_hub_id, "deleted": self.deleted}


def delete_hub(integration_hub_id: int | str, *, fail_if_missing: bool = False) -> Flow[HubDeletion]:
    """Delete a hub, with all of its integrations.

    After a lost connection or a 5xx one looks whether it is there; if it is, a lost one is sent once more.

    :param fail_if_missing: Fail where it is not there. Looker says that too of a hub that this user may not see.
    :raises NotFoundError: where it is not there and that is asked for.
    """
    hub = identifier(integration_hub_id, name="integration_hub_id")
    for sends_left in (1, 0):  # pragma: no branch - the second one ends it in any case
        try:
            yield calls.delete_integration_hub(integration_hub_id)
            break
        except NotFoundError:
            if not sends_left:
                # It was there a moment ago: the first one arrived late.
                break
            if fail_if_missing:
                raise
            return HubDeletion(integration_hub_id=hub, deleted=False)
        except BiApiError as lost:
            if not may_have_arrived(lost):
                raise
            if (yield from _gone(integration_hub_id)):
                break
            if not isinstance(lost, ConnectionFailed) or not sends_left:
                raise
    return HubDeletion(integration_hub_id=hub, deleted=True)


def _gone(integration_hub_id: int | str) -> Flow[bool]:
    try:
        yield calls.integration_hub(integration_hub_id, fields="id")
    except NotFoundError:
        return True
    except BiApiError:
        return False
    return False
