"""The Looker hook."""

from __future__ import annotations

from typing import Any

from airflow.providers.common.compat.sdk import BaseHook

from airflow_provider_bi.api.calls import Json
from airflow_provider_bi.api.errors import BiApiError, SettingsError
from airflow_provider_bi.api.looker import calls
from airflow_provider_bi.api.looker.auth import LookerAuth
from airflow_provider_bi.api.wire import Service, Wire
from airflow_provider_bi.connections import LOOKER
from airflow_provider_bi.hooks.looker_hubs import HubMethods
from airflow_provider_bi.hooks.looker_integrations import IntegrationMethods
from airflow_provider_bi.version_compat import mask_secret


class LookerHook(HubMethods, IntegrationMethods):
    """Talk to Looker's API 4.0 with the API key of a connection. https://cloud.google.com/looker/docs/api-auth

    It logs in once, with its first call, keeps the token until it ends, and logs out when it is closed.

    :param looker_conn_id: The connection, of type ``looker`` or ``gcp_looker``: host is the API host, login the client
        id, password the client secret.
    """

    conn_name_attr = "looker_conn_id"
    default_conn_name = "looker_default"
    conn_type = LOOKER.conn_type
    hook_name = LOOKER.hook_name

    def __init__(self, looker_conn_id: str = default_conn_name) -> None:
        super().__init__(looker_conn_id)
        self.looker_conn_id = looker_conn_id

    @classmethod
    def get_connection_form_widgets(cls) -> dict[str, Any]:  # pragma: no cover - Airflow up to 3.1
        """Return the form's extra fields, for Airflow up to 3.1."""
        return LOOKER.widgets()

    @classmethod
    def get_ui_field_behaviour(cls) -> dict[str, Any]:
        """Return the form's labels, for Airflow up to 3.1."""
        return LOOKER.field_behaviour

    @property
    def ui_url(self) -> str:
        """The admin's page of actions. It is on the API's host, without port 19999 of older instances."""
        return f"{self.url.removesuffix(':19999')}/admin/actions"

    def versions(self) -> Json:
        """Return the versions of the API, and Looker's release."""
        return self.run(calls.versions())

    def close(self) -> None:
        """Log out and close the connections; a failed logout is ignored, the token ends by itself."""
        try:
            if self._wire is not None and (auth := self._logged_in(self._wire)):
                try:
                    self._wire.send(calls.logout())
                finally:
                    auth.forget()
        except BiApiError as error:
            self.log.debug("Logout failed: %s", error)
        finally:
            super().close()

    async def aclose(self) -> None:
        """Log out and close the connections that :meth:`arun` opened."""
        try:
            if self._wire is not None and (auth := self._logged_in(self._wire)):
                try:
                    await self._wire.asend(calls.logout())
                finally:
                    auth.forget()
        except BiApiError as error:
            self.log.debug("Logout failed: %s", error)
        finally:
            await super().aclose()

    def test_connection(self) -> tuple[bool, str]:
        """Log in, ask who one is, and log out, for Airflow's Test button."""
        try:
            with self:
                user = self.run(calls.me())
                name = user.get("display_name") or user.get("email") or f"user {user.get('id')}"
                return True, f"Connected to {self.url} as {name}."
        except BiApiError as error:
            return False, self.told(error)

    @staticmethod
    def _logged_in(wire: Wire) -> LookerAuth | None:
        auth = wire.service.auth
        return auth if isinstance(auth, LookerAuth) and auth.logged_in else None

    def _mask_token(self, token: str) -> None:
        """Let Airflow hide a token of Looker's in every log."""
        mask_secret(token)

    def _service(self) -> Service:
        connection = self._connection()
        settings = self._settings(connection, default_host=None, suffix=calls.ROOT)
        auth = LookerAuth(
            connection.login, connection.password, settings=settings, source=self._source, on_token=self._mask_token
        )
        return Service(
            settings=settings, auth=auth, secrets=auth.secrets, hints=_hints(f"connection {self.looker_conn_id!r}")
        )


def _hints(source: str) -> dict[int, str]:
    return {
        -1: f"Check host and port of {source}, and that this worker can reach them.",
        0: f"Check that host and port of {source} are those of Looker's API; older instances have it on port 19999.",
        3: f"Put the URL that Looker's API really answers at into the host of {source}.",
        401: f"Check client id and client secret of {source}.",
        403: f"The user behind {source} may not do this.",
        404: f"It does not exist, or the user behind {source} may not see it: Looker says 404 for both.",
        429: "Looker limits its requests; let the task retry later.",
        5: "Looker failed; let the task retry.",
    }


def read_token(conn_id: str) -> str:
    """Return the password of a connection that holds a token.

    :raises SettingsError: when it has none.
    """
    password: str | None = BaseHook.get_connection(conn_id).password
    if not password:
        raise SettingsError(f"Connection {conn_id!r} has no password: put the token there.")
    return password
