"""Bringing Datafold's lineage up to date when something else has succeeded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import BaseNotifier

from airflow_provider_bi.tasks.rendered import given

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context

    from airflow_provider_bi.hooks.datafold import DatafoldHook


class DatafoldSyncNotifier(BaseNotifier):
    """Start a synchronisation of a BI integration in Datafold, for ``on_success_callback`` of a dbt task or DAG.

    https://docs.datafold.com/api-reference/bi/sync-a-bi-integration

    It starts the synchronisation and does not wait for its end. Airflow logs a notification that fails, and fails
    nothing for it: where it must not be missed, let a ``SyncDatafoldIntegrationOperator`` follow the task.

    :param bi_datasource_id: Datafold's id of the integration (templated).
    :param name: Its name, instead of the id (templated).
    :param datafold_conn_id: The Datafold connection (templated).
    """

    template_fields: Sequence[str] = ("bi_datasource_id", "name", "datafold_conn_id")

    def __init__(
        self,
        *,
        bi_datasource_id: int | str | None = None,
        name: str | None = None,
        datafold_conn_id: str = "datafold_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.bi_datasource_id = bi_datasource_id
        self.name = name
        self.datafold_conn_id = datafold_conn_id

    def notify(self, context: Context) -> None:  # noqa: ARG002 - Airflow passes it
        """Start the synchronisation."""
        with self._hook() as hook:
            hook.sync_integration(**self._wanted)
        self._say()

    async def async_notify(self, context: Context) -> None:  # noqa: ARG002 - Airflow passes it
        """Start the synchronisation on the event loop."""
        from airflow_provider_bi.api.datafold.find import find
        from airflow_provider_bi.api.datafold.sync import start

        async with self._hook() as hook:
            await hook.arun(start(await hook.arun(find(**self._wanted))))
        self._say()

    @property
    def _wanted(self) -> dict[str, Any]:
        return given({"bi_datasource_id": self.bi_datasource_id, "name": self.name})

    def _hook(self) -> DatafoldHook:
        from airflow_provider_bi.hooks.datafold import DatafoldHook

        return DatafoldHook(self.datafold_conn_id)

    def _say(self) -> None:
        wanted = self.bi_datasource_id if self.name is None else repr(self.name)
        self.log.info("Started a synchronisation of Datafold's integration %s.", wanted)
