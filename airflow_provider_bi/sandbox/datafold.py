"""Datafold's BI integrations, as its OpenAPI document has them.

Annotations are evaluated here, not postponed: FastAPI reads the body models that are made for each kind.
"""

import secrets as random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from fastapi import Body, Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, SecretStr, create_model

from airflow_provider_bi.api.datafold.kinds.base import DataSourceConfig
from airflow_provider_bi.api.models import secret_fields
from airflow_provider_bi.sandbox import seeds

API_KEY = "sandbox-datafold-key"
PREFIX = "/api/v1/lineage/bi"
FIRST_ID = 42
LAST_SYNCED_AT = "last_synced_at"


@dataclass
class Integration:
    """One integration as Datafold stores it.

    :param values: The whole body that was last written, in JSON's types, secrets in clear.
    :param syncs: How many synchronisations were started.
    :param synced: What replies show of the last one.
    :param syncing: What the next reads will show of it, one after another.
    """

    id: int
    kind: type[DataSourceConfig]
    values: dict[str, Any] = field(repr=False)
    syncs: int = 0
    synced: dict[str, Any] = field(default_factory=dict)
    syncing: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Datafold:
    """What Datafold holds, and the switches for what its documentation leaves open.

    :param kinds: The kinds that are served.
    :param integrations: By id.
    :param hidden: Fields that no reply shows.
    :param bare_replies: An update answers null.
    :param echoes_only_changes: An update answers with the id and the fields that changed.
    :param honours_all: An update changes every field, whatever the kind's documentation says.
    :param extra: Fields that every reply shows, until a synchronisation shows others. Made up, as is what follows: what
        Datafold shows of a synchronisation is not documented.
    :param syncing: Fields that an integration shows once a synchronisation was started: each read of this integration
        shows the next, the last stays.
    :param shows_syncs: Replies show ``last_synced_at``: null, and the time of a synchronisation from the second read
        after its start. Unlike the others, a reset leaves it as it is.
    """

    kinds: Sequence[type[DataSourceConfig]]
    integrations: dict[int, Integration] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    bare_replies: bool = False
    echoes_only_changes: bool = False
    honours_all: bool = False
    extra: dict[str, Any] = field(default_factory=dict)
    syncing: list[dict[str, Any]] = field(default_factory=list)
    shows_syncs: bool = False

    def reset(self) -> None:
        """Store the seeds and nothing else, all switches off."""
        self.integrations.clear()
        self.hidden.clear()
        self.bare_replies = self.echoes_only_changes = self.honours_all = False
        self.extra.clear()
        self.syncing.clear()
        if self.shows_syncs:
            self.extra[LAST_SYNCED_AT] = None
        kinds = {kind.slug: kind for kind in self.kinds}
        for slug, values in seeds.datafold_integrations():
            self.create(kinds[slug], values)

    def create(self, kind: type[DataSourceConfig], values: dict[str, Any]) -> Integration:
        """Store a new integration."""
        number = max(self.integrations, default=FIRST_ID - 1) + 1
        whole = body_model(kind)(**values).model_dump(mode="json", by_alias=True)
        self.integrations[number] = Integration(number, kind, whole)
        return self.integrations[number]

    def update(self, integration: Integration, values: dict[str, Any]) -> set[str]:
        """Write what an update of this kind can change, and return the fields that are different now."""
        updatable = integration.kind.updatable
        if self.honours_all or updatable is None:
            updatable = frozenset(values)
        changed = {name for name in updatable if integration.values.get(name) != values.get(name)}
        integration.values.update({name: values.get(name) for name in updatable})
        return changed

    def find(self, number: int) -> Integration:
        """Return the integration with this id.

        :raises Absent: where there is none.
        """
        if number not in self.integrations:
            raise Absent(number)
        return self.integrations[number]

    def sync(self, integration: Integration) -> None:
        """Start a synchronisation, of which the next reads show what they should."""
        integration.syncs += 1
        integration.syncing = list(self.syncing)
        if self.shows_syncs and not self.syncing:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            integration.syncing = [integration.synced, {LAST_SYNCED_AT: now}]

    def read(self, integration: Integration) -> dict[str, Any]:
        """Return the reply to a read, which sees a synchronisation one step further."""
        if integration.syncing:
            integration.synced = integration.syncing.pop(0)
        return self.shown(integration)

    def shown(self, integration: Integration) -> dict[str, Any]:
        """Return the reply that shows an integration: everything but secrets and what is hidden."""
        whole = {
            "id": integration.id,
            "name": integration.values["name"],
            "type": integration.kind.slug,
            **integration.values,
            **self.extra,
            **integration.synced,
        }
        unseen = self.hidden | secret_fields(integration.kind)
        return {name: value for name, value in whole.items() if name not in unseen}


