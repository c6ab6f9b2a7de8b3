"""Deleting an integration, and finding one by its name."""

import pytest

from airflow_provider_bi.api.datafold.deletion import delete
from airflow_provider_bi.api.datafold.find import find
from airflow_provider_bi.api.errors import ArgumentError, NotFoundError, ServerError, UnexpectedReply
from tests.api.driving import LOST, NEVER_SENT, drive

DBT = {"id": 47, "name": "dbt", "type": "dbt", "token": "s3cr3t-echo"}
MODE = {"id": 44, "name": "Mode", "type": "mode"}
ABSENT = NotFoundError("absent", status_code=404, method="GET", path="/")
FAILED = ServerError("failed", status_code=502, method="DELETE", path="/")


def test_it_is_read_and_deleted():
    """What was there is handed on, without secrets."""
    driven = drive(delete(47), DBT, None)

    assert [str(call) for call in driven.calls] == ["GET /api/v1/lineage/bi/47/", "DELETE /api/v1/lineage/bi/47/"]
    assert (driven.result.deleted, driven.result.bi_datasource_id) == (True, 47)
    assert driven.result.integration == {**DBT, "token": "***"}


def test_what_sounds_secret_in_a_reply_is_hidden():
    """Nobody documents what a reply holds."""
    driven = drive(delete(47), {**DBT, "api_key": "s3cr3t", "token_name": "bot"}, None)

    assert driven.result.integration == {**DBT, "token": "***", "api_key": "***", "token_name": "bot"}


def test_by_name_the_list_is_read():
    """Two requests as well."""
    driven = drive(delete(None, name="Mode"), [DBT, MODE], None)

    assert [str(call) for call in driven.calls] == ["GET /api/v1/lineage/bi/", "DELETE /api/v1/lineage/bi/44/"]


@pytest.mark.parametrize(
    ("arguments", "reply"), [((47,), ABSENT), ((None, "Mode"), [DBT]), ((None, "Mode"), []), ((None, "Mode"), None)]
)
def test_what_is_gone_is_no_failure(arguments, reply):
    """Running it twice is the same as running it once."""
    driven = drive(delete(arguments[0], name=arguments[1] if len(arguments) > 1 else None), reply)

    assert driven.methods == ["GET"]
    assert driven.result.deleted is False


@pytest.mark.parametrize(
    ("arguments", "reply", "error"),
    [((47,), ABSENT, NotFoundError), ((None, "Mode"), [DBT], ArgumentError), ((None, "Mode"), None, ArgumentError)],
)
def test_what_is_gone_fails_where_that_is_asked_for(arguments, reply, error):
    """Somebody may want to know."""
    with pytest.raises(error):
        drive(delete(arguments[0], name=arguments[1] if len(arguments) > 1 else None, fail_if_missing=True), reply)


@pytest.mark.parametrize("entry", [{"id": 44}, {"id": 44, "name": 5}])
def test_a_name_that_the_list_does_not_show_deletes_nothing(entry):
    """It may be there: taking it for gone would be a guess."""
    with pytest.raises(ArgumentError, match="no integration named 'Mode'; its list shows no names, so give the id: 44"):
        drive(delete(None, name="Mode"), [entry])


@pytest.mark.parametrize("name", [None, "", " "])
def test_one_that_is_shown_without_a_name_is_another(name):
    """What is looked for has a name, so it is gone; the other one is found by its id."""
    entry = {"id": 44, "name": name}

    assert drive(delete(None, name="Mode"), [entry]).result.deleted is False
    with pytest.raises(ArgumentError, match="no integration named 'Mode'; its list shows no names, so give the id: 44"):
        drive(find(None, "Mode"), [entry])


@pytest.mark.parametrize("lost", [LOST, FAILED, UnexpectedReply("html")])
def test_a_lost_deletion_is_looked_after(lost):
    """Gone is gone, whoever's reply was lost."""
    assert drive(delete(47), DBT, lost, ABSENT).result.deleted is True


@pytest.mark.parametrize("look", [DBT, LOST, FAILED])
def test_a_deletion_that_did_not_arrive_is_told(look):
    """The failure of the deletion is what the reader has to know of."""
    with pytest.raises(type(LOST), match="lost"):
        drive(delete(47), DBT, LOST, look)


def test_one_that_was_gone_before_the_deletion_is_deleted():
    """An earlier try arrived."""
    assert drive(delete(47), DBT, ABSENT).result.deleted is True


def test_a_deletion_that_never_left_is_told():
    """There is nothing to look after."""
    with pytest.raises(type(NEVER_SENT), match="no connection"):
        drive(delete(47), DBT, NEVER_SENT)


@pytest.mark.parametrize("flow", [find, lambda number, name: delete(number, name=name)])
@pytest.mark.parametrize(("number", "name"), [(None, None), (47, "dbt")])
def test_one_of_id_and_name_is_needed(flow, number, name):
    """Both could disagree."""
    with pytest.raises(ArgumentError, match="bi_datasource_id and name: give one of them"):
        drive(flow(number, name))


def test_an_id_costs_no_request():
    """Nothing is to be found."""
    assert drive(find(" 47 ", None)).result == 47


def test_a_name_that_two_have_is_refused():
    """The ids are told."""
    with pytest.raises(ArgumentError, match=r"2 integrations named 'dbt': 47, 48\. Give the id"):
        drive(find(None, "dbt"), [DBT, {**DBT, "id": 48}])


def test_an_unknown_name_lists_the_known_ones():
    """A typo is seen at once; a long list is cut."""
    with pytest.raises(
        ArgumentError, match=r"no integration named 'dpt'; there are 'Mode' \(id 44\), 'dbt' \(id 47\)\."
    ):
        drive(find(None, "dpt"), [DBT, MODE])
    with pytest.raises(ArgumentError, match=r"there are 'dbt' \(id 47\), id 44\."):
        drive(find(None, "dpt"), [{"id": 44}, DBT])
    with pytest.raises(ArgumentError, match=rf"there are '{60 * 'n'}' \(id 47\)\."):
        drive(find(None, "dpt"), [DBT | {"name": 61 * "n"}])
    with pytest.raises(ArgumentError, match=f"no integration named '{60 * 'n'}';"):
        drive(find(None, 61 * "n"), [DBT])
    with pytest.raises(ArgumentError, match="and 10 more"):
        drive(find(None, "dpt"), [{"id": number, "name": f"n{number}"} for number in range(1, 31)])
    with pytest.raises(ArgumentError, match="its list is empty"):
        drive(find(None, "dpt"), [])
