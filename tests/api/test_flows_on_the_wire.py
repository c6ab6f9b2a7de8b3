"""A flow hears of what went wrong and goes on, sync and async alike; headers of replies stay out of logs."""

import logging

import httpx
import pytest

from airflow_provider_bi.api.datafold import calls
from airflow_provider_bi.api.errors import NotFoundError, ServerError
from airflow_provider_bi.sandbox.faults import Fault
from tests.api.both_ways import RUNNING


@RUNNING
def test_a_flow_goes_on_after_an_error(datafold, sandbox, running):
    """A lost write is looked at, and a missing integration may be made, whoever drives."""

    def flow():
        try:
            yield calls.get_integration(999)
        except NotFoundError:
            return (yield calls.get_integration(47))["id"]

    assert running(datafold, flow()) == 47
    assert [request.path for request in sandbox.requests] == [
        calls.get_integration(number).path for number in (999, 47)
    ]


@RUNNING
def test_an_error_that_no_flow_takes_is_raised(datafold, sandbox, running):
    """As it is, and after one request."""

    def flow():
        yield calls.resync_integration(47)

    sandbox.inject(Fault(status=500))
    with pytest.raises(ServerError):
        running(datafold, flow())

    assert len(sandbox.requests) == 1


def test_headers_of_our_replies_are_not_logged_and_those_of_others_are(datafold, sandbox, caplog):
    """They may set a cookie; what another part of the worker logs is its own business."""
    caplog.set_level(logging.DEBUG)

    def told():
        text = [record.getMessage() for record in caplog.records if record.name == "httpcore.http11"]
        caplog.clear()
        return [line.split(" ")[0] for line in text]

    datafold.send(calls.get_integration(47))
    ours = told()
    with httpx.Client() as client:
        client.get(f"{sandbox.url}/")
    others = told()

    assert "send_request_headers.complete" in ours
    assert "receive_response_headers.complete" not in ours
    assert "receive_response_headers.complete" in others
