"""Looks at Looker, as sensors and triggers take them."""

import pytest

from airflow_provider_bi.api.errors import NotFoundError, UnexpectedReply
from airflow_provider_bi.api.looker.probes import healthy, present
from tests.api.driving import drive

MISSING = NotFoundError("none", status_code=404, method="GET", path="/")
HUBSPOT = {"id": "2::hubspot", "params": [{"name": "api_key"}, {"name": "portal"}]}


@pytest.mark.parametrize(
    ("reply", "done"), [({"success": True, "message": "ok"}, True), ({"success": False}, False), ({}, False)]
)
def test_hub_is_waited_for_until_it_is_healthy(reply, done):
    """What is not said is not so."""
    look = drive(healthy("2"), reply).result

    assert look.done is done
    assert look.result["success"] is done


def test_wait_for_a_hub_that_is_not_there_is_no_wait():
    """It fails at once."""
    with pytest.raises(NotFoundError):
        drive(healthy("2"), MISSING, MISSING)


def test_integration_that_is_there_takes_one_call():
    """One list of its hub: requests are counted by Looker's licences."""
    done = drive(present("2::hubspot"), [HUBSPOT])

    assert [call.query for call in done.calls] == [{"integration_hub_id": "2", "fields": "id,integration_hub_id,label"}]
    assert done.result.done is True
    assert done.result.result == {"integration_id": "2::hubspot", "integration_hub_id": "2"}


def test_integration_that_is_not_there_is_waited_for():
    """The log says what there is."""
    look = drive(present("2::slack"), [HUBSPOT]).result

    assert (look.done, look.said) == (False, "Looker's integration 2::slack is not there yet; it has hubspot")


def test_hub_that_shows_nothing_is_looked_for_itself():
    """A hub that is not there shows no integrations either; a new one neither."""
    done = drive(present("2::slack"), [], {"id": "2"})

    assert (str(done.calls[1]), done.calls[1].query) == ("GET /api/4.0/integration_hubs/2", {"fields": "id"})
    assert done.result.done is False
    with pytest.raises(NotFoundError):
        drive(present("2::slack"), [], MISSING)


@pytest.mark.parametrize(
    ("params", "done"),
    [(["portal"], True), (["portal", "api_key"], True), (["portal", "region"], False)],
)
def test_parameters_have_to_be_there_too(params, done):
    """A refreshed hub may offer the same action with a further parameter."""
    driven = drive(present("2::hubspot", params=params), [HUBSPOT])

    assert driven.calls[0].query["fields"] == "id,integration_hub_id,params"
    assert driven.result.done is done


def test_parameters_that_lack_are_told_with_those_that_are_there():
    """A typo shows at once."""
    look = drive(present("2::hubspot", params=["portal", "region", "area"]), [HUBSPOT]).result

    assert look.said == "Looker's integration 2::hubspot lacks area, region; it has api_key, portal"


@pytest.mark.parametrize("shown", [{}, {"params": None}, {"params": "x"}, {"params": [None, {"name": 5}]}], ids=repr)
def test_parameters_that_are_not_shown_are_not_there(shown):
    """Fails closed: until the deadline."""
    look = drive(present("2::hubspot", params=["portal"]), [{"id": "2::hubspot", **shown}]).result

    assert (look.done, look.said) == (False, "Looker's integration 2::hubspot lacks portal; Looker shows none")


def test_list_without_ids_ends_the_wait():
    """Nothing could be found in it, ever."""
    with pytest.raises(UnexpectedReply):
        drive(present("2::hubspot"), [{}])


def test_id_of_another_form_is_looked_for_among_all():
    """The form of ids is seen, not documented."""
    done = drive(present("hubspot"), [{"id": "hubspot"}])

    assert done.calls[0].query["integration_hub_id"] is None
    assert done.result.done is True
