from __future__ import annotations

import time

import httpx
import pytest

from airflow_provider_bi.sandbox.errors import Unusable
from airflow_provider_bi.sandbox.faults import Fault, Faults, fault_of

DBT = {"ci_config_id": 5}


def test_answers_instead_of_the_service(sandbox, datafold):
    """Status, headers and body are the fault's, the service does nothing, and the next request passes."""
    sandbox.inject(Fault(status=429, headers={"Retry-After": "7"}, body={"detail": "slow down"}))

    replies = [datafold.put("/dbt/47/", json=DBT) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [429, 200]
    assert (replies[0].headers["retry-after"], replies[0].json()) == ("7", {"detail": "slow down"})


def test_a_refused_write_changes_nothing(sandbox, datafold):
    """What a status stands in for is not done."""
    sandbox.inject(Fault(status=503))

    datafold.put("/dbt/47/", json=DBT)
    assert sandbox.datafold.integrations[47].values["ci_config_id"] == 3


def test_sends_text_as_it_is(sandbox, datafold):
    """A proxy's HTML page arrives as HTML."""
    sandbox.inject(Fault(status=502, body="<h1>Bad Gateway</h1>", content_type="text/html"))

    reply = datafold.get("/")
    assert (reply.text, reply.headers["content-type"]) == ("<h1>Bad Gateway</h1>", "text/html")


@pytest.mark.parametrize(("drop", "written"), [("before", 3), ("after", 5), ("half", 5), ("stall", 5)])
def test_drops_the_connection(sandbox, datafold, drop, written):
    """The reply never arrives whole; only ``before`` keeps the service from its work."""
    sandbox.inject(Fault(drop=drop))

    with pytest.raises(httpx.RemoteProtocolError):
        datafold.put("/dbt/47/", json=DBT)
    assert sandbox.datafold.integrations[47].values["ci_config_id"] == written


def test_resets_the_connection(sandbox, datafold):
    """The client sees a reset, other than an end, and the service saw nothing."""
    sandbox.inject(Fault(drop="reset"))

    with pytest.raises(httpx.ReadError, match="reset"):
        datafold.put("/dbt/47/", json=DBT)
    assert (sandbox.datafold.integrations[47].values["ci_config_id"], sandbox.requests[0].status) == (3, None)


def test_redirects(sandbox, datafold):
    """A redirect is a status and a header."""
    sandbox.inject(Fault(status=302, headers={"Location": "https://login.example/"}))

    reply = datafold.get("/")
    assert (reply.status_code, reply.headers["location"]) == (302, "https://login.example/")


def test_half_a_reply_has_its_headers(sandbox, datafold):
    """Status and length are there, half of the body is not."""
    sandbox.inject(Fault(drop="half"))

    with datafold.stream("GET", "/") as reply, pytest.raises(httpx.RemoteProtocolError):
        reply.read()
    assert (reply.status_code, 0 < reply.num_bytes_downloaded < int(reply.headers["content-length"])) == (200, True)


def test_stalls_until_the_client_gives_up(sandbox, datafold):
    """A client with a timeout of its own leaves, and the next request is answered."""
    sandbox.inject(Fault(drop="stall", delay=60))

    with pytest.raises(httpx.ReadTimeout):
        datafold.get("/", timeout=0.2)
    assert datafold.get("/").status_code == 200


def test_delays_an_answer(sandbox, datafold):
    """A delay alone leaves the answer as it is."""
    sandbox.inject(Fault(delay=0.2))
    start = time.monotonic()

    assert datafold.get("/42/").json()["id"] == 42
    assert time.monotonic() - start >= 0.2


def test_records_what_was_sent(sandbox, datafold):
    """The fault's status is in the record, none where nothing was sent."""
    sandbox.inject(Fault(status=500))
    sandbox.inject(Fault(drop="before"))
    datafold.get("/")
    with pytest.raises(httpx.RemoteProtocolError):
        datafold.get("/")
    datafold.get("/")

    assert [request.status for request in sandbox.requests] == [500, None, 200]


@pytest.mark.parametrize(
    ("fault", "fires"),
    [
        (Fault(), [True, False, False, False]),
        (Fault(times=2), [True, True, False, False]),
        (Fault(skip=1, times=2), [False, True, True, False]),
        (Fault(times=None), [True, True, True, True]),
    ],
)
def test_fires_as_often_as_it_says(fault, fires):
    """``skip`` counts those that pass first, ``times`` those that do not."""
    faults = Faults()
    faults.append(fault)

    assert [faults.take("GET", "/") is not None for _ in fires] == fires


@pytest.mark.parametrize(
    ("fault", "matches"),
    [
        (Fault(), True),
        (Fault(method="patch"), True),
        (Fault(method="GET"), False),
        (Fault(path="integrations/1::slack"), True),
        (Fault(path="1%3A%3Aslack"), True),
        (Fault(path=r"integrations/\d"), True),
        (Fault(path="integrations/$"), False),
        (Fault(path="("), False),
    ],
)
def test_matches_method_and_path(fault, matches):
    """A path is a substring or an expression, quoted or not."""
    assert fault.matches("PATCH", "/api/4.0/integrations/1%3A%3Aslack") is matches


def test_the_first_that_fires_is_used():
    """One that still skips lets the next have the request; one that is spent leaves the list."""
    faults = Faults()
    first, second = Fault(skip=1, status=500), Fault(times=2, status=429)
    faults.append(first)
    faults.append(second)

    assert (faults[0], faults[:]) == (first, [first, second])
    assert [faults.take("GET", "/") for _ in range(3)] == [second, first, second]
    assert len(faults) == 0


def test_knows_which_never_fired():
    """Neither one whose requests never came nor one that still let them pass has fired; one that may fire again has."""
    faults = Faults()
    never, skipping, again = Fault(method="PUT", status=500), Fault(skip=3, status=500), Fault(times=2, status=429)
    for fault in (never, skipping, again):
        faults.append(fault)
    faults.take("GET", "/")

    assert faults.unfired() == [never, skipping]


def test_is_told_as_the_json_that_makes_it():
    """Only what was given is in the text."""
    text = '{"method": "PUT", "status": 429, "headers": {"Retry-After": "3"}}'

    assert str(fault_of(text)) == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "Invalid JSON"),
        ("[]", "Input should be"),
        ('{"state": 500}', "has no 'state', did you mean 'status'? It has method, path, skip, times, status, "),
        ('{"zzz": 1, "status": 500}', "has no 'zzz'. It has"),
        ('{"status": 99}', "status: Input should be greater than or equal to 200"),
        ('{"status": 500, "times": 0}', "times: Input should be greater than or equal to 1"),
        ('{"drop": "never"}', "drop: Input should be 'before', 'reset'"),
        ('{"method": "PUT"}', "does nothing: give it a status, a drop or a delay"),
    ],
)
def test_refuses_a_fault_in_one_sentence(text, sentence):
    """It says what is wrong, and what was given."""
    with pytest.raises(Unusable) as refused:
        fault_of(text)

    assert sentence in str(refused.value)
    assert (text in str(refused.value), "\n" in str(refused.value)) == (True, False)
