"""Deleting a hub: gone is gone, and what nobody knows the end of is looked after."""

import pytest

from airflow_provider_bi.api.errors import ConnectionFailed, NotFoundError, ServerError, UnexpectedReply
from airflow_provider_bi.api.looker.deletion import delete_hub
from tests.api.driving import LOST, NEVER_SENT, drive

MISSING = NotFoundError("none", status_code=404, method="DELETE", path="/")
BROKEN = ServerError("broken", status_code=502, method="DELETE", path="/")
PAGE = UnexpectedReply("html")
HUB = {"id": "2"}


def delete(*replies, **arguments):
    return drive(delete_hub("2", **arguments), *replies)


def test_hub_is_deleted_in_one_call():
    """What is there needs no look before."""
    done = delete(None)

    assert [str(call) for call in done.calls] == ["DELETE /api/4.0/integration_hubs/2"]
    assert done.result.told == {"integration_hub_id": "2", "deleted": True}


def test_hub_that_is_not_there_is_skipped():
    """Running it twice is the same as running it once."""
    assert delete(MISSING).result.told == {"integration_hub_id": "2", "deleted": False}


def test_hub_that_is_not_there_fails_where_that_is_asked_for():
    """Looker's own 404."""
    with pytest.raises(NotFoundError):
        delete(MISSING, fail_if_missing=True)


@pytest.mark.parametrize("lost", [LOST, BROKEN, PAGE], ids=repr)
@pytest.mark.parametrize("strict", [True, False])
def test_lost_deletion_that_was_done_is_a_deletion(lost, strict):
    """The look says 404, and it was there before."""
    done = delete(lost, MISSING, fail_if_missing=strict)

    assert done.methods == ["DELETE", "GET"]
    assert done.calls[1].query == {"fields": "id"}
    assert done.result.deleted is True


def test_lost_deletion_that_was_not_done_is_sent_once_more():
    """The look still shows the hub."""
    assert delete(LOST, HUB, None).result.deleted is True


def test_second_deletion_may_find_that_the_first_arrived_late():
    """It was there a moment ago, so this task has deleted it."""
    assert delete(LOST, HUB, MISSING, fail_if_missing=True).result.deleted is True


@pytest.mark.parametrize(
    "replies",
    [(LOST, HUB, LOST, HUB), (BROKEN, HUB), (LOST, NEVER_SENT, LOST, NEVER_SENT)],
    ids=["lost twice", "refused", "nothing to be seen"],
)
def test_deletion_whose_end_stays_unknown_fails_in_passing(replies):
    """Another try of the task looks again."""
    with pytest.raises((ConnectionFailed, ServerError)) as failed:
        delete(*replies)

    assert failed.value in {LOST, BROKEN}
    assert failed.value.permanent is False


def test_deletion_that_never_left_is_not_looked_after():
    """Nothing can have come of it."""
    with pytest.raises(ConnectionFailed, match="no connection"):
        delete(NEVER_SENT)
