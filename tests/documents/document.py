"""One of the two API documents, as what it says of requests: which there are, and what a body may hold."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from jsonschema import Draft202012Validator


class Document:
    """A document without its prose. Paths of Looker's begin with ``/api/4.0`` here, which is where its server has them.

    :param name: The file's name without its ending.
    """

    def __init__(self, name: str) -> None:
        self.content: dict[str, Any] = json.loads(Path(__file__).with_name(f"{name}.json").read_text())
        self.schemas: dict[str, Any] = self.content["components"]["schemas"]
        self.operations: dict[tuple[str, str], dict[str, Any]] = {
            (method.upper(), path): operation
            for path, item in self.content["paths"].items()
            for method, operation in item.items()
        }

    def operation_id(self, method: str, target: str) -> str | None:
        """Return which operation a request is; a path with fewer placeholders wins."""
        operation = self._operation(method, target)
        return operation["operationId"] if operation else None

    def violations(self, method: str, target: str, *, body: Any = None) -> list[str]:
        """Return what a request holds that the document does not have: read-only fields and unknown ones too.

        :param target: Path and query as they are on the wire.
        :param body: The decoded JSON body; a form counts as none, since the document says nothing of its fields.
        """
        operation = self._operation(method, target)
        if operation is None:
            return [f"{method} {target} is not in the document"]
        known = {parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "query"}
        found = [
            f"unknown query parameter {name}" for name, _ in parse_qsl(urlsplit(target).query) if name not in known
        ]
        schema = self.body_schema(operation)
        if schema is None:
            return [*found, *(["a body where the document has none"] if body is not None else [])]
        problems = Draft202012Validator(self.writable(schema)).iter_errors(body)
        return [*found, *(f"{problem.json_path}: {problem.message}" for problem in problems)]

    @staticmethod
    def body_schema(operation: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the schema of an operation's JSON body; None where it takes none."""
        content: Mapping[str, Any] = operation.get("requestBody", {}).get("content", {})
        return content.get("application/json", {}).get("schema")

    def writable(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return the JSON schema of what may be written: references resolved, read-only and unknown fields refused.

        Looker's objects do not say that they are objects; here they do.
        """
        if "$ref" in schema:
            return self.writable(self.schemas[schema["$ref"].rsplit("/", 1)[-1]])
        written = {key: value for key, value in schema.items() if key in {"type", "required", "enum"}}
        if schema.get("nullable"):
            written["type"] = [schema["type"], "null"]
        if isinstance(schema.get("additionalProperties"), dict):
            written["additionalProperties"] = self.writable(schema["additionalProperties"])
        if "items" in schema:
            written["items"] = self.writable(schema["items"])
        if "anyOf" in schema:
            written["anyOf"] = [self.writable(choice) for choice in schema["anyOf"]]
        if "properties" in schema:
            fields = schema["properties"].items()
            written["type"] = "object"
            written["properties"] = {name: self.writable(field) for name, field in fields if not field.get("readOnly")}
            written["additionalProperties"] = False
        return written

    def answering(
        self, examples: Mapping[str, Mapping[str, Any]], words: Mapping[tuple[str, str], list[str]]
    ) -> dict[str, Any]:
        """Return a copy of the document that a mock server can answer with.

        :param examples: operationId -> the replies it can be asked for by name; the first is what it says unasked.
        :param words: Schema and field -> the values of it that are made up; any text where none are named.
        """
        served = copy.deepcopy(self.content)
        for item in served["paths"].values():
            for operation in item.values():
                if replies := examples.get(operation["operationId"]):
                    reply = operation["responses"]["200"]["content"]["application/json"]
                    reply["examples"] = {name: {"value": value} for name, value in replies.items()}
        for (schema, field), values in words.items():
            served["components"]["schemas"][schema]["properties"][field]["enum"] = values
        for schema in _walk(served["components"]["schemas"]):
            # Looker's document lists the words of a list as values of the list, which no list can have.
            if schema.get("type") == "array" and "enum" in schema:
                schema["items"]["enum"] = schema.pop("enum")
        return served

    def _operation(self, method: str, target: str) -> dict[str, Any] | None:
        segments = urlsplit(target).path.split("/")
        fitting = [
            (path.count("{"), operation)
            for (verb, path), operation in self.operations.items()
            if verb == method and _fits(path.split("/"), segments)
        ]
        return min(fitting, key=lambda found: found[0])[1] if fitting else None


def _fits(declared: list[str], segments: list[str]) -> bool:
    return len(declared) == len(segments) and all(
        bool(unquote(segment)) if re.fullmatch(r"\{\w+\}", part) else part == segment
        for part, segment in zip(declared, segments, strict=True)
    )


def _walk(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inside in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _walk(inside)
