"""Starting a synchronisation, and what its end looks like."""

import pytest

from airflow_provider_bi.api.calls import Repeatable
from airflow_provider_bi.api.datafold.sync import Until, Watch, held, start
from airflow_provider_bi.api.errors import ArgumentError, UnexpectedReply, WaitFailed
from tests.api.driving import LOST, drive

DONE = Until(field="status", value="done", failed_value="failed")


def look(until, shown, *, before=None):
    return drive(Watch(42, until, before=before).look(), shown).result


def test_a_start_is_sent_once():
    """A GET that does something: the verb does not tell."""
    driven = drive(start(42), {"job": 7, "token": "s3cr3t"})

    assert str(driven.calls[0]) == "GET /api/v1/lineage/bi/42/sync/"
    assert driven.calls[0].repeatable is Repeatable.NEVER
    assert driven.result == {"job": 7, "token": "***"}


def test_a_lost_start_is_not_sent_again():
    """It may have been done."""
    with pytest.raises(type(LOST)):
        drive(start(42), LOST)


@pytest.mark.parametrize(
    ("until", "shown", "before", "done"),
    [
        (DONE, {"status": "running"}, "done", False),
        (DONE, {"status": "done"}, "running", True),
        (DONE, {"status": "failed"}, "failed", False),
        (Until(field="status", value="done"), {"status": None}, "running", False),
        (Until(field="count", value="3"), {"count": 3}, None, True),
        (Until(field="count", value="3"), {"count": 4}, None, False),
        (Until(field="ok", value="true"), {"ok": True}, None, True),
        (Until(field="ok", value="True"), {"ok": True}, None, True),
        (Until(field="ok", value=1), {"ok": True}, None, False),
        (Until(field="sync.at"), {"sync": {"at": "10:00"}}, None, True),
        (Until(field="sync.at"), {"sync": {"at": "10:00"}}, "10:00", False),
        (Until(condition=lambda shown: shown["a"] > 1), {"a": 2}, None, True),
        (Until(condition=lambda shown: shown["a"] > 1), {"a": 1}, None, False),
    ],
)
def test_the_end_is_what_the_user_says(until, shown, before, done):
    """A value, a change, or a function; what stood there before is no failure."""
    seen = look(until, shown, before=before)

    assert seen.done is done
    assert seen.result == {"bi_datasource_id": 42, "integration": shown}


def test_a_condition_has_to_be_a_plain_function():
    """A coroutine is true before it has run."""

    async def later(shown):
        return False

    with pytest.raises(ArgumentError, match="wait_until: a plain function is needed"):
        Until(condition=later)


@pytest.mark.parametrize(
    ("shown", "shows"), [({"state_id": 1, "id": 42}, "shows id, state_id"), (None, "shows no fields")]
)
def test_a_condition_that_raises_fails(shown, shows):
    """It would raise at the next look too, and a further try of the task would start another synchronisation."""
    with pytest.raises(WaitFailed) as failed:
        look(Until(condition=lambda shown: {"id": 42}["state"]), shown)

    assert failed.value.permanent
    assert str(failed.value) == (
        f"wait_until raised KeyError: 'state'; Datafold {shows}. The synchronisation was started. Correct wait_until=."
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [(AssertionError(), "AssertionError;"), (ValueError("x" * 5000), "x...;"), (StopIteration("a\nb"), "a b;")],
    ids=["no words", "many words", "two lines"],
)
def test_what_a_condition_raises_is_told_in_few_words(error, told):
    """The rest of the sentence is needed too."""

    def fails(shown):
        raise error

    with pytest.raises(WaitFailed) as failed:
        look(Until(condition=fails), {"id": 42})

    assert told in str(failed.value)
    assert str(failed.value).endswith("The synchronisation was started. Correct wait_until=.")


def test_a_condition_whose_answer_is_no_truth_value_fails():
    """As a data frame's: whether it holds cannot be told."""

    class Neither:
        def __bool__(self):
            raise ValueError("ambiguous")

    with pytest.raises(WaitFailed, match="wait_until raised ValueError: ambiguous; Datafold shows id"):
        look(Until(condition=lambda shown: Neither()), {"id": 42})


def test_a_failed_value_fails():
    """Waiting longer would not help."""
    with pytest.raises(WaitFailed, match='status is "failed", which is the failed_value') as failed:
        look(DONE, {"status": "failed"}, before="running")

    assert failed.value.permanent


@pytest.mark.parametrize(
    "flow", [lambda: held(42, DONE), lambda: Watch(42, DONE, before=None).look()], ids=["before", "at each look"]
)
@pytest.mark.parametrize("shown", [{"id": 42, "name": "x"}, None, [], {"status.x": 1}])
def test_a_field_that_is_not_there_is_told(flow, shown):
    """Before anything is started, and at each look."""
    with pytest.raises(UnexpectedReply, match="has no field 'status' to wait for; it shows") as refused:
        drive(flow(), shown)

    assert refused.value.permanent


def test_what_the_field_held_before_is_kept():
    """A function needs no before."""
    assert drive(held(42, DONE), {"status": "done"}).result == "done"
    assert drive(held(42, Until(condition=bool)), {"status": "done"}).result is None
    assert DONE.is_met_by("done")
    assert not Until(field="at").is_met_by(None)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "give one of them"),
        ({"field": "a", "condition": bool}, "give one of them"),
        ({"condition": bool, "value": 1}, "go with wait_field"),
        ({"condition": bool, "failed_value": 1}, "go with wait_field"),
        ({"field": "a", "value": "x", "failed_value": "x"}, "are the same"),
    ],
)
def test_an_end_that_cannot_be_told_is_refused(arguments, words):
    """Half of a condition is none."""
    with pytest.raises(ArgumentError, match=words):
        Until(**arguments)


def test_an_end_is_told_in_words():
    """The log says what is waited for."""
    assert [str(until) for until in (DONE, Until(field="at"), Until(condition=bool))] == [
        "status to be 'done'",
        "at to change",
        "wait_until to hold",
    ]


def test_a_failed_value_that_comes_back_fails():
    """It stood there before, something else was seen, and now it stands there again."""
    watch = Watch(42, DONE, before="failed")
    assert not drive(watch.look(), {"status": "failed"}).result.done
    assert not drive(watch.look(), {"status": "running"}).result.done

    with pytest.raises(WaitFailed):
        drive(watch.look(), {"status": "failed"})
