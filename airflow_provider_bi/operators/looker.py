"""Every operator of Looker's; the patches of integrations, its UI's actions, and of hubs are declared here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from airflow_provider_bi.api.calls import identifier
from airflow_provider_bi.operators.base import UpdateOperator
from airflow_provider_bi.operators.hidden import Hidden
from airflow_provider_bi.operators.looker_hubs import (
    AcceptLookerIntegrationHubLegalAgreementOperator,
    CheckLookerIntegrationHubHealthOperator,
    CreateLookerIntegrationHubOperator,
    DeleteLookerIntegrationHubOperator,
    GetLookerIntegrationHubOperator,
    ListLookerIntegrationHubsOperator,
)
from airflow_provider_bi.operators.looker_integrations import (
    FetchLookerIntegrationFormOperator,
    GetLookerIntegrationOperator,
    ListLookerIntegrationsOperator,
    TestLookerIntegrationOperator,
)
from airflow_provider_bi.operators.looker_rotation import RotateLookerIntegrationHubTokenOperator
from airflow_provider_bi.operators.tokens import token_of
from airflow_provider_bi.tasks.looker import LookerOperator
from airflow_provider_bi.tasks.rendered import Options, given, mapping

__all__ = [
    "AcceptLookerIntegrationHubLegalAgreementOperator",
    "CheckLookerIntegrationHubHealthOperator",
    "CreateLookerIntegrationHubOperator",
    "DeleteLookerIntegrationHubOperator",
    "FetchLookerIntegrationFormOperator",
    "GetLookerIntegrationHubOperator",
    "GetLookerIntegrationOperator",
    "ListLookerIntegrationHubsOperator",
    "ListLookerIntegrationsOperator",
    "PatchLookerIntegrationHubOperator",
    "PatchLookerIntegrationOperator",
    "RotateLookerIntegrationHubTokenOperator",
    "TestLookerIntegrationOperator",
]

if TYPE_CHECKING:
    from airflow.sdk.definitions.param import ParamsDict

    from airflow_provider_bi.api.update import Plan
    from airflow_provider_bi.hooks.looker import LookerHook


class PatchLookerOperator(LookerOperator, UpdateOperator):
    """Base of the operators that patch an object of Looker's.

    Returns the fields that changed with their values after; the XComs ``changes``, ``ignored``, ``verified`` and
    ``integration`` tell more. A secret that is given is written every time, since Looker never shows it; it is told as
    ``"***"``. Which role an update needs, and how licences count its calls, is unknown.

    :param fields: Looker's own query parameter for what a reply holds; what the task has to see is added.
    """

    template_fields = ("fields", *LookerOperator.template_fields, *UpdateOperator.option_fields)

    def __init__(self, *, fields: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = fields


class PatchLookerIntegrationOperator(PatchLookerOperator):
    """Patch an integration: enable or disable it, set its parameters.

    https://cloud.google.com/looker/docs/reference/looker-api/latest/methods/Integration/update_integration

    Parameters that are not named keep what they have. An unknown name fails before anything is written. In the results
    and in ``clear`` they are ``params``, as in Looker: ``clear`` takes ``params.NAME.value``,
    ``params.NAME.user_attribute_name`` and ``installed_delegate_oauth_targets``.

    ``params`` is Airflow's own argument of every operator: the DAG's are merged into it, it takes no output of another
    task, and it is stored with the DAG. What a task is given as ``params``, under names that neither the DAG's params
    nor the run's conf have, is taken for ``integration_params`` where that is not given, so the vendor's word works
    too; ``integration_params={}`` leaves ``params`` to Airflow.

    :param integration_id: Looker's id of the integration, such as ``1::slack_app``; it differs between instances.
    :param integration_hub_id: Instead of ``integration_id``: Looker's id of the hub.
    :param name: With ``integration_hub_id``: the integration's name there, such as ``slack_app``.
    :param enabled: Whether the action is available to users.
    :param integration_params: ``{name: value}`` or ``{name: {"value": ..., "user_attribute_name": ...}}``; ``""``
        clears a value, None leaves it. Values are kept out of Airflow's rendered templates.
    :param installed_delegate_oauth_targets: All targets of the action's delegated OAuth: the list is replaced.
    """

    template_fields = (
        "integration_id",
        "integration_hub_id",
        "name",
        "enabled",
        "integration_params",
        "installed_delegate_oauth_targets",
        *PatchLookerOperator.template_fields,
    )
    template_fields_renderers: ClassVar[dict[str, str]] = {"integration_params": "json"}

    def __init__(
        self,
        *,
        integration_id: str | None = None,
        integration_hub_id: int | str | None = None,
        name: str | None = None,
        enabled: bool | str | None = None,
        integration_params: Mapping[str, Any] | str | None = None,
        installed_delegate_oauth_targets: list[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.integration_id = integration_id
        self.integration_hub_id = integration_hub_id
        self.name = name
        self.enabled = enabled
        self.integration_params: Mapping[str, Any] | str | Hidden | None = integration_params
        self.installed_delegate_oauth_targets = installed_delegate_oauth_targets
        # Airflow 2.11 replaces self.params by those of the run when the task runs.
        self._given_params: ParamsDict | None = kwargs.get("params")
        self._run_conf: frozenset[str] = frozenset()

    @property
    def _asset(self) -> tuple[object, ...]:
        from airflow_provider_bi.api.looker.naming import id_of

        return "integrations", id_of(**self._integration)

    @property
    def _integration(self) -> dict[str, Any]:
        return given(
            {
                "integration_id": self.integration_id,
                "integration_hub_id": self.integration_hub_id,
                "name": self.name,
            }
        )

    @property
    def _own_params(self) -> dict[str, Any] | None:
        """What this task was given as ``params``, without what Airflow has merged into it from the DAG and the run."""
        dag = self.get_dag()
        of_the_dag = dag.params if dag else {}
        given_here = self._given_params.dump() if self._given_params else {}
        own = {name: value for name, value in given_here.items() if name not in {*of_the_dag, *self._run_conf}}
        return own or None

    def _do_render_template_fields(
        self, parent: Any, template_fields: Any, context: Any, jinja_env: Any, seen_oids: set[int]
    ) -> None:
        super()._do_render_template_fields(parent, template_fields, context, jinja_env, seen_oids)
        run = context.get("dag_run")
        self._run_conf = frozenset((run.conf or {}) if run else ())
        if self.integration_params is None and (own := self._own_params):
            self.integration_params = self.render_template(own, context, jinja_env, seen_oids)
        if self.integration_params is not None:
            self.integration_params = Hidden(self.integration_params)

    def _plan(self, hook: LookerHook, options: Options) -> Plan:
        from airflow_provider_bi.api.looker.integration import plan_integration_update

        params = self._own_params if self.integration_params is None else self.integration_params
        fields = given(
            {
                "enabled": self.enabled,
                "params": mapping("integration_params", params.value if isinstance(params, Hidden) else params),
                "installed_delegate_oauth_targets": self.installed_delegate_oauth_targets,
                "fields": self.fields,
            }
        )
        plan: Plan = hook.run(
            plan_integration_update(
                **self._integration,
                **fields,
                clear=options.clear,
                skip_unchanged=options.skip_unchanged,
            )
        )
        return plan


class PatchLookerIntegrationHubOperator(PatchLookerOperator):
    """Patch an integration hub: its URL, and the token that Looker authorizes itself with there.

    https://cloud.google.com/looker/docs/reference/looker-api/latest/methods/Integration/update_integration_hub

    ``clear`` takes ``authorization_token`` and nothing else.

    :param integration_hub_id: Looker's id of the hub.
    :param url: The hub's URL; Looker needs https and a valid certificate there.
    :param authorization_token: The token; Looker sends it with every request to the hub.
    :param authorization_token_conn_id: A connection whose password is the token, instead of ``authorization_token``.
    """

    template_fields = (
        "integration_hub_id",
        "url",
        "authorization_token",
        "authorization_token_conn_id",
        *PatchLookerOperator.template_fields,
    )

    def __init__(
        self,
        *,
        integration_hub_id: int | str,
        url: str | None = None,
        authorization_token: str | None = None,
        authorization_token_conn_id: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.integration_hub_id = integration_hub_id
        self.url = url
        self.authorization_token = authorization_token
        self.authorization_token_conn_id = authorization_token_conn_id

    def _plan(self, hook: LookerHook, options: Options) -> Plan:
        from airflow_provider_bi.api.looker.hub import plan_hub_update

        token = token_of(
            "authorization_token", token=self.authorization_token, conn_id=self.authorization_token_conn_id
        )
        fields = given({"url": self.url, "authorization_token": token, "fields": self.fields})
        plan: Plan = hook.run(
            plan_hub_update(
                self.integration_hub_id,
                **fields,
                clear=options.clear,
                skip_unchanged=options.skip_unchanged,
            )
        )
        return plan

    @property
    def _asset(self) -> tuple[object, ...]:
        return "integration_hubs", identifier(self.integration_hub_id, name="integration_hub_id")
