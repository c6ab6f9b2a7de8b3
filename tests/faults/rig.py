"""Runs a job with troubles on its way, and judges how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

from airflow_provider_bi.api.errors import BiApiError
from tests.faults.jobs import Job, is_once_only
from tests.faults.stage import Plan, Stage, hook_of
from tests.faults.troubles import FOLLOWED
from tests.faults.watch import Watch, plain


class Way(StrEnum):
    """How a hook drives a flow."""

    SYNC = "sync"
    ASYNC = "async"


class Wrong(StrEnum):
    """What must not come of a trouble."""

    LOST = "lost"
    """It ended well, and what was asked for is not there; or something else is."""
    HALF = "half"
    """It failed, and left neither what was there nor what was asked for."""
    UNTRUE = "untrue"
    """What it returned or said is not what happened."""
    DOUBLED = "doubled"
    """It was done twice, or what is not repeatable was sent again though it may have been done."""
    LEAKED = "leaked"
    UNTYPED = "untyped"
    WAITED = "waited"
    """A wait went past its bound."""
    FOLLOWED = "followed"
    """Credentials went where a redirect led."""
    GAVE_UP = "gave up"
    """It failed of a trouble that had to be waited out."""


@dataclass(frozen=True)
class Golden:
    """A run without troubles: what was there before, what came of it, and with how many requests."""

    before: dict[str, Any]
    after: dict[str, Any]
    result: Any
    requests: int


@dataclass(frozen=True)
class Verdict:
    """How one run ended."""

    job: Job
    way: Way
    plan: Plan
    ended: Any = field(repr=False)
    wrong: tuple[Wrong, ...]

    @property
    def failed(self) -> bool:
        """Whether the run ended with an error."""
        return isinstance(self.ended, BaseException)

    def __str__(self) -> str:
        troubles = ", ".join(f"{trouble} at request {position}" for position, trouble in self.plan.items())
        return f"{', '.join(self.wrong)}: {self.job}, {self.way}, {troubles}: {self.ended!r}"


class Rig:
    """One sandbox and one event loop, for many runs."""

    def __init__(self) -> None:
        self.stage = Stage()
        self._golden: dict[tuple[str, Way], Golden] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._open.enter_context(self.stage)
        self._open.enter_context(self.stage.connected())
        self._loop = self._open.enter_context(asyncio.Runner())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._open.close()

    def golden(self, job: Job, way: Way) -> Golden:
        """Run a job without troubles, once; it must do what was asked for and count as done once."""
        known = self._golden.get((job.name, way))
        if known is None:
            self.stage.reset()
            before, watch = self.stage.stored(), Watch()
            with self.stage.troubled({}):
                result = self._ended(job, way, watch, hasty=False)
            assert not isinstance(result, BaseException), f"{job} fails without troubles"
            assert job.done(self.stage), f"{job} does not do its work"
            assert job.times(self.stage) <= 1, f"{job} counts more than once"
            known = Golden(before, self.stage.stored(), plain(result), len(self.stage.requests))
            self._golden[job.name, way] = known
        return known

    def run(self, job: Job, way: Way, plan: Plan) -> Verdict:
        """Run a job with troubles on its way."""
        golden, watch = self.golden(job, way), Watch()
        with self.stage.troubled(plan):
            ended = self._ended(job, way, watch, hasty=any(trouble.hangs for trouble in plan.values()))
        return Verdict(job, way, plan, ended, tuple(self._judged(job, golden, plan, ended, watch)))

    def _ended(self, job: Job, way: Way, watch: Watch, *, hasty: bool) -> Any:
        """Return a run's result, or its error of whatever type."""
        with watch.watching():
            try:
                ended = self._done(job, way, hasty=hasty)
            except BaseException as error:
                if isinstance(error, (KeyboardInterrupt, SystemExit)):
                    raise
                ended = error
        watch.hears(ended)
        return ended

    def _done(self, job: Job, way: Way, *, hasty: bool) -> Any:
        hook = hook_of(job.service, hasty=hasty)
        if way is Way.SYNC:
            with hook:
                return job.side_by_side(hook) if job.side_by_side else hook.run(job.flow())

        async def done() -> Any:
            async with hook:
                return await hook.arun(job.flow())

        return self._loop.run(done())

    def _judged(self, job: Job, golden: Golden, plan: Plan, ended: Any, watch: Watch) -> Iterator[Wrong]:
        yield from (
            self._failed(job, golden, plan, ended)
            if isinstance(ended, BaseException)
            else self._ended_well(job, golden, ended)
        )
        if job.times(self.stage) > 1 or self._sent_twice():
            yield Wrong.DOUBLED
        if watch.leak:
            yield Wrong.LEAKED
        if watch.waited_too_long:
            yield Wrong.WAITED
        if any(FOLLOWED in request.path for request in self.stage.requests):
            yield Wrong.FOLLOWED

    def _failed(self, job: Job, golden: Golden, plan: Plan, error: BaseException) -> Iterator[Wrong]:
        if not isinstance(error, BiApiError):
            yield Wrong.UNTYPED
        if not job.steps and self.stage.stored() not in (golden.before, golden.after):
            yield Wrong.HALF
        if not job.is_true(self.stage, str(error)):
            yield Wrong.UNTRUE
        if len(plan) == 1 and all(trouble.mends for trouble in plan.values()):
            yield Wrong.GAVE_UP

    def _ended_well(self, job: Job, golden: Golden, result: Any) -> Iterator[Wrong]:
        if not job.done(self.stage) or self.stage.stored() != golden.after:
            yield Wrong.LOST
        elif job.sure(_without_doubts(plain(result))) != job.sure(_without_doubts(golden.result)):
            yield Wrong.UNTRUE

    def _sent_twice(self) -> bool:
        """Tell whether a request that does something each time came again, and the first was not surely refused."""
        may_be_done = set()
        for request in self.stage.requests:
            if is_once_only(request.method, request.path):
                if (request.method, request.path) in may_be_done:
                    return True
                if request.status not in {401, 429}:
                    may_be_done.add((request.method, request.path))
        return False


def _without_doubts(result: Any) -> Any:
    """Leave out of an update's result that it could not be looked at again."""
    if not isinstance(result, dict) or "verified" not in result:
        return result
    return {name: value for name, value in result.items() if name not in {"verified", "remarks"}}
