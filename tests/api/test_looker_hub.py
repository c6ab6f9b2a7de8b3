"""The update of a Looker hub: its URL, and a token of which only a flag is shown."""

import json

import pytest

from airflow_provider_bi.api.errors import ArgumentError
from airflow_provider_bi.api.looker.hub import plan_hub_update
from airflow_provider_bi.api.update import carry_out
from tests.api.driving import LOST, drive

HUB = {"id": "2", "url": "https://a.example/", "label": "A", "has_authorization_token": True}
BARE = HUB | {"has_authorization_token": False}


def plan(*, current=HUB, hub_id="2", **asked):
    return drive(plan_hub_update(hub_id, **asked), current).result


def update(*replies, current=HUB, **asked):
    return drive(carry_out(plan(current=current, **asked)), *replies)


@pytest.mark.parametrize(
    ("asked", "body"),
    [
        ({"url": "https://b.example/"}, {"url": "https://b.example/"}),
        ({"authorization_token": "s3cr3t"}, {"authorization_token": "s3cr3t"}),
        ({"url": "https://a.example/", "authorization_token": "s3cr3t"}, {"authorization_token": "s3cr3t"}),
        ({"clear": ["authorization_token"]}, {"authorization_token": None}),
        (
            {"url": "https://a.example/", "authorization_token": "s3cr3t", "skip_unchanged": False},
            {"url": "https://a.example/", "authorization_token": "s3cr3t"},
        ),
        ({"url": "https://a.example/", "skip_unchanged": False}, {"url": "https://a.example/"}),
    ],
    ids=repr,
)
def test_only_what_changes_is_sent(asked, body):
    """A token that is given is always written, since it cannot be compared."""
    made = plan(**asked)

    assert (made.write.method, made.write.path) == ("PATCH", "/api/4.0/integration_hubs/2")
    assert made.write.body == body
    assert made.write.secrets == made.hidden == ({"s3cr3t"} if "s3cr3t" in str(asked) else set())


@pytest.mark.parametrize(
    ("current", "asked"),
    [
        (HUB, {}),
        (HUB, {"url": None, "authorization_token": None}),
        (HUB, {"url": " https://a.example/ "}),
        (BARE, {"clear": ["authorization_token"]}),
    ],
    ids=repr,
)
def test_nothing_to_change_is_nothing_to_write(current, asked):
    """None leaves a field as it is, and there is no token to remove where none is set."""
    made = plan(current=current, **asked)

    assert made.write is None
    assert (made.unwritten.changed, made.unwritten.verified) == ({}, True)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"clear": ["url"]}, "url of a hub cannot be cleared; authorization_token can."),
        (
            {"authorization_token": "s3cr3t", "clear": ["authorization_token"]},
            "authorization_token: given and cleared at once. Choose one.",
        ),
        ({"url": ""}, "url: String should have at least 1 character."),
        ({"authorization_token": " "}, "authorization_token: Value error, a secret cannot be empty."),
        ({"authorization_token": ["s3cr3t"]}, "authorization_token: Input should be a valid string."),
        ({"hub_id": ".", "url": "x"}, "integration_hub_id='.' is not an id."),
    ],
    ids=repr,
)
def test_what_cannot_be_written_is_refused_before_any_request(asked, told):
    """The flow ends with its first step."""
    with pytest.raises(ArgumentError) as refused:
        drive(plan_hub_update(asked.pop("hub_id", "2"), **asked))

    assert str(refused.value) == told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (BARE, HUB, {"before": None, "after": "***"}),
        (HUB, HUB, {"before": "***", "after": "***"}),
        (None, HUB, {"before": "***", "after": "***"}),
    ],
)
def test_a_token_that_was_written_is_verified_by_its_flag(before, after, told):
    """``has_authorization_token`` is all that Looker shows of it."""
    result = update(after, current=before, authorization_token="s3cr3t").result

    assert result.changes == {"authorization_token": told}
    assert result.changed == {"authorization_token": "***"}
    assert (result.ignored, result.verified) == ([], True)


def test_a_removed_token_is_null_after():
    """The flag shows that none is set."""
    result = update(BARE, clear=["authorization_token"]).result

    assert result.changes == {"authorization_token": {"before": "***", "after": None}}


@pytest.mark.parametrize(
    ("current", "asked"), [(BARE, {"authorization_token": "s3cr3t"}), (HUB, {"clear": ["authorization_token"]})]
)
def test_a_flag_that_contradicts_means_ignored(current, asked):
    """The token is as it was."""
    result = update(current, current=current, **asked).result

    assert (result.changed, result.ignored) == ({}, ["authorization_token"])


def test_a_reply_without_the_flag_costs_one_more_read():
    """A token is looked up like any field."""
    done = update({"id": "2"}, HUB, current=BARE, authorization_token="s3cr3t")

    assert done.methods == ["PATCH", "GET"]
    assert done.result.verified is True


def test_a_url_that_is_stored_differently_is_told():
    """Looker may normalise what it is given."""
    result = update(HUB | {"url": "https://b.example/"}, url="https://b.example").result

    assert result.changed == {"url": "https://b.example/"}
    assert result.remarks == ("url: asked for 'https://b.example', the service stored 'https://b.example/'.",)


def test_a_lost_token_is_written_again():
    """Whether it stands cannot be seen."""
    done = update(LOST, HUB, HUB, authorization_token="s3cr3t")

    assert done.methods == ["PATCH", "GET", "PATCH"]


def test_a_token_that_looker_echoes_is_hidden_everywhere():
    """Under its own name and within any other text."""
    echo = HUB | {"authorization_token": "s3cr3t", "label": "s3cr3t!", "url": "https://b.example/?k=s3cr3t"}
    result = update(echo, authorization_token="s3cr3t", url="https://b.example/").result

    assert "s3cr3t" not in f"{result!r} {json.dumps([result.changed, result.changes, result.integration])}"
    assert result.integration["label"] == "***!"


def test_a_user_and_password_in_the_url_are_not_told():
    """Neither by a plan nor by what came of it."""
    made = plan(current=HUB | {"url": "https://joe:s3cr3t@a.example/"}, url="https://b.example/")
    result = drive(carry_out(made), HUB | {"url": "https://joe:s3cr3t@b.example/"}, HUB).result

    assert made.unwritten.integration == HUB | {"url": "https://***@a.example/"}
    assert "s3cr3t" not in f"{result!r} {json.dumps([result.changed, result.changes, result.integration])}"


def test_a_reply_is_asked_for_what_the_plan_needs():
    """Read and write name the same fields."""
    made = plan(url="https://b.example/", fields="label,url")

    assert [made.read.query, made.write.query] == [{"fields": "id,url,has_authorization_token,label"}] * 2
