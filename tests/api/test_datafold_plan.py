"""What is planned for a Datafold integration: what was asked for, in a body that is complete."""

import pytest

from airflow_provider_bi.api.datafold.kinds import kind_of
from airflow_provider_bi.api.datafold.kinds.base import Credentials
from airflow_provider_bi.api.datafold.update import plan_update
from airflow_provider_bi.api.errors import ArgumentError
from tests.api.driving import drive

BINDING = {"remoteId": "snowflake", "boundIds": [301]}
LOOKER = {
    "id": 42,
    "type": "looker",
    "name": "Looker",
    "indexing_cron": "0 6 * * *",
    "base_url": "https://looker.example",
    "client_id": "id",
    "repo_id": 7,
    "bindings": [BINDING],
    "project_ids": ["p"],
}
SENT = {name: value for name, value in LOOKER.items() if name not in {"id", "type"}}
CREDENTIALS = Credentials(url="https://other.example", login="other-id", password="s3cr3t", extra={})
CRON = {"indexing_cron": "0 9 * * *"}


def plan(slug="looker", *, current=LOOKER, fields, bi_datasource_id=42, **more):
    """Return the plan that follows from the reply of the one read."""
    return drive(plan_update(kind_of(slug), bi_datasource_id, fields=fields, **more), current).result


def test_a_change_is_written_with_a_complete_body():
    """What stands there, with what the credentials bring, and what was asked for."""
    made = plan(fields=CRON, credentials=CREDENTIALS)

    assert (made.write.method, made.write.path) == ("PUT", "/api/v1/lineage/bi/looker/42/")
    assert made.write.body == SENT | CRON | {
        "client_id": "other-id",
        "client_secret": "s3cr3t",
    }


def test_a_schedule_is_checked_before_anything_is_read():
    """Without being asked to."""
    with pytest.raises(ArgumentError, match="a preset of Airflow's"):
        drive(plan_update(kind_of("looker"), 42, fields={"indexing_cron": "@daily"}))


def test_the_plan_tells_only_what_was_asked_for():
    """Credentials fill the body and are no change."""
    made = plan(fields=CRON, credentials=CREDENTIALS)

    assert made.unwritten.changed == CRON
    assert made.unwritten.changes == {"indexing_cron": {"before": "0 6 * * *", "after": "0 9 * * *"}}
    assert made.unwritten.verified is False
    assert made.unwritten.integration == LOOKER


def test_credentials_fill_what_is_not_shown():
    """The rest of a connection is where the tool is; what Datafold shows of that stays as it is."""
    hidden = {name: value for name, value in LOOKER.items() if name != "base_url"}

    assert plan(fields=CRON, credentials=CREDENTIALS).write.body["base_url"] == "https://looker.example"
    assert plan(current=hidden, fields=CRON, credentials=CREDENTIALS).write.body["base_url"] == "https://other.example"


def test_an_argument_wins_over_credentials():
    """The most explicit one is sent."""
    fields = {"client_id": "explicit-id", "client_secret": "s3cr3t-explicit"}
    body = plan(fields=fields, credentials=CREDENTIALS).write.body

    assert (body["client_id"], body["client_secret"]) == ("explicit-id", "s3cr3t-explicit")


@pytest.mark.parametrize(
    ("slug", "more"),
    [
        ("looker", {"fields": {"client_secret": "s3cr3t-given"}, "credentials": CREDENTIALS}),
        ("looker", {"fields": {"client_secret": "s3cr3t-given"}, "credentials": Credentials(login="other-id")}),
        ("powerbi", {"fields": CRON, "credentials": Credentials(login="other-id")}),
        ("powerbi", {"fields": {}, "clear": ["client_secret"], "credentials": CREDENTIALS}),
        ("tableau", {"fields": {"token_value": "s3cr3t-given"}, "credentials": CREDENTIALS}),
    ],
    ids=["given", "given and none there", "none", "cleared", "tableau"],
)
def test_half_of_a_connections_credentials_does_not_replace_what_is_shown(slug, more):
    """It goes only with the connection's secret; a pair of two halves would lock Datafold out."""
    current = LOOKER | {"server_url": "https://t.example", "site_id": "acme", "token_name": "id", "type": slug}
    made = plan(slug, current=current, **more)

    assert made.write.body["token_name" if slug == "tableau" else "client_id"] == "id"
    assert [remark for remark in made.remarks if "token_name '" in remark or "client_id '" in remark] == []


