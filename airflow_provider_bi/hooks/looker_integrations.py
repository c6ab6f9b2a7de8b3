"""The Looker hook's methods for integrations, each one line over a call or a flow.

Each takes an integration by its id, such as ``1::slack_app``, or by ``integration_hub_id`` and ``name``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from airflow_provider_bi.api.calls import Json
from airflow_provider_bi.api.looker import reads
from airflow_provider_bi.api.looker.checks import Check
from airflow_provider_bi.api.looker.integration import plan_integration_update
from airflow_provider_bi.api.update import UpdateResult
from airflow_provider_bi.hooks.base import ApiHook


class IntegrationMethods(ApiHook):
    """Part of :class:`~airflow_provider_bi.hooks.looker.LookerHook`."""

    def list_integrations(
        self, *, integration_hub_id: int | str | None = None, fields: str | None = None
    ) -> list[Json]:
        """Return the integrations of one hub, or of all, without secrets."""
        return self.run(reads.read_integrations(integration_hub_id=integration_hub_id, fields=fields))

    def get_integration(
        self,
        integration_id: str | None = None,
        *,
        integration_hub_id: int | str | None = None,
        name: str | None = None,
        fields: str | None = None,
    ) -> Json:
        """Return one integration, without secrets."""
        flow = reads.read_integration(integration_id, integration_hub_id=integration_hub_id, name=name, fields=fields)
        return self.run(flow)

    def fetch_integration_form(
        self,
        integration_id: str | None = None,
        *,
        integration_hub_id: int | str | None = None,
        name: str | None = None,
    ) -> Json:
        """Return the form that an integration shows to who sends data with it, without secrets."""
        return self.run(reads.read_form(integration_id, integration_hub_id=integration_hub_id, name=name))

    def test_integration(
        self,
        integration_id: str | None = None,
        *,
        integration_hub_id: int | str | None = None,
        name: str | None = None,
    ) -> Check:
        """Let Looker test an integration; one that does not pass is no error here."""
        return self.run(reads.check_integration(integration_id, integration_hub_id=integration_hub_id, name=name))

    def update_integration(
        self,
        integration_id: str | None = None,
        *,
        integration_hub_id: int | str | None = None,
        name: str | None = None,
        enabled: bool | None = None,
        params: Mapping[str, Any] | None = None,
        installed_delegate_oauth_targets: list[str] | None = None,
        clear: Collection[str] = (),
        fields: str | None = None,
        skip_unchanged: bool = True,
    ) -> UpdateResult:
        """Change what is asked for of an integration and return what really changed.

        :param integration_id: Looker's id of the integration, such as ``1::slack_app``; or
        :param integration_hub_id: its hub, and
        :param name: its name there.
        :param enabled: Whether the action is available to users; None leaves it.
        :param params: ``{name: value}`` or ``{name: {"value": ..., "user_attribute_name": ...}}``; ``""`` clears a
            value.
        :param installed_delegate_oauth_targets: All targets: the list is replaced.
        :param clear: ``params.NAME.value``, ``params.NAME.user_attribute_name``, ``installed_delegate_oauth_targets``.
        :param fields: Looker's own query parameter for what a reply holds.
        :param skip_unchanged: Whether nothing is written when all of it stands there already.
        :raises BiApiError: typed by what went wrong.
        """
        planning = plan_integration_update(
            integration_id,
            integration_hub_id=integration_hub_id,
            name=name,
            enabled=enabled,
            params=params,
            installed_delegate_oauth_targets=installed_delegate_oauth_targets,
            clear=clear,
            fields=fields,
            skip_unchanged=skip_unchanged,
        )
        return self._carried_out(self.run(planning))
