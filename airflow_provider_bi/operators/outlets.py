"""Asset events that carry what changed; datasets on Airflow 2.11."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from airflow.providers.common.compat.sdk import Asset, AssetAlias

from airflow_provider_bi.api.tables import compact

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context


def tell_outlets(context: Context, outlets: list[Any], *, changed: Mapping[str, Any], uri: str) -> None:
    """Put the changed fields on the events of the task's outlets.

    An asset's event happens in any case and carries the fields as extra. An alias gets an event only if something
    changed: what is scheduled on it runs only then.

    :param changed: What changed, without secrets.
    :param uri: The asset that stands for what was changed, for the alias' event.
    """
    extra = dict(flat(changed))
    for outlet in outlets:
        if isinstance(outlet, AssetAlias):
            if extra:
                context["outlet_events"][outlet].add(Asset(uri=uri), extra=extra)
        elif isinstance(outlet, Asset):
            context["outlet_events"][outlet].extra.update(extra)


def tell_outlets_of_many(
    context: Context, outlets: list[Any], *, changed: Mapping[str, Mapping[str, Any]], uris: Mapping[str, str]
) -> None:
    """Put what changed of many things on the events of the task's outlets.

    An asset's event carries all of it, under each thing's key; an alias gets an event for each thing that changed.

    :param changed: Key -> what changed of that thing, without secrets.
    :param uris: Key -> the asset that stands for the thing.
    """
    aliases = [outlet for outlet in outlets if isinstance(outlet, AssetAlias)]
    tell_outlets(context, [outlet for outlet in outlets if outlet not in aliases], changed=changed, uri="")
    for key, fields in changed.items():
        tell_outlets(context, aliases, changed=fields, uri=uris[key])


def asset_uri(service: str, url: str, *path: object) -> str:
    """Return the URI of what was changed, such as ``datafold://app.datafold.com/integrations/42``."""
    return "/".join((f"{service}://{urlsplit(url).netloc}", *(quote(str(part), safe="") for part in path)))


def flat(changed: Mapping[str, Any], *, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Return path and value with nothing nested: mappings are flattened to dotted paths, lists are written as JSON."""
    for name, value in changed.items():
        if isinstance(value, Mapping):
            yield from flat(value, prefix=f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", compact(value) if isinstance(value, list) else value
