"""Creating a hub: one looks before, sends once, and looks after what nobody knows the end of."""

import pytest

from airflow_provider_bi.api.errors import (
    ArgumentError,
    ConnectionFailed,
    InvalidRequestError,
    ServerError,
    StatusError,
    UnexpectedReply,
)
from airflow_provider_bi.api.looker.creation import create_hub
from tests.api.driving import LOST, NEVER_SENT, drive

URL = "https://actions.example/"
HUB = {"id": "7", "url": URL, "label": "A", "has_authorization_token": True}
OTHER = {"id": "1", "url": "https://other.example"}
CONFLICT = StatusError("exists", status_code=409, method="POST", path="/")
REFUSED = InvalidRequestError("refused", status_code=422, method="POST", path="/")
BROKEN = ServerError("broken", status_code=500, method="POST", path="/")


def create(*replies, **arguments):
    return drive(create_hub(**{"url": URL} | arguments), *replies)


def test_hub_is_created_where_none_has_its_url():
    """One list, one creation with the two writable fields."""
    done = create([OTHER], HUB, authorization_token="s3cr3t-token")

    assert [str(call) for call in done.calls] == [
        "GET /api/4.0/integration_hubs",
        "POST /api/4.0/integration_hubs",
    ]
    assert done.calls[1].body == {"url": URL, "authorization_token": "s3cr3t-token"}
    assert done.calls[1].secrets == {"s3cr3t-token"}
    assert (done.result.created, done.result.integration_hub_id, done.result.hub) == (True, "7", HUB)


@pytest.mark.parametrize(
    "there",
    [
        "https://actions.example",
        "https://ACTIONS.example/",
        "HTTPS://actions.example:443/",
        " https://actions.example// ",
    ],
)
def test_hub_with_the_same_url_is_returned_as_it_is(there):
    """Case of the host, the port of https and slashes at the end make no other hub; its token is not written."""
    done = create([OTHER, HUB | {"url": there}], authorization_token="s3cr3t-token")

    assert done.methods == ["GET"]
    assert (done.result.created, done.result.integration_hub_id) == (False, "7")
    assert done.result.hub["url"] == there


@pytest.mark.parametrize(
    "there",
    [
        "https://actions.example/v2",
        "https://actions.example:8443/",
        "http://actions.example/",
        "http://actions.example:443/",
        "https://somebody@actions.example/",
        "https://actions.example/X",
        "https://actions.example/?x=1",
        "https://[",
        None,
        "",
    ],
)
def test_hub_with_another_url_is_another(there):
    """Path, port, scheme, user and query count; a hub without a URL is no reason to stop."""
    assert create([{"id": "1", "url": there}], HUB).result.created is True


@pytest.mark.parametrize(
    ("url", "there"), [("http://a.example", "http://a.example:80"), ("http://a.example:80/", "http://a.example")]
)
def test_the_port_of_http_is_known_too(url, there):
    """As that of https is."""
    assert create([HUB | {"url": there}], url=url).result.created is False
    assert create([HUB | {"url": "http://a.example:81"}], HUB, url=url).result.created is True


def test_existing_hub_fails_where_that_is_asked_for():
    """Nothing is sent then."""
    with pytest.raises(ArgumentError, match=r"has a hub with the URL https://actions.example/ already: 7"):
        create([HUB], fail_if_existing=True)


@pytest.mark.parametrize("lost", [LOST, BROKEN, UnexpectedReply("html")], ids=repr)
def test_creation_whose_end_is_unknown_is_looked_after_and_not_sent_again(lost):
    """It is there: it was done."""
    done = create([OTHER], lost, [OTHER, HUB])

    assert done.methods == ["GET", "POST", "GET"]
    assert (done.result.created, done.result.integration_hub_id) == (True, "7")


