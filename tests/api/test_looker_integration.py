"""What is planned for a Looker integration: every parameter is sent, and only what was asked for changes."""

import pytest

from airflow_provider_bi.api.errors import ArgumentError
from airflow_provider_bi.api.looker.integration import plan_integration_update
from tests.api.driving import drive

SHOWN = {"label": "L", "required": True, "per_user": False}
CHANNEL = {
    "name": "channel",
    "value": "#data",
    "sensitive": False,
    "user_attribute_name": None,
    "has_value": True,
    **SHOWN,
}
PERSONAL = {
    "name": "personal",
    "value": None,
    "sensitive": False,
    "user_attribute_name": "mail",
    "has_value": False,
    **SHOWN,
}
API_KEY = {"name": "api_key", "value": None, "user_attribute_name": None, "has_value": True, **SHOWN}
CURRENT = {
    "id": "2::hubspot",
    "enabled": False,
    "params": [CHANNEL, PERSONAL, API_KEY],
    "installed_delegate_oauth_targets": ["T1"],
    "label": "Hubspot",
    "can": {"update": True},
}


def plan(*, current=CURRENT, **asked):
    return drive(plan_integration_update("2::hubspot", **asked), current).result


def refuse(**asked):
    with pytest.raises(ArgumentError) as refused:
        plan(**asked)
    return str(refused.value)


def written(name, value=None, user_attribute_name=None):
    return {"name": name, "value": value, "user_attribute_name": user_attribute_name}


UNTOUCHED = [written("channel"), written("personal", None, "mail"), written("api_key")]


def params(**changed):
    """Return all parameters as they are sent, those that change with what they are sent with."""
    return [sent | changed.get(sent["name"], {}) for sent in UNTOUCHED]


def test_every_parameter_is_sent_the_untouched_ones_with_null():
    """Looker ignores a null value; the user attribute is sent as it is, since null would detach it."""
    made = plan(params={"channel": "#new"})

    assert (made.write.method, made.write.path) == ("PATCH", "/api/4.0/integrations/2%3A%3Ahubspot")
    assert made.write.body == {"params": params(channel={"value": "#new"})}
    assert made.unwritten.changed == {"params": {"channel": {"value": "#new"}}}
    assert made.unwritten.changes == {
        "params": {"before": {"channel": {"value": "#data"}}, "after": {"channel": {"value": "#new"}}}
    }


@pytest.mark.parametrize(
    ("asked", "body"),
    [
        ({"enabled": True}, {"enabled": True}),
        ({"enabled": "True"}, {"enabled": True}),
        ({"installed_delegate_oauth_targets": ["T2"]}, {"installed_delegate_oauth_targets": ["T2"]}),
        ({"installed_delegate_oauth_targets": '["T2"]'}, {"installed_delegate_oauth_targets": ["T2"]}),
        ({"enabled": True, "params": {"channel": "#data"}}, {"enabled": True}),
        ({"params": {"channel": ""}}, {"params": params(channel={"value": ""})}),
        ({"params": {"channel": 5}}, {"params": params(channel={"value": "5"})}),
        ({"params": {"channel": False}}, {"params": params(channel={"value": "false"})}),
        ({"params": {"channel": {"value": "#new"}}}, {"params": params(channel={"value": "#new"})}),
        (
            {"params": {"channel": {"value": "#new", "user_attribute_name": None}}},
            {"params": params(channel={"value": "#new"})},
        ),
        (
            {"params": {"channel": {"user_attribute_name": "slack"}}},
            {"params": params(channel={"user_attribute_name": "slack"})},
        ),
        (
            {"params": {"personal": {"user_attribute_name": "mail2"}}},
            {"params": params(personal={"user_attribute_name": "mail2"})},
        ),
        ({"params": {"api_key": "s3cr3t"}}, {"params": params(api_key={"value": "s3cr3t"})}),
        ({"clear": ["params.channel.value"]}, {"params": params(channel={"value": ""})}),
        ({"clear": ["params.api_key.value"]}, {"params": params(api_key={"value": ""})}),
        (
            {"clear": ["params.personal.user_attribute_name"]},
            {"params": params(personal={"user_attribute_name": None})},
        ),
        ({"clear": ["installed_delegate_oauth_targets"]}, {"installed_delegate_oauth_targets": []}),
    ],
    ids=repr,
)
def test_only_writable_fields_that_change_are_sent(asked, body):
    """Read-only keys are never sent, and a parameter holds no more than name, value and user attribute."""
    assert plan(**asked).write.body == body


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"enabled": False, "params": {}},
        {"params": {"channel": "#data", "personal": {"user_attribute_name": "mail"}}},
        {"params": {"channel": None, "api_key": None, "personal": {"value": None, "user_attribute_name": None}}},
        {"params": {"personal": ""}},
        {"clear": ["params.personal.value", "params.channel.user_attribute_name"]},
        {"installed_delegate_oauth_targets": ["T1"]},
    ],
    ids=repr,
)
def test_nothing_to_change_is_nothing_to_write(asked):
    """None leaves things as they are, and what stands there already is not written again."""
    made = plan(**asked)

    assert made.write is None
    assert (made.unwritten.changed, made.unwritten.verified) == ({}, True)


