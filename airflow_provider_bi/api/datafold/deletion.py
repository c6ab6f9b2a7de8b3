"""Deleting an integration; one that is gone already is no failure, unless that is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from airflow_provider_bi.api.calls import Flow, Json
from airflow_provider_bi.api.datafold.calls import get_integration, remove_integration
from airflow_provider_bi.api.datafold.find import id_or_name, listed, named
from airflow_provider_bi.api.datafold.reads import told
from airflow_provider_bi.api.errors import BiApiError, NotFoundError, may_have_arrived


@dataclass(frozen=True, kw_only=True)
class Deletion:
    """An integration that is not there any more.

    :param deleted: Whether it was there before.
    :param bi_datasource_id: Its id; None for a name that none had.
    :param integration: What Datafold showed of it, without secrets.
    """

    deleted: bool
    bi_datasource_id: int | None
    integration: Json = field(default=None, repr=False)


def delete(
    bi_datasource_id: int | str | None, *, name: str | None = None, fail_if_missing: bool = False
) -> Flow[Deletion]:
    """Delete an integration that is given by id or by name.

    :param fail_if_missing: Fail where it is not there.
    :raises NotFoundError: where it is not there and that is asked for.
    :raises ArgumentError: for a name that more than one has; or that none has and that is asked for.
    """
    wanted = id_or_name(bi_datasource_id, name)
    if isinstance(wanted, str):
        entries = yield from listed()
        if not fail_if_missing and all(entry.name not in {None, wanted} for entry in entries):
            return Deletion(deleted=False, bi_datasource_id=None)
        entry = named(wanted, entries)
        wanted, shown = entry.id, entry.shown
    else:
        try:
            shown = yield get_integration(wanted)
        except NotFoundError:
            if fail_if_missing:
                raise
            return Deletion(deleted=False, bi_datasource_id=wanted)
    yield from _removed(wanted)
    return Deletion(deleted=True, bi_datasource_id=wanted, integration=told(shown))


def _removed(wanted: int) -> Flow[None]:
    """Send the deletion; where it is not known whether it was done, look."""
    try:
        yield remove_integration(wanted)
    except NotFoundError:
        # It was there a moment ago: an earlier try arrived, or somebody else was faster.
        return
    except BiApiError as lost:
        if not may_have_arrived(lost) or not (yield from _gone(wanted)):
            raise


def _gone(wanted: int) -> Flow[bool]:
    try:
        yield get_integration(wanted)
    except NotFoundError:
        return True
    except BiApiError:
        return False
    return False
