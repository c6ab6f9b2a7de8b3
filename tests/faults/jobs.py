"""The work that is done while things go wrong: what it is, and how to see that it was done, and how often."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from airflow_provider_bi.api.calls import Flow
from airflow_provider_bi.hooks.base import ApiHook
from airflow_provider_bi.sandbox.serving import Sandbox


@dataclass(frozen=True, kw_only=True)
class Job:
    """One piece of work, as an operator does it through its hook.

    :param service: ``datafold`` or ``looker``.
    :param flow: Makes the flow of one run.
    :param done: Whether the sandbox holds what was asked for.
    :param times: How often the sandbox's state shows that it was done.
    :param each_run: Each run does it once more, by its nature: a synchronisation, a test.
    :param steps: More than one write, so that a failure may leave some of them, and says so.
    :param side_by_side: Makes the hook do it in its own way instead, where flows run at the same time.
    :param sure: What of a result no trouble may change.
    :param is_true: Whether an error says of the sandbox what is so.
    """

    name: str
    service: str
    flow: Callable[[], Flow[Any]]
    done: Callable[[Sandbox], bool]
    times: Callable[[Sandbox], int] = lambda sandbox: 0
    each_run: bool = False
    steps: bool = False
    side_by_side: Callable[[ApiHook], Any] | None = None
    is_true: Callable[[Sandbox, str], bool] = lambda sandbox, said: True
    sure: Callable[[Any], Any] = lambda result: result

    def __str__(self) -> str:
        return self.name


def is_once_only(method: str, path: str) -> bool:
    """Tell whether a request does something each time it arrives: Datafold's sync, and all POSTs but two."""
    if method == "GET":
        return path.endswith("/sync/")
    return method == "POST" and not path.endswith(("/login", "/form"))


def named(jobs: Iterable[Job]) -> dict[str, Job]:
    """Return the jobs by name; no two are named alike."""
    found = {job.name: job for job in jobs}
    assert len(found) == len(list(jobs))
    return found
