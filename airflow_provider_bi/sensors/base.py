"""What all sensors share: the same look in the worker and in the triggerer, until a deadline."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import (
    AirflowException,
    AirflowSensorTimeout,
    AirflowSkipException,
    BaseSensorOperator,
    PokeReturnValue,
)

from airflow_provider_bi.api.waits import tolerant
from airflow_provider_bi.tasks.failing import permanent_errors_fail
from airflow_provider_bi.tasks.service import ServiceOperator
from airflow_provider_bi.tasks.waiting import backstop, deadline, deferred, positive, result_of

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context

    from airflow_provider_bi.api.calls import Flow, Json
    from airflow_provider_bi.api.waits import Look
    from airflow_provider_bi.hooks.base import ApiHook
    from airflow_provider_bi.triggers.waiting import WaitTrigger


class WaitSensor(ServiceOperator, BaseSensorOperator):
    """Look until what is waited for is there, or a deadline is met.

    A look that fails in a way that may pass counts as one that saw nothing; a permanent failure fails the task at once.
    What the service does not show counts as not there.

    :param poke_interval: Seconds between two looks, above zero. Services limit and count requests: keep it long.
    :param timeout: Seconds until the wait fails, as ``AirflowSensorTimeout``; ``soft_fail`` skips the task instead.
    :param deferrable: Wait in the triggerer after a first look in the worker; Airflow's ``[operators]
        default_deferrable`` where it is not given. ``mode`` and ``exponential_backoff`` are for waits in the worker.
    """

    template_fields: Sequence[str] = ("deferrable",)

    def __init__(
        self,
        *,
        poke_interval: timedelta | float = 300.0,
        timeout: timedelta | float = 3600.0,
        deferrable: bool | str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(poke_interval=poke_interval, timeout=timeout, **kwargs)
        self.deferrable = deferrable
        self._at_service: ApiHook | None = None
        self._defers = False
        self._ends = 0.0

    @abstractmethod
    def _subject(self) -> str:
        """Return what is waited for, for people."""

    @abstractmethod
    def _probe(self) -> Flow[Look]:
        """Return a flow that looks once."""

    @abstractmethod
    def _trigger(self, *, poll_interval: float, deadline: float) -> WaitTrigger:
        """Return the trigger that goes on with the same look."""

    def execute(self, context: Context) -> Json:
        """Wait, and return what was seen in the end."""
        with permanent_errors_fail():
            positive("poke_interval", self.poke_interval)
            timeout = positive("timeout", self.timeout)
            self._defers = deferred(self.deferrable)
            self._subject()
        self._ends = deadline(timeout=timeout, execution_timeout=self.execution_timeout)
        # One hook, and with it one login, for all looks of this process.
        with self._service(context) as hook:
            self._at_service = hook
            try:
                return super().execute(context)
            finally:
                self._at_service = None

    def poke(self, context: Context) -> PokeReturnValue:
        """Look once; a deferrable sensor leaves the further looks to the triggerer."""
        # Here, inside of Airflow's own loop, so that soft_fail and never_fail hold.
        with permanent_errors_fail():
            look = self._looked(context)
        (self.log.warning if look.failed else self.log.info)("%s.", look.said.rstrip("."))
        if not look.done and self._defers:
            self._defer()
        return PokeReturnValue(is_done=look.done, xcom_value=look.result)

    def execute_complete(self, context: Context, event: Mapping[str, Any] | None = None) -> Json:  # noqa: ARG002 - Airflow passes it
        """Return what the trigger has seen in the end.

        :raises AirflowSensorTimeout: where it met the deadline.
        """
        return result_of(event, subject=self._subject(), timed_out=AirflowSensorTimeout)

    def resume_execution(self, next_method: str, next_kwargs: dict[str, Any] | None, context: Context) -> Any:
        """Go on after the triggerer; called by Airflow, which before 3.1 heeds ``soft_fail`` here, not ``never_fail``.

        :raises AirflowSkipException: where the wait failed and shall not.
        """
        try:
            return super().resume_execution(next_method, next_kwargs, context)
        except AirflowException as error:
            if self.never_fail and not isinstance(error, AirflowSkipException):  # pragma: no cover - Airflow up to 3.0
                raise AirflowSkipException("Skipped, since never_fail is set.") from error
            raise

    def _looked(self, context: Context) -> Look:
        if self._at_service is not None:
            return self._at_service.run(tolerant(self._probe()))
        with self._service(context) as hook:
            look: Look = hook.run(tolerant(self._probe()))
        return look

    def _defer(self) -> None:
        trigger = self._trigger(poll_interval=positive("poke_interval", self.poke_interval), deadline=self._ends)
        self.defer(trigger=trigger, method_name="execute_complete", timeout=backstop(self._ends))
