"""Looker's checks answer 200 also where they did not succeed; only the literal true is success."""

import pytest

from airflow_provider_bi.api.errors import NotFoundError, ServerError, StatusError
from airflow_provider_bi.api.looker.checks import CheckFailed, hub_health, integration_test
from tests.api.driving import drive

MISSING = NotFoundError("none", status_code=404, method="GET", path="/")
PAGE = StatusError("a page", status_code=404, method="GET", path="/")
NO_SUCCESS = [
    {"success": False, "message": "down"},
    {"success": None},
    {"success": "true"},
    {"success": 1},
    {},
    [],
    None,
]


def test_healthy_hub_takes_one_call():
    """The endpoint is asked first."""
    done = drive(hub_health(2), {"success": True, "message": "fine"})

    assert [str(call) for call in done.calls] == ["GET /api/4.0/integration_hubs/2/health"]
    assert done.result.passed() == {"integration_hub_id": "2", "success": True, "message": "fine"}
    assert str(done.result) == "Looker's integration hub 2 passed its check: fine"


@pytest.mark.parametrize("message", [None, "", 5], ids=repr)
def test_success_without_words_is_success(message):
    """Only one of the two is needed."""
    check = drive(hub_health(2), {"success": True, "message": message}).result

    assert (check.success, check.message) == (True, "Looker gave no message")


@pytest.mark.parametrize("reply", NO_SUCCESS, ids=repr)
def test_hub_that_is_not_shown_as_healthy_is_not(reply):
    """What Looker says of it stands in the error, which may pass."""
    check = drive(hub_health("2"), reply).result

    with pytest.raises(CheckFailed, match="integration hub 2 did not pass its check: ") as failed:
        check.passed()
    assert failed.value.permanent is False
    assert check.told["success"] is False


@pytest.mark.parametrize(
    ("hub", "success", "message"),
    [
        ({"id": "2", "fetch_error_message": None}, True, "Looker could fetch the hub's metadata"),
        ({"id": "2", "fetch_error_message": "HTTP 500"}, False, "HTTP 500"),
        ({"id": "2", "fetch_error_message": ""}, False, "Looker shows an error without words"),
        ({"id": "2", "fetch_error_message": 5}, False, "Looker shows an error without words"),
        ({"id": "2"}, False, "Looker did not show whether it could fetch the hub's metadata"),
        (None, False, "Looker did not show whether it could fetch the hub's metadata"),
    ],
    ids=repr,
)
def test_release_without_the_endpoint_tells_by_what_it_could_fetch(hub, success, message):
    """Before 25.18 there is no health endpoint; what is not shown is not healthy."""
    done = drive(hub_health("2"), MISSING, hub)

    assert [str(call) for call in done.calls][1:] == ["GET /api/4.0/integration_hubs/2"]
    assert done.calls[1].query == {"fields": "id,fetch_error_message"}
    assert (done.result.success, done.result.message) == (success, message)


def test_release_that_tells_by_a_page_that_there_is_no_endpoint():
    """Looker answers a path that it does not know with HTML."""
    done = drive(hub_health("2"), PAGE, {"id": "2", "fetch_error_message": None})

    assert done.result.success is True


def test_hub_that_is_not_there_is_not_found():
    """Both reads say 404."""
    with pytest.raises(NotFoundError):
        drive(hub_health("2"), MISSING, MISSING)


def test_failure_of_the_endpoint_is_not_taken_for_its_absence():
    """Only a 404 means that it may not be there."""
    with pytest.raises(ServerError):
        drive(hub_health("2"), ServerError("x", status_code=500, method="GET", path="/"))


def test_integration_that_passes_is_told_with_its_delegates():
    """The whole result is handed on."""
    delegated = [{"name": "workspace", "success": True}]
    done = drive(integration_test("1::x"), {"success": True, "message": "ok", "delegate_oauth_result": delegated})

    assert [str(call) for call in done.calls] == ["POST /api/4.0/integrations/1%3A%3Ax/test"]
    assert done.result.passed() == {
        "integration_id": "1::x",
        "success": True,
        "message": "ok",
        "delegate_oauth_result": delegated,
    }


@pytest.mark.parametrize("reply", NO_SUCCESS, ids=repr)
def test_integration_that_is_not_shown_to_pass_does_not(reply):
    """A 200 says only that Looker has tried."""
    with pytest.raises(CheckFailed, match="integration 1::x did not pass its check: "):
        drive(integration_test("1::x"), reply).result.passed()


@pytest.mark.parametrize("of", ["test", "health", "fetch"])
def test_what_a_hub_says_becomes_one_bounded_line(of):
    """Logs are read line by line."""
    said = "one\ntwo\x1b[31m" + "x" * 5000
    told = {"success": False, "message": said, "fetch_error_message": said}
    flow = integration_test("1::x") if of == "test" else hub_health("2")
    check = drive(flow, *([MISSING] if of == "fetch" else []), told).result

    assert check.message.startswith("one two")
    assert check.message.isprintable()
    assert len(check.message) <= 1000
