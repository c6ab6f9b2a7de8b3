"""Plan the update of an integration, whose parameters need care.

Whether a PATCH keeps parameters that its list leaves out is unknown. So every parameter is sent, as
``{name, value, user_attribute_name}``: an untouched one with ``value: null``, which Looker documents as ignored, and
with the user attribute that it has, since null there is documented to detach it. Read-only keys are never sent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from airflow_provider_bi.api.calls import Flow, Json
from airflow_provider_bi.api.errors import ArgumentError
from airflow_provider_bi.api.looker import calls
from airflow_provider_bi.api.looker.fields import with_fields
from airflow_provider_bi.api.looker.models import Integration, IntegrationParam
from airflow_provider_bi.api.looker.naming import integration_named
from airflow_provider_bi.api.models import read_field, shown_fields
from airflow_provider_bi.api.paths import Path, Snapshot, dotted
from airflow_provider_bi.api.redaction import REDACTED, redacted
from airflow_provider_bi.api.update import Plan, SecretWrite, differences

_NEEDED: Final = ("id", "enabled", "params", "installed_delegate_oauth_targets")
_PLAIN: Final = ("enabled", "installed_delegate_oauth_targets")


@dataclass(frozen=True)
class Asked:
    """What was asked for, path by path, before it is known which parameters are secret."""

    values: dict[Path, Any] = field(default_factory=dict, repr=False)
    params: set[str] = field(default_factory=set)


def plan_integration_update(
    integration_id: str | None = None,
    *,
    integration_hub_id: int | str | None = None,
    name: str | None = None,
    enabled: object = None,
    params: object = None,
    installed_delegate_oauth_targets: object = None,
    clear: Collection[str] = (),
    fields: str | None = None,
    skip_unchanged: bool = True,
) -> Flow[Plan]:
    """Read an integration and plan its update.

    :param integration_id: Its id; or
    :param integration_hub_id: its hub, and
    :param name: its name there.
    :param enabled: Whether the action is available to users.
    :param params: ``{name: value}`` or ``{name: {"value": ..., "user_attribute_name": ...}}``; ``""`` clears a value.
    :param installed_delegate_oauth_targets: All targets, since the list is replaced.
    :param clear: ``params.NAME.value``, ``params.NAME.user_attribute_name`` or ``installed_delegate_oauth_targets``.
    :param fields: Looker's own parameter for what a reply holds; what the plan needs is added.
    :param skip_unchanged: Whether nothing is written when all that was asked for stands there already.
    :raises ArgumentError: before any write, for a parameter that the integration does not have.
    """
    asked = _asked(enabled, params, installed_delegate_oauth_targets)
    trimmed = with_fields(fields, _NEEDED)
    integration_id = yield from integration_named(integration_id, integration_hub_id=integration_hub_id, name=name)
    read = calls.integration(integration_id, fields=trimmed)
    current = yield read
    known = _params(current)
    _clear(asked, clear, known)
    _check_params(asked, known, integration_id)
    sensitive = {name for name in asked.params if _is_sensitive(known[name])}
    before = _snapshot(current)
    secrets = {path: _secret(path, value) for path, value in asked.values.items() if _hides(path, sensitive)}
    secrets = {
        path: secret for path, secret in secrets.items() if secret.filled or before.get(secret.flag or ()) is not False
    }
    requested = {path: value for path, value in asked.values.items() if not _hides(path, sensitive)}
    hidden = {str(value) for path, value in asked.values.items() if path in secrets and value}
    wanted = differences(before, requested, secrets) if skip_unchanged else dict.fromkeys(asked.values)
    body = _body(wanted, asked, known)
    return Plan(
        subject=f"Looker's integration {integration_id}",
        read=read,
        write=calls.update_integration(integration_id, body, fields=trimmed, secrets=hidden) if body else None,
        snapshot=_snapshot,
        redact=lambda reply: redacted_integration(reply, hidden),
        current=current,
        before=before,
        requested=requested,
        secrets=secrets,
        hidden=frozenset(hidden),
        remarks=tuple(_overruled(asked, known)),
    )


def _asked(enabled: object, params: object, targets: object) -> Asked:
    asked = Asked()
    for name, value in zip(_PLAIN, (enabled, targets), strict=True):
        if value is not None:
            asked.values[(name,)] = read_field(Integration, name, value)
    if params is None:
        return asked
    if not isinstance(params, Mapping):
        raise ArgumentError("params: a mapping is needed, {name: value}.")
    asked.params.update(map(str, params))
    for name, given in params.items():
        parts = given if isinstance(given, Mapping) else {"value": given}
        unknown = sorted(map(str, parts.keys() - IntegrationParam.model_fields.keys()))
        if unknown:
            raise ArgumentError(
                f"params.{name}: {', '.join(unknown)} cannot be written; value and user_attribute_name can."
            )
        for part, value in parts.items():
            if value is not None:
                asked.values[("params", str(name), part)] = _read_part(str(name), part, value)
    return asked


def _read_part(name: str, part: str, value: object) -> Any:
    try:
        return read_field(IntegrationParam, part, value)
    except ArgumentError as error:
        raise ArgumentError(f"params.{name}.{error}") from None


def _clear(asked: Asked, clear: Collection[str], known: Mapping[str, Mapping[str, Any]]) -> None:
    clearable: dict[str, tuple[Path, Any]] = {
        "installed_delegate_oauth_targets": (("installed_delegate_oauth_targets",), []),
        **{dotted(("params", name, "value")): (("params", name, "value"), "") for name in known},
        **{
            dotted(("params", name, "user_attribute_name")): (("params", name, "user_attribute_name"), None)
            for name in known
        },
    }
    for name in clear:
        if name not in clearable:
            raise ArgumentError(f"{name} cannot be cleared here; {', '.join(sorted(clearable))} can.")
        path, empty = clearable[name]
        if path in asked.values:
            raise ArgumentError(f"{name}: given and cleared at once. Choose one.")
        asked.values[path] = empty
        asked.params.update(path[1:2])


def _check_params(asked: Asked, known: Mapping[str, Mapping[str, Any]], integration_id: str) -> None:
    unknown = sorted(asked.params - known.keys())
    if unknown:
        has = f"it has {', '.join(sorted(known))}" if known else "Looker showed none"
        raise ArgumentError(
            f"Looker's integration {integration_id} has no parameter {', '.join(unknown)}; {has}. Nothing was written."
        )


def _params(reply: Json) -> dict[str, Mapping[str, Any]]:
    """Return the parameters that a reply shows, by name."""
    listed = reply.get("params") if isinstance(reply, Mapping) else None
    return {
        item["name"]: item
        for item in (listed if isinstance(listed, list) else [])
        if isinstance(item, Mapping) and isinstance(item.get("name"), str)
    }


def _is_sensitive(param: Mapping[str, Any]) -> bool:
    """Tell whether a parameter is a secret: Looker documents that it is where it does not say."""
    return param.get("sensitive") is not False


def _hides(path: Path, sensitive: Collection[str]) -> bool:
    return path[0] == "params" and path[1] in sensitive and path[2] == "value"


def _secret(path: Path, value: object) -> SecretWrite:
    return SecretWrite(filled=value != "", flag=(*path[:2], "has_value"))


def _snapshot(reply: Json) -> Snapshot:
    plain = shown_fields(Integration, reply, names=_PLAIN)
    shown: dict[Path, Any] = {(name,): value for name, value in plain.items()}
    for name, param in _params(reply).items():
        if _is_sensitive(param):
            if isinstance(param.get("has_value"), bool):
                shown[("params", name, "has_value")] = param["has_value"]
        elif "value" in param:
            shown[("params", name, "value")] = param["value"] or ""
        if "user_attribute_name" in param:
            shown[("params", name, "user_attribute_name")] = param["user_attribute_name"] or None
    return shown


def _body(wanted: Collection[Path], asked: Asked, known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    body: dict[str, Any] = {path[0]: asked.values[path] for path in wanted if path[0] in _PLAIN}
    if any(path[0] == "params" for path in wanted):
        body["params"] = [
            {
                "name": name,
                "value": asked.values.get(("params", name, "value")),
                "user_attribute_name": asked.values.get(
                    ("params", name, "user_attribute_name"), param.get("user_attribute_name")
                ),
            }
            for name, param in known.items()
        ]
    return body


def _overruled(asked: Asked, known: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Tell of values that are written and not used, because a user attribute overrules them."""
    return [
        f"params.{name}.value is overruled by the user attribute {attribute!r}; "
        f'clear=["params.{name}.user_attribute_name"] makes Looker use the value.'
        for name in sorted(asked.params)
        if asked.values.get(("params", name, "value"))
        and (
            attribute := asked.values.get(
                ("params", name, "user_attribute_name"), known[name].get("user_attribute_name")
            )
        )
    ]


def redacted_integration(reply: Json, hidden: Collection[str] = ()) -> Json:
    """Hide the values of sensitive parameters, and wherever it stands what was written as a secret."""
    if not isinstance(reply, Mapping):
        return None
    shown = {
        key: [_redacted_param(item) for item in value] if key == "params" and isinstance(value, list) else value
        for key, value in reply.items()
    }
    return redacted(shown, names=(), secrets=hidden)


def _redacted_param(param: Any) -> Any:
    if not isinstance(param, Mapping) or param.get("value") is None or not _is_sensitive(param):
        return param
    return {**param, "value": REDACTED}
