"""Calls and flows on a real connection, sync and async alike."""

import asyncio
import logging
import socket

import httpx
import pytest

from airflow_provider_bi.api import errors
from airflow_provider_bi.api.calls import Call, Repeatable, Reply
from airflow_provider_bi.api.datafold import calls
from airflow_provider_bi.api.datafold.kinds import kind_of
from airflow_provider_bi.api.datafold.update import plan_update
from airflow_provider_bi.api.looker import calls as looker_calls
from airflow_provider_bi.api.update import carry_out
from airflow_provider_bi.sandbox.faults import Fault
from tests.api.both_ways import SENDING

GET = calls.get_integration(47)


def update_dbt(indexing_cron):
    plan = yield from plan_update(kind_of("dbt"), 47, fields={"indexing_cron": indexing_cron})
    return (yield from carry_out(plan))


@pytest.fixture
def dead_port():
    """A port of this machine that nothing listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@SENDING
def test_a_call_returns_its_json(datafold, sandbox, sending):
    """Method, path, key and headers are what the service needs."""
    assert sending(datafold, GET)["name"] == "dbt exposures"

    (request,) = sandbox.requests
    assert (request.method, request.path, request.query, request.body) == ("GET", GET.path, {}, None)
    assert request.headers["authorization"] == "Key sandbox-datafold-key"
    assert request.headers["accept"] == "application/json"
    assert request.headers["user-agent"] == "airflow-provider-bi"


@SENDING
def test_a_body_is_sent_as_json(datafold, sandbox, sending):
    """Null is sent as null."""
    sending(datafold, calls.update_integration("dbt", 47, {"ci_config_id": 5, "name": None}))

    (request,) = sandbox.requests
    assert (request.method, request.body) == ("PUT", {"ci_config_id": 5, "name": None})
    assert request.headers["content-type"] == "application/json"


@SENDING
def test_query_parameters_without_a_value_are_not_sent(looker, sandbox, sending):
    """An id stays one segment, and ``fields`` arrives as it was given."""
    sending(looker, looker_calls.integration("1::slack_app", fields="id,params"))
    sending(looker, looker_calls.integration("1::slack_app"))

    first, second = [request for request in sandbox.requests if request.method == "GET"]
    assert first.path.endswith("/integrations/1%3A%3Aslack_app")
    assert (first.query, second.query) == ({"fields": "id,params"}, {})


@SENDING
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(status=401, body={"detail": "no"}), errors.AuthError),
        (Fault(status=404), errors.NotFoundError),
        (Fault(status=422), errors.InvalidRequestError),
        (Fault(status=200, body="<html>", content_type="text/html"), errors.UnexpectedReply),
        (Fault(status=302, headers={"Location": "https://x.example/?session"}), errors.StatusError),
    ],
    ids=lambda given: given.__name__ if isinstance(given, type) else "",
)
def test_a_refusal_is_typed(datafold, sandbox, sending, fault, error):
    """One request, one typed error; a redirect is not followed."""
    sandbox.inject(fault)
    with pytest.raises(error) as refused:
        sending(datafold, GET)

    assert len(sandbox.requests) == 1
    assert "session" not in str(refused.value)


@SENDING
def test_no_error_repeats_the_key(datafold, sandbox, sending):
    """Not even where the service quotes it, or a secret of the body."""
    sandbox.inject(Fault(status=400, body={"detail": "Key sandbox-datafold-key and s3cr3t-body"}))
    with pytest.raises(errors.InvalidRequestError) as refused:
        sending(datafold, calls.update_integration("dbt", 47, {}, secrets={"s3cr3t-body"}))

    assert "refused (400): Key *** and ***." in str(refused.value)


@SENDING
@pytest.mark.parametrize("call", [GET, calls.resync_integration(47)], ids=str)
def test_a_refused_connection_never_sent_anything(wire_to, dead_port, sending, call):
    """The message names request, place, reason and next step; nothing is ambiguous."""
    with pytest.raises(errors.ConnectionFailed) as failed:
        sending(wire_to(f"http://127.0.0.1:{dead_port}", retries=0), call)

    assert str(failed.value).startswith(f"GET {call.path} got no reply from 127.0.0.1:{dead_port}: ")
    assert str(failed.value).endswith(" Check the host.")
    assert (failed.value.ambiguous, failed.value.permanent) == (False, False)


@SENDING
def test_a_lost_connection_is_ambiguous(wire_to, sandbox, sending):
    """The request may have arrived."""
    sandbox.inject(Fault(drop="after"))
    with pytest.raises(errors.ConnectionFailed) as failed:
        sending(wire_to(sandbox.url, retries=0), calls.update_integration("dbt", 47, {"ci_config_id": 5}))

    assert failed.value.ambiguous
    assert str(failed.value).endswith(" Check the host.")
    assert sandbox.datafold.integrations[47].values["ci_config_id"] == 5


@SENDING
def test_a_timeout_is_the_settings_and_ambiguous(wire_to, sandbox, sending):
    """The message says how long it waited."""
    sandbox.inject(Fault(delay=5))
    with pytest.raises(errors.ConnectionFailed, match=r"no answer within 0\.05 s") as failed:
        sending(wire_to(sandbox.url, retries=0, timeout=0.05), GET)

    assert failed.value.ambiguous


@SENDING
def test_a_call_that_makes_no_url_is_refused(datafold, sandbox, sending):
    """What httpx refuses to send is an argument's fault."""
    call = Call(method="GET", path="/x", query={"fields": "a" * 70_000}, repeatable=Repeatable.FREELY)
    with pytest.raises(errors.ArgumentError, match="GET /x makes no URL"):
        sending(datafold, call)

    assert sandbox.requests == []


