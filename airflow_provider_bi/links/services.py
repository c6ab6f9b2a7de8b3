"""Links to Datafold and to Looker.

Airflow 2.11 asks for a link in its web server, Airflow 3 in the worker when the task ends, and both find it in an XCom
that the task pushes before it calls the service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import BaseOperatorLink, XCom

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import BaseOperator, Context


class ServiceLink(BaseOperatorLink):
    """A link to the service that the task's connection leads to."""

    @property
    def xcom_key(self) -> str:
        """Key of the XCom that holds the link; Airflow 3 reads it there."""
        return f"_link_{type(self).__name__}"

    def push(self, context: Context, url: str) -> None:
        """Keep the link for Airflow to find."""
        context["ti"].xcom_push(key=self.xcom_key, value=url)

    def get_link(self, operator: BaseOperator, *, ti_key: Any) -> str:  # noqa: ARG002 - Airflow passes it
        """Return what the task has pushed; empty before that."""
        return XCom.get_value(ti_key=ti_key, key=self.xcom_key) or ""


class DatafoldLink(ServiceLink):
    """Opens Datafold. Its pages have no documented addresses, so this is its start."""

    name = "Datafold"


class LookerLink(ServiceLink):
    """Opens Looker's page of actions, which admins see."""

    name = "Looker"


LINKS = (DatafoldLink, LookerLink)
