"""The rest of an integration's life in Datafold: list, get, create, delete. https://docs.datafold.com/api-reference/bi/"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from airflow_provider_bi.operators.hidden import Hidden
from airflow_provider_bi.operators.outlets import asset_uri, tell_outlets
from airflow_provider_bi.tasks.datafold import DatafoldOperator
from airflow_provider_bi.tasks.failing import permanent_errors_fail
from airflow_provider_bi.tasks.rendered import choice, flag, given, mapping

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context

OnExisting = Literal["return", "fail"]
OnMissing = Literal["skip", "fail"]


class ListDatafoldIntegrationsOperator(DatafoldOperator):
    """List the BI integrations in Datafold. https://docs.datafold.com/api-reference/bi/list-all-integrations

    Returns a list of what Datafold shows of each, without secrets. Which fields those are is not documented; ``id``,
    ``name`` and ``type`` are likely.
    """

    def execute(self, context: Context) -> list[Any]:
        """Return the list."""
        with self._service(context) as hook:
            found: list[Any] = hook.list_integrations()
        self.log.info("Datafold shows %d BI integrations.", len(found))
        return found


class GetDatafoldIntegrationOperator(DatafoldOperator):
    """Get one BI integration of any kind from Datafold. https://docs.datafold.com/api-reference/bi/get-an-integration

    Returns what Datafold shows of it, without secrets.

    :param bi_datasource_id: Datafold's id of the integration.
    :param name: Its name, instead of the id.
    """

    template_fields: Sequence[str] = ("bi_datasource_id", "name", *DatafoldOperator.template_fields)

    def __init__(self, *, bi_datasource_id: int | str | None = None, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bi_datasource_id = bi_datasource_id
        self.name = name

    def execute(self, context: Context) -> Any:
        """Return the integration."""
        wanted = given({"bi_datasource_id": self.bi_datasource_id, "name": self.name})
        with self._service(context) as hook:
            found = hook.get_integration(wanted["bi_datasource_id"], name=wanted["name"])
        self.log.info("Read Datafold's integration %s.", wanted["name"] or wanted["bi_datasource_id"])
        return found


class CreateDatafoldIntegrationOperator(DatafoldOperator):
    """Create a BI integration in Datafold, once. https://docs.datafold.com/api-reference/bi/create-a-looker-integration

    An integration of the same kind and name is returned as it stands instead of making a second one. A reply that was
    lost is looked after; the creation is never sent a second time within one try.

    Returns what Datafold shows of the integration, without secrets; the XComs ``bi_datasource_id`` and ``created`` tell
    its id and whether it was made now. Of a reply nothing is documented: where neither it nor the list shows an id,
    ``bi_datasource_id`` is null.

    :param kind: ``looker``, ``hightouch``, ``mode``, ``tableau``, ``powerbi`` or ``dbt``.
    :param name: The integration's name, by which it is found again.
    :param fields: The kind's other fields, as the update operator of the kind names them. Values are kept out of
        Airflow's rendered templates.
    :param credentials_conn_id: The BI tool's own connection, of any type, for the fields that are not given.
    :param on_existing: ``"return"`` or ``"fail"`` when one of this kind and name is there.
    :param check_cron: Whether ``indexing_cron`` must be five fields; what Datafold reads beyond is not documented.
    """

    template_fields: Sequence[str] = (
        "kind",
        "name",
        "fields",
        "credentials_conn_id",
        "on_existing",
        "check_cron",
        *DatafoldOperator.template_fields,
    )

    def __init__(
        self,
        *,
        kind: str,
        name: str,
        fields: Mapping[str, Any] | str | None = None,
        credentials_conn_id: str | None = None,
        on_existing: OnExisting = "return",
        check_cron: bool | str = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.kind = kind
        self.name = name
        self.fields: Mapping[str, Any] | str | Hidden | None = fields
        self.credentials_conn_id = credentials_conn_id
        self.on_existing = on_existing
        self.check_cron = check_cron

    def _do_render_template_fields(
        self, parent: Any, template_fields: Any, context: Any, jinja_env: Any, seen_oids: set[int]
    ) -> None:
        super()._do_render_template_fields(parent, template_fields, context, jinja_env, seen_oids)
        if self.fields is not None:
            self.fields = Hidden(self.fields)

    def execute(self, context: Context) -> Any:
        """Create it, or find it."""
        with permanent_errors_fail():
            fields = self.fields.value if isinstance(self.fields, Hidden) else self.fields
            options: dict[str, Any] = {
                "fields": given(mapping("fields", fields) or {}),
                "fail_if_existing": choice("on_existing", self.on_existing, ("return", "fail")) == "fail",
                "check_cron": flag("check_cron", self.check_cron),
                **given({"name": self.name, "credentials_conn_id": self.credentials_conn_id}),
            }
        with self._service(context) as hook:
            creation = hook.create_integration(self.kind, **options)
            uri = asset_uri(hook.conn_type, hook.url, "integrations", creation.bi_datasource_id or self.name)
        what = f"Datafold's {self.kind} integration {self.name!r} ({creation.bi_datasource_id or 'of unknown id'})"
        self.log.info("%s %s.", "Created" if creation.created else "Found, and left as it is:", what)
        if creation.differing:
            self.log.warning(
                "It differs from what was asked for: %s. An update changes it.", ", ".join(creation.differing)
            )
        self._push(context, bi_datasource_id=creation.bi_datasource_id, created=creation.created)
        changed = {"id": creation.bi_datasource_id, "name": self.name} if creation.created else {}
        tell_outlets(context, self.outlets, changed=changed, uri=uri)
        return creation.integration


class DeleteDatafoldIntegrationOperator(DatafoldOperator):
    """Delete a BI integration of any kind from Datafold. https://docs.datafold.com/api-reference/bi/remove-an-integration

    Its lineage goes with it; a new integration gets a new id. A reply that was lost is looked after.

    Returns ``{"bi_datasource_id": ..., "deleted": ...}``; the XCom ``integration`` is what Datafold showed of it.

    :param bi_datasource_id: Datafold's id of the integration.
    :param name: Its name, instead of the id.
    :param on_missing: ``"skip"``, which succeeds, or ``"fail"`` when it is not there.
    """

    template_fields: Sequence[str] = ("bi_datasource_id", "name", "on_missing", *DatafoldOperator.template_fields)

    def __init__(
        self,
        *,
        bi_datasource_id: int | str | None = None,
        name: str | None = None,
        on_missing: OnMissing = "skip",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.bi_datasource_id = bi_datasource_id
        self.name = name
        self.on_missing = on_missing

    def execute(self, context: Context) -> dict[str, Any]:
        """Delete it, if it is there."""
        with permanent_errors_fail():
            fail = choice("on_missing", self.on_missing, ("skip", "fail")) == "fail"
        wanted = given({"bi_datasource_id": self.bi_datasource_id, "name": self.name})
        with self._service(context) as hook:
            deletion = hook.delete_integration(wanted["bi_datasource_id"], name=wanted["name"], fail_if_missing=fail)
            uri = asset_uri(hook.conn_type, hook.url, "integrations", deletion.bi_datasource_id or wanted["name"])
        done = {"bi_datasource_id": deletion.bi_datasource_id, "deleted": deletion.deleted}
        subject = f"Datafold's integration {wanted['name'] or deletion.bi_datasource_id}"
        if deletion.deleted:
            self.log.info("%s is deleted.", subject)
        else:
            self.log.warning("%s is not there: nothing was deleted.", subject)
        self._push(context, integration=deletion.integration)
        tell_outlets(context, self.outlets, changed=done if deletion.deleted else {}, uri=uri)
        return done
