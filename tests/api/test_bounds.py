"""Bounds of what is taken for a value: depth of a reply, shortness of a secret, truth values for numbers."""

import pytest

from airflow_provider_bi.api.calls import Call, Repeatable
from airflow_provider_bi.api.datafold.kinds import kind_of
from airflow_provider_bi.api.datafold.update import plan_update
from airflow_provider_bi.api.errors import ArgumentError, UnexpectedReply
from airflow_provider_bi.api.flows import advance
from airflow_provider_bi.api.looker.integration import plan_integration_update
from airflow_provider_bi.api.models import read_field, shown_fields
from airflow_provider_bi.api.redaction import scrub
from airflow_provider_bi.api.replies import Answer, read_reply

READ = Call(method="GET", path="/x/", repeatable=Repeatable.FREELY)


def read(content):
    return read_reply(READ, Answer(status=200, headers={}, content=content), hints={0: "hint"}, secrets=())


@pytest.mark.parametrize("content", [b"[" * 101 + b"]" * 101, b'{"a":' * 101 + b"1" + b"}" * 101, b"[" * 100_000])
def test_a_reply_nested_too_deeply_is_no_answer(content):
    """Nothing that reads it later may run out of stack after a write."""
    with pytest.raises(UnexpectedReply):
        read(content)


@pytest.mark.parametrize(
    "content",
    [b"[" * 100 + b"]" * 100, b"[" + b",".join([b"[{}]"] * 5_000) + b"]", b'["' + b"[{" * 500 + rb"\"[" + b'"]'],
    ids=["deep", "wide", "text"],
)
def test_a_reply_that_is_wide_or_full_of_brackets_is_read(content):
    """Only what is really nested counts."""
    assert isinstance(read(content), list)


@pytest.mark.parametrize("content", ['{"id": "ü"}'.encode("utf-16"), rb'{"name": "\ud800"}', rb'["\uDFFF"]'])
def test_a_reply_that_no_xcom_can_hold_is_no_answer(content):
    """JSON over HTTP is UTF-8, and half a surrogate pair is no text."""
    with pytest.raises(UnexpectedReply):
        read(content)


def test_a_surrogate_pair_is_text():
    """A face is sent as two halves."""
    assert read(rb'["\ud83d\ude00"]') == ["\N{GRINNING FACE}"]


@pytest.mark.parametrize("shown", [{"id": 46}, {"id": "46"}])
def test_a_reply_about_another_object_is_refused(shown):
    """Its fields would be written into the one that was asked for."""
    flow = plan_update(kind_of("dbt"), 47, fields={"name": "New"})
    advance(flow)

    with pytest.raises(UnexpectedReply, match="answered with the id '46'"):
        advance(flow, shown | {"ci_config_id": 3})


def test_a_schedule_without_five_fields_is_sent_where_that_is_asked_for():
    """The dialect is not documented: the check can be switched off."""
    flow = plan_update(kind_of("dbt"), 47, fields={"indexing_cron": "@daily"}, check_cron=False)
    advance(flow)
    planned = advance(flow, {"id": 47, "name": "dbt", "ci_config_id": 3, "indexing_cron": None}).result

    assert planned.write.body["indexing_cron"] == "@daily"


@pytest.mark.parametrize("fields", [5, {"id": 1}, [1]])
def test_fields_that_are_no_text_are_refused(fields):
    """Looker's parameter is text with commas; a list of names is taken for it."""
    with pytest.raises(ArgumentError, match="fields: text with commas"):
        advance(plan_integration_update("1::x", fields=fields))


def test_a_value_too_short_to_be_a_secret_hides_nothing_else():
    """A parameter of one digit would turn each such digit in a log into stars."""
    assert scrub("12 of 2 5678", {"2", "5678", "of 2 5"}) == "12 ***678"


@pytest.mark.parametrize(("slug", "field"), [("looker", "repo_id"), ("dbt", "ci_config_id")])
def test_a_truth_value_is_no_id(slug, field):
    """Python would take True for 1."""
    with pytest.raises(ArgumentError, match=f"{field}: Value error, a number is needed"):
        read_field(kind_of(slug), field, True)


def test_empty_text_means_null_where_null_may_stand():
    """A service that stores a cleared schedule as empty text has cleared it."""
    assert shown_fields(kind_of("dbt"), {"indexing_cron": "", "name": "x"}) == {"indexing_cron": None, "name": "x"}


def test_an_unknown_parameter_is_told_even_if_it_is_left_as_it_is():
    """A misspelt name does not wait for its value to be noticed."""
    flow = plan_integration_update("1::x", params={"typo": None})
    advance(flow)

    with pytest.raises(ArgumentError, match="has no parameter typo; it has url"):
        advance(flow, {"params": [{"name": "url"}]})


def test_a_bad_value_from_a_connection_says_so():
    """The person has to look into the connection, not into the DAG."""
    from airflow_provider_bi.api.datafold.kinds.base import Credentials

    credentials = Credentials(extra={"auth_type": "magic"})
    flow = plan_update(kind_of("powerbi"), 1, fields={"name": "New"}, credentials=credentials)
    advance(flow)

    with pytest.raises(ArgumentError, match="In the BI tool's own connection, auth_type"):
        advance(flow, {"name": "Old"})
