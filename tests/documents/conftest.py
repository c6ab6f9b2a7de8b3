"""Both services as their documents have them, served by Prism: the command that `PRISM` names, or `prism` on PATH."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.documents import answers
from tests.documents.document import Document
from tests.documents.prism import Prism
from tests.documents.recorder import Exchange, Recorder

CREDENTIALS = {
    "bi_looker": {"host": "https://looker.example", "login": "client", "password": "s3cr3t-looker"},
    "bi_hightouch": {"password": "s3cr3t-hightouch", "extra": {"workspace": "acme"}},
    "bi_mode": {"login": "s3cr3t-mode-token", "password": "s3cr3t-mode-password", "extra": {"workspace": "acme"}},
    "bi_tableau": {
        "host": "https://tableau.example",
        "extra": {"site_id": "acme", "token_name": "airflow", "token_value": "s3cr3t-tableau"},
    },
    "bi_powerbi": {
        "login": "client",
        "password": "s3cr3t-powerbi",
        "extra": {"tenant_id": "tenant", "auth_type": "service_principal"},
    },
    "hub_token": {"password": "s3cr3t-hub-from-connection"},
}
"""The BI tools' own connections, and one that holds a hub's token."""


@dataclass
class TaskInstance:
    """Where a task's XComs arrive."""

    xcoms: dict[str, Any] = field(default_factory=dict)

    def xcom_push(self, key, value):
        self.xcoms[key] = value


class Service:
    """One service: its document, and what Prism saw."""

    def __init__(self, document: Document, recorder: Recorder) -> None:
        self.document = document
        self.recorder = recorder

    @property
    def url(self) -> str:
        return self.recorder.url

    @property
    def seen(self) -> list[Exchange]:
        return self.recorder.seen

    @property
    def operations(self) -> list[str | None]:
        """What was asked for: operationIds."""
        return [self.document.operation_id(exchange.method, exchange.target) for exchange in self.seen]

    @property
    def written(self) -> list[Any]:
        """The bodies of the writes."""
        return [exchange.body for exchange in self.seen if exchange.method in {"PUT", "PATCH"}]

    def answer(self, **prefer: str) -> None:
        """Choose what Prism answers to a method, and forget what was seen."""
        self.recorder.begin(prefer)

    def violations(self) -> list[str]:
        """Return all that is wrong with the requests, in Prism's eyes and in ours, which see more."""
        return [
            f"{exchange}: {problem}"
            for exchange in self.seen
            for problem in (
                *exchange.refusals,
                *self.document.violations(
                    exchange.method, exchange.target, body=exchange.body if exchange.method != "POST" else None
                ),
            )
        ]

    def execute(self, operator: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Run an operator's work; return its result and its XComs."""
        ti = TaskInstance()
        returned = operator.execute({"ti": ti})
        return returned, ti.xcoms


@pytest.fixture(scope="session")
def prism() -> str:
    """Prism's command; without one the test is skipped, in CI it fails."""
    if command := os.environ.get("PRISM") or shutil.which("prism"):
        return command
    reason = "no Prism: set PRISM to the command of the npm package @stoplight/prism-cli"
    if os.environ.get("CI_REQUIRES_PRISM") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def served_datafold(prism, tmp_path_factory) -> Iterator[Service]:
    with _served("datafold", prism, tmp_path_factory, examples=answers.DATAFOLD, words={}) as service:
        yield service


@pytest.fixture(scope="session")
def served_looker(prism, tmp_path_factory) -> Iterator[Service]:
    with _served("looker", prism, tmp_path_factory, examples=answers.LOOKER, words=answers.WORDS) as service:
        yield service


@pytest.fixture
def datafold(served_datafold, monkeypatch) -> Iterator[Service]:
    """Datafold by its document; a test during which it refused a request fails."""
    _connect(monkeypatch, datafold_default={"host": served_datafold.url, "password": "s3cr3t-key"}, **CREDENTIALS)
    yield from _watched(served_datafold)


@pytest.fixture
def looker(served_looker, monkeypatch) -> Iterator[Service]:
    """Looker by its document; a test during which it refused a request fails."""
    login = {"host": served_looker.url, "login": "client", "password": "s3cr3t-client"}
    _connect(monkeypatch, looker_default=login, **CREDENTIALS)
    yield from _watched(served_looker)


@contextmanager
def _served(
    name: str, prism: str, folders: pytest.TempPathFactory, *, examples: Mapping[str, Any], words: Mapping[Any, Any]
) -> Iterator[Service]:
    document = Document(name)
    with Prism(prism, document.answering(examples, words), folders.mktemp(name)) as running:
        recorder = Recorder(running.url)
        with recorder.running():
            yield Service(document, recorder)


def _watched(service: Service) -> Iterator[Service]:
    service.answer()
    yield service

    assert service.violations() == []
    assert [fault for exchange in service.seen for fault in exchange.faults] == []


def _connect(monkeypatch: pytest.MonkeyPatch, **connections: Mapping[str, Any]) -> None:
    """Set Airflow connections that do not wait out a failure."""
    for name, connection in connections.items():
        extra = {"retries": 0} if name.endswith("_default") else {}
        whole = {"conn_type": "generic", "extra": extra, **connection}
        monkeypatch.setenv(f"AIRFLOW_CONN_{name.upper()}", json.dumps(whole))
