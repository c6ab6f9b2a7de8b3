"""Accepting a legal agreement: read first, accepted only where that is due."""

import pytest

from airflow_provider_bi.api.errors import BiApiError, InvalidRequestError, ServerError, UnexpectedReply
from airflow_provider_bi.api.looker.agreement import accept, read_agreement
from tests.api.driving import LOST, NEVER_SENT, drive

DUE = {
    "id": "2",
    "legal_agreement_required": True,
    "legal_agreement_signed": False,
    "legal_agreement_text": "Line one.\nLine two.",
}
FIELDS = {"fields": "id,url,label,legal_agreement_required,legal_agreement_signed,legal_agreement_text"}
SIGNED = DUE | {"legal_agreement_signed": True}
REFUSED = InvalidRequestError("nothing to sign", status_code=422, method="POST", path="/")
BROKEN = ServerError("broken", status_code=500, method="POST", path="/")


def read(hub):
    return drive(read_agreement("2"), hub).result


def accepted(*replies, hub=DUE):
    return drive(accept(read(hub)), *replies)


def test_only_what_tells_of_the_agreement_is_read():
    """A hub holds much more."""
    assert [call.query for call in drive(read_agreement("2"), DUE).calls] == [FIELDS]


@pytest.mark.parametrize("text", [None, 5, ["Line one."]], ids=repr)
def test_text_that_is_none_is_not_known(text):
    """And no reason to stop."""
    assert read(DUE | {"legal_agreement_text": text}).text is None


def test_agreement_that_is_due_is_accepted_in_one_call():
    """Its text is handed on as it is, line breaks included."""
    done = accepted(SIGNED)

    assert [str(call) for call in done.calls] == ["POST /api/4.0/integration_hubs/2/accept_legal_agreement"]
    assert done.result.told == {
        "integration_hub_id": "2",
        "accepted": True,
        "legal_agreement_required": True,
        "legal_agreement_signed": True,
        "legal_agreement_text": "Line one.\nLine two.",
    }


@pytest.mark.parametrize(
    "hub", [SIGNED, DUE | {"legal_agreement_required": False}, SIGNED | {"legal_agreement_text": None}], ids=repr
)
def test_agreement_that_is_not_due_is_left_alone(hub):
    """Looker would refuse it."""
    done = accepted(hub=hub)

    assert done.calls == []
    assert done.result.accepted is False


@pytest.mark.parametrize(
    "hub",
    [
        None,
        {},
        DUE | {"legal_agreement_signed": None},
        DUE | {"legal_agreement_signed": "no"},
        DUE | {"legal_agreement_required": 1},
        {"legal_agreement_required": True},
    ],
    ids=repr,
)
def test_hub_that_does_not_tell_whether_it_is_due_stops_here(hub):
    """Nothing is signed by guess."""
    with pytest.raises(UnexpectedReply, match="Nothing was accepted"):
        read(hub)


@pytest.mark.parametrize("lost", [LOST, BROKEN, UnexpectedReply("html")], ids=repr)
def test_acceptance_whose_end_is_unknown_is_looked_after(lost):
    """It is signed now: it was done. It is not sent again."""
    done = accepted(lost, SIGNED)

    assert done.methods == ["POST", "GET"]
    assert done.calls[1].query == FIELDS
    assert done.result.accepted is True


def test_acceptance_that_somebody_else_was_faster_with_is_not_this_ones():
    """Looker refuses the second one; the agreement is signed."""
    result = accepted(REFUSED, SIGNED).result

    assert (result.signed, result.accepted) == (True, False)


@pytest.mark.parametrize("lost", [LOST, BROKEN, REFUSED], ids=repr)
@pytest.mark.parametrize("look", [DUE, NEVER_SENT], ids=["not signed", "not to be seen"])
def test_acceptance_that_was_not_done_fails_with_what_looker_said(lost, look):
    """The look tells nothing better."""
    with pytest.raises(BiApiError) as failed:
        accepted(lost, look)

    assert failed.value is lost


def test_acceptance_that_never_left_is_not_looked_after():
    """Nothing can have come of it."""
    with pytest.raises(BiApiError, match="no connection"):
        accepted(NEVER_SENT)


@pytest.mark.parametrize("reply", [None, DUE, {}], ids=repr)
def test_reply_that_does_not_show_the_signature_is_looked_after(reply):
    """A 200 is not enough."""
    assert accepted(reply, SIGNED).result.accepted is True
    with pytest.raises(UnexpectedReply, match="does not show the legal agreement of integration hub 2 as signed"):
        accepted(reply, DUE)
