"""A call is a value, its ids make one path segment or no path at all, and a flow is driven by hand."""

import pytest

from airflow_provider_bi.api.calls import Call, Repeatable, identifier, number, segment
from airflow_provider_bi.api.datafold import calls as datafold
from airflow_provider_bi.api.errors import ArgumentError, NotFoundError
from airflow_provider_bi.api.flows import Done, advance, single
from airflow_provider_bi.api.looker import calls as looker

CALL = Call(method="GET", path="/x", repeatable=Repeatable.FREELY)
NO_NUMBERS = ["../1", "1/2", "%2f", "+1", "1.5", "1e3", "٣", "²", "0x1", "1\x002", "1\n2"]
NO_IDS = [True, False, None, 1.5, ["1"], b"1", "None", "", " ", 0, "0", -1, "-1", 2**63, str(2**63), 10**5000]


def shown(given):
    return "huge" if isinstance(given, int) and given > 2**64 else repr(given)[:20]


@pytest.mark.parametrize(
    ("given", "read"), [(42, 42), ("42", 42), (" 42 ", 42), ("42\n", 42), (2**63 - 1, 2**63 - 1)], ids=repr
)
def test_number_reads_what_a_template_may_render(given, read):
    """A whole number is an id, as a number or as text with blanks around it."""
    assert number(given, name="id") == read


@pytest.mark.parametrize("given", [*NO_NUMBERS, *NO_IDS], ids=shown)
def test_number_refuses_what_is_no_whole_number(given):
    """The message names the argument, and what stands in it up to a bound."""
    with pytest.raises(ArgumentError, match=r"^bi_datasource_id=") as refused:
        number(given, name="bi_datasource_id")

    assert len(str(refused.value)) < 150


@pytest.mark.parametrize(
    ("given", "asked"),
    [("None", True), (" None\n", True), ("", True), (" ", True), ("../1", False), (None, False)],
    ids=repr,
)
@pytest.mark.parametrize(
    ("read", "words"), [(number, "is not an id: a whole number is needed."), (identifier, "is not an id.")]
)
def test_what_a_template_makes_of_nothing_is_asked_about(read, words, given, asked):
    """Only there: the message asks for the task that should have pushed the id."""
    with pytest.raises(ArgumentError) as refused:
        read(given, name="id")

    question = " If a template made it, did the upstream task push a value?"
    assert str(refused.value) == f"id={given!r} {words}{question if asked else ''}"


@pytest.mark.parametrize("given", [*NO_NUMBERS, *NO_IDS], ids=shown)
@pytest.mark.parametrize(
    "call", [datafold.get_integration, lambda given: datafold.update_integration("dbt", given, {})]
)
def test_a_hostile_id_makes_no_datafold_call(call, given):
    """Before any request, both reading and writing refuse the id."""
    with pytest.raises(ArgumentError):
        call(given)


@pytest.mark.parametrize(
    ("given", "quoted"),
    [
        ("1::google_drive", "1%3A%3Agoogle_drive"),
        (2, "2"),
        (" 2 ", "2"),
        ("1/2", "1%2F2"),
        ("%2f", "%252f"),
        ("a?b#c", "a%3Fb%23c"),
        ("a;b\\c", "a%3Bb%5Cc"),
        ("ü", "%C3%BC"),
        ("...", "..."),
        ("a" * 255, "a" * 255),
        (2**63 - 1, "9223372036854775807"),
        ("9223372036854775807", "9223372036854775807"),
    ],
    ids=shown,
)
def test_segment_stays_one_segment(given, quoted):
    """Whatever an id holds, it ends neither the segment nor the path."""
    assert segment(given, name="id") == quoted


@pytest.mark.parametrize(
    "given",
    [*NO_IDS, ".", "..", "../1", "%2e%2E", "a%252f..", "1\n2", "1%0a2", "1\x002", "a\u2028b", "\ud800", "a" * 256],
    ids=shown,
)
@pytest.mark.parametrize("call", [looker.integration, looker.integration_hub])
def test_a_hostile_id_makes_no_looker_call(call, given):
    """Empty ids, dot segments, control characters, no numbers and ids beyond all length make no path."""
    with pytest.raises(ArgumentError, match="is not an id"):
        call(given)


def test_repr_and_text_of_a_call_hold_no_secret():
    """Body, form and secrets stay out of what a log or a traceback may show."""
    call = Call(
        method="PUT",
        path="/x",
        repeatable=Repeatable.AFTER_LOOKING,
        body={"token": "s3cr3t-body"},
        form={"client_secret": "s3cr3t-form"},
        secrets=frozenset({"s3cr3t-body"}),
    )

    assert "s3cr3t" not in f"{call!r} {call}"
    assert str(call) == "PUT /x"


@pytest.mark.parametrize(
    ("call", "repeatable"),
    [
        (datafold.list_integrations(), Repeatable.FREELY),
        (datafold.get_integration(1), Repeatable.FREELY),
        (datafold.update_integration("dbt", 1, {}), Repeatable.AFTER_LOOKING),
        (looker.me(), Repeatable.FREELY),
        (looker.all_integrations(), Repeatable.FREELY),
        (looker.all_integration_hubs(), Repeatable.FREELY),
        (looker.integration("1::x"), Repeatable.FREELY),
        (looker.integration_hub("1"), Repeatable.FREELY),
        (looker.update_integration("1::x", {}), Repeatable.AFTER_LOOKING),
        (looker.update_integration_hub("1", {}), Repeatable.AFTER_LOOKING),
    ],
    ids=str,
)
def test_a_write_is_repeated_only_after_looking(call, repeatable):
    """What changes something is never sent again blindly."""
    assert call.repeatable is repeatable


def test_datafold_paths_end_with_a_slash():
    """Without it Datafold would redirect, and the key does not follow."""
    made = [datafold.list_integrations(), datafold.get_integration(1), datafold.update_integration("dbt", 1, {})]

    assert [call.path for call in made] == [
        "/api/v1/lineage/bi/",
        "/api/v1/lineage/bi/1/",
        "/api/v1/lineage/bi/dbt/1/",
    ]


def test_a_flow_is_sent_the_reply_and_ends_with_its_result():
    """The first step yields the call, the second its result; null is a reply like any other."""
    for reply in ({"id": 1}, None, [], False):
        flow = single(CALL)

        assert advance(flow) == CALL
        assert advance(flow, reply) == Done(reply)


def test_an_error_is_thrown_into_the_flow():
    """A flow that does not catch an error lets it through as it is."""
    error = NotFoundError("no", status_code=404, method="GET", path="/x")
    flow = single(CALL)
    advance(flow)
    with pytest.raises(NotFoundError) as raised:
        advance(flow, error)

    assert raised.value is error


def test_a_flow_may_catch_an_error_and_go_on():
    """What the flow does after an error is the next step."""

    def tolerant():
        try:
            yield CALL
        except NotFoundError:
            return (yield CALL)

    flow = tolerant()
    advance(flow)

    assert advance(flow, NotFoundError("no", status_code=404, method="GET", path="/x")) == CALL
    assert advance(flow, 1) == Done(1)
