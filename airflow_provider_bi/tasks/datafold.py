"""What all operators of Datafold share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow_provider_bi.links.services import DatafoldLink
from airflow_provider_bi.tasks.service import ServiceOperator

if TYPE_CHECKING:
    from airflow_provider_bi.hooks.datafold import DatafoldHook


class DatafoldOperator(ServiceOperator):
    """Base of the operators that talk to Datafold.

    :param datafold_conn_id: The Datafold connection.
    """

    link = DatafoldLink()
    operator_extra_links = (link,)
    ui_color = "#e9e3ff"
    template_fields: Sequence[str] = ("datafold_conn_id",)

    def __init__(self, *, datafold_conn_id: str = "datafold_default", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.datafold_conn_id = datafold_conn_id

    def _hook(self) -> DatafoldHook:
        from airflow_provider_bi.hooks.datafold import DatafoldHook

        return DatafoldHook(self.datafold_conn_id)
