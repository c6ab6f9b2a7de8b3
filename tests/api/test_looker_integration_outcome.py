"""What the update of a Looker integration did, secrets by ``has_value`` only."""

import json

import pytest

from airflow_provider_bi.api.looker.integration import plan_integration_update, redacted_integration
from airflow_provider_bi.api.update import carry_out
from tests.api.driving import LOST, drive


def param(name, value=None, *, sensitive=None, has_value=None, user_attribute_name=None):
    shown = {"name": name, "value": value, "sensitive": sensitive, "user_attribute_name": user_attribute_name}
    return shown if has_value is None else {**shown, "has_value": has_value}


def integration(*params, **more):
    return {"id": "1::x", "enabled": False, "installed_delegate_oauth_targets": [], "params": list(params)} | more


PLAIN = param("plain", "a", sensitive=False, has_value=True)
UNSET = param("key", has_value=False)
SET = param("key", has_value=True)


def update(*replies, current, **asked):
    plan = drive(plan_integration_update("1::x", **asked), current).result
    return drive(carry_out(plan), *replies)


def test_changed_parameters_are_told_by_subfield():
    """``params`` is ``{name: {changed subfield: value after}}``, before and after alike."""
    after = param("plain", "b", sensitive=False, user_attribute_name="u")
    asked = {"params": {"plain": {"value": "b", "user_attribute_name": "u"}}, "enabled": True}
    result = update(integration(after, UNSET, enabled=True), current=integration(PLAIN, UNSET), **asked).result

    assert result.changed == {"params": {"plain": {"value": "b", "user_attribute_name": "u"}}, "enabled": True}
    assert result.changes["params"] == {
        "before": {"plain": {"value": "a", "user_attribute_name": None}},
        "after": {"plain": {"value": "b", "user_attribute_name": "u"}},
    }
    assert result.verified is True


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (UNSET, SET, {"before": {"key": {"value": None}}, "after": {"key": {"value": "***"}}}),
        (SET, SET, {"before": {"key": {"value": "***"}}, "after": {"key": {"value": "***"}}}),
    ],
)
def test_a_secret_that_was_written_is_verified_by_its_flag(before, after, told):
    """``has_value`` after the write shows that one is set."""
    result = update(integration(after), current=integration(before), params={"key": "s3cr3t"}).result

    assert result.changes == {"params": told}
    assert (result.ignored, result.verified) == ([], True)


def test_a_secret_that_is_still_not_set_was_ignored():
    """The flag contradicts the write."""
    result = update(integration(UNSET), current=integration(UNSET), params={"key": "s3cr3t"}).result

    assert (result.changed, result.ignored, result.verified) == ({}, ["params.key.value"], True)


def test_a_cleared_secret_is_null_after():
    """The flag shows that none is set."""
    result = update(integration(UNSET), current=integration(SET), params={"key": ""}).result

    assert result.changes == {"params": {"before": {"key": {"value": "***"}}, "after": {"key": {"value": None}}}}


def test_a_cleared_secret_that_is_still_set_was_ignored():
    """The flag contradicts the write."""
    result = update(integration(SET), current=integration(SET), clear=["params.key.value"]).result

    assert result.ignored == ["params.key.value"]


def test_a_secret_without_a_flag_is_not_verified():
    """Neither the reply nor one more read shows ``has_value``: written, as far as one can tell."""
    bare = integration(param("key"))
    done = update(bare, bare, current=bare, params={"key": "s3cr3t"})

    assert done.methods == ["PATCH", "GET"]
    assert done.result.changed == {"params": {"key": {"value": "***"}}}
    assert done.result.verified is False


@pytest.mark.parametrize("reply", [None, {"id": "1::x"}, {"params": []}], ids=repr)
def test_a_reply_without_parameters_costs_one_more_read(reply):
    """What was asked for is looked up."""
    after = integration(param("plain", "b", sensitive=False))
    done = update(reply, after, current=integration(PLAIN), params={"plain": "b"})

    assert done.methods == ["PATCH", "GET"]
    assert done.result.changed == {"params": {"plain": {"value": "b"}}}


def test_a_parameter_that_lost_its_value_is_told():
    """Should a PATCH reset another parameter, it is a change that nobody asked for."""
    other = param("other", "kept", sensitive=False)
    after = integration(param("plain", "b", sensitive=False), param("other", None, sensitive=False))
    result = update(after, current=integration(PLAIN, other), params={"plain": "b"}).result

    assert result.changed["params"]["other"] == {"value": ""}
    assert result.remarks == ("params.other.value changed too, though nobody asked for it.",)


def test_another_secret_that_was_lost_is_told():
    """``has_value`` that turns false for a parameter nobody asked for is a change."""
    after = integration(param("plain", "b", sensitive=False), UNSET)
    result = update(after, current=integration(PLAIN, SET), params={"plain": "b"}).result

    assert result.changed["params"]["key"] == {"has_value": False}


def test_a_lost_write_of_plain_fields_is_looked_at():
    """It stands, so it is not sent again."""
    done = update(LOST, integration(PLAIN, enabled=True), current=integration(PLAIN), enabled=True)

    assert done.methods == ["PATCH", "GET"]
    assert done.result.changed == {"enabled": True}


def test_a_secret_that_looker_echoes_is_hidden_everywhere():
    """In parameters, in other fields, and at any depth."""
    echo = integration(
        param("plain", "with s3cr3t in it", sensitive=False),
        param("key", "s3cr3t-other", has_value=True, user_attribute_name="s3cr3t"),
        description="s3cr3t",
        nested=[{"deep": "s3cr3t"}],
    )
    result = update(echo, current=integration(PLAIN, UNSET), params={"key": "s3cr3t", "plain": "b"}).result

    assert "s3cr3t" not in f"{result!r} {json.dumps([result.changed, result.changes, result.integration])}"
    assert result.integration["nested"] == [{"deep": "***"}]


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (None, None),
        ([], None),
        ({"params": None}, {"params": None}),
        ({"params": ["odd"]}, {"params": ["odd"]}),
        ({"params": [{"name": "a", "value": "s3cr3t"}]}, {"params": [{"name": "a", "value": "***"}]}),
        (
            {"params": [{"name": "a", "value": 5, "sensitive": True}]},
            {"params": [{"name": "a", "value": "***", "sensitive": True}]},
        ),
        ({"params": [{"name": "a", "value": None}]}, {"params": [{"name": "a", "value": None}]}),
        ({"params": [{"name": "a"}]}, {"params": [{"name": "a"}]}),
        ({"params": [{"value": "b", "sensitive": False}]}, {"params": [{"value": "b", "sensitive": False}]}),
    ],
    ids=repr,
)
def test_an_integration_is_shown_without_sensitive_values(reply, told):
    """Looker documents that they are null; should one be there, it is hidden all the same."""
    assert redacted_integration(reply) == told


@pytest.mark.parametrize("hidden", ["value", "user_attribute_name"])
def test_a_part_of_a_parameter_that_is_not_shown_is_not_taken_for_empty(hidden):
    """Another parameter whose reply leaves something out has not lost it."""
    other = param("other", "kept", sensitive=False, user_attribute_name="mail")
    shown = {name: value for name, value in other.items() if name != hidden}
    after = integration(param("plain", "b", sensitive=False), shown)
    result = update(after, current=integration(PLAIN, other), params={"plain": "b"}).result

    assert result.changed == {"params": {"plain": {"value": "b"}}}
