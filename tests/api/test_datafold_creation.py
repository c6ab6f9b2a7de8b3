"""Creating an integration, once."""

import pytest

from airflow_provider_bi.api.datafold.creation import create
from airflow_provider_bi.api.datafold.kinds import KINDS, kind_of
from airflow_provider_bi.api.errors import ArgumentError, RateLimitedError, ServerError, UnexpectedReply
from tests.api.driving import LOST, NEVER_SENT, drive

DBT = {"id": 47, "name": "dbt", "type": "dbt", "ci_config_id": 3, "indexing_cron": None}
FAILED = ServerError("failed", status_code=500, method="POST", path="/")
FIELDS = {
    "looker": {"base_url": "https://l.example", "client_id": "c", "client_secret": "s3cr3t-looker", "repo_id": 7},
    "hightouch": {"token": "s3cr3t-hightouch", "bindings": []},
    "mode": {"token": "s3cr3t-mode", "password": "s3cr3t-mode-too"},
    "tableau": {
        "server_url": "https://t.example",
        "site_id": "acme",
        "token_name": "datafold",
        "token_value": "s3cr3t-tableau",
    },
    "powerbi": {},
    "dbt": {"ci_config_id": 3},
}


def made(**more):
    return create(kind_of("dbt"), **{"name": "dbt", "fields": {"ci_config_id": 3}} | more)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_a_list_is_read_and_then_one_is_sent(kind):
    """Two requests, whatever the kind."""
    driven = drive(create(kind, name="new", fields=FIELDS[kind.slug]), [DBT], {"id": 48, "name": "new"})

    assert [str(call) for call in driven.calls] == [
        "GET /api/v1/lineage/bi/",
        f"POST /api/v1/lineage/bi/{kind.slug}/",
    ]
    assert driven.calls[1].body == {"name": "new", **FIELDS[kind.slug]}
    assert (driven.result.created, driven.result.bi_datasource_id) == (True, 48)


def test_one_of_the_same_kind_and_name_is_returned_as_it_stands():
    """Running it twice is the same as running it once."""
    driven = drive(made(), [{**DBT, "type": "looker", "id": 1}, DBT])

    assert driven.methods == ["GET"]
    assert (driven.result.created, driven.result.bi_datasource_id) == (False, 47)
    assert driven.result.integration == DBT
    assert driven.result.differing == ()
    assert drive(made(fields={"ci_config_id": 4}), [DBT]).result.differing == ("ci_config_id",)


def test_an_existing_one_fails_where_that_is_asked_for():
    """Somebody may want to know."""
    with pytest.raises(ArgumentError, match=r"A dbt integration named 'dbt' exists: 47\. Nothing was created\."):
        drive(made(fail_if_existing=True), [DBT])


@pytest.mark.parametrize("outcome", [LOST, FAILED, UnexpectedReply("html")])
def test_a_lost_reply_is_looked_after(outcome):
    """What arrived is found by kind and name, and not sent again."""
    driven = drive(made(), [], outcome, [DBT])

    assert driven.methods == ["GET", "POST", "GET"]
    assert (driven.result.created, driven.result.bi_datasource_id) == (True, 47)


@pytest.mark.parametrize("outcome", [LOST, FAILED, UnexpectedReply("html")])
@pytest.mark.parametrize("look", [[], LOST, FAILED, [{"id": 3}], [DBT, {**DBT, "id": 48}]])
def test_what_did_not_arrive_is_not_sent_again(outcome, look):
    """The failure is what the reader has to know of; the task's own retry looks first."""
    with pytest.raises(type(outcome), match=str(outcome)):
        drive(made(), [], outcome, look)


@pytest.mark.parametrize("outcome", [NEVER_SENT, RateLimitedError("slow", status_code=429, method="POST", path="/")])
def test_what_never_left_is_not_looked_after(outcome):
    """Nothing can have come of it."""
    with pytest.raises(type(outcome), match=str(outcome)):
        drive(made(), [], outcome)


@pytest.mark.parametrize("reply", [None, [], {}, {"id": None}, {"id": "47"}, {"id": True}, {"id": 0}, {"id": -1}, "ok"])
def test_a_reply_without_an_id_is_looked_up(reply):
    """Nothing is documented of the reply; the list knows."""
    driven = drive(made(), [], reply, [DBT])

    assert driven.result.bi_datasource_id == 47


def test_the_first_id_is_one():
    """A new account's first integration is not looked up."""
    assert drive(made(), [], {"id": 1}).result.bi_datasource_id == 1


