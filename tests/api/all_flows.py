"""Every flow of both services with its arguments, and for every call a reply that fits. New flows are added here.

A flow is made by a function that takes ``pick``: ``pick(name, usual)`` returns what an argument is to hold.
"""

from collections.abc import Hashable
from functools import partial

from airflow_provider_bi.api.calls import Reply
from airflow_provider_bi.api.datafold import creation, deletion, find, schedules, sync, targets
from airflow_provider_bi.api.datafold import reads as datafold_reads
from airflow_provider_bi.api.datafold.kinds import KINDS
from airflow_provider_bi.api.datafold.kinds.base import Credentials
from airflow_provider_bi.api.datafold.update import plan_update
from airflow_provider_bi.api.looker import agreement, probes, rotation
from airflow_provider_bi.api.looker import creation as hub_creation
from airflow_provider_bi.api.looker import deletion as hub_deletion
from airflow_provider_bi.api.looker import reads as looker_reads
from airflow_provider_bi.api.looker.hub import plan_hub_update
from airflow_provider_bi.api.looker.integration import plan_integration_update
from airflow_provider_bi.api.models import secret_fields
from airflow_provider_bi.api.update import updated

WRITTEN = "s3cr3t/wr<tten k\u00e9y"
"""The secret that flows write; a service may show it anywhere, in any spelling."""
USUAL = {
    "auth_type": "service_principal",
    "base_url": "https://l.example:443",
    "bindings": [{"remoteId": "a", "boundIds": [1]}],
    "ci_config_id": 3,
    "indexing_cron": "0 2 * * *",
    "name": "Old",
    "project_ids": ["p"],
    "repo_id": 7,
    "server_url": "https://t.example",
}
HUB = {
    "id": "2",
    "url": "https://a.example/",
    "label": "Acme",
    "has_authorization_token": True,
    "fetch_error_message": None,
    "legal_agreement_required": True,
    "legal_agreement_signed": False,
    "legal_agreement_text": "terms",
    "success": True,
    "message": "fine",
}
ACTION = {
    "id": "2::hubspot",
    "integration_hub_id": "2",
    "label": "HubSpot",
    "enabled": True,
    "params": [
        {"name": "api_key", "value": None, "has_value": True, "sensitive": True, "user_attribute_name": None},
        {"name": "portal", "value": "1", "has_value": True, "sensitive": False, "user_attribute_name": None},
    ],
    "installed_delegate_oauth_targets": [],
    "success": True,
    "message": "fine",
}


def integration(kind):
    """Return an integration as Datafold may show it."""
    shown = {name: USUAL.get(name, "x") for name in kind.model_fields.keys() - secret_fields(kind)}
    return {"id": 47, "type": kind.slug, **shown, "indexing_cron": "0 1 * * *"}


def fields(kind, pick):
    """Return a value for each field of a kind."""
    return {
        name: pick(name, WRITTEN if name in secret_fields(kind) else USUAL.get(name, "x")) for name in kind.model_fields
    }


def update(kind, pick, *, plan_only=False):
    planning = plan_update(
        kind,
        pick("bi_datasource_id", 47),
        fields=fields(kind, pick),
        clear=[name for name in [pick("clear", None)] if isinstance(name, str)],
        credentials=Credentials(password=WRITTEN, extra={"any": pick("extra", "x")}),
        check_cron=False,
    )
    return planning if plan_only else updated(planning)


def create(kind, pick):
    given = fields(kind, pick)
    return creation.create(kind, name=given.pop("name"), fields=given, check_cron=False)


def many_schedules(pick):
    key = pick("key", "Old")
    wanted = {key if isinstance(key, Hashable) else "Old": pick("cron", "0 2 * * *")}
    found = yield from targets.targets(wanted, credentials={kind.slug for kind in KINDS}, check_cron=False)
    outcomes = []
    for target in found:
        outcome = yield from schedules.apply(target, credentials=Credentials(password=WRITTEN))
        outcomes.append(outcome.told())
    return outcomes


