"""What an update really did: told from what was read before and after, never from what was sent."""

import json

import pytest

from airflow_provider_bi.api.datafold.kinds import kind_of
from airflow_provider_bi.api.datafold.kinds.base import Credentials
from airflow_provider_bi.api.datafold.update import plan_update
from airflow_provider_bi.api.update import carry_out
from tests.api.driving import drive

DBT = {"id": 47, "type": "dbt", "name": "dbt", "indexing_cron": "0 5 * * *", "ci_config_id": 3}
CRON = "0 9 * * *"
POWERBI = {"id": 47, "type": "powerbi", "name": "Power BI", "client_id": "id", "auth_type": None, "tenant_id": "t"}


def update(*replies, slug="dbt", current=DBT, fields=None, **more):
    """Plan from ``current``, then carry the plan out against ``replies``."""
    fields = {"indexing_cron": CRON} if fields is None else fields
    plan = drive(plan_update(kind_of(slug), 47, fields=fields, **more), current).result
    return drive(carry_out(plan), *replies)


def test_one_write_is_enough_where_its_reply_shows_the_change():
    """Read, write, and no third request."""
    done = update(DBT | {"indexing_cron": CRON})

    assert done.methods == ["PUT"]
    assert done.result.changed == {"indexing_cron": CRON}
    assert done.result.changes == {"indexing_cron": {"before": "0 5 * * *", "after": CRON}}
    assert (done.result.ignored, done.result.verified, done.result.remarks) == ([], True, ())
    assert done.result.integration == DBT | {"indexing_cron": CRON}


def test_nothing_to_change_sends_nothing():
    """The flow ends with its first step."""
    done = update(fields={"indexing_cron": DBT["indexing_cron"]})

    assert done.methods == []
    assert (done.result.changed, done.result.verified, done.result.integration) == ({}, True, DBT)


@pytest.mark.parametrize(
    "reply", [None, {}, [], "ok", {"id": 47}, {"indexing_cron": ["odd"]}, {"id": 47, "name": "dbt"}], ids=repr
)
def test_a_reply_that_hides_the_fields_costs_one_more_read(reply):
    """What the write's reply does not show, or not as documented, is looked up."""
    done = update(reply, DBT | {"indexing_cron": CRON})

    assert done.methods == ["PUT", "GET"]
    assert done.result.changed == {"indexing_cron": CRON}
    assert done.result.verified is True
    assert done.result.integration["indexing_cron"] == CRON


def test_what_nothing_shows_is_not_verified():
    """Neither changed nor ignored is claimed."""
    done = update(None, {"id": 47})

    assert done.methods == ["PUT", "GET"]
    assert (done.result.changed, done.result.ignored, done.result.verified) == ({}, [], False)
    assert done.result.integration == DBT


def test_no_object_at_all_is_no_integration():
    """Where no reply was an object, null is told."""
    done = update(None, None, current=None, fields={"ci_config_id": 4})

    assert (done.result.changed, done.result.verified, done.result.integration) == ({}, False, None)


def test_a_field_that_stays_as_it_was_is_ignored():
    """The service answered and did not do it; the field that it did change is told."""
    done = update(DBT | {"ci_config_id": 4}, fields={"ci_config_id": 4, "indexing_cron": CRON})

    assert done.result.changed == {"ci_config_id": 4}
    assert (done.result.ignored, done.result.verified) == (["indexing_cron"], True)


def test_a_value_that_is_stored_differently_is_told():
    """It changed, and not to what was asked for."""
    done = update(DBT | {"indexing_cron": "0 9 * * * "[:9] + "?"}, fields={"indexing_cron": CRON})

    assert done.result.changed == {"indexing_cron": "0 9 * * *?"}
    assert done.result.ignored == []
    assert done.result.remarks == ("indexing_cron: asked for '0 9 * * *', the service stored '0 9 * * *?'.",)


def test_a_change_that_nobody_asked_for_is_told():
    """Another field of the kind that differs after the write is a change, and a remark; foreign keys are not."""
    done = update(DBT | {"indexing_cron": CRON, "name": "renamed", "status": "new"})

    assert done.result.changed == {"indexing_cron": CRON, "name": "renamed"}
    assert done.result.remarks == ("name changed too, though nobody asked for it.",)


def test_what_the_credentials_brought_is_told_as_such():
    """The task itself sent it; only another value than that was asked for by nobody."""
    credentials = Credentials(login="other-id", password="s3cr3t")
    asked = {"slug": "powerbi", "current": POWERBI, "fields": {"name": "New"}, "credentials": credentials}
    reply = POWERBI | {"name": "New"}

    sent = update(reply | {"client_id": "other-id"}, **asked).result
    assert sent.changed == {"name": "New", "client_id": "other-id"}
    assert sent.remarks == ("client_id was sent from the credentials connection.",)
    assert update(reply | {"client_id": "third", "tenant_id": None}, **asked).result.remarks == (
        "client_id changed too, though nobody asked for it.",
        "tenant_id changed too, though nobody asked for it.",
    )


