"""Everything that goes wrong on the way, one trouble at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final

from airflow_provider_bi.sandbox.faults import Fault
from airflow_provider_bi.sandbox.serving import Sandbox

FOLLOWED: Final = "/followed"
LONG: Final = 5.0
"""Seconds that a reply hangs; a client with a short timeout has left by then."""

PAGE: Final = "<!doctype html><title>Sign in</title><p>Who are you?"
SOON: Final = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What happens to one request, or to all from one on.

    :param happen: Called when the request has arrived; returns the sandbox's fault, or does something and returns None.
    :param stays: Whether it goes on, from its request on.
    :param refuses: Whether the connection is refused, so that nothing arrives.
    :param hangs: Whether the client needs a short timeout to get out of it.
    :param mends: Whether the job has to succeed all the same: the request certainly did nothing, and may be repeated.
    :param service: The only service that it makes sense for.
    """

    name: str
    happen: Callable[[Sandbox], Fault | None] = lambda sandbox: None
    stays: bool = False
    refuses: bool = False
    hangs: bool = False
    mends: bool = False
    service: str | None = None

    def __str__(self) -> str:
        return self.name


def _answer(name: str, status: int, *, body: Any = None, kind: str = "application/json", **more: Any) -> Trouble:
    headers = more.pop("headers", {})
    fault = Fault(status=status, body={"detail": "busy"} if body is None else body, content_type=kind, headers=headers)
    return Trouble(name=name, happen=lambda sandbox: fault, **more)


def _limit(retry_after: str) -> Trouble:
    return _answer(f"429, Retry-After {retry_after[:20]}", 429, headers={"Retry-After": retry_after}, mends=True)


def _drop(name: str, *, hangs: bool = False, stays: bool = False, **fault: Any) -> Trouble:
    dropped = Fault(**fault)
    return Trouble(name=name, happen=lambda sandbox: dropped, hangs=hangs, stays=stays)


def _reset_after(sandbox: Sandbox) -> Fault:
    """Let the connection end with a reset once the service has done its work."""
    sandbox.linger_not()
    return Fault(drop="after")


def _redirect(sandbox: Sandbox) -> Fault:
    """Send the client to another name of this machine, where every request would be seen."""
    return Fault(status=307, headers={"Location": f"http://localhost:{sandbox.port}{FOLLOWED}"})


def _expire(sandbox: Sandbox) -> None:
    sandbox.expire_tokens()


TROUBLES: Final = (
    _answer("429", 429, mends=True),
    _limit("3"),
    _limit(SOON),
    _limit("Mon, 99 Foo 99999 99:99:99 GMT"),
    _limit("when it suits you"),
    _limit("-5"),
    _limit("99999999999999999999"),
    _answer("429 that stays", 429, stays=True),
    _answer("500", 500),
    _answer("502", 502),
    _answer("503", 503),
    _answer("503, Retry-After 86400", 503, headers={"Retry-After": "86400"}),
    _answer("503 that stays", 503, stays=True),
    _answer("504", 504),
    Trouble(name="connection refused", refuses=True, mends=True),
    Trouble(name="connection refused that stays", refuses=True, stays=True),
    _drop("reset before the write", drop="reset"),
    _drop("closed before the write", drop="before"),
    Trouble(name="reset after the write", happen=_reset_after),
    _drop("closed after the write", drop="after"),
    _drop("closed after every write", drop="after", stays=True),
    _drop("half a body", drop="half"),
    _drop("a stalled body", drop="stall", delay=LONG, hangs=True),
    _drop("no answer", delay=LONG, hangs=True),
    _answer("401 that stays", 401, stays=True),
    Trouble(name="expired token", happen=_expire, service="looker", mends=True),
    Trouble(name="redirect to another host", happen=_redirect),
    _answer("a proxy's page", 200, body=PAGE, kind="text/html"),
    _answer("a proxy's page that stays", 200, body=PAGE, kind="text/html", stays=True),
    _answer("a proxy's page with 404", 404, body=PAGE, kind="text/html"),
    _answer("a proxy's page with 404 that stays", 404, body=PAGE, kind="text/html", stays=True),
    _answer("a proxy's page with 503", 503, body=PAGE, kind="text/html"),
    _answer("half a JSON", 200, body='{"id": 4'),
)


def troubles_for(service: str) -> tuple[Trouble, ...]:
    """Return the troubles that a service can have."""
    return tuple(trouble for trouble in TROUBLES if trouble.service in {None, service})
