"""What can go wrong on the wire, on demand."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from typing import Annotated, Any, ClassVar, Literal, overload
from urllib.parse import unquote

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from airflow_provider_bi.sandbox.errors import Unusable


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One way to fail, for the requests that match.

    :param method: HTTP method; None matches any.
    :param path: Substring of the path, or a regular expression found in it, quoted or not; None matches any.
    :param skip: How many matching requests pass first.
    :param times: How often it fires; None means always.
    :param status: Status to answer with. The service does not see the request. A redirect is a status such as 302 and a
        header ``Location``.
    :param headers: Headers of that answer, ``Retry-After`` for one.
    :param body: Body of that answer: text as it is, anything else as JSON, None for an empty one.
    :param content_type: Media type of that body.
    :param delay: Seconds to wait before the answer, or within it where ``drop`` is ``stall``.
    :param drop: ``before`` closes the connection before the service sees the request, ``reset`` does so with a TCP
        reset; ``after`` closes it once the service has done its work; ``half`` sends the headers and half of the body,
        then closes; ``stall`` does so ``delay`` seconds later.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    method: str | None = None
    path: str | None = None
    skip: Annotated[int, Field(ge=0)] = 0
    times: Annotated[int, Field(ge=1)] | None = 1
    status: Annotated[int, Field(ge=200, le=599)] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    content_type: str = "application/json"
    delay: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    drop: Literal["before", "reset", "after", "half", "stall"] | None = None

    def matches(self, method: str, path: str) -> bool:
        """Tell whether a request is one of those to fail."""
        if self.method is not None and self.method.upper() != method:
            return False
        return self.path is None or any(_found(self.path, text) for text in (path, unquote(path)))

    def __str__(self) -> str:
        """Return the JSON that describes it, without what is as always."""
        return json.dumps({name: value for name, value in vars(self).items() if value != getattr(_PLAIN, name)})


_PLAIN = Fault()


def fault_of(text: str) -> Fault:
    """Read a fault that was given as JSON.

    :raises Unusable: for what is no fault, with the first reason.
    """
    try:
        fault = TypeAdapter(Fault).validate_json(text)
    except ValidationError as error:
        raise Unusable(f"The fault {text} cannot be used: {_reason(error)}.") from None
    if fault.status is None and fault.drop is None and not fault.delay:
        raise Unusable(f"The fault {text} does nothing: give it a status, a drop or a delay.")
    return fault


def _reason(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    name = ".".join(map(str, problem["loc"]))
    if problem["type"] != "unexpected_keyword_argument":
        return f"{name}: {problem['msg']}" if name else problem["msg"]
    known = [known.name for known in fields(Fault)]
    near = get_close_matches(name, known, n=1)
    return f"it has no {name!r}{f', did you mean {near[0]!r}?' if near else '.'} It has {', '.join(known)}"


@dataclass
class _Armed:
    fault: Fault
    matched: int = 0


class Faults(Sequence[Fault]):
    """The faults still to come, in order. One that has fired as often as it should leaves the list."""

    def __init__(self) -> None:
        self._armed: list[_Armed] = []

    @overload
    def __getitem__(self, index: int) -> Fault: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Fault]: ...

    def __getitem__(self, index: int | slice) -> Fault | Sequence[Fault]:
        return [armed.fault for armed in self._armed][index]

    def __len__(self) -> int:
        return len(self._armed)

    def append(self, fault: Fault) -> None:
        """Add a fault behind those that are there."""
        self._armed.append(_Armed(fault))

    def clear(self) -> None:
        """Forget every fault."""
        self._armed.clear()

    def unfired(self) -> list[Fault]:
        """Return the faults that have not fired yet."""
        return [armed.fault for armed in self._armed if armed.matched <= armed.fault.skip]

    def take(self, method: str, path: str) -> Fault | None:
        """Return the first fault that fires for this request, and count it."""
        for armed in list(self._armed):
            fault = armed.fault
            if not fault.matches(method, path):
                continue
            armed.matched += 1
            if armed.matched <= fault.skip:
                continue
            if fault.times is not None and armed.matched >= fault.skip + fault.times:
                self._armed.remove(armed)
            return fault
        return None


def _found(pattern: str, text: str) -> bool:
    if pattern in text:
        return True
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return False
