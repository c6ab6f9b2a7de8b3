"""When a call is sent again, how long it waits before, and that each wait is told."""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from collections.abc import Mapping
from functools import cache
from typing import Final

import httpx
from httpx_retries import Retry

from airflow_provider_bi.api.calls import Repeatable

log = logging.getLogger(__name__)

BACKOFF: Final = 0.5
"""Seconds that double with every try: about 1, 2, 4, 8, less up to half of each at random."""
LONGEST_WAIT: Final = 60.0
"""Seconds that one wait may last, whatever ``Retry-After`` asks for."""
LONGEST_SUM: Final = 180.0
"""Seconds that the waits of one request may last together."""

_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")

NEVER_ARRIVED: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""The request did not leave: sending it again cannot do anything twice."""
LOST: Final = (*NEVER_ARRIVED, httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError)
"""The request may have arrived."""

_PASSING: Final = {
    Repeatable.FREELY: ((429, 502, 503, 504), LOST),
    Repeatable.AFTER_LOOKING: ((429, 502, 503, 504), NEVER_ARRIVED),
    Repeatable.NEVER: ((429,), NEVER_ARRIVED),
}
"""The statuses and the errors after which a call is sent again."""


class LoggedRetry(Retry):
    """A retry policy that says why it waits, and does not wait for what cannot mend itself."""

    def is_retryable_exception(self, exception: Exception) -> bool:
        """Refuse to retry a handshake that fails alike each time."""
        return super().is_retryable_exception(exception) and refused_handshake(exception) is None

    def parse_retry_after(self, retry_after: str) -> float:
        """Read ``Retry-After``.

        :raises ValueError: for what cannot be read, a date beyond all calendars included.
        """
        try:
            return super().parse_retry_after(retry_after)
        except OverflowError:
            raise ValueError(retry_after) from None

    def sleep(self, response: httpx.Response | Exception) -> None:
        """Wait, and say why."""
        seconds = self._announced(response)
        time.sleep(seconds)
        self.elapsed_sleep += seconds

    async def asleep(self, response: httpx.Response | Exception) -> None:
        """Wait on the event loop, and say why."""
        seconds = self._announced(response)
        await asyncio.sleep(seconds)
        self.elapsed_sleep += seconds

    def _announced(self, failure: httpx.Response | Exception) -> float:
        headers: Mapping[str, str] = {}
        reason = type(failure).__name__
        if isinstance(failure, httpx.Response):
            headers, reason = failure.headers, f"status {failure.status_code}"
        seconds = self._calculate_sleep(headers)
        log.warning(
            "%s: %s; waiting %.1f s, then try %d of %d.",
            _named(failure),
            reason,
            seconds,
            self.attempts_made + 1,
            self.total + 1,
        )
        return seconds


def _named(failure: httpx.Response | Exception) -> str:
    if not isinstance(failure, (httpx.Response, httpx.RequestError)):
        return "Request"  # pragma: no cover - only what httpx raises is tried again; the signature is httpx-retries'
    return f"{failure.request.method} {failure.request.url.raw_path.decode('ascii').partition('?')[0]}"


@cache
def policy(repeatable: Repeatable, *, retries: int) -> LoggedRetry:
    """Return the retry policy of a call.

    :param repeatable: As the call declares it.
    :param retries: How many further tries the connection allows.
    """
    if repeatable is Repeatable.ONCE:
        return LoggedRetry(total=0)
    statuses, exceptions = _PASSING[repeatable]
    return LoggedRetry(
        total=retries,
        allowed_methods=_METHODS,
        status_forcelist=statuses,
        retry_on_exceptions=exceptions,
        backoff_factor=BACKOFF,
        backoff_jitter=0.5,
        max_backoff_wait=LONGEST_WAIT,
        total_timeout=LONGEST_SUM,
    )


def refused_handshake(error: Exception) -> ssl.SSLError | None:
    """Return what no retry of a TLS handshake mends: a certificate that is not trusted, or an answer without TLS."""
    cause: BaseException | None = error if isinstance(error, httpx.ConnectError) else None
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause
        if isinstance(cause, ssl.SSLError) and cause.reason == "WRONG_VERSION_NUMBER":
            return cause
        cause = cause.__cause__ or cause.__context__
    return None
