"""What the update operators share: plan, tell, write, tell, hand on."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from textwrap import indent
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_bi.api.tables import rows_of, table
from airflow_provider_bi.operators.outlets import asset_uri, tell_outlets
from airflow_provider_bi.tasks.failing import permanent_errors_fail
from airflow_provider_bi.tasks.rendered import Options, choice, flag, names
from airflow_provider_bi.tasks.service import ServiceOperator
from airflow_provider_bi.version_compat import mask_secret

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context

    from airflow_provider_bi.api.update import Plan, UpdateResult
    from airflow_provider_bi.hooks.base import ApiHook

OnIgnored = Literal["warn", "fail"]


class UpdateOperator(ServiceOperator):
    """Read what is there, change only what was asked for, and look at what came of it.

    :param clear: Fields to set to null, or to the API's default where it has no null. (None as a field's value leaves
        the field as it is.)
    :param skip_unchanged: Write nothing when all that was asked for stands there already.
    :param plan_only: Write nothing in any case; log and return what would change.
    :param on_ignored: ``"warn"`` or ``"fail"`` when the service does not apply a field as asked for.
    """

    option_fields: ClassVar[tuple[str, ...]] = ("clear", "skip_unchanged", "plan_only", "on_ignored")

    def __init__(
        self,
        *,
        clear: Collection[str] = (),
        skip_unchanged: bool | str = True,
        plan_only: bool | str = False,
        on_ignored: OnIgnored = "warn",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.clear = clear
        self.skip_unchanged = skip_unchanged
        self.plan_only = plan_only
        self.on_ignored = on_ignored

    def execute(self, context: Context) -> dict[str, Any]:
        """Update, push what is known of it, and return the fields that changed with their values after."""
        with permanent_errors_fail():
            options = Options(
                clear=names("clear", self.clear),
                skip_unchanged=flag("skip_unchanged", self.skip_unchanged),
                plan_only=flag("plan_only", self.plan_only),
                fail_if_ignored=choice("on_ignored", self.on_ignored, ("warn", "fail")) == "fail",
            )
        with self._service(context) as hook:
            plan = self._plan(hook, options)
            for secret in plan.hidden:
                mask_secret(secret)
            result = self._carried_out(hook, plan, plan_only=options.plan_only)
            uri = asset_uri(hook.conn_type, hook.url, *self._asset)
        self._push(
            context,
            changes=result.changes,
            ignored=result.ignored,
            verified=result.verified,
            integration=result.integration,
            **({"planned": True} if options.plan_only else {}),
        )
        tell_outlets(context, self.outlets, changed={} if options.plan_only else result.changed, uri=uri)
        if options.fail_if_ignored and (unlike := [*result.ignored, *result.altered]):
            raise AirflowFailException(
                f"{plan.subject}: the service did not apply {', '.join(unlike)} as asked for. "
                'Change that in the service itself, or give on_ignored="warn".'
            )
        return result.changed

    @property
    @abstractmethod
    def _asset(self) -> tuple[object, ...]:
        """The path of what is changed, as part of an asset's URI."""

    @abstractmethod
    def _plan(self, hook: Any, options: Options) -> Plan:
        """Read what is there and plan the update."""

    def _carried_out(self, hook: ApiHook, plan: Plan, *, plan_only: bool) -> UpdateResult:
        from airflow_provider_bi.api.update import carry_out

        self.log.info("Read %s (%s).", plan.subject, plan.read)
        if plan.write is None:
            asked = plan.requested or plan.secrets
            self.log.info("Nothing to change: no write." if asked else "Nothing was asked for: no write.")
            return plan.unwritten
        self.log.info("%s:\n%s", "Would change" if plan_only else "To change", _shown(plan.unwritten))
        for remark in plan.remarks:
            self.log.warning("%s", remark)
        if plan_only:
            self.log.info("Only planned: no write.")
            return plan.unwritten
        result: UpdateResult = hook.run(carry_out(plan))
        self.log.info("Sent %s.", plan.write)
        self._tell(result)
        return result

    def _tell(self, result: UpdateResult) -> None:
        if result.changed:
            self.log.info("Changed:\n%s", _shown(result))
        else:
            self.log.info("No change was seen.")
        for field in result.ignored:
            self.log.warning("%s was ignored by the service: it does not stand as asked for.", field)
        for remark in result.remarks:
            self.log.warning("%s", remark)
        if not result.verified:
            self.log.warning("Not verified: the service does not show every field that was sent.")


def _shown(result: UpdateResult) -> str:
    return indent(table(("field", "before", "after"), rows_of(result.changes)), "  ")
