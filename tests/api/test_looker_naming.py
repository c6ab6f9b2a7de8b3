"""An integration is given by its id, or by hub and name: ids differ from one Looker to the next."""

import pytest

from airflow_provider_bi.api.errors import ArgumentError, UnexpectedReply
from airflow_provider_bi.api.looker.integration import plan_integration_update
from airflow_provider_bi.api.looker.naming import hub_of, integration_named
from airflow_provider_bi.api.looker.reads import check_integration, read_form, read_integration
from tests.api.driving import drive

LISTED = [
    {"id": "2::hubspot", "integration_hub_id": "2", "label": "HubSpot"},
    {"id": "2::webhook", "integration_hub_id": "2", "label": "Webhook"},
]


def test_id_takes_no_request():
    """It is what it is."""
    done = drive(integration_named(" 2::hubspot "))

    assert (done.calls, done.result) == ([], "2::hubspot")


@pytest.mark.parametrize("hub", [2, "2", " 2 "], ids=repr)
def test_name_is_looked_up_in_its_hub(hub):
    """One list of the hub's integrations."""
    done = drive(integration_named(integration_hub_id=hub, name="hubspot"), LISTED)

    assert [(str(call), call.query) for call in done.calls] == [
        ("GET /api/4.0/integrations", {"fields": "id,integration_hub_id,label", "integration_hub_id": "2"})
    ]
    assert done.result == "2::hubspot"


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        (LISTED, "hub 2 has no integration 'slack'; it has hubspot, webhook."),
        ([], "hub 2 has no integration 'slack'; Looker shows none there, so the hub may not be there either."),
        ([{"id": f"2::a{n:02}"} for n in range(33)], r"a28, a29 and 3 more\."),
        ([{"id": "3::slack"}, {"id": "slack"}], "it has slack, slack."),
    ],
)
def test_unknown_name_fails_and_lists_the_known_ones(listed, told):
    """A name of another hub is not taken for this one's."""
    with pytest.raises(ArgumentError, match=told):
        drive(integration_named(integration_hub_id="2", name="slack"), listed)


@pytest.mark.parametrize("listed", [[*LISTED, LISTED[0]], [None], [{}], [{"id": 5}], [*LISTED, {"id": None}]])
def test_list_that_does_not_tell_is_not_guessed_from(listed):
    """Two of one id, or entries without one."""
    with pytest.raises(UnexpectedReply):
        drive(integration_named(integration_hub_id="2", name="hubspot"), listed)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"integration_hub_id": "2"},
        {"name": "hubspot"},
        {"integration_id": "2::hubspot", "name": "hubspot"},
        {"integration_id": "2::hubspot", "integration_hub_id": "2"},
        {"integration_id": "2::hubspot", "integration_hub_id": "2", "name": "hubspot"},
    ],
    ids=lambda arguments: "+".join(arguments) or "none",
)
@pytest.mark.parametrize(
    "flow", [integration_named, plan_integration_update, read_integration, read_form, check_integration]
)
def test_both_forms_or_neither_are_refused_before_any_request(flow, arguments):
    """Wherever an integration is given."""
    with pytest.raises(ArgumentError, match="give one of the two forms"):
        drive(flow(**arguments))


@pytest.mark.parametrize(
    "arguments",
    [{"integration_hub_id": "", "name": "x"}, {"integration_hub_id": "2", "name": " "}, {"integration_id": ""}],
    ids=repr,
)
def test_empty_id_is_refused(arguments):
    """An empty template is no id."""
    with pytest.raises(ArgumentError, match="is not an id"):
        drive(integration_named(**arguments))


@pytest.mark.parametrize(
    ("flow", "path"),
    [
        (read_integration, "GET /api/4.0/integrations/2%3A%3Ahubspot"),
        (read_form, "POST /api/4.0/integrations/2%3A%3Ahubspot/form"),
        (check_integration, "POST /api/4.0/integrations/2%3A%3Ahubspot/test"),
        (plan_integration_update, "GET /api/4.0/integrations/2%3A%3Ahubspot"),
    ],
)
def test_what_was_found_by_name_is_what_is_asked_for(flow, path):
    """The second call goes to the id that the first one showed."""
    done = drive(flow(integration_hub_id="2", name="hubspot"), LISTED, {})

    assert str(done.calls[1]) == path


@pytest.mark.parametrize(("integration_id", "hub"), [("2::x", "2"), ("2::a::b", "2"), ("x", None), ("::x", None)])
def test_id_names_its_hub(integration_id, hub):
    """As far as it has the form that is known."""
    assert hub_of(integration_id) == hub


def test_form_hides_what_may_be_a_key():
    """A form's state holds what the service gave to the user, and links of logins hold what identifies them."""
    form = {
        "state": {"data": "s3cr3t-oauth", "refresh_time": 5},
        "fields": [{"name": "auth", "type": "oauth_link", "oauth_url": "https://x.example/?state=s3cr3t"}],
    }

    assert drive(read_form("2::x"), form).result == {
        "state": {"data": "***", "refresh_time": 5},
        "fields": [{"name": "auth", "type": "oauth_link", "oauth_url": "***"}],
    }
