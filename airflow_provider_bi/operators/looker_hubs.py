"""Operators for Looker's integration hubs: list, get, create, delete, check, accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from airflow_provider_bi.operators.outlets import asset_uri, tell_outlets
from airflow_provider_bi.operators.tokens import token_of
from airflow_provider_bi.tasks.looker import LookerOperator
from airflow_provider_bi.tasks.rendered import choice, given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from airflow.providers.common.compat.sdk import Context

    from airflow_provider_bi.hooks.looker import LookerHook


class ListLookerIntegrationHubsOperator(LookerOperator):
    """List the integration hubs, without secrets.

    https://cloud.google.com/looker/docs/reference/looker-api/latest/methods/Integration/all_integration_hubs

    :param fields: Looker's own query parameter for what a reply holds, such as ``id,url``.
    """

    template_fields = ("fields", *LookerOperator.template_fields)

    def __init__(self, *, fields: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = fields

    def execute(self, context: Context) -> list[dict[str, Any]]:
        """Return the hubs."""
        with self._service(context) as hook:
            hubs: list[dict[str, Any]] = hook.list_integration_hubs(**given({"fields": self.fields}))
        self.log.info("Integration hubs: %d.", len(hubs))
        return hubs


class HubOperator(LookerOperator):
    """Base of the operators for one hub.

    :param integration_hub_id: Looker's id of the hub; it differs between instances.
    """

    template_fields = ("integration_hub_id", *LookerOperator.template_fields)

    def __init__(self, *, integration_hub_id: int | str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.integration_hub_id = integration_hub_id


class GetLookerIntegrationHubOperator(HubOperator):
    """Get an integration hub, without secrets.

    https://cloud.google.com/looker/docs/reference/looker-api/latest/methods/Integration/integration_hub

    :param fields: Looker's own query parameter for what a reply holds, such as ``id,url``.
    """

    template_fields = ("fields", *HubOperator.template_fields)

    def __init__(self, *, fields: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = fields

    def execute(self, context: Context) -> dict[str, Any]:
        """Return the hub."""
        with self._service(context) as hook:
            hub: dict[str, Any] = hook.get_integration_hub(self.integration_hub_id, **given({"fields": self.fields}))
        return hub


class CreateLookerIntegrationHubOperator(LookerOperator):
    """Create an integration hub, unless one with this URL is there.

    https://cloud.google.com/looker/docs/reference/looker-api/latest/methods/Integration/create_integration_hub

    A hub that is there is returned as it is: its token is not written. Creating is sent once: where it is not known
    whether it was done, the hubs are listed, and another try of the task looks first too. Returns the hub without
    secrets; the XComs ``integration_hub_id`` and ``created`` tell the rest. Its integrations may come later:
    :class:`~airflow_provider_bi.sensors.looker.LookerIntegrationSensor` waits for one.

    :param url: The hub's URL; Looker needs https and a valid certificate there. Case of the host, the scheme's own port
        and a slash at the end make no other hub.
    :param authorization_token: The token; Looker sends it with every request to the hub.
    :param authorization_token_conn_id: A connection whose password is the token, instead of ``authorization_token``.
    :param on_existing: ``"return"`` or ``"fail"`` where a hub with this URL is there.
    :param fields: Looker's own query parameter for what a reply holds; what the task has to see is added.
    """

    template_fields = (
        "url",
        "authorization_token",
        "authorization_token_conn_id",
        "on_existing",
        "fields",
        *LookerOperator.template_fields,
    )

    def __init__(
        self,
        *,
        url: str,
        authorization_token: str | None = None,
        authorization_token_conn_id: str | None = None,
        on_existing: Literal["return", "fail"] = "return",
        fields: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.url = url
        self.authorization_token = authorization_token
        self.authorization_token_conn_id = authorization_token_conn_id
        self.on_existing = on_existing
        self.fields = fields

    def execute(self, context: Context) -> dict[str, Any]:
        """Create the hub, or find it."""
        with self._service(context) as hook:
            fail_if_existing = choice("on_existing", self.on_existing, ("return", "fail")) == "fail"
            token = token_of(
                "authorization_token", token=self.authorization_token, conn_id=self.authorization_token_conn_id
            )
            creation = hook.create_integration_hub(
                **given({"url": self.url, "fields": self.fields}),
                authorization_token=token,
                fail_if_existing=fail_if_existing,
            )
            hub: dict[str, Any] = creation.hub
            tell_hub(
                self,
                context,
                hook,
                creation.integration_hub_id,
                changed={"integration_hub_id": creation.integration_hub_id, "url": hub.get("url")}
                if creation.created
                else {},
            )
        if creation.created:
            self.log.info("Created integration hub %s.", creation.integration_hub_id)
        else:
            self.log.info("Integration hub %s is there already: nothing was written.", creation.integration_hub_id)
        self._push(context, integration_hub_id=creation.integration_hub_id, created=creation.created)
        return hub


class DeleteLookerIntegrationHubOperator(HubOperator):
    """Delete an integration hub, and all of its integrations with it.

    https://cloud.google.com/looker/docs/reference/looker-api/latest/methods/Integration/delete_integration_hub

    Returns ``integration_hub_id`` and ``deleted``. A hub that this user may not see is not there to Looker.

    :param on_missing: ``"skip"``, which succeeds with ``deleted`` false, or ``"fail"`` where the hub is not there.
    """

    template_fields = ("on_missing", *HubOperator.template_fields)

    def __init__(self, *, on_missing: Literal["skip", "fail"] = "skip", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.on_missing = on_missing

    def execute(self, context: Context) -> dict[str, Any]:
        """Delete the hub."""
        with self._service(context) as hook:
            fail_if_missing = choice("on_missing", self.on_missing, ("skip", "fail")) == "fail"
            deletion = hook.delete_integration_hub(self.integration_hub_id, fail_if_missing=fail_if_missing)
            hub = deletion.integration_hub_id
            tell_hub(self, context, hook, hub, changed={"deleted": True} if deletion.deleted else {})
        if deletion.deleted:
            self.log.info("Deleted integration hub %s.", hub)
        else:
            self.log.warning(
                "Integration hub %s is not there, or the user of connection %r may not see it: nothing was deleted.",
                hub,
                self.looker_conn_id,
            )
        told: dict[str, Any] = deletion.told
        return told


class CheckLookerIntegrationHubHealthOperator(HubOperator):
    """Check the health of an integration hub, and fail where Looker does not find it healthy.

    https://cloud.google.com/looker/docs/reference/looker-api/latest/methods/Integration/get_integration_hub_health

    A hub that is down may come back, so the task's own retries go on. Looker's releases before 25.18 only tell whether
    they could fetch what the hub offers; there that decides. Returns ``integration_hub_id``, ``success`` and
    ``message``. :class:`~airflow_provider_bi.sensors.looker.LookerIntegrationHubHealthSensor` waits for it instead.
    """

    def execute(self, context: Context) -> dict[str, Any]:
        """Check the hub."""
        with self._service(context) as hook:
            check = hook.check_integration_hub_health(self.integration_hub_id)
            self.log.info("%s.", check)
            told: dict[str, Any] = check.passed()
        return told


class AcceptLookerIntegrationHubLegalAgreementOperator(HubOperator):
    """Accept the legal agreement of an integration hub. This task is the explicit wish to do so; nothing else does it.

    https://cloud.google.com/looker/docs/reference/looker-api/latest/methods/Integration/accept_integration_hub_legal_agreement

    The agreement is read first, and its whole text is logged. One that is signed or not required is left alone. Returns
    ``integration_hub_id``, ``accepted``, and the agreement's three fields as they are after.
    """

    def execute(self, context: Context) -> dict[str, Any]:
        """Read the agreement, and accept it where that is due."""
        with self._service(context) as hook:
            agreement = hook.read_integration_hub_legal_agreement(self.integration_hub_id)
            hub = agreement.integration_hub_id
            self.log.info("Legal agreement of integration hub %s:\n%s", hub, agreement.text or "(Looker shows no text)")
            if not agreement.is_due:
                state = "signed already" if agreement.required else "not required"
                self.log.info("It is %s: nothing was accepted.", state)
            agreement = hook.accept_integration_hub_legal_agreement(agreement)
            if agreement.accepted:
                self.log.info("Accepted it.")
            tell_hub(self, context, hook, hub, changed={"legal_agreement_signed": True} if agreement.accepted else {})
        told: dict[str, Any] = agreement.told
        return told


def tell_hub(
    operator: LookerOperator, context: Context, hook: LookerHook, integration_hub_id: str, *, changed: Mapping[str, Any]
) -> None:
    """Tell the task's outlets what changed of a hub."""
    uri = asset_uri(hook.conn_type, hook.url, "integration_hubs", integration_hub_id)
    tell_outlets(context, operator.outlets, changed=changed, uri=uri)
