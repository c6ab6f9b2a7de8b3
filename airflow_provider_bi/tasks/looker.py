"""What all operators and sensors of Looker share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow_provider_bi.links.services import LookerLink
from airflow_provider_bi.tasks.service import ServiceOperator

if TYPE_CHECKING:
    from airflow_provider_bi.hooks.looker import LookerHook


class LookerOperator(ServiceOperator):
    """Base of the operators and sensors that talk to Looker.

    :param looker_conn_id: The Looker connection, of type ``looker`` or ``gcp_looker``.
    """

    link = LookerLink()
    operator_extra_links = (link,)
    ui_color = "#dcf3e6"
    template_fields: Sequence[str] = ("looker_conn_id",)

    def __init__(self, *, looker_conn_id: str = "looker_default", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.looker_conn_id = looker_conn_id

    def _hook(self) -> LookerHook:
        from airflow_provider_bi.hooks.looker import LookerHook

        return LookerHook(self.looker_conn_id)
