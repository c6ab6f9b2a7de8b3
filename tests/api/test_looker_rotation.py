"""Rotating a hub's token: write, check, test, and put the old one back where that fails."""

import pickle
import traceback

import pytest

from airflow_provider_bi.api.errors import (
    ArgumentError,
    AuthError,
    ConnectionFailed,
    NotFoundError,
    ServerError,
    UnexpectedReply,
)
from airflow_provider_bi.api.looker.rotation import RotationFailed, rotate
from tests.api.driving import LOST, NEVER_SENT, drive

NEW, OLD = "s3cr3t-new-token", "s3cr3t-old-token"
HUB = {"id": "2", "url": "https://a.example/", "has_authorization_token": True}
BARE = HUB | {"has_authorization_token": False}
WELL = {"success": True, "message": "fine"}
ILL = {"success": False, "message": "401 for s3cr3t-new-token, not s3cr3t-old-token."}
LISTED = [{"id": "2::a", "enabled": True}, {"id": "2::b", "enabled": False}, {"id": "2::c", "enabled": True}]
MISSING = NotFoundError("none", status_code=404, method="GET", path="/")
DENIED = AuthError("denied", status_code=403, method="PATCH", path="/")
BROKEN = ServerError("broken.", status_code=503, method="GET", path="/")

BACK = (HUB, HUB)
"""The replies while the old token is put back: one reads, then writes."""


def rotation(*replies, **arguments):
    return drive(rotate("2", **{"authorization_token": NEW, "previous_token": OLD} | arguments), *replies)


def failure(*replies, **arguments):
    """Return the failure; what it tells holds no token."""
    with pytest.raises(RotationFailed) as failed:
        rotation(*replies, **arguments)
    told = "".join(traceback.format_exception(failed.value)) + repr(failed.value.rotation)
    assert "s3cr3t" not in told
    return failed.value


def test_new_token_is_written_then_checked_then_tested():
    """Only the integrations that are enabled are tested."""
    done = rotation(HUB, HUB, WELL, LISTED, WELL, WELL)

    assert [str(call) for call in done.calls] == [
        "GET /api/4.0/integration_hubs/2",
        "PATCH /api/4.0/integration_hubs/2",
        "GET /api/4.0/integration_hubs/2/health",
        "GET /api/4.0/integrations",
        "POST /api/4.0/integrations/2%3A%3Aa/test",
        "POST /api/4.0/integrations/2%3A%3Ac/test",
    ]
    assert done.calls[1].body == {"authorization_token": NEW}
    assert done.calls[3].query == {"integration_hub_id": "2", "fields": "id,integration_hub_id,enabled"}
    assert done.result.changed == {"authorization_token": "***"}
    assert done.result.health == WELL
    assert done.result.tests == {"2::a": WELL, "2::c": WELL}


def test_every_call_hides_both_tokens_in_errors():
    """A hub may tell in any of them what Looker sent to it."""
    done = rotation(HUB, HUB, WELL, [])

    assert {call.secrets for call in done.calls} == {frozenset({NEW, OLD})}


def test_old_token_is_put_back_where_the_hub_is_not_healthy():
    """No integration is tested then; trying again would see the same."""
    failed = failure(HUB, HUB, ILL, *BACK)

    assert str(failed) == (
        "The rotation of the token of Looker's integration hub 2 failed: the new token was written, and the hub did "
        "not pass its health check: 401 for ***, not ***; the previous token stands again."
    )
    assert failed.permanent is True
    assert failed.rotation.health == {"success": False, "message": "401 for ***, not ***."}


def test_an_older_lookers_words_hold_no_token_either():
    """Before 25.18 the hub itself tells what went wrong."""
    failed = failure(HUB, HUB, MISSING, {"id": "2", "fetch_error_message": f"401 for {NEW}"}, *BACK)

    assert "the hub did not pass its health check: 401 for ***; the previous token stands again." in str(failed)


