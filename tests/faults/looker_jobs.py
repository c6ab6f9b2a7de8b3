"""Looker's jobs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from airflow_provider_bi.api.calls import Flow
from airflow_provider_bi.api.looker import reads
from airflow_provider_bi.api.looker.agreement import Agreement, accept, read_agreement
from airflow_provider_bi.api.looker.checks import hub_health
from airflow_provider_bi.api.looker.creation import create_hub
from airflow_provider_bi.api.looker.deletion import delete_hub
from airflow_provider_bi.api.looker.hub import plan_hub_update
from airflow_provider_bi.api.looker.integration import plan_integration_update
from airflow_provider_bi.api.looker.rotation import rotate
from airflow_provider_bi.api.update import updated
from airflow_provider_bi.sandbox.serving import Sandbox
from tests.faults.jobs import Job

HUB = "2"
HUBSPOT = "2::hubspot"
URL = "https://actions-eu.acme.example/"
SECRET = "s3cr3t-hubspot-key"
TOKEN = "s3cr3t-hub-token"
OLD_TOKEN = "seeded-hub-token"
NEW_HUB = "https://new.acme.example/"


def _param(sandbox: Sandbox, name: str) -> Any:
    params = sandbox.looker.integrations[HUBSPOT]["params"]
    return next(param["value"] for param in params if param["name"] == name)


def _made(sandbox: Sandbox) -> int:
    return sum(hub["url"] == NEW_HUB for hub in sandbox.looker.hubs.values())


def _accepted() -> Flow[Agreement]:
    return (yield from accept((yield from read_agreement(HUB))))


def _says_which_token_stands(sandbox: Sandbox, said: str) -> bool:
    """Tell whether the error of a rotation names the token that stands."""
    stands = sandbox.looker.hubs[HUB]["authorization_token"]
    for words, token in {
        "nothing was written": OLD_TOKEN,
        "the token that was there stands": OLD_TOKEN,
        "the previous token stands again": OLD_TOKEN,
        "could not be put back, the new one stands": TOKEN,
        "may stand": stands,
        "may have been put back, or the new one stands": stands,
    }.items():
        if words in said:
            return stands == token
    return False


def looker_jobs() -> Iterable[Job]:
    """Return every job of Looker's."""
    yield from _updates()
    yield from _hubs()
    yield from _checks()


def _updates() -> Iterable[Job]:
    yield Job(
        name="enable an integration",
        service="looker",
        flow=lambda: updated(plan_integration_update(HUBSPOT, enabled=True)),
        done=lambda sandbox: sandbox.looker.integrations[HUBSPOT]["enabled"],
    )
    yield Job(
        name="patch a parameter",
        service="looker",
        flow=lambda: updated(plan_integration_update(HUBSPOT, params={"portal": "4712"})),
        done=lambda sandbox: (_param(sandbox, "portal"), _param(sandbox, "api_key")) == ("4712", "seeded-hubspot-key"),
    )
    yield Job(
        name="patch a secret parameter",
        service="looker",
        flow=lambda: updated(plan_integration_update(HUBSPOT, params={"api_key": SECRET})),
        done=lambda sandbox: (_param(sandbox, "portal"), _param(sandbox, "api_key")) == ("4711", SECRET),
    )
    yield Job(
        name="patch a hub's url",
        service="looker",
        flow=lambda: updated(plan_hub_update(HUB, url=URL)),
        done=lambda sandbox: sandbox.looker.hubs[HUB]["url"] == URL,
    )
    yield Job(
        name="patch a hub's token",
        service="looker",
        flow=lambda: updated(plan_hub_update(HUB, authorization_token=TOKEN)),
        done=lambda sandbox: sandbox.looker.hubs[HUB]["authorization_token"] == TOKEN,
    )
    yield Job(
        name="enable by hub and name",
        service="looker",
        flow=lambda: updated(plan_integration_update(integration_hub_id=HUB, name="hubspot", enabled=True)),
        done=lambda sandbox: sandbox.looker.integrations[HUBSPOT]["enabled"],
    )


def _hubs() -> Iterable[Job]:
    yield Job(
        name="create a hub",
        service="looker",
        flow=lambda: create_hub(url=NEW_HUB, authorization_token=TOKEN),
        done=lambda sandbox: _made(sandbox) > 0,
        times=_made,
    )
    yield Job(
        name="delete a hub",
        service="looker",
        flow=lambda: delete_hub(HUB),
        done=lambda sandbox: HUB not in sandbox.looker.hubs,
    )
    yield Job(
        name="accept an agreement",
        service="looker",
        flow=_accepted,
        done=lambda sandbox: sandbox.looker.hubs[HUB]["legal_agreement_signed"],
    )
    yield Job(
        name="rotate a token",
        service="looker",
        flow=lambda: rotate(HUB, authorization_token=TOKEN, previous_token=OLD_TOKEN),
        done=lambda sandbox: sandbox.looker.hubs[HUB]["authorization_token"] == TOKEN,
        is_true=_says_which_token_stands,
        # Where the endpoint of a hub's health seems not to be there, another one is asked, which says less.
        sure=lambda result: {**result, "health": result["health"]["success"]},
    )


def _checks() -> Iterable[Job]:
    yield Job(
        name="test an integration",
        service="looker",
        flow=lambda: reads.check_integration("2::webhook"),
        done=lambda sandbox: True,
        each_run=True,
    )
    yield Job(
        name="check a hub's health",
        service="looker",
        flow=lambda: hub_health(HUB),
        done=lambda sandbox: True,
        sure=lambda result: result["success"],
    )
