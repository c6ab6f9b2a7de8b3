"""The Datafold hook."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from airflow_provider_bi.api.calls import Flow, Json
from airflow_provider_bi.api.datafold import calls, creation, deletion, find, reads, sync
from airflow_provider_bi.api.datafold.auth import DatafoldAuth
from airflow_provider_bi.api.datafold.body import secrets_of
from airflow_provider_bi.api.datafold.kinds import kind_of
from airflow_provider_bi.api.datafold.update import plan_update
from airflow_provider_bi.api.errors import BiApiError
from airflow_provider_bi.api.update import Plan, UpdateResult
from airflow_provider_bi.api.wire import Service
from airflow_provider_bi.connections import DATAFOLD
from airflow_provider_bi.hooks.base import ApiHook
from airflow_provider_bi.hooks.credentials import read_credentials
from airflow_provider_bi.version_compat import mask_secret

DEFAULT_HOST = "https://app.datafold.com"


class DatafoldHook(ApiHook):
    """Talk to Datafold with the API key of a connection. https://docs.datafold.com/api-reference/introduction

    :param datafold_conn_id: The connection: host is Datafold's URL, password the API key.
    """

    conn_name_attr = "datafold_conn_id"
    default_conn_name = "datafold_default"
    conn_type = DATAFOLD.conn_type
    hook_name = DATAFOLD.hook_name

    def __init__(self, datafold_conn_id: str = default_conn_name) -> None:
        super().__init__(datafold_conn_id)
        self.datafold_conn_id = datafold_conn_id

    @classmethod
    def get_connection_form_widgets(cls) -> dict[str, Any]:  # pragma: no cover - Airflow up to 3.1
        """Return the form's extra fields, for Airflow up to 3.1."""
        return DATAFOLD.widgets()

    @classmethod
    def get_ui_field_behaviour(cls) -> dict[str, Any]:
        """Return the form's labels, for Airflow up to 3.1."""
        return DATAFOLD.field_behaviour

    @property
    def ui_url(self) -> str:
        """Datafold's start page; no other address is documented."""
        return self.url

    def list_integrations(self) -> list[Json]:
        """Return all BI integrations that the key may see, without secrets."""
        return self.run(reads.read_integrations())

    def get_integration(self, bi_datasource_id: int | str | None = None, *, name: str | None = None) -> Json:
        """Return one BI integration of any kind that is given by id or by name, without secrets."""
        return self.run(reads.read_integration(self.run(find.find(bi_datasource_id, name))))

    def find_integration(self, name: str) -> int:
        """Return the id of the one integration with this name."""
        return self.run(find.find(None, name))

    def create_integration(
        self,
        kind: str,
        *,
        name: str,
        fields: Mapping[str, Any],
        credentials_conn_id: str | None = None,
        fail_if_existing: bool = False,
        check_cron: bool = True,
    ) -> creation.Creation:
        """Create an integration, unless one of this kind and name is there: then that one is returned unchanged.

        :param kind: Slug of the kind, such as ``looker``.
        :param name: The integration's name in Datafold.
        :param fields: The kind's other fields; None leaves one at the API's default.
        :param credentials_conn_id: The BI tool's own connection, for the fields that are not given.
        :param fail_if_existing: Fail where one is there.
        :param check_cron: Whether ``indexing_cron`` must be five fields.
        """
        credentials = read_credentials(credentials_conn_id) if credentials_conn_id else None
        for secret in secrets_of(kind_of(kind), fields, credentials):
            mask_secret(secret)
        return self.run(
            creation.create(
                kind_of(kind),
                name=name,
                fields=fields,
                credentials=credentials,
                fail_if_existing=fail_if_existing,
                check_cron=check_cron,
            )
        )

    def delete_integration(
        self, bi_datasource_id: int | str | None = None, *, name: str | None = None, fail_if_missing: bool = False
    ) -> deletion.Deletion:
        """Delete an integration that is given by id or by name; one that is gone is no failure unless asked for."""
        return self.run(deletion.delete(bi_datasource_id, name=name, fail_if_missing=fail_if_missing))

    def sync_integration(self, bi_datasource_id: int | str | None = None, *, name: str | None = None) -> Json:
        """Start a synchronisation of an integration that is given by id or by name, and return Datafold's reply."""
        return self.run(sync.start(self.run(find.find(bi_datasource_id, name))))

    def update_integration(
        self,
        kind: str,
        bi_datasource_id: int | str,
        *,
        fields: Mapping[str, Any],
        clear: Collection[str] = (),
        credentials_conn_id: str | None = None,
        skip_unchanged: bool = True,
        check_cron: bool = True,
    ) -> UpdateResult:
        """Change what ``fields`` and ``clear`` ask for and return what really changed.

        :param kind: Slug of the kind, such as ``looker``: one of those in ``api.datafold.kinds``.
        :param fields: Field -> value; None leaves a field as it is.
        :param clear: Fields to set to null, or to the API's default where it has no null.
        :param credentials_conn_id: The BI tool's own connection, for what the API wants and does not show.
        :param skip_unchanged: Whether nothing is written when all of it stands there already.
        :param check_cron: Whether ``indexing_cron`` must be five fields.
        """
        plan = self.plan_update(
            kind,
            bi_datasource_id,
            fields=fields,
            clear=clear,
            credentials_conn_id=credentials_conn_id,
            skip_unchanged=skip_unchanged,
            check_cron=check_cron,
        )
        return self._carried_out(plan)

    def plan_update(
        self,
        kind: str,
        bi_datasource_id: int | str,
        *,
        fields: Mapping[str, Any],
        clear: Collection[str] = (),
        credentials_conn_id: str | None = None,
        skip_unchanged: bool = True,
        check_cron: bool = True,
    ) -> Plan:
        """Read the integration and return what :meth:`update_integration` would do. Nothing is written."""
        credentials = read_credentials(credentials_conn_id) if credentials_conn_id else None
        flow: Flow[Plan] = plan_update(
            kind_of(kind),
            bi_datasource_id,
            fields=fields,
            clear=clear,
            credentials=credentials,
            skip_unchanged=skip_unchanged,
            check_cron=check_cron,
        )
        return self.run(flow)

    def test_connection(self) -> tuple[bool, str]:
        """List the integrations with the key, for Airflow's Test button."""
        try:
            with self:
                found = self.list_integrations()
                return True, f"Connected to {self.url}: the key sees {len(found)} BI integrations."
        except BiApiError as error:
            return False, self.told(error)

    def _service(self) -> Service:
        connection = self._connection()
        settings = self._settings(
            connection, default_host=DEFAULT_HOST if connection.conn_type == self.conn_type else None, suffix=calls.API
        )
        auth = DatafoldAuth(connection.password, source=self._source)
        return Service(
            settings=settings, auth=auth, secrets=auth.secrets, hints=_hints(f"connection {self.datafold_conn_id!r}")
        )


def _hints(source: str) -> dict[int, str]:
    return {
        -1: f"Check the host of {source}, and that this worker can reach it.",
        0: f"Check that the host of {source} is the URL you log in to Datafold with.",
        3: f"Put the URL that Datafold really answers at into the host of {source}.",
        401: f"Check the API key in the password of {source}.",
        403: f"The key of {source} may not do this: BI integrations need an admin's key.",
        404: f"Check the id, and that {source} points to the Datafold it belongs to.",
        429: "Datafold limits its requests; let the task retry later.",
        5: "Datafold failed; let the task retry.",
    }