class Absent(Exception):
    """No integration has this id."""

    def __init__(self, number: int) -> None:
        super().__init__(f"BI data source {number} does not exist.")


def service(state: Datafold) -> FastAPI:
    """Return the application that answers as Datafold."""
    app = FastAPI(openapi_url=None, dependencies=[Depends(_authorised)])
    app.add_exception_handler(Absent, _absent)

    @app.get(f"{PREFIX}/")
    async def get_all_integrations() -> Any:
        return [state.shown(integration) for integration in state.integrations.values()]

    @app.get(f"{PREFIX}/{{bi_datasource_id}}/")
    async def get_integration(bi_datasource_id: int) -> Any:
        return state.read(state.find(bi_datasource_id))

    @app.delete(f"{PREFIX}/{{bi_datasource_id}}/")
    async def remove_integration(bi_datasource_id: int) -> None:
        del state.integrations[state.find(bi_datasource_id).id]

    @app.get(f"{PREFIX}/{{bi_datasource_id}}/sync/")
    async def resync_integration(bi_datasource_id: int) -> None:
        state.sync(state.find(bi_datasource_id))

    for kind in state.kinds:
        _serve(app, state, kind)
    return app


def _serve(app: FastAPI, state: Datafold, kind: type[DataSourceConfig]) -> None:
    config_type: Any = Annotated[body_model(kind), Body()]

    @app.post(f"{PREFIX}/{kind.slug}/")
    async def create(config: config_type) -> Any:
        return state.shown(state.create(kind, config.model_dump(mode="json", by_alias=True)))

    @app.put(f"{PREFIX}/{kind.slug}/{{bi_datasource_id}}/")
    async def update(bi_datasource_id: int, config: config_type) -> Any:
        integration = state.find(bi_datasource_id)
        if integration.kind is not kind:
            raise Absent(bi_datasource_id)
        changed = state.update(integration, config.model_dump(mode="json", by_alias=True))
        if state.bare_replies:
            return None
        shown = state.shown(integration)
        if state.echoes_only_changes:
            return {name: value for name, value in shown.items() if name in {"id", *changed}}
        return shown


@cache
def body_model(model: type[BaseModel]) -> type[BaseModel]:
    """Return the service's own model: the same fields, without what the client checks beyond the document."""
    fields: dict[str, Any] = {
        name: (
            _documented(declared.annotation),
            Field(
                ... if declared.is_required() else declared.get_default(call_default_factory=True, validated_data={}),
                alias=declared.alias,
            ),
        )
        for name, declared in model.model_fields.items()
    }
    return create_model(model.__name__, **fields)


def _documented(annotation: Any) -> Any:
    """Return a type with neither constraints nor secrets, which on the wire are plain strings."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _documented(parts[0])
    if origin in {Union, UnionType}:
        return reduce(or_, map(_documented, parts))
    if origin is not None:
        return origin[tuple(map(_documented, parts))]
    if annotation is SecretStr:
        return str
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return body_model(annotation)
    return annotation


async def _authorised(request: Request) -> None:
    given = request.headers.get("authorization", "")
    if not random.compare_digest(given.encode(), f"Key {API_KEY}".encode()):
        raise HTTPException(401, "Invalid or missing API key.")


async def _absent(request: Request, absent: Exception) -> JSONResponse:
    problem = {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": str(absent),
        "instance": request.url.path,
    }
    return JSONResponse(problem, 404, media_type="application/problem+json")
