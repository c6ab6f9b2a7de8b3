"""A write whose reply is lost is looked at before it is sent again."""

import pytest

from airflow_provider_bi.api.datafold.kinds import kind_of
from airflow_provider_bi.api.datafold.update import plan_update
from airflow_provider_bi.api.errors import ConnectionFailed, InvalidRequestError, ServerError, UnexpectedReply
from airflow_provider_bi.api.update import carry_out
from tests.api.driving import LOST, NEVER_SENT, drive

BEFORE = {"name": "dbt", "indexing_cron": "0 5 * * *", "ci_config_id": 3}
AFTER = BEFORE | {"indexing_cron": "0 9 * * *"}
POWERBI = {"name": "Power BI", "client_id": "id"}


def update(*replies, slug="dbt", current=BEFORE, fields=None):
    fields = fields or {"indexing_cron": "0 9 * * *"}
    plan = drive(plan_update(kind_of(slug), 47, fields=fields), current).result
    return drive(carry_out(plan), *replies)


def test_a_lost_write_that_stands_is_not_sent_again():
    """One look is enough, and serves as the reply."""
    done = update(LOST, AFTER)

    assert done.methods == ["PUT", "GET"]
    assert (done.result.changed, done.result.verified) == ({"indexing_cron": "0 9 * * *"}, True)


@pytest.mark.parametrize("found", [BEFORE, None, {"id": 47}], ids=repr)
def test_a_lost_write_that_does_not_stand_is_sent_once_more(found):
    """Also where the look does not show it."""
    done = update(LOST, found, AFTER)

    assert done.methods == ["PUT", "GET", "PUT"]
    assert done.calls[0] == done.calls[2]
    assert done.result.changed == {"indexing_cron": "0 9 * * *"}


def test_a_second_lost_write_that_stands_is_done():
    """The look after it shows the change."""
    done = update(LOST, BEFORE, LOST, AFTER)

    assert done.methods == ["PUT", "GET", "PUT", "GET"]
    assert done.result.changed == {"indexing_cron": "0 9 * * *"}


def test_a_second_lost_write_that_does_not_stand_is_raised():
    """There is no third one."""
    second = ConnectionFailed("second", ambiguous=True)
    with pytest.raises(ConnectionFailed) as raised:
        update(LOST, BEFORE, second, BEFORE)

    assert raised.value is second


def test_a_write_that_never_left_is_raised_at_once():
    """The transport has tried that often enough; there is nothing to look at."""
    with pytest.raises(ConnectionFailed) as raised:
        update(NEVER_SENT)

    assert raised.value is NEVER_SENT


FAILED = ServerError("500", status_code=500, method="PUT", path="/x")


def test_a_write_that_a_failing_service_did_not_do_is_raised_after_a_look():
    """A gateway's 504 says nothing of what the service behind it has done."""
    with pytest.raises(ServerError) as raised:
        update(FAILED, BEFORE)

    assert raised.value is FAILED


def test_a_write_that_a_failing_service_did_is_no_failure():
    """What was asked for stands: trying again would find nothing to change, and tell nobody of the change."""
    done = update(FAILED, AFTER)

    assert done.result.changed == {"indexing_cron": "0 9 * * *"}
    assert done.methods == ["PUT", "GET"]


def test_a_refused_write_is_raised_at_once():
    """The service answered."""
    refused = InvalidRequestError("422", status_code=422, method="PUT", path="/x")
    with pytest.raises(InvalidRequestError) as raised:
        update(refused)

    assert raised.value is refused


def test_a_write_whose_reply_is_no_json_is_looked_after():
    """A page of a proxy with status 200 does not tell whether the write arrived."""
    done = update(UnexpectedReply("HTML"), AFTER)

    assert done.result.changed == {"indexing_cron": "0 9 * * *"}
    assert done.methods == ["PUT", "GET"]


def test_a_write_whose_reply_is_no_json_and_that_was_not_done_is_raised():
    """The page came from something in between, so the service was not asked; nor can it be said to have ignored it."""
    page = UnexpectedReply("HTML")
    with pytest.raises(UnexpectedReply) as raised:
        update(page, BEFORE)

    assert raised.value is page


def test_a_look_that_fails_after_a_write_leaves_it_unverified():
    """The write was done; to fail now would lose what is known of it."""
    done = update(None, FAILED)

    assert (done.result.changed, done.result.verified) == ({}, False)
    assert done.result.remarks == ("The write was sent, and could not be looked at: 500",)


def test_a_look_that_fails_leaves_the_lost_write_to_be_told():
    """Nothing is written without having looked, and people learn of the write that may have arrived."""
    with pytest.raises(ConnectionFailed) as raised:
        update(LOST, NEVER_SENT)

    assert raised.value is LOST


def test_a_second_write_that_never_left_is_raised_at_once():
    """The first was looked after already."""
    with pytest.raises(ConnectionFailed) as raised:
        update(LOST, BEFORE, NEVER_SENT)

    assert raised.value is NEVER_SENT


def test_a_lost_secret_is_written_again():
    """It cannot be seen, so that the rest stands does not mean that it does."""
    fields = {"client_secret": "s3cr3t", "name": "New"}
    after = POWERBI | {"name": "New"}
    done = update(LOST, after, after, slug="powerbi", current=POWERBI, fields=fields)

    assert done.methods == ["PUT", "GET", "PUT"]
    assert done.result.changed == {"name": "New", "client_secret": "***"}


def rewritten(*replies):
    """Write what stands there already, since that was asked for."""
    fields = {"indexing_cron": BEFORE["indexing_cron"]}
    plan = drive(plan_update(kind_of("dbt"), 47, fields=fields, skip_unchanged=False), BEFORE).result
    return drive(carry_out(plan), *replies)


@pytest.mark.parametrize("failure", [FAILED, UnexpectedReply("HTML")], ids=repr)
def test_what_stood_before_does_not_show_that_a_failed_write_arrived(failure):
    """The body may hold more than what was asked for, such as other credentials of a connection."""
    with pytest.raises(type(failure)) as raised:
        rewritten(failure, BEFORE)

    assert raised.value is failure


def test_what_stood_before_does_not_show_that_a_lost_write_arrived():
    """It is sent once more, and then its loss is told."""
    assert rewritten(LOST, BEFORE, BEFORE).methods == ["PUT", "GET", "PUT"]
    with pytest.raises(ConnectionFailed):
        rewritten(LOST, BEFORE, LOST, BEFORE)