@pytest.mark.parametrize(
    ("slug", "shown", "credentials", "told"),
    [
        (
            "looker",
            {},
            CREDENTIALS,
            "base_url 'other.example' instead of 'looker.example', client_id 'other-id' instead of 'id'",
        ),
        (
            "tableau",
            {"server_url": "https://t.example", "site_id": "acme", "token_name": "id"},
            Credentials(url="https://u.example", login="id", password="s3cr3t", extra={"site_id": "emca"}),
            "server_url 'u.example' instead of 't.example', site_id 'emca' instead of 'acme'",
        ),
        (
            "powerbi",
            {"tenant_id": "t", "auth_type": None},
            Credentials(login="id", password="s3cr3t", extra={"tenant_id": "other"}),
            "tenant_id 'other' instead of 't'",
        ),
        (
            "mode",
            {"workspace": "acme"},
            Credentials(login="s3cr3t-token", password="s3cr3t", extra={"workspace": "Acme"}),
            "workspace 'Acme' instead of 'acme'",
        ),
        (
            "looker",
            {"base_url": "https://user:s3cr3t@[", "client_id": "s3cr3t-echoed"},
            Credentials(url="https://other.example", login="id", password="s3cr3t-echoed"),
            "base_url 'other.example' instead of '', client_id 'id' instead of '***'",
        ),
    ],
)
def test_credentials_of_another_installation_are_remarked(slug, shown, credentials, told):
    """Whoever gives the connection of another one hears of it before the write, and no secret."""
    made = plan(slug, current=LOOKER | {"type": slug} | shown, fields=CRON, credentials=credentials)

    assert made.remarks == (
        f"The credentials connection differs from what Datafold shows: {told}. Check credentials_conn_id.",
    )


@pytest.mark.parametrize("shown", ["https:///", "https://["])
def test_a_url_without_a_host_is_another(shown):
    """It names no installation."""
    [remark] = plan(
        current=LOOKER | {"base_url": shown, "client_id": "other-id"}, fields=CRON, credentials=CREDENTIALS
    ).remarks

    assert "base_url 'other.example' instead of ''." in remark


@pytest.mark.parametrize(
    ("shown", "url"),
    [
        ("https://looker.example:19999", "https://looker.example"),
        ("https://looker.example/api", "http://LOOKER.example"),
        ("looker.example", "https://looker.example:443"),
    ],
)
def test_the_same_host_in_another_spelling_is_no_remark(shown, url):
    """Scheme, port and path tell of no other installation."""
    credentials = Credentials(url=url, login="id", password="s3cr3t")

    assert plan(current=LOOKER | {"base_url": shown}, fields=CRON, credentials=credentials).remarks == ()


def test_what_is_given_beside_the_credentials_is_not_compared():
    """An argument wins, so what the connection holds of it is not meant."""
    fields = {"base_url": "https://new.example", "client_id": "new", "client_secret": "s3cr3t-new"}

    made = plan(fields=fields, credentials=CREDENTIALS)
    assert [remark for remark in made.remarks if "credentials connection" in remark] == []
    paired = plan(fields={"client_id": "new"}, credentials=CREDENTIALS)
    assert [remark for remark in paired.remarks if "client_id '" in remark] == []


def test_what_the_connection_lends_is_known_without_its_secret():
    """What is written and was not asked for is told apart from what the service changed by itself."""
    assert plan(fields=CRON, credentials=CREDENTIALS).lent == {("client_id",): "other-id"}
    assert plan(fields={"client_id": "new"}, credentials=CREDENTIALS).lent == {}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"name": None, "indexing_cron": None, "client_secret": None},
        {"indexing_cron": "0 6 * * *"},
        {"repo_id": "7"},
        {"bindings": '[{"remoteId": "snowflake", "boundIds": [301]}]'},
        {"bindings": [{"remote_id": "snowflake", "bound_ids": ["301"]}], "project_ids": '["p"]'},
    ],
    ids=repr,
)
def test_nothing_to_change_is_nothing_to_write(fields):
    """None leaves a field as it is, and the same value in another spelling is the same; credentials are not needed."""
    made = plan(fields=fields)

    assert made.write is None
    assert (made.unwritten.changed, made.unwritten.verified) == ({}, True)


def test_unchanged_fields_are_written_where_that_is_asked_for():
    """``skip_unchanged=False`` writes the whole body without a change."""
    made = plan(fields={}, credentials=CREDENTIALS, skip_unchanged=False)

    assert made.write.body["indexing_cron"] == "0 6 * * *"
    assert made.unwritten.changed == {}


