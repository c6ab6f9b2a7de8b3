"""Wires to the sandbox, and waits that are recorded instead of waited."""

import asyncio
import random
import threading
import time

import pytest

from airflow_provider_bi.api.datafold.auth import DatafoldAuth
from airflow_provider_bi.api.looker.auth import LookerAuth
from airflow_provider_bi.api.settings import ClientSettings, Transport
from airflow_provider_bi.api.wire import Service, Wire

HINTS = {-1: "Check the host.", 0: "Check the URL.", 401: "Check the key.", 5: "Try later."}


@pytest.fixture
def wire_to():
    """Return a function that makes a wire to a URL; all of them are closed after the test."""
    wires = []

    def make(url, *, auth=None, **transport):
        settings = ClientSettings(base_url=url, transport=Transport(**transport))
        auth = auth(settings) if auth else DatafoldAuth("sandbox-datafold-key", source="Connection 'd'")
        wires.append(Wire(Service(settings=settings, auth=auth, secrets=auth.secrets, hints=HINTS)))
        return wires[-1]

    yield make
    for wire in wires:
        wire.close()


@pytest.fixture
def datafold(sandbox, wire_to):
    """A wire to the sandbox's Datafold."""
    return wire_to(sandbox.url)


@pytest.fixture
def looker_with(sandbox, wire_to):
    """Return a function that makes a wire to the sandbox's Looker."""

    def auth(settings):
        return LookerAuth(
            "sandbox-looker-client-id",
            "sandbox-looker-client-secret",
            settings=settings,
            source="Connection 'l'",
            on_token=lambda token: None,
        )

    return lambda **transport: wire_to(sandbox.url, auth=auth, **transport)


@pytest.fixture
def looker(looker_with):
    """A wire to the sandbox's Looker."""
    return looker_with()


@pytest.fixture
def waits(monkeypatch):
    """The waits of this thread in seconds: none of them is waited, and chance takes nothing off them."""
    recorded = []
    sleep, asleep, ours = time.sleep, asyncio.sleep, threading.get_ident()

    def instant(seconds):
        if threading.get_ident() != ours:
            sleep(seconds)
        else:
            recorded.append(seconds)

    async def ainstant(seconds, result=None):
        if threading.get_ident() != ours or not seconds:
            return await asleep(seconds, result)
        recorded.append(seconds)
        return result

    monkeypatch.setattr(time, "sleep", instant)
    monkeypatch.setattr(asyncio, "sleep", ainstant)
    monkeypatch.setattr(random, "uniform", lambda low, high: high)
    return recorded
