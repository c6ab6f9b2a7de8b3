"""Waits for Looker that take no worker."""

from __future__ import annotations

from typing import Any

from airflow_provider_bi.api.calls import Flow
from airflow_provider_bi.api.looker.probes import healthy, present
from airflow_provider_bi.api.waits import Look
from airflow_provider_bi.hooks.looker import LookerHook
from airflow_provider_bi.triggers.waiting import WaitTrigger


class WaitingLookerHook(LookerHook):
    """The hook of a wait, which keeps its tokens to itself.

    Airflow's masker never forgets one and compiles all of them anew for the next: a triggerer, which lives for weeks
    and logs in for every wait, would hold its loop ever longer. Nothing of ours logs a token.
    """

    def _mask_token(self, token: str) -> None:
        """Leave the masker as it is."""


class LookerTrigger(WaitTrigger):
    """Base of the triggers that look at Looker: one login for the whole wait, and a logout at its end."""

    def _hook(self) -> LookerHook:
        return WaitingLookerHook(self.conn_id)


class LookerIntegrationHubHealthTrigger(LookerTrigger):
    """Wait until a hub is healthy.

    :param integration_hub_id: Looker's id of the hub.
    """

    def __init__(self, *, integration_hub_id: int | str, **wait: Any) -> None:
        super().__init__(**wait)
        self.integration_hub_id = integration_hub_id

    def _arguments(self) -> dict[str, Any]:
        return {"integration_hub_id": self.integration_hub_id}

    def _probe(self) -> Flow[Look]:
        return healthy(self.integration_hub_id)


class LookerIntegrationTrigger(LookerTrigger):
    """Wait until an integration is there, with its parameters.

    :param integration_id: Looker's id of the integration.
    :param integration_params: Names of parameters that must be there too.
    """

    def __init__(self, *, integration_id: str, integration_params: list[str], **wait: Any) -> None:
        super().__init__(**wait)
        self.integration_id = integration_id
        self.integration_params = integration_params

    def _arguments(self) -> dict[str, Any]:
        return {"integration_id": self.integration_id, "integration_params": self.integration_params}

    def _probe(self) -> Flow[Look]:
        return present(self.integration_id, params=self.integration_params)
