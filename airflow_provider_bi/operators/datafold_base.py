"""What the operators that update a BI integration in Datafold share. https://docs.datafold.com/api-reference/bi/"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from airflow_provider_bi.api.calls import number
from airflow_provider_bi.operators.base import UpdateOperator
from airflow_provider_bi.tasks.datafold import DatafoldOperator
from airflow_provider_bi.tasks.rendered import Options, flag, given

if TYPE_CHECKING:
    from airflow_provider_bi.api.update import Plan
    from airflow_provider_bi.hooks.datafold import DatafoldHook


class UpdateDatafoldOperator(DatafoldOperator, UpdateOperator):
    """Base of the operators that update a BI integration in Datafold.

    Datafold wants the whole integration in the body, secrets included, and does not show secrets: give them as
    arguments or by ``credentials_conn_id``. Whatever else is not given is taken from the integration as it stands.

    Returns the fields that changed with their values after; the XComs ``changes``, ``ignored``, ``verified`` and
    ``integration`` tell more. Whether Datafold stores or checks the credentials of an update, and in which time zone it
    reads ``indexing_cron``, is not documented.

    :param bi_datasource_id: Datafold's id of the integration.
    :param indexing_cron: When Datafold reads the BI tool, as a cron expression of five fields, most likely in UTC.
    :param name: The integration's name in Datafold.
    :param credentials_conn_id: The BI tool's own connection, of any type, for the fields that Datafold does not show.
    :param check_cron: Whether ``indexing_cron`` must be five fields; what Datafold reads beyond is not documented.
    """

    kind: ClassVar[str]
    template_fields = (
        "bi_datasource_id",
        "indexing_cron",
        "name",
        "credentials_conn_id",
        "check_cron",
        *DatafoldOperator.template_fields,
        *UpdateOperator.option_fields,
    )

    def __init__(
        self,
        *,
        bi_datasource_id: int | str,
        indexing_cron: str | None = None,
        name: str | None = None,
        credentials_conn_id: str | None = None,
        check_cron: bool | str = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.bi_datasource_id = bi_datasource_id
        self.indexing_cron = indexing_cron
        self.name = name
        self.credentials_conn_id = credentials_conn_id
        self.check_cron = check_cron

    @property
    @abstractmethod
    def kind_fields(self) -> dict[str, Any]:
        """The arguments that only this kind has."""

    @property
    def _asset(self) -> tuple[object, ...]:
        return "integrations", number(self.bi_datasource_id, name="bi_datasource_id")

    def _plan(self, hook: DatafoldHook, options: Options) -> Plan:
        connection = given({"credentials_conn_id": self.credentials_conn_id})
        return hook.plan_update(
            self.kind,
            self.bi_datasource_id,
            fields=given({"indexing_cron": self.indexing_cron, "name": self.name, **self.kind_fields}),
            clear=options.clear,
            skip_unchanged=options.skip_unchanged,
            check_cron=flag("check_cron", self.check_cron),
            **connection,
        )
