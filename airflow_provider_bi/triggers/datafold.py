"""Waiting for the end of a synchronisation in Datafold."""

from __future__ import annotations

from typing import Any

from airflow_provider_bi.api.calls import Flow
from airflow_provider_bi.api.datafold.sync import Until, Watch
from airflow_provider_bi.api.waits import Look
from airflow_provider_bi.hooks.datafold import DatafoldHook
from airflow_provider_bi.triggers.conditions import load
from airflow_provider_bi.triggers.waiting import WaitTrigger


class DatafoldSyncTrigger(WaitTrigger):
    """Wait until an integration shows what the user says that the end of a synchronisation looks like.

    :param bi_datasource_id: Datafold's id of the integration.
    :param wait_field: Field to look at.
    :param wait_value: What it then holds; None for anything but ``before``.
    :param failed_value: What it holds after a failure.
    :param before: What it held before the synchronisation.
    :param wait_until: ``module:function`` that tells instead.
    """

    def __init__(
        self,
        *,
        bi_datasource_id: int,
        wait_field: str | None = None,
        wait_value: Any = None,
        failed_value: Any = None,
        before: Any = None,
        wait_until: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.bi_datasource_id = bi_datasource_id
        self.wait_field = wait_field
        self.wait_value = wait_value
        self.failed_value = failed_value
        self.before = before
        self.wait_until = wait_until
        self._watch: Watch | None = None

    def _arguments(self) -> dict[str, Any]:
        return {
            "bi_datasource_id": self.bi_datasource_id,
            "wait_field": self.wait_field,
            "wait_value": self.wait_value,
            "failed_value": self.failed_value,
            "before": self.before,
            "wait_until": self.wait_until,
        }

    def _hook(self) -> DatafoldHook:
        return DatafoldHook(self.conn_id)

    def _probe(self) -> Flow[Look]:
        if self._watch is None:
            until = Until(
                field=self.wait_field,
                value=self.wait_value,
                failed_value=self.failed_value,
                condition=None if self.wait_until is None else load(self.wait_until, argument="wait_until"),
            )
            self._watch = Watch(self.bi_datasource_id, until, before=self.before)
        return self._watch.look()
