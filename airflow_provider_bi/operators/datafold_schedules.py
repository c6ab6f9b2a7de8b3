"""Schedule-as-code: many integrations' schedules in one task."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from textwrap import indent
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException

from airflow_provider_bi.api.tables import compact, table
from airflow_provider_bi.operators.outlets import asset_uri, tell_outlets_of_many
from airflow_provider_bi.tasks.datafold import DatafoldOperator
from airflow_provider_bi.tasks.failing import permanent_errors_fail
from airflow_provider_bi.tasks.rendered import bounded_number, flag, given, keys, mapping
from airflow_provider_bi.version_compat import mask_secret

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context

    from airflow_provider_bi.api.calls import Flow
    from airflow_provider_bi.api.datafold.schedules import Outcome
    from airflow_provider_bi.api.datafold.targets import Target
    from airflow_provider_bi.hooks.datafold import DatafoldHook

_MOST = 32


class ApplyDatafoldSchedulesOperator(DatafoldOperator):
    """Give many BI integrations in Datafold their schedules, side by side.

    Every name is looked up before anything is written: one that is unknown, or stands twice, fails the task. Then each
    integration is read and written for itself; one that fails does not stop the others, and the task fails at the end.
    What has its schedule already costs no request beyond the list, so a further try writes only what is left.

    Returns id or name -> ``{"bi_datasource_id", "name", "kind", "state", "before", "after", "error", "remarks"}``, also
    as the XCom ``results``, which a task that fails leaves too. ``state`` is ``changed``, ``unchanged``, ``unverified``
    where Datafold does not show the schedule that was written, or ``failed``.

    Its ``outlets`` are told once the task succeeds: an asset's event carries ``KEY.indexing_cron`` of each change, an
    ``AssetAlias`` gets one event for each integration. What was changed by a try that failed is in no event.

    :param schedules: Id or name -> cron expression of five fields, most likely in UTC; None leaves that one as it is;
        where all are None and nothing is cleared, nothing is looked up, and the log warns of it.
    :param clear: Ids or names of those whose schedule is removed; what Datafold then does is not documented.
    :param credentials: Kind -> the BI tool's own connection: Datafold wants the credentials in each update of
        ``looker``, ``hightouch``, ``mode`` and ``tableau``, and does not show them. An id or a name instead of the kind
        is for this integration alone, such as the second of two Lookers.
    :param kinds: Id or name -> kind, where Datafold's list shows none.
    :param max_concurrency: How many integrations are read and written at the same time, 1 to 32.
    :param plan_only: Write nothing; log and return what would change.
    :param check_cron: Whether each expression must be five fields; what Datafold reads beyond is not documented.
    """

    template_fields: Sequence[str] = (
        "schedules",
        "clear",
        "credentials",
        "kinds",
        "max_concurrency",
        "plan_only",
        "check_cron",
        *DatafoldOperator.template_fields,
    )
    template_fields_renderers = {"schedules": "json", "credentials": "json", "kinds": "json"}  # noqa: RUF012 - Airflow's

    def __init__(
        self,
        *,
        schedules: Mapping[int | str, str | None] | str | None = None,
        clear: Collection[int | str] | str = (),
        credentials: Mapping[int | str, str] | str | None = None,
        kinds: Mapping[int | str, str] | str | None = None,
        max_concurrency: int | str = 8,
        plan_only: bool | str = False,
        check_cron: bool | str = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.schedules = schedules
        self.clear = clear
        self.credentials = credentials
        self.kinds = kinds
        self.max_concurrency = max_concurrency
        self.plan_only = plan_only
        self.check_cron = check_cron

    def execute(self, context: Context) -> dict[str, Any]:
        """Apply the schedules and return what came of each."""
        from airflow_provider_bi.api.datafold.schedules import apply
        from airflow_provider_bi.api.datafold.targets import targets

        with permanent_errors_fail():
            schedules = given(mapping("schedules", self.schedules, form="{id or name: cron expression}") or {})
            credentials = given(mapping("credentials", self.credentials, form="{kind, id or name: connection}") or {})
            kinds = given(mapping("kinds", self.kinds, form="{id or name: kind}") or {})
            clear = keys("clear", self.clear)
            plan_only, check_cron = flag("plan_only", self.plan_only), flag("check_cron", self.check_cron)
            concurrency = bounded_number("max_concurrency", self.max_concurrency, lowest=1, highest=_MOST)
        held = {str(key).strip(): conn_id for key, conn_id in credentials.items() if conn_id}
        with self._service(context) as hook:
            found = hook.run(
                targets(schedules, clear=clear, kinds=kinds, credentials=held.keys(), check_cron=check_cron)
            )
            opened = self._credentials(held, found)
            self._tell_left(schedules, found)
            self.log.info("Found %d integrations; those that have their schedule already are left alone.", len(found))
            flows = [self._told(apply(one, credentials=opened.get(one.key), plan_only=plan_only)) for one in found]
            outcomes = hook.run_all(flows, max_concurrency=concurrency) if flows else []
            uris = {outcome.target.key: _uri(hook, outcome.target) for outcome in outcomes}
        return self._handed_on(context, outcomes, uris=uris, plan_only=plan_only)

    @staticmethod
    def _credentials(held: Mapping[str, str], found: list[Target]) -> dict[str, Any]:
        """Read the connections of those that are written, once each; by the target's key."""
        from airflow_provider_bi.api.datafold.body import held_by, secrets_of
        from airflow_provider_bi.hooks.credentials import read_credentials

        read: dict[str, Any] = {}
        opened: dict[str, Any] = {}
        for target in found:
            conn_id = next((held[name] for name in target.names if name in held), None)
            if conn_id is None or target.stands:
                continue
            if conn_id not in read:
                read[conn_id] = read_credentials(conn_id)
            opened[target.key] = read[conn_id]
            for secret in secrets_of(target.kind, held_by(target.kind, read[conn_id]), None):
                mask_secret(secret)
        return opened

    def _tell_left(self, schedules: Mapping[Any, Any], found: list[Target]) -> None:
        """Tell which integrations None leaves as they are; one that is cleared is not."""
        written = {name for target in found for name in (target.key, str(target.entry.id), target.entry.name)}
        left = [str(key).strip() for key, cron in schedules.items() if cron is None]
        if untouched := [repr(key) for key in left if key not in written]:
            self.log.info("Left as they are: %s.", ", ".join(untouched))

    def _told(self, flow: Flow[Outcome]) -> Flow[Outcome]:
        """Tell of each integration when it is done: a task that is ended has told what it wrote."""
        outcome = yield from flow
        if outcome.state != "unchanged":
            self.log.info("%s: %s.", outcome.target.key, outcome.state.value)
        return outcome

    def _handed_on(
        self, context: Context, outcomes: list[Outcome], *, uris: Mapping[str, str], plan_only: bool
    ) -> dict[str, Any]:
        results = {outcome.target.key: outcome.told() for outcome in outcomes}
        self._tell(outcomes, plan_only=plan_only)
        self._push(context, results=results, **({"planned": True} if plan_only else {}))
        changed = (
            {}
            if plan_only
            else {
                outcome.target.key: {"indexing_cron": outcome.after}
                for outcome in outcomes
                if outcome.state == "changed"
            }
        )
        tell_outlets_of_many(context, self.outlets, changed=changed, uris=uris)
        failed = [outcome for outcome in outcomes if outcome.state == "failed"]
        if failed:
            said = "; ".join(f"{outcome.target.key}: {outcome.error}" for outcome in failed)
            text = f"{len(failed)} of {len(outcomes)} schedules were not applied: {said}"
            passing = any(outcome.cause is not None and not outcome.cause.permanent for outcome in failed)
            raise (AirflowException if passing else AirflowFailException)(text)
        return results

    def _tell(self, outcomes: list[Outcome], *, plan_only: bool) -> None:
        if not outcomes:
            self.log.warning("Nothing was asked for: no write. Give schedules or clear.")
            return
        rows = [
            (
                outcome.target.key,
                outcome.state.value,
                compact(outcome.before),
                compact(outcome.after),
                outcome.error or "",
            )
            for outcome in outcomes
        ]
        header = ("integration", "state", "before", "after", "error")
        self.log.info("%s:\n%s", "Would apply" if plan_only else "Applied", indent(table(header, rows), "  "))
        for outcome in outcomes:
            for remark in outcome.remarks:
                self.log.warning("%s: %s", outcome.target.key, remark)


def _uri(hook: DatafoldHook, target: Target) -> str:
    return asset_uri(hook.conn_type, hook.url, "integrations", target.entry.id)
