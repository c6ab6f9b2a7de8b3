"""Pydantic pieces that both services' models share: field types, secrets, and reading one field at a time."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from typing import Annotated, Any, ClassVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    SecretStr,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from airflow_provider_bi.api.errors import ArgumentError


def _decoded(value: Any) -> Any:
    """Read a list that a Jinja template rendered to JSON text."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _filled(secret: SecretStr) -> SecretStr:
    if not secret.get_secret_value().strip():
        raise ValueError("a secret cannot be empty")
    return secret


def _no_truth_value(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a number is needed, not a truth value")  # noqa: TRY004 - pydantic reads ValueError
    return value


Number = Annotated[int, BeforeValidator(_no_truth_value)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Secret = Annotated[SecretStr, AfterValidator(_filled)]
JsonList = BeforeValidator(_decoded)


class Model(BaseModel):
    """Base of every model: inputs, which may be secrets, never stand in an error text."""

    model_config: ClassVar[ConfigDict] = ConfigDict(hide_input_in_errors=True, populate_by_name=True, defer_build=True)


@cache
def secret_fields(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of the model's fields that hold secrets."""
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if SecretStr in {field.annotation, *get_args(field.annotation)}
        or any(SecretStr in get_args(part) for part in get_args(field.annotation))
    )


@cache
def adapters(model: type[BaseModel]) -> dict[str, TypeAdapter[Any]]:
    """Return one validator for each of the model's fields."""
    types: dict[str, Any] = {
        name: Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        for name, field in model.model_fields.items()
    }
    return {name: TypeAdapter(declared) for name, declared in types.items()}


def read_field(model: type[BaseModel], name: str, value: Any) -> Any:
    """Return ``value`` as the field's JSON value, secrets in clear.

    :raises ArgumentError: when the field cannot hold it; the text names the field, never the value.
    """
    adapter = adapters(model)[name]
    try:
        read = adapter.validate_python(value)
    except ValidationError as error:
        problems = "; ".join(
            ".".join([name, *map(str, problem["loc"])]) + f": {problem['msg']}" for problem in error.errors()
        )
        raise ArgumentError(f"{problems}.") from None
    if isinstance(read, SecretStr):
        return read.get_secret_value()
    return adapter.dump_python(read, mode="json", by_alias=True)


def shown_fields(model: type[BaseModel], observed: object, *, names: Collection[str] | None = None) -> dict[str, Any]:
    """Return what ``observed`` shows of the model's fields that are no secrets, each as its JSON value.

    A field that is missing, or whose value is of another type than documented, is not known. Empty text where null may
    stand means null.

    :param names: The fields to look for; all of them where none are given.
    """
    if not isinstance(observed, Mapping):
        return {}
    shown: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        key = field.alias if field.alias in observed else name
        if key not in observed or name in secret_fields(model) or (names is not None and name not in names):
            continue
        if observed[key] == "" and field.default is None:
            shown[name] = None
            continue
        try:
            shown[name] = read_field(model, name, observed[key])
        except ArgumentError:
            continue
    return shown
