"""The Looker hook's methods for integration hubs, each one line over a call or a flow."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from airflow_provider_bi.api.calls import Json
from airflow_provider_bi.api.looker import reads
from airflow_provider_bi.api.looker.agreement import Agreement, accept, read_agreement
from airflow_provider_bi.api.looker.checks import Check, hub_health
from airflow_provider_bi.api.looker.creation import HubCreation, create_hub
from airflow_provider_bi.api.looker.deletion import HubDeletion, delete_hub
from airflow_provider_bi.api.looker.hub import plan_hub_update
from airflow_provider_bi.api.looker.rotation import Rotation, rotate
from airflow_provider_bi.api.update import UpdateResult
from airflow_provider_bi.hooks.base import ApiHook
from airflow_provider_bi.version_compat import mask_secret


class HubMethods(ApiHook):
    """Part of :class:`~airflow_provider_bi.hooks.looker.LookerHook`."""

    def list_integration_hubs(self, *, fields: str | None = None) -> list[Json]:
        """Return all integration hubs, without secrets."""
        return self.run(reads.read_hubs(fields=fields))

    def get_integration_hub(self, integration_hub_id: int | str, *, fields: str | None = None) -> Json:
        """Return one integration hub, without secrets."""
        return self.run(reads.read_hub(integration_hub_id, fields=fields))

    def create_integration_hub(
        self,
        *,
        url: str,
        authorization_token: str | None = None,
        fail_if_existing: bool = False,
        fields: str | None = None,
    ) -> HubCreation:
        """Create an integration hub, unless one with this URL is there: that one is returned as it is.

        :param url: The hub's URL.
        :param authorization_token: The token that Looker sends to the hub.
        :param fail_if_existing: Fail where a hub with this URL is there.
        :param fields: Looker's own query parameter for what a reply holds.
        :raises BiApiError: typed by what went wrong.
        """
        _mask(authorization_token)
        flow = create_hub(
            url=url, authorization_token=authorization_token, fail_if_existing=fail_if_existing, fields=fields
        )
        return self.run(flow)

    def update_integration_hub(
        self,
        integration_hub_id: int | str,
        *,
        url: str | None = None,
        authorization_token: str | None = None,
        clear: Collection[str] = (),
        fields: str | None = None,
        skip_unchanged: bool = True,
    ) -> UpdateResult:
        """Change what is asked for of a hub and return what really changed.

        :param integration_hub_id: Looker's id of the hub.
        :param url: The hub's URL; None leaves it.
        :param authorization_token: The token that Looker sends to the hub; one that is given is always written.
        :param clear: ``authorization_token``, to remove it.
        :param fields: Looker's own query parameter for what a reply holds.
        :param skip_unchanged: Whether nothing is written when all of it stands there already.
        :raises BiApiError: typed by what went wrong.
        """
        _mask(authorization_token)
        planning = plan_hub_update(
            integration_hub_id,
            url=url,
            authorization_token=authorization_token,
            clear=clear,
            fields=fields,
            skip_unchanged=skip_unchanged,
        )
        return self._carried_out(self.run(planning))

    def delete_integration_hub(self, integration_hub_id: int | str, *, fail_if_missing: bool = False) -> HubDeletion:
        """Delete an integration hub with its integrations, and tell whether it was there.

        :param fail_if_missing: Raise ``NotFoundError`` where it is not there.
        """
        return self.run(delete_hub(integration_hub_id, fail_if_missing=fail_if_missing))

    def check_integration_hub_health(self, integration_hub_id: int | str) -> Check:
        """Let Looker look whether a hub is healthy."""
        return self.run(hub_health(integration_hub_id))

    def read_integration_hub_legal_agreement(self, integration_hub_id: int | str) -> Agreement:
        """Return a hub's legal agreement, to be read before it is accepted."""
        return self.run(read_agreement(integration_hub_id))

    def accept_integration_hub_legal_agreement(self, agreement: Agreement) -> Agreement:
        """Accept a legal agreement that was read; one that is signed or not required is left alone."""
        return self.run(accept(agreement))

    def rotate_integration_hub_token(
        self, integration_hub_id: int | str, *, authorization_token: str, previous_token: str | None = None
    ) -> Rotation:
        """Write a hub's new token, check hub and enabled integrations, and put the previous one back if they fail.

        :param integration_hub_id: Looker's id of the hub.
        :param authorization_token: The new token.
        :param previous_token: The one that stands there.
        :raises RotationFailed: saying which step failed, and which token stands now.
        """
        _mask(authorization_token, previous_token)
        flow = rotate(integration_hub_id, authorization_token=authorization_token, previous_token=previous_token)
        return self.run(flow)


def _mask(*tokens: Any) -> None:
    """Let Airflow hide tokens in every log before they are sent anywhere."""
    for token in tokens:
        if isinstance(token, str) and token:
            mask_secret(token)
