"""The operator that rotates the token of an integration hub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow_provider_bi.api.errors import BiApiError
from airflow_provider_bi.operators.looker_hubs import HubOperator, tell_hub
from airflow_provider_bi.operators.tokens import token_of

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context


class RotateLookerIntegrationHubTokenOperator(HubOperator):
    """Rotate the token that Looker authorizes itself with at an integration hub.

    Writes the new token, checks the hub's health, then tests the hub's enabled integrations. Where a check does not
    succeed the previous token is put back, if it is given, and the task fails for good; it says which step failed and
    which token stands. Where Looker itself could not be asked the task's own retries go on.

    At any time one of the two tokens stands in Looker. A task that is killed between two steps leaves the new one there
    unchecked; another run writes it again, for Looker shows no token that could be compared, and goes on from there.
    Let the hub take both tokens until this task has succeeded. Returns ``authorization_token`` as ``"***"``; the XComs
    ``health`` and ``tests`` tell how the checks ended, also those of a task that failed.

    :param authorization_token: The new token.
    :param authorization_token_conn_id: A connection whose password is the new token, instead of
        ``authorization_token``.
    :param previous_token_conn_id: A connection whose password is the token that stands there, to be put back.
    """

    template_fields = (
        "authorization_token",
        "authorization_token_conn_id",
        "previous_token_conn_id",
        *HubOperator.template_fields,
    )

    def __init__(
        self,
        *,
        authorization_token: str | None = None,
        authorization_token_conn_id: str | None = None,
        previous_token_conn_id: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.authorization_token = authorization_token
        self.authorization_token_conn_id = authorization_token_conn_id
        self.previous_token_conn_id = previous_token_conn_id

    def execute(self, context: Context) -> dict[str, Any]:
        """Rotate the token."""
        from airflow_provider_bi.api.looker.rotation import RotationFailed

        with self._service(context) as hook:
            new = token_of(
                "authorization_token", token=self.authorization_token, conn_id=self.authorization_token_conn_id
            )
            previous = token_of("previous_token", token=None, conn_id=self.previous_token_conn_id)
            if previous is None:
                self.log.warning("No previous_token_conn_id: if a check fails, the new token stays.")
            self.log.info(
                "Rotating the token of integration hub %s: write it, check the hub, test its enabled integrations.",
                self.integration_hub_id,
            )
            try:
                rotation = hook.rotate_integration_hub_token(
                    self.integration_hub_id, authorization_token=new, previous_token=previous
                )
            except RotationFailed as failed:
                self._push(context, health=failed.rotation.health, tests=failed.rotation.tests)
                raise
            except BiApiError:
                # Nothing was written: whatever goes wrong later is a RotationFailed.
                raise
            except BaseException:
                self.log.warning("Ended on the way: the new token may stand there unchecked. A further run goes on.")
                raise
            changed: dict[str, Any] = rotation.changed
            tell_hub(self, context, hook, rotation.integration_hub_id, changed=changed)
        for integration, test in rotation.tests.items():
            self.log.info("Tested %s: %s", integration, test["message"])
        self.log.info(
            "The hub is healthy with the new token. Enabled integrations that passed their test: %d.",
            len(rotation.tests),
        )
        self._push(context, health=rotation.health, tests=rotation.tests)
        return changed