def test_an_empty_user_attribute_is_none():
    """There is nothing to detach where Looker shows empty text; one that it does not show is not known."""
    clear = ["params.channel.user_attribute_name"]
    empty = CURRENT | {"params": [CHANNEL | {"user_attribute_name": ""}]}
    unknown = CURRENT | {"params": [{"name": "channel", "sensitive": False}]}

    assert plan(current=empty, clear=clear).write is None
    assert plan(current=unknown, clear=clear).write is not None


def test_clearing_a_secret_that_is_not_set_is_nothing_to_write():
    """``has_value`` tells that nothing is there."""
    current = CURRENT | {"params": [API_KEY | {"has_value": False}]}

    assert plan(current=current, clear=["params.api_key.value"]).write is None


def test_unchanged_fields_are_written_where_that_is_asked_for():
    """``skip_unchanged=False`` writes what was asked for although it stands there."""
    made = plan(enabled=False, params={"channel": "#data"}, skip_unchanged=False)

    assert made.write.body == {"enabled": False, "params": params(channel={"value": "#data"})}


@pytest.mark.parametrize("sensitive", [{}, {"sensitive": None}, {"sensitive": True}, {"sensitive": "no"}], ids=repr)
def test_a_parameter_that_is_not_said_to_be_plain_is_secret(sensitive):
    """Looker documents that ``sensitive`` left out means true: the value is written, never compared or told."""
    current = CURRENT | {"params": [API_KEY | {"value": "s3cr3t-shown"} | sensitive]}
    made = plan(current=current, params={"api_key": "s3cr3t"})

    assert made.write.body["params"] == [written("api_key", "s3cr3t")]
    assert made.write.secrets == {"s3cr3t"}
    assert made.unwritten.changes == {
        "params": {"before": {"api_key": {"value": "***"}}, "after": {"api_key": {"value": "***"}}}
    }
    assert "s3cr3t" not in f"{made!r} {made.unwritten!r} {made.unwritten.integration}"


def test_a_secret_that_was_not_set_is_null_before():
    """``has_value`` is all that Looker shows of it."""
    current = CURRENT | {"params": [API_KEY | {"has_value": False}]}
    made = plan(current=current, params={"api_key": "s3cr3t"})

    assert made.unwritten.changes["params"]["before"] == {"api_key": {"value": None}}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            {"params": {"chanel": "#new"}},
            "Looker's integration 2::hubspot has no parameter chanel; it has api_key, channel, personal. Nothing was w",
        ),
        (
            {"params": {"channel": {"valeu": "s3cr3t"}}},
            "params.channel: valeu cannot be written; value and user_attribute_name",
        ),
        ({"params": {"channel": {"sensitive": False}}}, "params.channel: sensitive cannot be written;"),
        ({"params": {"channel": ["s3cr3t"]}}, "params.channel.value: Input should be a valid string"),
        (
            {"params": {"channel": {"user_attribute_name": ""}}},
            "params.channel.user_attribute_name: String should have",
        ),
        ({"params": "s3cr3t"}, "params: a mapping is needed"),
        ({"params": ["s3cr3t"]}, "params: a mapping is needed"),
        ({"enabled": "s3cr3t"}, "enabled: Input should be a valid boolean"),
        (
            {"clear": ["enabled"]},
            "enabled cannot be cleared here; installed_delegate_oauth_targets, params.api_key.user_att",
        ),
        ({"clear": ["params.nope.value"]}, "params.nope.value cannot be cleared here;"),
        ({"clear": ["params.channel"]}, "params.channel cannot be cleared here;"),
        (
            {"params": {"channel": "x"}, "clear": ["params.channel.value"]},
            "params.channel.value: given and cleared at once. Choose one.",
        ),
    ],
    ids=lambda given: repr(given)[:60],
)
def test_what_cannot_be_written_is_refused(asked, told):
    """The message names the place and what would do; no value is repeated."""
    refused = refuse(**asked)

    assert refused.startswith(told)
    assert "s3cr3t" not in refused


@pytest.mark.parametrize("current", [None, [], {}, {"params": None}, {"params": [None, {"value": "x"}, 5]}], ids=repr)
def test_an_integration_that_shows_no_parameters(current):
    """The message says that Looker showed none; what needs none is written all the same."""
    assert "Looker showed none" in refuse(current=current, params={"channel": "x"})
    assert plan(current=current, enabled=True).write.body == {"enabled": True}


def test_a_value_that_a_user_attribute_overrules_is_remarked():
    """It is written, and Looker does not use it."""
    made = plan(params={"personal": "x", "channel": "#new"})

    (remark,) = made.remarks
    assert remark.startswith("params.personal.value is overruled by the user attribute 'mail'; ")
    assert 'clear=["params.personal.user_attribute_name"]' in remark


def test_a_value_whose_user_attribute_is_cleared_is_not_overruled():
    """Both at once make Looker use the value."""
    made = plan(params={"personal": "x"}, clear=["params.personal.user_attribute_name"])

    assert made.remarks == ()
    assert made.write.body["params"] == params(personal={"value": "x", "user_attribute_name": None})


@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        (None, None),
        ("label", "id,enabled,params,installed_delegate_oauth_targets,label"),
        ("params(name,value),label", "id,enabled,params,installed_delegate_oauth_targets,label"),
    ],
)
def test_a_reply_is_asked_for_what_the_plan_needs(fields, sent):
    """Read and write name the same fields, or none, which means all."""
    made = plan(enabled=True, fields=fields)

    assert [made.read.query, made.write.query] == [{"fields": sent}] * 2
