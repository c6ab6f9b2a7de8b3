"""Finding an integration by its name: ids differ from one Datafold to the next.

A list's entries are documented as "any JSON". Each must show an id; where one shows no name, it cannot be found by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from airflow_provider_bi.api.calls import Flow, number
from airflow_provider_bi.api.datafold.calls import list_integrations
from airflow_provider_bi.api.errors import ArgumentError, UnexpectedReply

_MANY: Final = 20


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One integration as Datafold lists it.

    :param name: Its name; empty where it has none, None where the list does not show it.
    :param type: Its kind's slug in lower case; None where the list shows none.
    :param shown: Everything that the list shows of it.
    """

    id: int
    name: str | None
    type: str | None
    shown: Mapping[str, Any] = field(repr=False)

    def __str__(self) -> str:
        return f"{self.name[:60]!r} (id {self.id})" if self.name else f"id {self.id}"


def listed() -> Flow[list[Entry]]:
    """List the integrations; none where Datafold answers null.

    :raises UnexpectedReply: for an entry without an id.
    """
    call = list_integrations()
    found = yield call
    return [_entry(item, call=str(call)) for item in found or []]


def find(bi_datasource_id: int | str | None, name: str | None) -> Flow[int]:
    """Return the id of an integration that is given by id, without a request, or by name.

    :raises ArgumentError: for neither or both, and for a name that none has, or more than one.
    """
    wanted = id_or_name(bi_datasource_id, name)
    return wanted if isinstance(wanted, int) else named(wanted, (yield from listed())).id


def id_or_name(bi_datasource_id: int | str | None, name: object) -> int | str:
    """Read the id or the name that an integration is found by; an id is a number, a name is text.

    :raises ArgumentError: for neither or both, for what is no id, and for a name that is no text, or empty.
    """
    if (bi_datasource_id is None) == (name is None):
        raise ArgumentError("bi_datasource_id and name: give one of them.")
    if bi_datasource_id is not None:
        return number(bi_datasource_id, name="bi_datasource_id")
    if not isinstance(name, str) or not name.strip():
        raise ArgumentError("name: text is needed, the integration's name in Datafold.")
    return name.strip()


def named(name: str, entries: Sequence[Entry]) -> Entry:
    """Return the one entry with this name.

    :raises ArgumentError: where none has it, or more than one.
    """
    found = [entry for entry in entries if entry.name == name]
    match found:
        case [entry]:
            return entry
        case []:
            raise ArgumentError(unknown([name], entries, what="named"))
        case _:
            ids = ", ".join(str(entry.id) for entry in found)
            raise ArgumentError(f"Datafold has {len(found)} integrations named {name[:60]!r}: {ids}. Give the id.")


def unknown(keys: Sequence[str], entries: Sequence[Entry], *, what: str) -> str:
    """Return the sentence about keys that none has.

    :param what: What the keys are, such as ``named``.
    """
    return f"Datafold has no integration {what} {_some([repr(key[:60]) for key in keys])}; {_known(entries)}."


def _some(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - _MANY} more" if len(texts) > _MANY else ""
    return ", ".join(texts[:_MANY]) + more


def _known(entries: Sequence[Entry]) -> str:
    if not entries:
        return "its list is empty"
    if not any(entry.name for entry in entries):
        return f"its list shows no names, so give the id: {_some([str(entry.id) for entry in entries])}"
    return f"there are {_some(sorted(map(str, entries)))}"


def _entry(item: Any, *, call: str) -> Entry:
    try:
        found = number(item.get("id"), name="id") if isinstance(item, Mapping) else None
    except ArgumentError:
        found = None
    if found is None:
        raise UnexpectedReply(f"{call} answered with an entry that shows no id. Nothing was written.")
    kind = item.get("type")
    return Entry(
        id=found,
        name=_name(item),
        type=kind.strip().lower() if isinstance(kind, str) and kind.strip() else None,
        shown=item,
    )


def _name(item: Mapping[str, Any]) -> str | None:
    match item:
        case {"name": None}:
            return ""
        case {"name": str(name)}:
            return name.strip()
        case _:
            return None
