"""Starting a synchronisation in Datafold, and waiting for its end where the user can say what that looks like."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_bi.operators.outlets import asset_uri, tell_outlets
from airflow_provider_bi.tasks.datafold import DatafoldOperator
from airflow_provider_bi.tasks.failing import permanent_errors_fail
from airflow_provider_bi.tasks.rendered import given

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context

    from airflow_provider_bi.api.datafold.sync import Until

_POLL_INTERVAL: Final = 60.0
_TIMEOUT: Final = 3600.0


class SyncDatafoldIntegrationOperator(DatafoldOperator):
    """Start a synchronisation of a BI integration in Datafold, by id or by name.

    https://docs.datafold.com/api-reference/bi/sync-a-bi-integration

    It is sent once within one try: each one that arrives starts something, and so does each further try of the task.
    How one learns that a synchronisation has finished is not documented, nor what happens while another one is running.
    So by default the task starts it and goes on. To wait, say what the end looks like: ``wait_field`` with
    ``wait_value``, ``wait_field`` alone for a field that changes, or ``wait_until``. A field that is not there fails
    the task before anything is started. The first look comes after one ``poll_interval``, since a value of the
    synchronisation before may still stand there.

    Returns Datafold's reply, which is not documented; after a wait the integration, without secrets. The XComs
    ``bi_datasource_id`` and ``sync`` hold the id and the reply.

    :param bi_datasource_id: Datafold's id of the integration.
    :param name: Its name, instead of the id.
    :param wait_field: Field of the integration to wait for, dots between nested ones.
    :param wait_value: What it holds at the end; None for anything but what it held before.
    :param failed_value: What it holds after a failure. One that stood there before counts only once something else was
        seen; a triggerer that starts anew has forgotten that.
    :param wait_until: Function that takes the integration as a mapping and tells whether the wait is over; as
        ``"module:function"`` where the task is deferred. It must be quick: the triggerer waits for it.
        One that raises fails the task, without further tries: each would start another synchronisation.
    :param poll_interval: Seconds between two looks.
    :param timeout: Seconds that the wait may take; then the task fails.
    :param deferrable: Whether the wait takes no worker; None for Airflow's ``operators.default_deferrable``.
    """

    template_fields: Sequence[str] = (
        "bi_datasource_id",
        "name",
        "wait_field",
        "wait_value",
        "failed_value",
        "wait_until",
        "poll_interval",
        "timeout",
        "deferrable",
        *DatafoldOperator.template_fields,
    )

    def __init__(
        self,
        *,
        bi_datasource_id: int | str | None = None,
        name: str | None = None,
        wait_field: str | None = None,
        wait_value: Any = None,
        failed_value: Any = None,
        wait_until: Callable[[Any], Any] | str | None = None,
        poll_interval: float | timedelta | str = _POLL_INTERVAL,
        timeout: float | timedelta | str = _TIMEOUT,
        deferrable: bool | str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.bi_datasource_id = bi_datasource_id
        self.name = name
        self.wait_field = wait_field
        self.wait_value = wait_value
        self.failed_value = failed_value
        self.wait_until = wait_until
        self.poll_interval = poll_interval
        self.timeout = timeout
        self.deferrable = deferrable

    def _do_render_template_fields(
        self, parent: Any, template_fields: Any, context: Any, jinja_env: Any, seen_oids: set[int]
    ) -> None:
        # Airflow calls a function that it finds in a template field, and keeps what it returns.
        fields = [name for name in template_fields if name != "wait_until" or not callable(self.wait_until)]
        super()._do_render_template_fields(parent, fields, context, jinja_env, seen_oids)

    def execute(self, context: Context) -> Any:
        """Start it, and wait where that is asked for."""
        from airflow_provider_bi.api.datafold import find, sync
        from airflow_provider_bi.tasks.waiting import deadline, deferred, positive

        with permanent_errors_fail():
            until = self._until()
            interval = positive("poll_interval", self.poll_interval)
            seconds = positive("timeout", self.timeout)
            defers = deferred(self.deferrable)
            path = self._path() if until is not None and defers else None
        asked = (interval, seconds) != (_POLL_INTERVAL, _TIMEOUT) or (defers and self.deferrable not in (None, "None"))
        if until is None and asked:
            self.log.warning(
                "poll_interval, timeout and deferrable have no effect without wait_field or wait_until: "
                "the task does not wait."
            )
        ends = deadline(timeout=seconds, execution_timeout=self.execution_timeout)
        wanted = given({"bi_datasource_id": self.bi_datasource_id, "name": self.name})
        with self._service(context) as hook:
            number = hook.run(find.find(**wanted))
            before = None if until is None else self._before(hook, number, until)
            reply = hook.run(sync.start(number))
            self.log.info("Started a synchronisation of Datafold's integration %d.", number)
            self._push(context, bi_datasource_id=number, sync=reply)
            if until is None:
                self._tell(context, number, url=hook.url, said="started")
                return reply
            left = ends - time.time()
            self.log.info("Waiting for %s, looking every %g s, for at most %.0f s.", until, interval, left)
            if not defers:
                shown = self._waited(hook, number, until, before=before, interval=interval, ends=ends)
                self._tell(context, number, url=hook.url, said="finished")
                return shown
        return self._deferred(number, until, before=before, path=path, interval=interval, ends=ends)

    def execute_complete(self, context: Context, event: Mapping[str, Any] | None = None) -> Any:
        """Return the integration after the wait; called by Airflow."""
        from airflow_provider_bi.tasks.waiting import result_of

        found = result_of(event, subject="the end of the synchronisation", timed_out=AirflowFailException)
        with permanent_errors_fail(), self._hook() as hook:
            self._tell(context, found["bi_datasource_id"], url=hook.url, said="finished")
        self.log.info("The synchronisation of Datafold's integration %s has ended.", found["bi_datasource_id"])
        return found["integration"]

    def _until(self) -> Until | None:
        from airflow_provider_bi.api.datafold.sync import Until
        from airflow_provider_bi.triggers.conditions import load

        wait = given(
            {
                "field": self.wait_field,
                "value": self.wait_value,
                "failed_value": self.failed_value,
                "condition": self.wait_until,
            }
        )
        if all(part is None for part in wait.values()):
            return None
        if isinstance(wait["condition"], str):
            wait["condition"] = load(wait["condition"], argument="wait_until")
        return Until(**wait)

    def _path(self) -> str | None:
        from airflow_provider_bi.triggers.conditions import path_of

        wait_until = given({"wait_until": self.wait_until})["wait_until"]
        return None if wait_until is None else path_of(wait_until, argument="wait_until")

    def _before(self, hook: Any, number: int, until: Until) -> Any:
        """Return what the field holds before; one that looks like the end already is told."""
        from airflow_provider_bi.api.datafold.sync import held

        before = hook.run(held(number, until))
        if until.is_met_by(before):
            self.log.warning(
                "%s is %r already: if it stays so while Datafold works, the wait ends too early.", until.field, before
            )
        return before

    def _deferred(
        self, number: int, until: Until, *, before: Any, path: str | None, interval: float, ends: float
    ) -> None:
        from airflow_provider_bi.tasks.waiting import backstop
        from airflow_provider_bi.triggers.datafold import DatafoldSyncTrigger

        trigger = DatafoldSyncTrigger(
            bi_datasource_id=number,
            wait_field=until.field,
            wait_value=until.value,
            failed_value=until.failed_value,
            before=before,
            wait_until=path,
            conn_id=self.datafold_conn_id,
            poll_interval=interval,
            deadline=ends,
        )
        self.defer(trigger=trigger, method_name="execute_complete", timeout=backstop(ends))

    def _waited(self, hook: Any, number: int, until: Until, *, before: Any, interval: float, ends: float) -> Any:
        from airflow_provider_bi.api.datafold.sync import Watch
        from airflow_provider_bi.api.waits import tolerant
        from airflow_provider_bi.tasks.waiting import over

        watch = Watch(number, until, before=before)
        while True:
            time.sleep(max(min(interval, ends - time.time()), 0.0))
            last = time.time() >= ends
            look = hook.run(tolerant(watch.look()))
            (self.log.warning if look.failed else self.log.info)("%s.", look.said.rstrip("."))
            if look.done:
                return look.result["integration"]
            if last:
                raise AirflowFailException(over("the end of the synchronisation", look.said))

    def _tell(self, context: Context, number: int, *, url: str, said: str) -> None:
        tell_outlets(
            context, self.outlets, changed={"sync": said}, uri=asset_uri("datafold", url, "integrations", number)
        )
