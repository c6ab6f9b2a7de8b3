"""Starting a synchronisation, and waiting for what the user says that its end looks like.

How one learns that a synchronisation has finished is not documented. So a wait looks at the integration for a field
that the user names, or asks the user's own function; nothing is guessed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import iscoroutinefunction
from traceback import format_exception_only
from typing import Any, Final

from airflow_provider_bi.api.calls import Flow, Json
from airflow_provider_bi.api.datafold.calls import resync_integration
from airflow_provider_bi.api.datafold.reads import read_integration, told
from airflow_provider_bi.api.errors import ArgumentError, UnexpectedReply, WaitFailed, one_line
from airflow_provider_bi.api.waits import Look

Condition = Callable[[Json], Any]
"""Takes the integration as Datafold shows it, without secrets, and tells whether the wait is over."""

_UNSEEN: Final = object()


@dataclass(frozen=True, kw_only=True)
class Until:
    """What the end of a synchronisation looks like.

    :param field: Field to look at, dots between nested ones.
    :param value: What it then holds; None for anything but what it held before the synchronisation.
    :param failed_value: What it holds after a synchronisation that failed.
    :param condition: Tells instead, of the whole integration.
    """

    field: str | None = None
    value: Json = None
    failed_value: Json = None
    condition: Condition | None = None

    def __post_init__(self) -> None:
        if (self.field is None) == (self.condition is None):
            raise ArgumentError("wait_field and wait_until: give one of them.")
        if self.field is not None and not isinstance(self.field, str):
            raise ArgumentError("wait_field: the name of a field is needed.")
        if self.field is None and (self.value is not None or self.failed_value is not None):
            raise ArgumentError("wait_value and failed_value go with wait_field, not with wait_until.")
        if iscoroutinefunction(self.condition):
            raise ArgumentError("wait_until: a plain function is needed, no coroutine function.")
        if self.value is not None and _same(self.value, self.failed_value):
            raise ArgumentError("wait_value and failed_value are the same.")

    def __str__(self) -> str:
        if self.field is None:
            return "wait_until to hold"
        return f"{self.field} to be {self.value!r}" if self.value is not None else f"{self.field} to change"

    def is_met_by(self, value: Json) -> bool:
        """Tell whether the field holds what it is waited for to hold."""
        return self.value is not None and _same(self.value, value)


def start(bi_datasource_id: int) -> Flow[Json]:
    """Start a synchronisation and return what Datafold says of it, which is not documented; without secrets."""
    return told((yield resync_integration(bi_datasource_id)))


def held(bi_datasource_id: int, until: Until) -> Flow[Json]:
    """Return what the field holds before the synchronisation; null where a function tells the end.

    :raises UnexpectedReply: for a field that is not there.
    """
    shown = yield from read_integration(bi_datasource_id)
    return None if until.field is None else _value(shown, until.field, bi_datasource_id)


class Watch:
    """Looks whether a synchronisation has ended, and remembers whether its field has moved since.

    :param bi_datasource_id: Datafold's id of the integration.
    :param until: What the end looks like.
    :param before: What the field held before: a ``failed_value`` that stood there already is not taken for the end.
    """

    def __init__(self, bi_datasource_id: int, until: Until, *, before: Json) -> None:
        self._id = bi_datasource_id
        self._until = until
        self._before = before
        self._moved = False

    def look(self) -> Flow[Look]:
        """Look once.

        :raises WaitFailed: when the field holds ``failed_value``, or the user's function raises.
        :raises UnexpectedReply: for a field that is not there.
        """
        shown = yield from read_integration(self._id)
        subject = f"Datafold's integration {self._id}"
        result = {"bi_datasource_id": self._id, "integration": shown}
        if self._until.condition is not None:
            done = _holds(self._until.condition, shown)
            return Look(
                done=done, said=f"{subject}: wait_until {'holds' if done else 'does not hold yet'}", result=result
            )
        name = str(self._until.field)
        value = _value(shown, name, self._id)
        self._moved = self._moved or value != self._before
        said = f"{subject}: {name} is {json.dumps(value)[:200]}"
        if self._moved and self._until.failed_value is not None and _same(self._until.failed_value, value):
            raise WaitFailed(
                f"{said}, which is the failed_value: the synchronisation has failed. Look at it in Datafold."
            )
        done = self._moved if self._until.value is None else self._until.is_met_by(value)
        return Look(done=done, said=said, result=result)


def _holds(condition: Condition, shown: Json) -> bool:
    try:
        return bool(condition(shown))
    except Exception as error:  # a user's own function may raise anything
        raise WaitFailed(
            f"wait_until raised {one_line(''.join(format_exception_only(error)), longest=200)}; "
            f"Datafold {_shows(shown)}. The synchronisation was started. Correct wait_until=."
        ) from error


def _value(shown: Json, name: str, bi_datasource_id: int) -> Json:
    found: Any = shown
    for part in name.split("."):
        found = found.get(part, _UNSEEN) if isinstance(found, Mapping) else _UNSEEN
    if found is _UNSEEN:
        raise UnexpectedReply(
            f"Datafold's integration {bi_datasource_id} has no field {name!r} to wait for; it {_shows(shown)}. "
            "Correct wait_field=."
        )
    return found


def _shows(shown: Json) -> str:
    return f"shows {', '.join(sorted(map(str, shown)))}" if isinstance(shown, Mapping) else "shows no fields"


def _same(wanted: Json, value: Json) -> bool:
    """Compare, also with what a template made text of."""
    if wanted == value and isinstance(wanted, bool) == isinstance(value, bool):
        return True
    rendered = wanted.strip() if isinstance(wanted, str) and not isinstance(value, str) else None
    return rendered is not None and rendered in {json.dumps(value, default=str), str(value)}
