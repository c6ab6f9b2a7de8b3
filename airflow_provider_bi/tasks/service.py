"""What all operators and sensors share: a hook that is closed, a link, and errors that say whether to try again."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from airflow.providers.common.compat.sdk import BaseOperator

from airflow_provider_bi.links.services import ServiceLink
from airflow_provider_bi.tasks.ending import Ending
from airflow_provider_bi.tasks.failing import permanent_errors_fail

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context

    from airflow_provider_bi.hooks.base import ApiHook


class ServiceOperator(BaseOperator):
    """Base of everything that talks to Datafold or to Looker."""

    link: ClassVar[ServiceLink]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._ending = Ending()

    @abstractmethod
    def _hook(self) -> ApiHook:
        """Return the service's hook."""

    @contextmanager
    def _service(self, context: Context) -> Iterator[Any]:
        """Open the hook, link to its service, and type what goes wrong."""
        with permanent_errors_fail():
            with self._ending.possible(), self._hook() as hook:
                try:
                    self.link.push(context, hook.ui_url)
                    yield hook
                finally:
                    # From here on the hook is closed, which nothing should interrupt.
                    self._ending.over()
            self.log.info("Requests: %d.", hook.requests_sent)

    def _push(self, context: Context, **values: Any) -> None:
        """Push XComs, unless the task is told to push none."""
        if self.do_xcom_push:
            for key, value in values.items():
                # Airflow 3.0 refuses null; an XCom that is not there is pulled as None.
                if value is not None:
                    context["ti"].xcom_push(key=key, value=value)

    def on_kill(self) -> None:
        """End the work at once; the hook is closed, and Looker's session with it."""
        self._ending.end()
