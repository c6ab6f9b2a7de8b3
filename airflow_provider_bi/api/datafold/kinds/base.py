"""What a kind of BI integration declares: its fields, which are secret, and where a connection keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import Field

from airflow_provider_bi.api.models import Model, Text, secret_fields


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
    """Where a connection keeps a field, as an annotation of it.

    :param sources: The first one with a value counts.
    :param with_secret: Whether the field is one half of the credentials. Then the connection's goes into the body if a
        secret of the connection does; otherwise only if the integration does not show the field.
    """

    sources: tuple[str, ...]
    with_secret: bool

    def __init__(self, *sources: str, with_secret: bool = False) -> None:
        object.__setattr__(self, "sources", sources)
        object.__setattr__(self, "with_secret", with_secret)


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

    @classmethod
    def held_by(cls, credentials: Credentials) -> dict[str, Any]:
        """Return what a connection holds of the kind's fields."""
        held = {name: credentials.first(sources) for name, sources in connection_sources(cls).items()}
        return {name: value for name, value in held.items() if value is not None}

    name: Text | None = Field(None, description="Name of the integration in Datafold.")
    indexing_cron: Text | None = Field(None, description="When Datafold reads the BI tool, as a cron expression.")


def credential_fields(kind: type[DataSourceConfig]) -> frozenset[str]:
    """Return the fields that belong to the kind's secrets, and the secrets."""
    paired = {
        name
        for name, declared in kind.model_fields.items()
        if any(isinstance(part, From) and part.with_secret for part in declared.metadata)
    }
    return secret_fields(kind) | paired


def connection_sources(kind: type[DataSourceConfig]) -> dict[str, tuple[str, ...]]:
    """Return, for each field that a connection can supply, where the connection keeps it."""
    return {
        name: part.sources
        for name, declared in kind.model_fields.items()
        for part in declared.metadata
        if isinstance(part, From)
    }
