"""Looker's login. https://cloud.google.com/looker/docs/api-auth

The reply of ``/login`` is ``{access_token, token_type, expires_in, refresh_token}``. A rejected login is a 404 in
practice; 400, 404 and 429 are what the API document declares.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import suppress
from typing import Annotated, Final

import httpx
from pydantic import AfterValidator, SecretStr, ValidationError

from airflow_provider_bi.api.errors import (
    AuthError,
    ConnectionFailed,
    RateLimitedError,
    SettingsError,
    StatusError,
    UnexpectedReply,
)
from airflow_provider_bi.api.looker.calls import login
from airflow_provider_bi.api.models import Model
from airflow_provider_bi.api.replies import Answer, read_reply
from airflow_provider_bi.api.requests import http_request
from airflow_provider_bi.api.settings import ClientSettings
from airflow_provider_bi.api.transports import answer_of, proxy_secrets

EARLY: Final = 10.0
"""Seconds before its end at which a token is no longer used, as Looker's own SDK has it."""

LIFETIME: Final = 3600
"""Seconds that a token lives, as has been seen of Looker."""

_REJECTED: Final = frozenset({400, 401, 403, 404})

Steps = Generator[httpx.Request, httpx.Response, None]


def _sendable(token: SecretStr) -> SecretStr:
    text = token.get_secret_value()
    if not text.strip() or not text.isascii() or not text.isprintable():
        raise ValueError("no header can carry it")
    return token


class AccessToken(Model):
    """The reply of ``/login``."""

    access_token: Annotated[SecretStr, AfterValidator(_sendable)]
    expires_in: int = LIFETIME

    @property
    def lifetime(self) -> float:
        """Seconds for which the token is used; where Looker does not say a sensible number, until it is refused."""
        seconds = self.expires_in if 0 < self.expires_in <= LIFETIME * 24 else LIFETIME
        return max(seconds - EARLY, seconds / 2)


class LookerAuth(httpx.Auth):
    """Log in when a token is needed, keep it until it ends, and log in once more on a 401.

    :param client_id: Client id of a Looker API key.
    :param client_secret: Its client secret.
    :param settings: Where Looker is.
    :param source: How to name the connection in a message.
    :param on_token: Called with every new token, to have it masked in logs.
    :raises SettingsError: when half of the key is missing.
    """

    def __init__(
        self,
        client_id: str | None,
        client_secret: str | None,
        *,
        settings: ClientSettings,
        source: str,
        on_token: Callable[[str], object],
    ) -> None:
        if not (client_id or "").strip():
            raise SettingsError(f"{source} has no login: put the client id of a Looker API key there.")
        if not (client_secret or "").strip():
            raise SettingsError(f"{source} has no password: put the client secret of the Looker API key there.")
        self._client_secret = str(client_secret).strip()
        self._settings = settings
        self._source = source
        self._on_token = on_token
        self._token: str | None = None
        self._ends = 0.0
        self._on_loop: tuple[asyncio.AbstractEventLoop, asyncio.Lock] | None = None
        self._call = login(str(client_id).strip(), self._client_secret)

    @property
    def logged_in(self) -> bool:
        """Whether there is a token that can still be used."""
        return self._token is not None and time.monotonic() < self._ends

    def secrets(self) -> frozenset[str]:
        """Return what no text may repeat."""
        return frozenset({self._client_secret, self._token or ""}) - {""}

    def forget(self) -> None:
        """Forget the token."""
        self._token = None

    def auth_flow(self, request: httpx.Request) -> Steps:
        """Log in where needed and add the token."""
        if not self.logged_in:
            yield from self._login()
        used = self._token
        response = yield _with_token(request, used)
        if _asks_for_login(request, response):
            if self._ended(used):
                yield from self._login()
            yield _with_token(request, self._token)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Do the same, with one login for all the requests that wait for it."""
        async with self._one_login():
            if not self.logged_in:
                login = self._login()
                _end(login, (yield next(login)))
        used = self._token
        response = yield _with_token(request, used)
        if _asks_for_login(request, response):
            async with self._one_login():
                if self._ended(used):
                    login = self._login()
                    _end(login, (yield next(login)))
            yield _with_token(request, self._token)

    def _one_login(self) -> asyncio.Lock:
        """Return the lock of the running event loop: one that another loop has waited for cannot be used."""
        loop = asyncio.get_running_loop()
        if self._on_loop is None or self._on_loop[0] is not loop:
            self._on_loop = loop, asyncio.Lock()
        return self._on_loop[1]

    def _ended(self, used: str | None) -> bool:
        """Tell whether a token that was refused has no successor yet."""
        return self._token == used or not self.logged_in

    def _login(self) -> Steps:
        response = yield http_request(self._call, self._settings)
        token = self._accepted(answer_of(response))
        self._token = token.access_token.get_secret_value()
        self._ends = time.monotonic() + token.lifetime
        self._on_token(self._token)

    def _accepted(self, answer: Answer) -> AccessToken:
        """Read the token.

        Any other answer is told in an error that cannot be taken for an outcome of the call that needs the token.
        """
        source = self._source[0].lower() + self._source[1:]
        hint = (
            f"Check login (client id), password (client secret) and host of {source}: "
            "the host is the API's, on older instances with port 19999."
        )
        try:
            hints = {0: hint, 3: hint} | dict.fromkeys(_REJECTED, hint)
            hidden = self.secrets() | proxy_secrets(self._settings)
            reply = read_reply(self._call, answer, hints=hints, secrets=hidden)
            return AccessToken.model_validate(reply)
        except ValidationError:
            text = f"{self._call} answered without a token. {hint}"
            raise ConnectionFailed(text, ambiguous=False, permanent=True) from None
        except RateLimitedError:
            raise
        except (StatusError, UnexpectedReply) as error:
            if isinstance(error, StatusError) and error.status_code in _REJECTED:
                raise AuthError(
                    str(error), status_code=error.status_code, method=error.method, path=error.path
                ) from None
            raise ConnectionFailed(str(error), ambiguous=False, permanent=error.permanent) from None


def _with_token(request: httpx.Request, token: str | None) -> httpx.Request:
    request.headers["Authorization"] = f"Bearer {token}"
    return request


def _asks_for_login(request: httpx.Request, response: httpx.Response) -> bool:
    return response.status_code == httpx.codes.UNAUTHORIZED and bool(request.extensions.get("relogin", True))


def _end(login: Steps, response: httpx.Response) -> None:
    """Hand the login its response."""
    with suppress(StopIteration):
        login.send(response)