def test_which_token_stands_is_told_whatever_the_hub_says():
    """An error text has an end: long words of a hub are cut, not the sentence that counts."""
    listed = [{"id": f"2::{number}", "enabled": True} for number in range(9)]
    failed = failure(HUB, HUB, WELL, listed, *[{"success": False, "message": "x" * 5000}] * 9, *BACK)

    assert "of 9 enabled integrations 9 did not pass the test" in str(failed)
    assert str(failed).endswith("; and 5 more); the previous token stands again.")


def test_put_back_is_the_last_write():
    """What stands in the end is the old one."""
    flow = rotate("2", authorization_token=NEW, previous_token=OLD)
    calls = []
    with pytest.raises(RotationFailed):
        calls.extend(flow.send(reply) for reply in (None, HUB, HUB, ILL, HUB, HUB))

    assert [call.body for call in calls if call.method == "PATCH"] == [
        {"authorization_token": NEW},
        {"authorization_token": OLD},
    ]


def test_all_tests_are_made_before_the_old_token_is_put_back():
    """All that fail are told at once."""
    failed = failure(HUB, HUB, WELL, LISTED, ILL, BROKEN, *BACK)

    assert (
        "of 2 enabled integrations 2 did not pass the test (2::a: 401 for ***, not ***; 2::c: broken); "
        "the previous token stands again." in str(failed)
    )
    assert failed.permanent is True
    assert failed.rotation.tests["2::c"] == {"success": False, "message": "broken."}


def test_tests_that_could_not_be_made_may_pass_another_time():
    """Nothing was seen that speaks against the token."""
    failed = failure(HUB, HUB, WELL, LISTED, WELL, LOST, *BACK)

    assert failed.permanent is False
    assert "(2::c: lost)" in str(failed)


@pytest.mark.parametrize(("error", "permanent"), [(BROKEN, False), (LOST, False), (UnexpectedReply("html"), True)])
def test_check_that_could_not_be_made_is_no_success(error, permanent):
    """The old token is put back, and the task's next try begins anew."""
    failed = failure(HUB, HUB, error, *BACK)

    assert "the hub's health could not be checked" in str(failed)
    assert "the previous token stands again" in str(failed)
    assert (failed.permanent, failed.__cause__) == (permanent, error)


@pytest.mark.parametrize(
    ("listed", "permanent"),
    [(BROKEN, False), ([{"id": "2::a"}], True), ([{"id": None, "enabled": True}], True), ([None], True)],
)
def test_list_that_does_not_tell_what_is_enabled_is_no_success(listed, permanent):
    """An integration that is not tested may be one that fails."""
    failed = failure(HUB, HUB, WELL, listed, *BACK)

    assert "the hub is healthy, and its integrations could not be listed" in str(failed)
    assert failed.permanent is permanent


@pytest.mark.parametrize(
    ("back", "told"),
    [
        ((HUB, DENIED), "the previous token could not be put back, the new one stands: denied."),
        ((DENIED,), "the previous token could not be put back, the new one stands: denied."),
        ((HUB, NEVER_SENT), "the previous token could not be put back, the new one stands: no connection."),
        ((HUB, LOST, HUB, LOST, HUB), "the previous token may have been put back, or the new one stands: lost."),
        ((HUB, LOST, HUB, DENIED), "the previous token may have been put back, or the new one stands: denied."),
        ((HUB, BROKEN, HUB), "the previous token may have been put back, or the new one stands: broken."),
        ((HUB, BARE), "the previous token was written back, and Looker shows none there."),
    ],
)
def test_what_became_of_the_old_token_is_told(back, told):
    """Whoever reads it knows which token stands, as far as anybody does."""
    said = str(failure(HUB, HUB, ILL, *back))

    assert told in said
    assert said.endswith("PatchLookerIntegrationHubOperator writes the token that shall stand.")