def test_a_field_that_was_not_known_before_is_verified_and_no_change():
    """Only differences that were seen count: otherwise an event would follow each run."""
    done = update(DBT | {"indexing_cron": CRON}, current={"id": 47, "ci_config_id": 3})

    assert (done.result.changed, done.result.changes, done.result.verified) == ({}, {}, True)
    assert done.result.remarks == (
        "indexing_cron stands as asked for; it does not count as a change, since it was not shown before.",
    )


def test_a_field_that_is_stored_as_something_else_is_told_apart():
    """It has changed, and not to what was asked for."""
    done = update(DBT | {"indexing_cron": "@daily"})

    assert done.result.changed == {"indexing_cron": "@daily"}
    assert (done.result.ignored, done.result.altered) == ([], ["indexing_cron"])


def test_a_field_that_was_not_known_before_and_is_another_now_is_ignored():
    """What stood there is unknown, but it is not what was asked for."""
    done = update(DBT, current={"id": 47, "ci_config_id": 3})

    assert (done.result.changed, done.result.ignored) == ({}, ["indexing_cron"])


def test_a_cleared_field_is_null_after():
    """Null is a value that can be seen."""
    done = update(DBT | {"indexing_cron": None}, fields={}, clear=["indexing_cron"])

    assert done.result.changed == {"indexing_cron": None}
    assert done.result.verified is True


def test_an_explicit_secret_is_always_written_and_never_told():
    """It cannot be compared, so a second run writes it again; whether it stands, nothing shows."""
    done = update(POWERBI, slug="powerbi", current=POWERBI, fields={"client_secret": "s3cr3t"})

    assert done.methods == ["PUT"]
    assert done.calls[0].body["client_secret"] == "s3cr3t"
    assert done.result.changes == {"client_secret": {"before": "***", "after": "***"}}
    assert done.result.changed == {"client_secret": "***"}
    assert (done.result.ignored, done.result.verified) == ([], False)


def test_a_secret_beside_a_field_leaves_the_field_verified_apart():
    """The field is compared; the whole is not called verified."""
    reply = POWERBI | {"name": "New"}
    done = update(reply, slug="powerbi", current=POWERBI, fields={"client_secret": "s3cr3t", "name": "New"})

    assert done.result.changed == {"name": "New", "client_secret": "***"}
    assert done.result.verified is False


@pytest.mark.parametrize("secret", ["s3cr3t", 's3cr3t\\with\'quotes\nand "more"'])
def test_a_secret_that_the_service_echoes_is_hidden_everywhere(secret):
    """In any field, at any depth, in parts of texts and in remarks."""
    echo = {
        "name": f"name {secret}",
        "tenant_id": secret,
        "client_secret": secret,
        "elements": [{"client_secret": "s3cr3t-other", "note": f"<{secret}>", "token": "s3cr3t-other"}],
    }
    fields = {"client_secret": secret, "name": "New"}
    result = update(POWERBI | echo, slug="powerbi", current=POWERBI, fields=fields).result
    told = f"{result!r} {json.dumps([result.changed, result.changes, result.integration])} {result.remarks}"

    assert "s3cr3t" not in told
    assert result.remarks[0] == "name: asked for 'New', the service stored 'name ***'."
    assert result.integration["elements"] == [{"client_secret": "***", "note": "<***>", "token": "***"}]


def test_a_credential_that_the_service_echoes_is_hidden_too():
    """What filled the body from a connection is as secret as an argument."""
    credentials = Credentials(login="id", password="s3cr3t")
    reply = POWERBI | {"name": "New", "tenant_id": "s3cr3t"}
    done = update(reply, slug="powerbi", current=POWERBI, fields={"name": "New"}, credentials=credentials)

    assert done.calls[0].body["client_secret"] == "s3cr3t"
    assert done.result.changed == {"name": "New", "tenant_id": "***"}
    assert done.result.integration["tenant_id"] == "***"


def test_the_look_after_a_write_hides_what_was_written():
    """Should it be refused, its error repeats none of the secrets."""
    credentials = Credentials(login="id", password="s3cr3t")
    done = update(None, POWERBI, slug="powerbi", current=POWERBI, fields={"name": "New"}, credentials=credentials)

    assert [(call.method, call.secrets) for call in done.calls] == [("PUT", {"s3cr3t"}), ("GET", {"s3cr3t"})]


def test_altered_is_only_what_was_asked_for():
    """Another field that changed beside it is told as a change."""
    done = update(DBT | {"indexing_cron": "0 10 * * *", "ci_config_id": 4})

    assert done.result.altered == ["indexing_cron"]
    assert done.result.changed == {"indexing_cron": "0 10 * * *", "ci_config_id": 4}


def test_what_sounds_secret_in_a_reply_is_hidden():
    """Nobody documents what a reply holds; a token's name is known to be none."""
    reply = DBT | {"indexing_cron": CRON, "api_key": "s3cr3t", "token": "s3cr3t", "token_name": "bot"}
    told = update(reply).result.integration

    assert (told["api_key"], told["token"], told["token_name"]) == ("***", "***", "bot")


def test_everything_that_is_told_is_json():
    """XComs take nothing else."""
    result = update(DBT | {"indexing_cron": CRON, "extra": {"deep": [None, 1.5]}}).result
    told = [result.changed, result.changes, result.ignored, result.verified, result.integration]

    assert json.loads(json.dumps(told, allow_nan=False)) == told