@pytest.mark.parametrize("lost", [LOST, BROKEN], ids=repr)
@pytest.mark.parametrize("look", [[OTHER], NEVER_SENT], ids=["not there", "not to be seen"])
def test_creation_that_cannot_be_found_fails_in_passing(lost, look):
    """The task's next try looks first."""
    with pytest.raises((ConnectionFailed, ServerError)) as failed:
        create([OTHER], lost, look)

    assert failed.value is lost
    assert failed.value.permanent is False


@pytest.mark.parametrize("outcome", [NEVER_SENT, REFUSED], ids=["never left", "refused"])
def test_creation_of_which_nothing_came_is_not_looked_after(outcome):
    """It never left, or Looker refused it."""
    with pytest.raises(type(outcome), match=str(outcome)):
        create([OTHER], outcome)


def test_conflict_means_that_somebody_was_faster():
    """The hub is there and was not made by this."""
    done = create([OTHER], CONFLICT, [HUB])

    assert (done.result.created, done.result.integration_hub_id) == (False, "7")


@pytest.mark.parametrize("look", [[OTHER], NEVER_SENT], ids=["not there", "not to be seen"])
def test_conflict_that_cannot_be_explained_is_told(look):
    """409 and no such hub: only Looker knows why."""
    with pytest.raises(StatusError, match="exists"):
        create([OTHER], CONFLICT, look)


def test_conflict_fails_where_an_existing_hub_should():
    """Somebody was faster by a moment."""
    with pytest.raises(ArgumentError, match="already: 7"):
        create([OTHER], CONFLICT, [HUB], fail_if_existing=True)


def test_reply_without_an_id_is_looked_after():
    """An empty 200 does not tell which hub was made."""
    assert create([], None, [HUB]).result.integration_hub_id == "7"


def test_creation_that_nothing_shows_is_an_error():
    """A 200 is not enough to hand on a hub."""
    with pytest.raises(UnexpectedReply, match="does not show the hub that it was to create"):
        create([], {}, [])


@pytest.mark.parametrize("listed", [[None], [{"id": "1"}], [{"url": URL}], [{"id": None, "url": URL}]], ids=repr)
def test_list_that_does_not_tell_stops_before_the_creation(listed):
    """Whether a hub is there is not guessed."""
    with pytest.raises(UnexpectedReply, match="cannot be told whether"):
        create(listed)


def test_two_hubs_with_the_url_are_not_chosen_from():
    """Somebody has to say which one is meant."""
    with pytest.raises(ArgumentError, match=r"2 hubs with the URL https://actions.example/: 7, 8"):
        create([HUB, HUB | {"id": "8", "url": "https://actions.example"}])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"url": None}, "url: a hub needs one"),
        ({"url": " "}, "url: String should have at least 1 character"),
        ({"url": "actions.example"}, "url: a URL with scheme and host is needed"),
        ({"url": "https://["}, "url: a URL with scheme and host is needed"),
        ({"authorization_token": " "}, "authorization_token: Value error, a secret cannot be empty"),
    ],
    ids=repr,
)
def test_what_makes_no_hub_is_refused_before_any_request(arguments, told):
    """The message names the argument."""
    with pytest.raises(ArgumentError, match=told):
        create(**arguments)


def test_what_is_told_holds_no_token():
    """Should a reply repeat it."""
    echoing = HUB | {"authorization_token": "s3cr3t-token", "label": "with s3cr3t-token"}

    assert "s3cr3t" not in str(create([], echoing, authorization_token="s3cr3t-token").result.hub)


def test_user_and_password_in_a_url_are_not_told():
    """Should a reply hold them."""
    with_user = HUB | {"url": "https://joe:s3cr3t@actions.example/"}

    assert create([], with_user).result.hub == HUB | {"url": "https://***@actions.example/"}


def test_fields_are_what_is_asked_for_and_what_is_needed():
    """id and url are needed to tell one hub from another."""
    done = create([], HUB, fields="label")

    assert [call.query for call in done.calls] == [{"fields": "id,url,label"}] * 2