def test_a_schedule_of_another_kind_is_sent_where_that_is_asked_for():
    """Which dialect Datafold reads is not documented."""
    driven = drive(made(fields={"ci_config_id": 3, "indexing_cron": "@daily"}, check_cron=False), [], {"id": 1})

    assert driven.calls[1].body["indexing_cron"] == "@daily"


def test_an_id_that_nobody_shows_is_not_made_up():
    """It was created, and that is all that is known."""
    driven = drive(made(), None, None, None)

    assert driven.result.created is True
    assert driven.result.bi_datasource_id is None


@pytest.mark.parametrize("entry", [{"id": 1}, {"id": 1, "name": 5, "type": "dbt"}, {"id": 1, "name": "dbt"}])
def test_a_list_that_shows_no_names_or_kinds_makes_nothing(entry):
    """A second one would be made each day."""
    with pytest.raises(UnexpectedReply, match=r"does not show name and type of integration 1.*Nothing was created"):
        drive(made(), [entry])


@pytest.mark.parametrize("name", [None, "", " "])
def test_one_that_is_shown_without_a_name_is_another(name):
    """It is known to have none; that is no reason to stop."""
    driven = drive(made(), [{"id": 1, "name": name, "type": "dbt"}], {"id": 48})

    assert (driven.result.created, driven.result.bi_datasource_id) == (True, 48)


@pytest.mark.parametrize("entry", [5, None, {}, {"name": "dbt"}, {"id": "x"}, {"id": 0}])
def test_an_entry_without_an_id_is_no_entry(entry):
    """A list of something else is not taken for one of integrations."""
    with pytest.raises(UnexpectedReply, match="an entry that shows no id"):
        drive(made(), [entry])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"fields": {}}, "ci_config_id is required; give ci_config_id"),
        ({"fields": {"ci_config_id": "x"}}, "ci_config_id: Input should be a valid integer"),
        ({"fields": {"ci_config_id": 3, "cron": "x"}}, "dbt has no field cron"),
        ({"fields": {"ci_config_id": 3, "indexing_cron": "@daily"}}, "a preset of Airflow's"),
        ({"fields": {"ci_config_id": 3, "name": "other"}}, "name: give it, once"),
        ({"name": None}, "name: give it, once"),
        ({"name": " "}, "name: String should have at least 1 character"),
    ],
)
def test_fields_that_make_no_integration_send_nothing(arguments, words):
    """An error before any request."""
    with pytest.raises(ArgumentError, match=words):
        drive(made(**arguments))


def test_two_of_one_name_are_told():
    """Which of them would be returned is nobody's to guess."""
    with pytest.raises(ArgumentError, match="has 2 dbt integrations named 'dbt': 47, 48"):
        drive(made(), [DBT, {**DBT, "id": 48}])


def test_secrets_are_in_no_result():
    """A service that echoes its input is not repeated."""
    fields = FIELDS["looker"]
    driven = drive(
        create(kind_of("looker"), name="l", fields=fields), [], {"id": 5, **fields, "note": f"got {'s3cr3t-looker'}"}
    )

    assert "s3cr3t" not in repr(driven.result.integration)
    assert "s3cr3t-looker" in driven.calls[1].secrets


@pytest.mark.parametrize(
    "replies",
    [
        ([], {**DBT, "api_key": "s3cr3t", "token": "s3cr3t"}),
        ([{**DBT, "api_key": "s3cr3t", "token": "s3cr3t"}],),
        ([], {"api_key": "s3cr3t", "token": "s3cr3t", "name": "s3cr3t-dbt"}, None),
        ([], None, [{**DBT, "api_key": "s3cr3t", "token": "s3cr3t"}]),
    ],
    ids=["made", "there", "unknown", "looked up"],
)
def test_what_sounds_secret_in_a_reply_is_hidden(replies):
    """Nobody documents what a reply holds; the body's own secrets are known by name."""
    told = drive(made(), *replies).result.integration

    assert (told["api_key"], told["token"]) == ("***", "***")


def test_a_secret_of_the_body_is_hidden_where_only_the_reply_shows_it():
    """Neither an id nor a list tells of what was made."""
    fields = FIELDS["hightouch"]
    driven = drive(create(kind_of("hightouch"), name="h", fields=fields), [], {"note": "got s3cr3t-hightouch"}, LOST)

    assert driven.result.integration == {"note": "got ***"}
    assert "s3cr3t-hightouch" in driven.calls[1].secrets