@pytest.mark.parametrize(
    ("slug", "name", "sent"),
    [
        ("looker", "indexing_cron", None),
        ("looker", "name", None),
        ("looker", "bindings", []),
        ("looker", "project_ids", []),
        ("mode", "workspace", ""),
        ("hightouch", "workspace", None),
    ],
)
def test_clearing_sends_null_or_the_documented_default(slug, name, sent):
    """A field without null is set to what the API takes for nothing."""
    current = LOOKER | {"type": slug, "workspace": "acme"}
    credentials = Credentials(url="https://x", login="id", password="s3cr3t", extra={"workspace": "acme"})
    made = plan(slug, current=current, fields={}, clear=[name], credentials=credentials)

    assert made.write.body[name] == sent
    assert made.unwritten.changed == {name: sent}


def test_clearing_what_is_empty_is_nothing_to_write():
    """A second run finds what the first one left."""
    assert plan(current=LOOKER | {"indexing_cron": None}, fields={}, clear=["indexing_cron"]).write is None


def test_a_cleared_secret_wins_over_credentials():
    """Null is sent although the connection holds a value, and the plan tells null."""
    credentials = Credentials(login="id", password="s3cr3t")
    made = plan("powerbi", current={"type": "powerbi"}, fields={}, clear=["client_secret"], credentials=credentials)

    assert made.write.body["client_secret"] is None
    assert made.unwritten.changes == {"client_secret": {"before": "***", "after": None}}


def test_none_may_be_given_for_a_field_that_is_cleared():
    """An argument that is not set does not contradict."""
    assert plan(fields={"indexing_cron": None}, clear=["indexing_cron"], credentials=CREDENTIALS).write is not None


@pytest.mark.parametrize("current", [None, [], [LOOKER], "text", 5, {}], ids=lambda value: repr(value)[:10])
def test_a_reply_that_is_no_object_is_not_known(current):
    """What was asked for is written, what before it stood there is null, and the body says what is left out."""
    fields = CRON | {"repo_id": 7}
    made = plan(current=current, fields=fields, credentials=CREDENTIALS)

    assert made.unwritten.changes["indexing_cron"] == {"before": None, "after": "0 9 * * *"}
    assert [remark.split()[0] for remark in made.remarks[:3]] == ["name", "bindings", "project_ids"]
    assert made.write.body == fields | {
        "base_url": "https://other.example",
        "client_id": "other-id",
        "client_secret": "s3cr3t",
    }


def test_a_field_of_another_type_is_not_known():
    """It is neither compared nor sent back; the others are."""
    made = plan(current=LOOKER | {"name": 5, "bindings": {}}, fields=CRON, credentials=CREDENTIALS)

    assert made.write.body.keys().isdisjoint({"name", "bindings"})
    assert made.write.body["project_ids"] == ["p"]
    assert made.remarks[0] == (
        "name is not known and is left out of the body; Datafold may reset it. Give name to keep it."
    )


def test_a_field_beyond_the_documented_ones_is_remarked():
    """For Looker only the schedule is promised to change."""
    credentials = Credentials(login="id", password="s3cr3t")
    made = plan(fields=CRON | {"name": "New", "repo_id": 8}, credentials=credentials)

    assert made.remarks == (
        "Datafold documents that an update of Looker changes only indexing_cron; sent all the same: name, repo_id.",
    )


def test_a_kind_without_a_documented_limit_has_no_remark():
    """Of dbt everything may change."""
    current = {"name": "d", "indexing_cron": None, "ci_config_id": 3}

    assert plan("dbt", current=current, fields={"ci_config_id": 4}).remarks == ()


def test_bindings_are_sent_with_the_documented_keys():
    """JSON text and our own spelling of the keys end in ``remoteId`` and ``boundIds``."""
    fields = {"bindings": '[{"remote_id": "bigquery", "bound_ids": [1, "2"]}]'}
    body = plan(fields=fields, credentials=CREDENTIALS).write.body

    assert body["bindings"] == [{"remoteId": "bigquery", "boundIds": [1, 2]}]


@pytest.mark.parametrize("bi_datasource_id", [42, "42", " 42\n"], ids=repr)
def test_an_id_may_be_text(bi_datasource_id):
    """Templates render to text."""
    made = plan(fields=CRON, credentials=CREDENTIALS, bi_datasource_id=bi_datasource_id)

    assert [made.read.path, made.write.path] == ["/api/v1/lineage/bi/42/", "/api/v1/lineage/bi/looker/42/"]


def test_the_plan_shows_no_secret():
    """Neither repr nor what is told of it holds one, also where the service shows it in clear."""
    current = LOOKER | {"client_secret": "s3cr3t-old", "elements": [{"token": "s3cr3t-old", "note": "s3cr3t-new"}]}
    made = plan(current=current, fields={"client_secret": "s3cr3t-new"})

    assert "s3cr3t" not in f"{made!r} {made.unwritten!r} {made.unwritten.changes} {made.unwritten.integration}"
    assert made.write.secrets == {"s3cr3t-new"}
