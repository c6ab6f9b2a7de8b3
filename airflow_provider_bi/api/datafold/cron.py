"""Checking a cron expression before it is sent.

Datafold documents ``indexing_cron`` as a string and nothing more. Five fields are what it uses for its monitors, and
what every cron agrees on; what goes beyond is explained instead of sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from airflow_provider_bi.api.errors import ArgumentError


@dataclass(frozen=True)
class _Field:
    name: str
    lowest: int
    highest: int
    names: tuple[str, ...] = ()

    def number(self, text: str) -> int | None:
        """Return the number that a value stands for; None for what is none of this field's."""
        if text.isdigit() and len(text) <= 2:
            number = int(text)
        elif text.upper() in self.names:
            number = self.lowest + self.names.index(text.upper())
        else:
            return None
        return number if self.lowest <= number <= self.highest else None


_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIELDS: Final = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of the week", 0, 7, _DAYS),
)
_PRESETS: Final = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@quarterly": "0 0 1 */3 *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_PART: Final = re.compile(r"(?:\*|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>\d{1,2}))?", re.ASCII)
_HINT: Final = "check_cron=False sends it as it is."


def check_cron(expression: str, *, argument: str = "indexing_cron") -> None:
    """Make sure that an expression has five fields that a cron can read.

    :param argument: How to name the expression in a message.
    :raises ArgumentError: for any other; the text says what to write instead.
    """
    text = expression.strip()
    shown = f"{argument}={text[:60]!r}"
    if text.startswith("@"):
        instead = _PRESETS.get(text.lower())
        known = f"write {instead!r}" if instead else "write five fields"
        raise ArgumentError(f"{shown} is a preset of Airflow's, which Datafold may not know: {known}. {_HINT}")
    if text.upper().startswith(("CRON_TZ=", "TZ=")):
        raise ArgumentError(
            f"{shown} names a time zone, which Datafold may not read: write the five fields alone, most likely in UTC. "
            f"{_HINT}"
        )
    fields = text.split()
    if len(fields) in {6, 7}:
        raise ArgumentError(
            f"{shown} has {len(fields)} fields, as Quartz has with seconds or years: write minute, hour, day of the "
            f"month, month, day of the week. {_HINT}"
        )
    if len(fields) != len(_FIELDS):
        raise ArgumentError(
            f"{shown} has {len(fields)} fields and five are needed: minute, hour, day of the month, month, day of the "
            f"week. {_HINT}"
        )
    for field, value in zip(_FIELDS, fields, strict=True):
        if not all(_reads(field, part) for part in value.split(",")):
            raise ArgumentError(
                f"{shown}: {value!r} is no {field.name}, which is {field.lowest} to {field.highest}, *, a range such "
                f"as {field.lowest}-{field.lowest + 1}, a step such as */2, or a list of these. {_HINT}"
            )


def _reads(field: _Field, part: str) -> bool:
    found = _PART.fullmatch(part)
    if found is None or found["step"] in {"0", "00"}:
        return False
    if found["first"] is None:
        return True
    first = field.number(found["first"])
    last = field.number(found["last"]) if found["last"] else first
    return first is not None and last is not None and first <= last
