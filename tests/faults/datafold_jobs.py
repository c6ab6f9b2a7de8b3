"""Datafold's jobs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from airflow_provider_bi.api.calls import Flow
from airflow_provider_bi.api.datafold import creation, deletion, find, sync
from airflow_provider_bi.api.datafold.kinds import KINDS, kind_of
from airflow_provider_bi.api.datafold.kinds.base import connection_sources
from airflow_provider_bi.api.datafold.schedules import Outcome, State, apply
from airflow_provider_bi.api.datafold.targets import Target, targets
from airflow_provider_bi.api.datafold.update import plan_update
from airflow_provider_bi.api.errors import BiApiError
from airflow_provider_bi.api.models import secret_fields
from airflow_provider_bi.api.update import UpdateResult, updated
from airflow_provider_bi.hooks.base import ApiHook
from airflow_provider_bi.hooks.credentials import read_credentials
from airflow_provider_bi.sandbox import seeds
from airflow_provider_bi.sandbox.serving import Sandbox
from tests.faults.jobs import Job

CRON = "17 4 * * *"
IDS = {"looker": 42, "hightouch": 43, "mode": 44, "tableau": 45, "powerbi": 46, "dbt": 47}
NAMES = {"Hightouch": "hightouch", "Tableau": "tableau", "dbt exposures": "dbt"}
SECRET = "s3cr3t-powerbi-client-secret"


def _credentials(slug: str) -> Any:
    return read_credentials(f"bi_{slug}") if connection_sources(kind_of(slug)) else None


def update(slug: str, **fields: Any) -> Flow[UpdateResult]:
    return updated(plan_update(kind_of(slug), IDS[slug], fields=fields, credentials=_credentials(slug)))


def _scheduled(sandbox: Sandbox, *slugs: str) -> bool:
    return all(sandbox.datafold.integrations[IDS[slug]].values["indexing_cron"] == CRON for slug in slugs)


def _fields(slug: str) -> dict[str, Any]:
    """Return the fields of a new integration; its secrets carry a marker."""
    seeded = dict(reversed(seeds.datafold_integrations()))[slug]
    secret = {name: f"s3cr3t-{slug}-{name}" for name in secret_fields(kind_of(slug))}
    return {name: value for name, value in (seeded | secret).items() if name != "name"}


def _create(slug: str) -> Flow[Any]:
    return creation.create(kind_of(slug), name=f"New {slug}", fields=_fields(slug))


def _made(sandbox: Sandbox, slug: str) -> int:
    return sum(found.values["name"] == f"New {slug}" for found in sandbox.datafold.integrations.values())


def _sync(bi_datasource_id: int | None, name: str | None) -> Flow[Any]:
    return (yield from sync.start((yield from find.find(bi_datasource_id, name))))


def syncs(sandbox: Sandbox) -> int:
    return sandbox.datafold.integrations[IDS["dbt"]].syncs


def _targets() -> Flow[list[Target]]:
    return targets(dict.fromkeys(NAMES, CRON), credentials=NAMES.values())


def _one_by_one() -> Flow[list[Outcome]]:
    outcomes: list[Outcome] = []
    for target in (yield from _targets()):
        outcome = yield from apply(target, credentials=_credentials(target.kind.slug))
        outcomes.append(outcome)
    return _settled(outcomes)


def _side_by_side(hook: ApiHook) -> list[Outcome]:
    found = hook.run(_targets())
    flows = [apply(target, credentials=_credentials(target.kind.slug)) for target in found]
    return _settled(hook.run_all(flows, max_concurrency=2))


def _settled(outcomes: list[Outcome]) -> list[Outcome]:
    """Raise what the operator would."""
    for outcome in outcomes:
        if outcome.state is State.FAILED:
            raise outcome.cause or BiApiError(str(outcome.error))
    return outcomes


def datafold_jobs() -> Iterable[Job]:
    """Return every job of Datafold's."""
    for kind in KINDS:
        yield Job(
            name=f"update {kind.slug}",
            service="datafold",
            flow=lambda slug=kind.slug: update(slug, indexing_cron=CRON),
            done=lambda sandbox, slug=kind.slug: _scheduled(sandbox, slug),
        )
        yield Job(
            name=f"create {kind.slug}",
            service="datafold",
            flow=lambda slug=kind.slug: _create(slug),
            done=lambda sandbox, slug=kind.slug: _made(sandbox, slug) > 0,
            times=lambda sandbox, slug=kind.slug: _made(sandbox, slug),
        )
    yield Job(
        name="update powerbi's secret",
        service="datafold",
        flow=lambda: update("powerbi", client_secret=SECRET),
        done=lambda sandbox: sandbox.datafold.integrations[IDS["powerbi"]].values["client_secret"] == SECRET,
    )
    yield Job(
        name="delete by id",
        service="datafold",
        flow=lambda: deletion.delete(IDS["mode"]),
        done=lambda sandbox: IDS["mode"] not in sandbox.datafold.integrations,
    )
    yield Job(
        name="delete by name",
        service="datafold",
        flow=lambda: deletion.delete(None, name="Tableau"),
        done=lambda sandbox: IDS["tableau"] not in sandbox.datafold.integrations,
    )
    for name, arguments in {"id": (IDS["dbt"], None), "name": (None, "dbt exposures")}.items():
        yield Job(
            name=f"sync by {name}",
            service="datafold",
            flow=lambda arguments=arguments: _sync(*arguments),
            done=lambda sandbox: syncs(sandbox) > 0,
            times=syncs,
            each_run=True,
        )
    yield Job(
        name="apply schedules",
        service="datafold",
        flow=_one_by_one,
        side_by_side=_side_by_side,
        done=lambda sandbox: _scheduled(sandbox, *NAMES.values()),
        steps=True,
    )