def test_a_flow_is_driven_to_its_result(datafold, sandbox):
    """Read and write, then nothing to write."""
    first, second = [datafold.run(update_dbt("0 9 * * *")) for _ in range(2)]

    assert (first.changed, second.changed) == ({"indexing_cron": "0 9 * * *"}, {})
    assert [request.method for request in sandbox.requests] == ["GET", "PUT", "GET"]
    assert datafold.meter.sent == 3


def test_a_flow_is_driven_the_same_way_on_the_event_loop(datafold, sandbox):
    """Many at once over one pool."""

    async def at_once():
        try:
            return await asyncio.gather(*(datafold.arun(plan_update(kind_of("dbt"), 47, fields={})) for _ in range(20)))
        finally:
            await datafold.aclose()

    plans = asyncio.run(at_once())

    assert [plan.write for plan in plans] == [None] * 20
    assert datafold.meter.sent == len(sandbox.requests) == 20


@pytest.mark.parametrize("found", ["after", "before"])
def test_a_lost_write_is_looked_at_on_the_wire(datafold, sandbox, waits, found):
    """One that arrived is not sent again, one that did not is."""
    sandbox.inject(Fault(method="PUT", drop=found))
    result = datafold.run(update_dbt("0 9 * * *"))

    again = {"after": [], "before": ["PUT"]}[found]
    assert [request.method for request in sandbox.requests] == ["GET", "PUT", "GET", *again]
    assert (result.changed, waits) == ({"indexing_cron": "0 9 * * *"}, [])


def test_an_error_of_the_flow_itself_comes_through(datafold, sandbox):
    """Another kind's id is refused after the read."""
    with pytest.raises(errors.ArgumentError, match="is of kind dbt"):
        datafold.run(plan_update(kind_of("mode"), 47, fields={"name": "x"}))

    assert len(sandbox.requests) == 1


def test_a_closed_wire_opens_again(datafold, sandbox):
    """Closing is no end, and closing twice no error."""
    for _ in range(2):
        datafold.send(GET)
        datafold.close()
        datafold.close()

    assert len(sandbox.requests) == 2


def test_a_reply_that_needs_no_body_is_not_read(looker, sandbox):
    """A logout answers nothing."""
    looker.send(looker_calls.me())

    assert (
        looker.send(Call(method="DELETE", path="/api/4.0/logout", repeatable=Repeatable.ONCE, reply=Reply.NOTHING))
        is None
    )


@SENDING
def test_each_try_and_each_login_is_counted(datafold, looker, sandbox, waits, sending):
    """Looker's licences count requests."""
    sandbox.inject(Fault(status=503))
    sending(datafold, GET)
    sending(looker, looker_calls.me())

    assert (datafold.meter.sent, looker.meter.sent) == (2, 2)
    assert len(sandbox.requests) == 4


def test_pooled_connections_are_used_again(datafold):
    """Two calls open one connection."""
    opened = []

    def note(event, info):
        if event == "connection.connect_tcp.complete":
            opened.append(event)

    for _ in range(3):
        request = httpx.Request("GET", f"{datafold.service.settings.base_url}{GET.path}", extensions={"trace": note})
        datafold._sent(request)

    assert len(opened) == 1


def test_many_at_once_keep_their_connections(datafold, sandbox, caplog):
    """As many as one operator may have under way: none of them opens a second connection."""
    sandbox.inject(Fault(delay=0.2, times=None))

    async def twice():
        try:
            for _ in range(2):
                await asyncio.gather(*(datafold.asend(GET) for _ in range(32)))
        finally:
            await datafold.aclose()

    with caplog.at_level(logging.DEBUG, logger="httpcore.connection"):
        asyncio.run(twice())

    opened = [record for record in caplog.records if record.getMessage().startswith("connect_tcp.complete")]
    assert len(opened) == 32
