"""The two ways of a wire: in a thread, and on an event loop of its own."""

import asyncio

import pytest


def send(wire, call):
    return wire.send(call)


def asend(wire, call):
    return asyncio.run(_closing(wire, wire.asend(call)))


def run(wire, flow):
    return wire.run(flow)


def arun(wire, flow):
    return asyncio.run(_closing(wire, wire.arun(flow)))


async def _closing(wire, work):
    try:
        return await work
    finally:
        await wire.aclose()


SENDING = pytest.mark.parametrize("sending", [send, asend])
RUNNING = pytest.mark.parametrize("running", [run, arun])
