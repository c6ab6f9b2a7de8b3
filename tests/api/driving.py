"""Driving a flow by hand: each call it makes is answered by the next literal."""

from dataclasses import dataclass, field

from airflow_provider_bi.api.calls import Call
from airflow_provider_bi.api.errors import ConnectionFailed
from airflow_provider_bi.api.flows import advance

LOST = ConnectionFailed("lost", ambiguous=True)
NEVER_SENT = ConnectionFailed("no connection", ambiguous=False)


@dataclass
class Driven:
    """What a flow did: its calls in order, and its result."""

    calls: list[Call] = field(default_factory=list)
    result: object = None

    @property
    def methods(self):
        return [call.method for call in self.calls]


def drive(flow, *replies):
    """Answer the flow's calls, throw those replies that are errors, and return what it did. All replies are used."""
    driven = Driven()
    step = advance(flow)
    for reply in replies:
        assert isinstance(step, Call), f"ended before {reply!r}"
        driven.calls.append(step)
        step = advance(flow, reply)
    assert not isinstance(step, Call), f"no reply for {step}"
    driven.result = step.result
    return driven
