"""Many schedules at once: all names first, then each integration for itself."""

import pytest

from airflow_provider_bi.api.datafold.kinds.base import Credentials
from airflow_provider_bi.api.datafold.schedules import State, apply
from airflow_provider_bi.api.datafold.targets import targets
from airflow_provider_bi.api.errors import ArgumentError, InvalidRequestError, UnexpectedReply
from tests.api.driving import LOST, drive

DBT = {"id": 47, "name": "dbt", "type": "dbt", "ci_config_id": 3, "indexing_cron": "0 5 * * *"}
MODE = {"id": 44, "name": "Mode", "type": "mode", "indexing_cron": None}
LISTED = [DBT, MODE]
REFUSED = InvalidRequestError("refused", status_code=422, method="PUT", path="/")


def found(schedules, entries=LISTED, **more):
    return drive(targets(schedules, **more), entries).result


def one(cron="0 7 * * *", entry=DBT, **more):
    (target,) = found({entry["id"]: cron}, entries=[entry], **more)
    return target


def test_ids_and_names_are_found_in_one_list():
    """One request for all of them; a number in text is an id."""
    driven = drive(targets({"dbt": "0 7 * * *", 44: "1 7 * * *"}, credentials={"mode"}), LISTED)

    assert driven.methods == ["GET"]
    assert [(target.key, target.entry.id, target.cron) for target in driven.result] == [
        ("dbt", 47, "0 7 * * *"),
        ("44", 44, "1 7 * * *"),
    ]


@pytest.mark.parametrize("given", ["44", "Mode", "mode"])
@pytest.mark.parametrize("key", [44, "Mode"])
def test_credentials_may_be_for_an_id_a_name_or_a_kind(key, given):
    """However the integration itself is named."""
    (target,) = found({key: "0 7 * * *"}, credentials={given})

    assert target.entry.id == 44


def test_names_of_credentials_are_the_nearest_first():
    """An entry that shows no name has its key for one."""
    (named,) = found({"Mode": "0 7 * * *"}, credentials={"mode"})
    (nameless,) = found({44: "0 7 * * *"}, entries=[{**MODE, "name": None}], credentials={"mode"})

    assert named.names == ("Mode", "44", "Mode", "mode")
    assert nameless.names == ("44", "44", "44", "mode")


def test_nothing_is_read_for_nothing():
    """None leaves an integration as it is; if all are left, no request is sent."""
    assert drive(targets({"dbt": None, "Mode": None})).result == []
    assert [target.key for target in found({"dbt": "0 7 * * *", "Mode": None})] == ["dbt"]


def test_cleared_ones_have_no_schedule():
    """Null goes only to those that are named."""
    (target,) = found({}, clear=["47"])

    assert target.cron is None