def watched_sync(pick):
    until = sync.Until(field=pick("field", "name"), value=pick("value", "Old"), failed_value=pick("failed", "broken"))
    bi_datasource_id = yield from find.find(pick("bi_datasource_id", 47), None)
    before = yield from sync.held(bi_datasource_id, until)
    started = yield from sync.start(bi_datasource_id)
    return started, (yield from sync.Watch(bi_datasource_id, until, before=before).look())


def accepted(pick):
    return (yield from agreement.accept((yield from agreement.read_agreement(pick("integration_hub_id", "2")))))


def hub_update(pick):
    return updated(
        plan_hub_update(
            pick("integration_hub_id", "2"),
            url=pick("url", "https://b.example/"),
            authorization_token=pick("authorization_token", WRITTEN),
            clear=[name for name in [pick("clear", None)] if isinstance(name, str)],
            fields=pick("fields", None),
        )
    )


def action_update(pick):
    return updated(
        plan_integration_update(
            pick("integration_id", "2::hubspot"),
            enabled=pick("enabled", False),
            params=pick("params", {"api_key": pick("api_key", WRITTEN), "portal": {"value": pick("value", "2")}}),
            installed_delegate_oauth_targets=pick("targets", ["T"]),
            clear=[name for name in [pick("clear", None)] if isinstance(name, str)],
            fields=pick("fields", None),
        )
    )


FLOWS = {
    **{f"update {kind.slug}": partial(update, kind) for kind in KINDS},
    **{f"create {kind.slug}": partial(create, kind) for kind in KINDS},
    "plan dbt": partial(update, KINDS[-1], plan_only=True),
    "read integration": lambda pick: datafold_reads.read_integration(pick("bi_datasource_id", 47)),
    "read integrations": lambda pick: datafold_reads.read_integrations(),
    "find": lambda pick: find.find(None, pick("name", "Old")),
    "delete": lambda pick: deletion.delete(pick("bi_datasource_id", 47)),
    "delete by name": lambda pick: deletion.delete(None, name=pick("name", "Old"), fail_if_missing=True),
    "schedules": many_schedules,
    "sync": watched_sync,
    "update hub": hub_update,
    "update action": action_update,
    "create hub": lambda pick: hub_creation.create_hub(
        url=pick("url", "https://b.example/"),
        authorization_token=pick("authorization_token", WRITTEN),
        fields=pick("fields", None),
    ),
    "delete hub": lambda pick: hub_deletion.delete_hub(pick("integration_hub_id", "2")),
    "accept agreement": accepted,
    "rotate": lambda pick: rotation.rotate(
        pick("integration_hub_id", "2"),
        authorization_token=pick("authorization_token", WRITTEN),
        previous_token=pick("previous_token", f"{WRITTEN}-old"),
    ),
    "read hub": lambda pick: looker_reads.read_hub(pick("integration_hub_id", "2"), fields=pick("fields", None)),
    "read hubs": lambda pick: looker_reads.read_hubs(fields=pick("fields", None)),
    "read action": lambda pick: looker_reads.read_integration(pick("integration_id", "2::hubspot")),
    "read action by name": lambda pick: looker_reads.read_integration(
        integration_hub_id=pick("integration_hub_id", "2"), name=pick("name", "hubspot")
    ),
    "read actions": lambda pick: looker_reads.read_integrations(integration_hub_id=pick("integration_hub_id", None)),
    "read form": lambda pick: looker_reads.read_form(pick("integration_id", "2::hubspot")),
    "test action": lambda pick: looker_reads.check_integration(pick("integration_id", "2::hubspot")),
    "hub is healthy": lambda pick: probes.healthy(pick("integration_hub_id", "2")),
    "action is present": lambda pick: probes.present("2::hubspot", params=["portal"]),
}


def plausible(call, *, kind=KINDS[-1]):
    """Return what a service may answer to a call."""
    if call.reply is Reply.NOTHING:
        return None
    if call.path.endswith("/accept_legal_agreement"):
        return HUB | {"legal_agreement_signed": True}
    looker = HUB if "/integration_hubs" in call.path else ACTION
    shown = integration(kind) if "/lineage/bi/" in call.path else looker
    return [shown] if call.reply in {Reply.LIST, Reply.LIST_OR_NULL} else shown
