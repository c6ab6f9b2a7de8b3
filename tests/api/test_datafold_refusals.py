"""What cannot be planned for a Datafold integration, said before anything is written."""

import pytest

from airflow_provider_bi.api.datafold.kinds import kind_of
from airflow_provider_bi.api.datafold.kinds.base import Credentials
from airflow_provider_bi.api.datafold.update import plan_update
from airflow_provider_bi.api.errors import ArgumentError
from tests.api.driving import drive

LOOKER = {
    "id": 42,
    "type": "looker",
    "base_url": "https://looker.example",
    "client_id": "id",
    "repo_id": 7,
    "indexing_cron": "0 6 * * *",
}
CREDENTIALS = Credentials(login="id", password="s3cr3t")
CRON = {"indexing_cron": "0 9 * * *"}


def plan(slug="looker", *, current=LOOKER, fields, **more):
    return drive(plan_update(kind_of(slug), 42, fields=fields, **more), current).result


def refuse(slug="looker", **more):
    with pytest.raises(ArgumentError) as refused:
        plan(slug, **more)
    return str(refused.value)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"clear": ["repo_id"]}, "repo_id cannot be cleared: Datafold requires it for Looker."),
        ({"clear": ["client_secret"]}, "client_secret cannot be cleared: Datafold requires it for Looker."),
        ({"fields": CRON, "clear": ["indexing_cron"]}, "indexing_cron: given and cleared at once. Choose one."),
        ({"fields": {"cron": "x"}}, "Looker has no field cron; its fields are base_url, bindings, client_id,"),
        ({"fields": {"cron": None}}, "Looker has no field cron;"),
        ({"clear": ["id"]}, "Looker has no field id;"),
        ({"fields": {"repo_id": "seven"}}, "repo_id: Input should be a valid integer"),
        ({"bi_datasource_id": "../1"}, "bi_datasource_id='../1' is not an id: a whole number is needed."),
    ],
)
def test_arguments_that_make_no_change_are_refused_before_any_request(more, told):
    """Nothing is read either: the flow ends with its first step."""
    flow = plan_update(kind_of("looker"), more.pop("bi_datasource_id", 42), **{"fields": {}} | more)
    with pytest.raises(ArgumentError) as refused:
        drive(flow)

    assert str(refused.value).startswith(told)


def test_a_required_secret_that_nothing_supplies_is_named():
    """So are the places that it can come from."""
    assert refuse(fields=CRON) == (
        "Datafold's Looker integration 42 cannot be written: client_secret is required; give client_secret, or "
        "the BI tool's own connection, which holds it in password. Nothing was written."
    )


@pytest.mark.parametrize("current", [{"id": 42}, {"ci_config_id": None}, {"ci_config_id": "three"}], ids=repr)
def test_a_required_field_that_is_not_shown_is_named(current):
    """Null and another type are as unknown as nothing."""
    assert refuse("dbt", current=current, fields=CRON) == (
        "Datafold's dbt integration 42 cannot be written: ci_config_id is required, and Datafold does not show it; "
        "give ci_config_id. Nothing was written."
    )


def test_every_place_of_a_field_is_named():
    """The Tableau token may stand in three places of a connection."""
    told = refuse("tableau", current=None, fields=CRON)

    assert "holds it in extra.personal_access_token or extra.token_value or password" in told
    assert [
        name for name in ("server_url", "site_id", "token_name", "token_value") if f"{name} is required" in told
    ] == [
        "server_url",
        "site_id",
        "token_name",
        "token_value",
    ]


@pytest.mark.parametrize(
    ("slug", "found", "told"),
    [
        ("looker", "tableau", "Integration 42 is of kind Tableau, not Looker: check bi_datasource_id"),
        ("looker", "Tableau", "Integration 42 is of kind Tableau, not Looker: check bi_datasource_id"),
        ("dbt", "powerbi", "Integration 42 is of kind Power BI, not dbt: check bi_datasource_id"),
    ],
)
def test_another_kinds_id_is_refused(slug, found, told):
    """The body of one kind is never written over another's."""
    assert refuse(slug, current={"type": found}, fields=CRON).startswith(told)


@pytest.mark.parametrize("found", ["looker", "LOOKER", "some_new_type", None, 5])
def test_an_unknown_type_is_no_other_kind(found):
    """Datafold's names of types are not documented, so only a kind that is known to be another is refused."""
    assert plan(current=LOOKER | {"type": found}, fields=CRON, credentials=CREDENTIALS).write is not None
