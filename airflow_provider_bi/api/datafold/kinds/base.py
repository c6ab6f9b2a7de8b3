"""What a kind of BI integration declares: its fields, which are secret, and where a connection keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import Field

from airflow_provider_bi.api.models import Model, Text


@dataclass(frozen=True)
class Credentials:
    """The fields of a BI tool's own Airflow connection, whatever its type.

    :param url: Scheme, host and port.
    :param extra: The connection's extra.
    """

    url: str | None = None
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def first(self, sources: tuple[str, ...]) -> Any:
        """Return the first of ``sources`` that holds a value: url, login, password or ``extra.KEY``."""
        held = {
            "url": self.url,
            "login": self.login,
            "password": self.password,
            **{f"extra.{key}": value for key, value in self.extra.items()},
        }
        return next((held[source] for source in sources if held.get(source) not in (None, "")), None)


@dataclass(frozen=True)
class From:
    """Where a connection keeps a field, as an annotation of it; the first source with a value wins."""

    sources: tuple[str, ...]

    def __init__(self, *sources: str) -> None:
        object.__setattr__(self, "sources", sources)


class DataSourceConfig(Model):
    """The body of a create and of an update, as Datafold's OpenAPI document has it.

    ``indexing_cron`` is documented as a string or null and nothing more: dialect, time zone, minimum interval and what
    null means are unknown. Five fields in UTC are what Datafold uses for its monitors.
    """

    slug: ClassVar[str]
    """Path segment of the kind, and its ``type`` in replies."""
    label: ClassVar[str]
    """Name of the BI tool."""
    updatable: ClassVar[frozenset[str] | None]
    """Fields that the documentation says an update can change; None where it names no limit."""

    name: Text | None = Field(None, description="Name of the integration in Datafold.")
    indexing_cron: Text | None = Field(None, description="When Datafold reads the BI tool, as a cron expression.")


def connection_sources(kind: type[DataSourceConfig]) -> dict[str, tuple[str, ...]]:
    """Return, for each field that a connection can supply, where the connection keeps it."""
    return {
        name: part.sources
        for name, declared in kind.model_fields.items()
        for part in declared.metadata
        if isinstance(part, From)
    }