@pytest.mark.parametrize(
    ("schedules", "more", "words"),
    [
        (
            {"nope": "0 7 * * *"},
            {},
            ["no integration with id or name 'nope'; there are 'Mode' (id 44), 'dbt' (id 47)."],
        ),
        ({99: "0 7 * * *"}, {}, ["no integration with id or name '99'; there are 'Mode' (id 44)"]),
        ({"dbt": "@daily"}, {}, ["Nothing was written. schedules['dbt']='@daily' is a preset"]),
        ({"dbt": 5}, {}, ["Nothing was written. schedules['dbt']: indexing_cron: Input should be a valid string"]),
        ({"dbt": "0 7 * * *", 47: "1 7 * * *"}, {}, ["'dbt' and '47' name one integration, 47"]),
        ({}, {"clear": ["dbt", 47]}, ["'dbt' and '47' name one integration, 47: name it once."]),
        ({"dbt": "0 7 * * *"}, {"clear": [47]}, ["'dbt' (id 47) is given a schedule and cleared at once: choose one."]),
        ({47: "0 7 * * *"}, {"clear": ["47"]}, ["'dbt' (id 47) is given a schedule and cleared at once: choose one."]),
        ({"Mode": "0 7 * * *"}, {}, ["whose password, token Datafold requires and does not show: give credentials="]),
        ({"dbt": "0 7 * * *"}, {"kinds": {"dbt": "sigma"}}, ["Datafold has no kind 'sigma'"]),
        (
            {"dbt": "0 7 * * *"},
            {"kinds": {"dpt": "dbt"}},
            ["Nothing was written. kinds: 'dpt' is neither a kind nor an id or a name"],
        ),
        (
            {"dbt": "0 7 * * *"},
            {"kinds": {"47": "powerbi"}},
            ["kinds says powerbi for 'dbt' (id 47), and Datafold lists it as dbt: correct kinds."],
        ),
        (
            {"dbt": "0 7 * * *"},
            {"credentials": ["power_bi"]},
            ["Nothing was written. credentials: 'power_bi' is neither a kind"],
        ),
        (
            {"nope": "0 7 * * *", "Mode": "61 7 * * *", "dbt": "0 7 * * *"},
            {"clear": ["none"]},
            ["Nothing was written. ", "no integration with id or name 'nope', 'none'; there", "'61' is no minute"],
        ),
        ({"dbt": "0 7 * * *", "nope": None}, {}, ["no integration with id or name 'nope'; there"]),
        ({"nope": None}, {"clear": ["nope", "dbt"]}, ["no integration with id or name 'nope'; there"]),
        (
            {"dbt": "0 7 * * *", "Mode": "0 7 * * *"},
            {"kinds": {"dbt": "sigma", "Mode": "sigma"}, "clear": ["none"]},
            ["no integration with id or name 'none'; there", "has no kind 'sigma'"],
        ),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_is_written(schedules, more, words):
    """All of it in one text: nobody wants to run a DAG once for each typo."""
    with pytest.raises(ArgumentError) as refused:
        found(schedules, **more)

    assert [word for word in words if word not in str(refused.value)] == []
    assert str(refused.value).count("no integration") <= 1


@pytest.mark.parametrize(
    ("entries", "key", "words"),
    [
        ([DBT, {**DBT, "id": 48}], "dbt", "2 integrations named 'dbt': 47, 48"),
        ([DBT, {**MODE, "name": "47"}], "47", "the id of one integration and the name of another"),
        ([{"id": 47, "name": "dbt"}], "dbt", "does not show the kind of 'dbt' (id 47): give kinds={'dbt': ...}"),
        ([{"id": 47}], "47", "does not show the kind of id 47"),
        ([{"id": 47, "name": "x", "type": "sigma"}], "x", "Datafold has no kind 'sigma'"),
    ],
)
def test_a_key_that_could_mean_two_things_is_refused(entries, key, words):
    """A guess would write to the wrong one."""
    with pytest.raises(ArgumentError) as refused:
        found({key: "0 7 * * *"}, entries=entries)

    assert words in str(refused.value)


def test_a_key_that_is_left_as_it_is_means_one_integration_too():
    """None for a name that two have would be taken for either."""
    with pytest.raises(ArgumentError, match=r"Nothing was written\. Datafold has 2 integrations named 'Mode': 44, 45"):
        found({"dbt": "0 7 * * *", "Mode": None}, entries=[DBT, MODE, {**MODE, "id": 45}])


@pytest.mark.parametrize("shown", ["dbt", "DBT", "some_new_type", None])
def test_a_kind_is_given_where_the_list_names_no_other(shown):
    """What Datafold calls its kinds is not documented, so only one that is known contradicts."""
    (target,) = found({47: "0 7 * * *"}, entries=[{**DBT, "type": shown}], kinds={"dbt": "dbt"})

    assert target.kind.slug == "dbt"


def test_a_kind_that_turns_out_to_be_another_says_which_argument_to_correct():
    """The list may show none, and the integration itself does."""
    (target,) = found({47: "0 7 * * *"}, entries=[{**DBT, "type": None}], kinds={"dbt": "powerbi"})

    assert drive(apply(target), DBT).result.error == "Integration 47 is of kind dbt, not Power BI: correct kinds."


def test_a_kind_that_the_list_does_not_show_can_be_given():
    """By the key, the id or the name."""
    entry = {"id": 47, "name": "dbt"}

    for key in ("dbt", 47, "47"):
        for named in ("dbt", 47):
            (target,) = found({named: "0 7 * * *"}, entries=[entry], kinds={key: "dbt"})
            assert target.kind.slug == "dbt"


def test_a_name_of_digits_is_a_name_where_no_id_is():
    """Names are people's."""
    (target,) = found({"2026": "0 7 * * *"}, entries=[{**DBT, "name": "2026"}])

    assert target.entry.id == 47


def test_what_stands_costs_no_request():
    """The list shows it: a rerun writes only what is left, and needs no credentials for the rest."""
    driven = drive(apply(one("0 5 * * *")))
    (mode,) = found({"Mode": "0 5 * * *"}, entries=[{**MODE, "indexing_cron": "0 5 * * *"}])

    assert (driven.methods, driven.result.state) == ([], State.UNCHANGED)
    assert drive(apply(mode)).result.state is State.UNCHANGED


def test_a_change_is_read_and_written():
    """The whole body, as any update's."""
    driven = drive(apply(one()), DBT, {**DBT, "indexing_cron": "0 7 * * *"})

    assert driven.methods == ["GET", "PUT"]
    assert driven.result.told() == {
        "bi_datasource_id": 47,
        "name": "dbt",
        "kind": "dbt",
        "state": "changed",
        "before": "0 5 * * *",
        "after": "0 7 * * *",
        "error": None,
        "remarks": [],
    }


@pytest.mark.parametrize("name", [None, " "])
def test_an_integration_without_a_name_is_told_with_null(name):
    """It is found by its id; no key means it by a name that is empty."""
    entry = {**DBT, "name": name}
    (target,) = found({47: "0 5 * * *"}, entries=[entry])

    assert drive(apply(target)).result.told()["name"] is None
    with pytest.raises(ArgumentError, match="no integration with id or name ''"):
        found({" ": "0 7 * * *"}, entries=[entry])


def test_a_schedule_may_be_sent_unchecked():
    """Datafold may read what no other cron does."""
    target = one("@daily", check_cron=False)
    driven = drive(apply(target), DBT, {**DBT, "indexing_cron": "@daily"})

    assert driven.calls[1].body["indexing_cron"] == "@daily"
    assert driven.result.state is State.CHANGED


@pytest.mark.parametrize(
    ("after", "state"),
    [
        ({"indexing_cron": "0 7 * * *"}, "changed"),
        ({"indexing_cron": None}, "failed"),
        ({"indexing_cron": 5}, "unverified"),
    ],
)
def test_what_was_done_about_the_credentials_is_told(after, state):
    """Whatever came of the schedule; nothing of it where nothing is written."""
    looker = {"id": 42, "name": "Looker", "type": "looker", "base_url": "https://a.example", "client_id": "shown"}
    looker |= {"repo_id": 7, "project_ids": [], "bindings": [], "indexing_cron": None}
    (target,) = found({42: "0 7 * * *"}, entries=[looker], credentials={"looker"})
    credentials = Credentials(login="other", password="s3cr3t-secret")
    replies = [looker, looker | after] + ([looker | after] if state == "unverified" else [])

    outcome = drive(apply(target, credentials=credentials), *replies).result
    assert outcome.told()["state"] == state
    assert outcome.told()["remarks"][0] == (
        "The credentials connection differs from what Datafold shows: client_id 'other' instead of 'shown'. "
        "Check credentials."
    )
    stands = drive(apply(target, credentials=credentials), looker | {"indexing_cron": "0 7 * * *"}).result
    assert (stands.told()["state"], stands.told()["remarks"]) == ("unchanged", [])


def test_credentials_go_into_the_body():
    """Datafold wants them in each update."""
    (target,) = found({"Mode": "0 7 * * *"}, credentials={"mode"})
    credentials = Credentials(login="s3cr3t-token", password="s3cr3t-password")
    driven = drive(apply(target, credentials=credentials), MODE, {**MODE, "indexing_cron": "0 7 * * *"})

    assert driven.calls[1].body["password"] == "s3cr3t-password"
    assert "s3cr3t" not in str(driven.result.told())


@pytest.mark.parametrize("failure", [LOST, REFUSED, UnexpectedReply("html")])
def test_a_failure_is_the_outcome(failure):
    """The others go on."""
    outcome = drive(apply(one()), failure).result

    assert outcome.state is State.FAILED
    assert outcome.error == str(failure)
    assert outcome.cause is failure


def test_an_ignored_schedule_failed():
    """Schedule-as-code that is not applied is a failure."""
    outcome = drive(apply(one()), DBT, DBT).result

    assert outcome.state is State.FAILED
    assert outcome.error == "Datafold ignored it: the schedule stands as before, '0 5 * * *'."


def test_a_schedule_that_is_not_shown_is_unverified():
    """It was written; whether it stands is not known."""
    hidden = {name: value for name, value in DBT.items() if name != "indexing_cron"}
    target = one(entry=hidden)

    outcome = drive(apply(target), hidden, hidden, hidden).result
    assert (outcome.state, outcome.after) == (State.UNVERIFIED, "0 7 * * *")


def test_a_schedule_that_is_shown_only_afterwards_is_no_change_that_was_seen():
    """It stands as asked for."""
    hidden = {name: value for name, value in DBT.items() if name != "indexing_cron"}

    outcome = drive(apply(one(entry=hidden)), hidden, {**DBT, "indexing_cron": "0 7 * * *"}).result
    assert (outcome.state, outcome.after) == (State.UNCHANGED, "0 7 * * *")
    assert "does not count as a change" in outcome.remarks[0]


def test_a_list_that_is_out_of_date_is_not_trusted():
    """The integration itself decides."""
    driven = drive(apply(one("0 9 * * *")), {**DBT, "indexing_cron": "0 9 * * *"})

    assert (driven.methods, driven.result.state) == (["GET"], State.UNCHANGED)


def test_a_plan_writes_nothing():
    """It shows what would change."""
    driven = drive(apply(one(), plan_only=True), DBT)

    assert driven.methods == ["GET"]
    assert (driven.result.state, driven.result.after) == (State.CHANGED, "0 7 * * *")


def test_a_cleared_schedule_is_null():
    """And is told as such."""
    (target,) = found({}, clear=["dbt"])
    driven = drive(apply(target), DBT, {**DBT, "indexing_cron": None})

    assert driven.calls[1].body["indexing_cron"] is None
    assert (driven.result.state, driven.result.after) == (State.CHANGED, None)