def test_without_the_old_token_the_new_one_stands():
    """Nothing could be put back."""
    failed = failure(HUB, HUB, {"success": False, "message": "no"}, previous_token=None)

    assert "the new token stands, since the previous one was not given to be put back. " in str(failed)


@pytest.mark.parametrize("error", [DENIED, NEVER_SENT], ids=repr)
def test_write_that_was_refused_leaves_the_token_that_was_there(error):
    """There is nothing to put back."""
    failed = failure(HUB, error)

    assert "the new token could not be written: " in str(failed)
    assert str(failed).endswith("; the token that was there stands.")
    assert failed.permanent is error.permanent


@pytest.mark.parametrize(
    ("replies", "permanent"),
    [
        ((LOST, HUB, LOST, HUB), False),
        ((BROKEN, HUB), False),
        ((LOST, BROKEN), False),
        ((UnexpectedReply("a proxy's page"), HUB), True),
        ((LOST, HUB, DENIED), True),
        ((LOST, HUB, NEVER_SENT), False),
    ],
    ids=["lost twice", "broken", "lost and unseen", "a page", "lost, then denied", "lost, then not sent"],
)
def test_write_whose_end_is_unknown_may_have_been_done(replies, permanent):
    """It was sent twice where that was possible, and a further run writes it again; also where the second was refused:
    the first may have arrived."""
    failed = failure(HUB, *replies)

    assert "it may have been written, so either token may stand" in str(failed)
    assert failed.permanent is permanent


def test_lost_write_is_sent_again():
    """Looker does not show a token, so a look cannot tell whether it stands."""
    done = rotation(HUB, LOST, HUB, HUB, WELL, [])

    assert done.methods.count("PATCH") == 2
    assert done.result.tests == {}


@pytest.mark.parametrize(("error", "permanent"), [(MISSING, True), (LOST, False)])
def test_hub_that_cannot_be_read_is_not_written(error, permanent):
    """The first look is at the hub."""
    failed = failure(error)

    assert "the hub could not be read: " in str(failed)
    assert str(failed).endswith("; nothing was written.")
    assert failed.permanent is permanent


def test_write_that_left_no_token_there_is_mended_by_the_old_one():
    """Looker answers 200 and shows that none is set."""
    failed = failure(HUB, BARE, *BACK)

    assert "the new token was written, and Looker shows none there; the previous token stands again" in str(failed)
    assert failed.permanent is True


def test_rotation_that_was_killed_is_repaired_by_another_run():
    """The new token stands there already: it is written again, since nobody can see that."""
    first = rotate("2", authorization_token=NEW, previous_token=OLD)
    for reply in (None, HUB):
        call = first.send(reply)
    first.close()

    done = rotation(HUB, HUB, WELL, [])

    assert call.method == "PATCH"
    assert done.methods == ["GET", "PATCH", "GET", "GET"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"authorization_token": None}, "authorization_token: the new token is needed"),
        ({"authorization_token": " "}, "a secret cannot be empty"),
        ({"previous_token": ""}, "a secret cannot be empty"),
        ({"previous_token": NEW}, "authorization_token: it is the previous one"),
    ],
    ids=["none", "blank", "blank previous", "the same"],
)
def test_what_is_no_rotation_is_refused_before_any_request(arguments, told):
    """Nothing was sent."""
    with pytest.raises(ArgumentError, match=told):
        rotation(**arguments)


def test_failure_survives_its_way_between_processes():
    """Airflow pickles exceptions."""
    failed = failure(HUB, HUB, ILL, *BACK)

    again = pickle.loads(pickle.dumps(failed))

    assert (str(again), again.permanent, again.rotation) == (str(failed), True, failed.rotation)


def test_lost_connection_is_what_it_was():
    """The typed error stays behind the failure."""
    assert isinstance(failure(HUB, LOST, HUB, LOST, HUB).__cause__, ConnectionFailed)
