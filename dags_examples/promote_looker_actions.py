"""Carry the settings of Looker's actions from one Looker to another: plan, report, and promote if that is wanted.

Ids differ between Lookers, so an action is matched by its hub's URL and its own name. What differs in `enabled`, in the
values that Looker shows, and in the user attributes is carried over. A secret is never copied, and Looker shows none:
`SECRETS` names the connection that holds the target's own, which is written with every promotion. Read the plan first;
to promote what it shows, run it without *Only plan*.

Connections: `looker_staging` (from), `looker_default` (to), and those that `SECRETS` names.

Not documented: the form of an action's id, HUB::NAME, that its name is taken from.
"""

from __future__ import annotations

import logging
from typing import Any

from airflow.providers.common.compat.sdk import DAG, Param, task

from airflow_provider_bi.hooks.looker import LookerHook, read_token

SECRETS = {("https://actions.acme.example", "hubspot"): {"api_key": "hubspot_api_key"}}
CARRIED = ("value", "user_attribute_name")

log = logging.getLogger(__name__)


def actions(looker: LookerHook) -> dict[tuple[str, str], dict[str, Any]]:
    """Return all actions by their hub's URL and their own name."""
    hubs = {hub["id"]: hub["url"].rstrip("/").lower() for hub in looker.list_integration_hubs(fields="id,url")}
    return {
        (hubs[action["integration_hub_id"]], action["id"].partition("::")[2]): action
        for action in looker.list_integrations(fields="id,integration_hub_id,enabled,params")
    }


def step(source: dict[str, Any], target: dict[str, Any], secrets: dict[str, str]) -> dict[str, Any] | None:
    """Return what the target lacks of the source's settings; None where that is nothing."""
    there = {param["name"]: param for param in target["params"]}
    params = {}
    for param in source["params"]:
        name = param["name"]
        if name not in there or name in secrets:
            continue
        differs = {field: param[field] for field in CARRIED if param[field] and param[field] != there[name][field]}
        if differs:
            params[name] = differs
        if param["has_value"] and not there[name]["has_value"] and "value" not in differs:
            log.warning("%s has no secret %s: name a connection for it in SECRETS.", target["id"], name)
    if not params and not secrets and source["enabled"] == target["enabled"]:
        return None
    return {"integration_id": target["id"], "enabled": source["enabled"], "params": params, "secrets": secrets}


with DAG(
    "promote_looker_actions",
    schedule=None,
    catchup=False,
    doc_md=__doc__,
    tags=["bi", "looker"],
    params={
        "source_conn_id": "looker_staging",
        "target_conn_id": "looker_default",
        "plan_only": Param(True, type="boolean", title="Only plan"),
    },
):

    @task(retries=2)
    def plan(params: dict[str, Any]) -> list[dict[str, Any]]:
        """Compare both Lookers, and return what would be written: of secrets only their connections' ids."""
        with LookerHook(params["source_conn_id"]) as source, LookerHook(params["target_conn_id"]) as target:
            wanted, there = actions(source), actions(target)
        steps = []
        for key, action in wanted.items():
            if key not in there:
                log.warning("%s of hub %s is not in the target: left out.", key[1], key[0])
            elif found := step(action, there[key], SECRETS.get(key, {})):
                log.info("%(integration_id)s: enabled %(enabled)s, params %(params)s, secrets %(secrets)s", found)
                steps.append(found)
        return steps

    @task.short_circuit
    def wanted(params: dict[str, Any]) -> bool:
        return not params["plan_only"]

    @task(retries=2)
    def promote(steps: list[dict[str, Any]], params: dict[str, Any]) -> dict[str, Any]:
        """Write what was planned, and return what really changed."""
        changed = {}
        with LookerHook(params["target_conn_id"]) as looker:
            for step in steps:
                secrets = {name: read_token(conn_id) for name, conn_id in step["secrets"].items()}
                result = looker.update_integration(
                    step["integration_id"], enabled=step["enabled"], params={**step["params"], **secrets}
                )
                log.info("%s: %s", step["integration_id"], result.changes or "nothing changed")
                if result.ignored:
                    log.warning("%s: ignored by Looker: %s", step["integration_id"], ", ".join(result.ignored))
                changed[step["integration_id"]] = result.changed
        return changed

    steps = plan()
    wanted() >> promote(steps)
