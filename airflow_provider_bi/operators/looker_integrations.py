"""Operators that read and test Looker's integrations, which its UI calls actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow_provider_bi.tasks.looker import LookerOperator
from airflow_provider_bi.tasks.rendered import given

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context


class ListLookerIntegrationsOperator(LookerOperator):
    """List the integrations, without secrets.

    https://cloud.google.com/looker/docs/reference/looker-api/latest/methods/Integration/all_integrations

    :param integration_hub_id: Looker's id of the hub whose integrations are listed; None lists those of all.
    :param fields: Looker's own query parameter for what a reply holds, such as ``id,enabled``.
    """

    template_fields = ("integration_hub_id", "fields", *LookerOperator.template_fields)

    def __init__(
        self, *, integration_hub_id: int | str | None = None, fields: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.integration_hub_id = integration_hub_id
        self.fields = fields

    def execute(self, context: Context) -> list[dict[str, Any]]:
        """Return the integrations."""
        with self._service(context) as hook:
            found: list[dict[str, Any]] = hook.list_integrations(
                **given({"integration_hub_id": self.integration_hub_id, "fields": self.fields})
            )
        self.log.info("Integrations: %d.", len(found))
        return found


class IntegrationOperator(LookerOperator):
    """Base of the operators for one integration, which is given by its id, or by hub and name.

    :param integration_id: Looker's id of the integration, such as ``1::slack_app``; it differs between instances.
    :param integration_hub_id: Instead of ``integration_id``: Looker's id of the hub.
    :param name: With ``integration_hub_id``: the integration's name there, such as ``slack_app``.
    """

    template_fields = ("integration_id", "integration_hub_id", "name", *LookerOperator.template_fields)

    def __init__(
        self,
        *,
        integration_id: str | None = None,
        integration_hub_id: int | str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.integration_id = integration_id
        self.integration_hub_id = integration_hub_id
        self.name = name

    @property
    def _integration(self) -> dict[str, Any]:
        return given(
            {
                "integration_id": self.integration_id,
                "integration_hub_id": self.integration_hub_id,
                "name": self.name,
            }
        )


class GetLookerIntegrationOperator(IntegrationOperator):
    """Get an integration, without secrets.

    https://cloud.google.com/looker/docs/reference/looker-api/latest/methods/Integration/integration

    :param fields: Looker's own query parameter for what a reply holds, such as ``id,enabled``.
    """

    template_fields = ("fields", *IntegrationOperator.template_fields)

    def __init__(self, *, fields: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = fields

    def execute(self, context: Context) -> dict[str, Any]:
        """Return the integration."""
        with self._service(context) as hook:
            found: dict[str, Any] = hook.get_integration(**self._integration, **given({"fields": self.fields}))
        return found


class FetchLookerIntegrationFormOperator(IntegrationOperator):
    """Fetch the form that an integration shows to who sends data with it.

    https://cloud.google.com/looker/docs/reference/looker-api/latest/methods/Integration/fetch_integration_form

    The form's state and the links of its logins, which may hold keys, are hidden.
    """

    def execute(self, context: Context) -> dict[str, Any]:
        """Return the form."""
        with self._service(context) as hook:
            form: dict[str, Any] = hook.fetch_integration_form(**self._integration)
        return form


class TestLookerIntegrationOperator(IntegrationOperator):
    """Let Looker test an integration, and fail where it does not pass.

    https://cloud.google.com/looker/docs/reference/looker-api/latest/methods/Integration/test_integration

    Looker answers 200 also where the test did not succeed. What is down may come back, so the task's own retries go on.
    A test that was sent is not sent again within one try. Returns ``integration_id``, ``success``, ``message`` and
    ``delegate_oauth_result``.
    """

    __test__ = False

    def execute(self, context: Context) -> dict[str, Any]:
        """Test the integration."""
        with self._service(context) as hook:
            check = hook.test_integration(**self._integration)
            self.log.info("%s.", check)
            told: dict[str, Any] = check.passed()
        return told
