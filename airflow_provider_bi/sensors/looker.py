"""Sensors for Looker: a hub that is healthy, and an action that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow_provider_bi.api.looker.naming import id_of
from airflow_provider_bi.sensors.base import WaitSensor
from airflow_provider_bi.tasks.looker import LookerOperator
from airflow_provider_bi.tasks.rendered import given, names

if TYPE_CHECKING:
    from collections.abc import Collection

    from airflow_provider_bi.api.calls import Flow
    from airflow_provider_bi.api.waits import Look
    from airflow_provider_bi.triggers.waiting import WaitTrigger


class LookerIntegrationHubHealthSensor(LookerOperator, WaitSensor):
    """Wait until an integration hub is healthy.

    Returns ``integration_hub_id``, ``success`` and ``message``. A hub that is not there fails the task at once.

    :param integration_hub_id: Looker's id of the hub.
    """

    template_fields = ("integration_hub_id", *LookerOperator.template_fields, *WaitSensor.template_fields)

    def __init__(self, *, integration_hub_id: int | str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.integration_hub_id = integration_hub_id

    def _subject(self) -> str:
        return f"the health of Looker's integration hub {self.integration_hub_id}"

    def _probe(self) -> Flow[Look]:
        from airflow_provider_bi.api.looker.probes import healthy

        return healthy(self.integration_hub_id)

    def _trigger(self, *, poll_interval: float, deadline: float) -> WaitTrigger:
        from airflow_provider_bi.triggers.looker import LookerIntegrationHubHealthTrigger

        return LookerIntegrationHubHealthTrigger(
            conn_id=self.looker_conn_id,
            poll_interval=poll_interval,
            deadline=deadline,
            integration_hub_id=self.integration_hub_id,
        )


class LookerIntegrationSensor(LookerOperator, WaitSensor):
    """Wait until an integration is there: after a hub was created, or refreshed for a new release of its actions.

    Looker has no documented call that refreshes what it knows of a hub. Returns ``integration_id`` and
    ``integration_hub_id``. A hub that is not there fails the task at once.

    :param integration_id: Looker's id of the integration, such as ``1::slack_app``; it differs between instances.
    :param integration_hub_id: Instead of ``integration_id``: Looker's id of the hub.
    :param name: With ``integration_hub_id``: the integration's name there, such as ``slack_app``.
    :param integration_params: Names of parameters that the integration must have too.
    """

    template_fields = (
        "integration_id",
        "integration_hub_id",
        "name",
        "integration_params",
        *LookerOperator.template_fields,
        *WaitSensor.template_fields,
    )

    def __init__(
        self,
        *,
        integration_id: str | None = None,
        integration_hub_id: int | str | None = None,
        name: str | None = None,
        integration_params: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.integration_id = integration_id
        self.integration_hub_id = integration_hub_id
        self.name = name
        self.integration_params = integration_params

    @property
    def _wanted(self) -> str:
        return id_of(
            **given(
                {
                    "integration_id": self.integration_id,
                    "integration_hub_id": self.integration_hub_id,
                    "name": self.name,
                }
            )
        )

    @property
    def _params(self) -> tuple[str, ...]:
        return names("integration_params", self.integration_params)

    def _subject(self) -> str:
        return f"Looker's integration {self._wanted}"

    def _probe(self) -> Flow[Look]:
        from airflow_provider_bi.api.looker.probes import present

        return present(self._wanted, params=self._params)

    def _trigger(self, *, poll_interval: float, deadline: float) -> WaitTrigger:
        from airflow_provider_bi.triggers.looker import LookerIntegrationTrigger

        return LookerIntegrationTrigger(
            conn_id=self.looker_conn_id,
            poll_interval=poll_interval,
            deadline=deadline,
            integration_id=self._wanted,
            integration_params=list(self._params),
        )
