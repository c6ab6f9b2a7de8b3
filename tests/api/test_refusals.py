"""A refusal becomes request, status, the service's own words and the next step, in a typed error."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from airflow_provider_bi.api import errors
from airflow_provider_bi.api.calls import Call, Repeatable
from airflow_provider_bi.api.replies import MAY_BE_DONE, Answer, read_reply


def refuse(status, body=b"", *, headers=None, hints=None, secrets=(), repeatable=Repeatable.FREELY):
    """Return the error for an answer; a body that is no bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    call = Call(method="PUT", path="/x/1/", repeatable=repeatable)
    with pytest.raises(errors.StatusError) as refused:
        read_reply(
            call,
            Answer(status=status, headers=headers or {}, content=content),
            hints={0: "never"} | (hints or {}),
            secrets=secrets,
        )
    return refused.value


FASTAPI = {"loc": ["body", "repo_id"], "msg": "Field required", "type": "missing", "input": {"token": "s3cr3t"}}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"detail": [FASTAPI]}, ": repo_id: Field required."),
        (
            {"detail": [FASTAPI, {"loc": ["query", "limit"], "msg": "too big"}]},
            ": repo_id: Field required; query.limit: too big.",
        ),
        (
            {"detail": [{"loc": ["body", "bindings", 0, "boundIds"], "msg": "no list"}]},
            ": bindings.0.boundIds: no list.",
        ),
        ({"detail": [{"loc": ["body"], "msg": "no JSON"}]}, ": no JSON."),
        ({"detail": [{"loc": None, "msg": "odd"}]}, ": odd."),
        ({"detail": [{"loc": "body", "msg": "odd"}]}, ": odd."),
        ({"detail": [{"msg": 5}, 7, None, ["x"], "plain"]}, ": plain."),
        ({"detail": "Invalid key."}, ": Invalid key."),
        ({"detail": {"msg": "Invalid key", "input": "s3cr3t"}}, ": Invalid key."),
        ({"detail": {"message": "Invalid key"}}, ": Invalid key."),
        ({"detail": {"token": "s3cr3t"}}, "."),
        (
            {"title": "Not Found", "detail": "No such source", "instance": "/x/1/"},
            ": Not Found: No such source (instance /x/1/).",
        ),
        ({"title": "Bad", "errors": [{"field": "cron", "message": "no cron"}], "instance": "/i"}, ": cron: no cron."),
        ({"title": "Bad", "errors": ["cron: no cron"]}, ": cron: no cron."),
        ({"message": "Not found", "documentation_url": "https://x"}, ": Not found."),
        (
            {"message": "Validation Failed", "errors": [{"field": "url", "code": "invalid", "message": "no https"}]},
            ": url: no https.",
        ),
        ({"message": "Validation Failed", "errors": [{"message": "no https", "field": None}]}, ": no https."),
        ({"errors": [{"field": "", "message": "no https"}]}, ": no https."),
        ({"errors": [{"field": 5, "message": "no https"}]}, ": no https."),
        ({"message": 5, "detail": 6, "errors": 7}, "."),
        (["Invalid"], "."),
        ("Invalid  key.\n", ": Invalid key."),
        (None, "."),
        (b"", "."),
        (b"upstream\n  down", ": upstream down."),
        (b"\xff\xfe\xfa", ": \ufffd\ufffd\ufffd."),
        (b"[" * 100_000, f": {'[' * 297}..."),
        (b'{"detail": NaN}', ': {"detail": NaN}.'),
        (b"<html><head><title> 502\n Bad Gateway </title>", r": an HTML page, '502\n Bad Gateway'."),
        (b"  <p>no title", ": an HTML page."),
    ],
    ids=lambda given: repr(given)[:40],
)
def test_the_services_words_are_told(body, words):
    """Every shape that a body of either service, of a proxy or of nobody has gives one line, and no input."""
    refused = refuse(418, body)

    assert str(refused) == f"PUT /x/1/ refused (418){words}"


def test_refused_fields_are_listed():
    """``problems`` holds place and words of each field, nothing of the input."""
    refused = refuse(422, {"detail": [FASTAPI, {"loc": ["body", "name"], "msg": "too long", "input": "s3cr3t"}]})

    assert isinstance(refused, errors.InvalidRequestError)
    assert refused.problems == ("repo_id: Field required", "name: too long")


def test_the_error_knows_its_request():
    """Status, method and path are attributes, for whoever handles the error."""
    refused = refuse(404)

    assert (refused.status_code, refused.method, refused.path) == (404, "PUT", "/x/1/")


def test_a_page_with_404_does_not_say_that_something_is_gone():
    """It is a proxy's, or of a wrong URL: a deletion that took it for the API's own would succeed in silence."""
    refused = refuse(404, b"<html><title>Not Found</title>", hints={0: "Check the URL.", 404: "It does not exist."})

    assert not isinstance(refused, errors.NotFoundError)
    assert (refused.status_code, refused.permanent) == (404, True)
    assert str(refused) == "PUT /x/1/ refused (404): an HTML page, 'Not Found'. Check the URL."


def test_a_huge_body_is_shortened():
    """A page of text does not fill the log, in the sentence or in any problem."""
    refused = refuse(422, {"detail": [{"loc": ["body", "name"], "msg": "x" * 10_000}]})

    assert len(str(refused)) < 400
    assert len(refused.problems[0]) < 400


@pytest.mark.parametrize(
    "body",
    [
        {"detail": [{"loc": ["body", "s3cr3t"], "msg": "not s3cr3t"}]},
        {"title": "s3cr3t", "detail": "s3cr3t", "instance": "/s3cr3t"},
        {"message": "s3cr3t", "errors": [{"field": "s3cr3t", "message": "s3cr3t"}]},
        b"s3cr3t",
        b"<title>s3cr3t</title>",
        {"message": "x" * 297 + "s3cr3t"},
        b" " * 1300 + b"x" * 297 + b"s3cr3t",
    ],
    ids=lambda body: repr(body)[:40],
)
def test_no_secret_is_repeated(body):
    """Wherever the service quotes a secret, also across the end of what is shown, it is taken out."""
    refused = refuse(422, body, secrets={"s3cr3t"})
    told = f"{refused} {refused.problems}"

    assert "s3c" not in told
    assert "**" in told


@pytest.mark.parametrize(
    "body", [{"message": "got -----BEGIN\ns3cr3t\nEND"}, b'{"private_key": "-----BEGIN\\ns3cr3t\\nEND", ']
)
def test_no_secret_with_line_breaks_is_repeated(body):
    """A private key is found in decoded words as well as in JSON text that broke off."""
    refused = refuse(400, body, secrets={"-----BEGIN\ns3cr3t\nEND"})

    assert "s3cr3t" not in str(refused)
    assert "***" in str(refused)


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("https://user:s3cr3t@login.example/s3cr3t?token=s3cr3t#s3cr3t", " to https://login.example"),
        ("/login?token=s3cr3t", ""),
        ("http://[::1", ""),
        ("", ""),
        (None, ""),
    ],
)
@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308, 399])
def test_a_redirect_is_told_without_its_target(status, location, place):
    """Of the target only scheme and host are shown: path and query may hold a session."""
    refused = refuse(status, headers={} if location is None else {"location": location}, hints={3: "Put it right."})

    assert str(refused) == f"PUT /x/1/ was redirected ({status}){place}; credentials do not follow. Put it right."
    assert refused.permanent


@pytest.mark.parametrize(
    ("hints", "told"),
    [
        ({404: "exact", 4: "class"}, " exact"),
        ({4: "class", 403: "other"}, " class"),
        ({5: "other"}, ""),
    ],
)
def test_the_nearest_hint_is_the_next_step(hints, told):
    """The hint for the status comes before the one for its first digit."""
    assert str(refuse(404, hints=hints)) == f"PUT /x/1/ refused (404).{told}"


@pytest.mark.parametrize(
    ("status", "repeatable", "told"),
    [
        (500, Repeatable.NEVER, True),
        (502, Repeatable.NEVER, True),
        (499, Repeatable.NEVER, False),
        (500, Repeatable.FREELY, False),
    ],
)
def test_what_may_have_been_done_is_told(status, repeatable, told):
    """A call that is sent once and whose end is not known: to look is the next step, and no other is told."""
    refused = refuse(status, repeatable=repeatable, hints={4: "Try later.", 5: "Try later."})

    assert str(refused) == f"PUT /x/1/ refused ({status}). {MAY_BE_DONE if told else 'Try later.'}"


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [
        (429, "7", 7.0),
        (429, " 0 ", 0.0),
        (503, "7", 7.0),
        (429, "9" * 400, 999_999_999.0),
        (429, "-1", None),
        (429, "1.5", None),
        (429, "soon", None),
        (429, "٣", None),
        (429, "", None),
        (429, "Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        (429, "Wed, 21 Oct 2015 07:28:00", 0.0),
        (429, "Wed, 21 Oct 99999999999 07:28:00 GMT", None),
        (429, "Wed, 21 Oct 2015 07:28:00 +99999999999999999999", None),
        (500, "7", None),
    ],
)
def test_retry_after_is_read_to_seconds(status, header, seconds):
    """Seconds and dates are read, anything else is as if it were not there."""
    assert refuse(status, headers={"retry-after": header}).retry_after == seconds


def test_retry_after_in_the_future_is_counted_from_now():
    """A date is turned to the seconds until then."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)

    assert 80 < refuse(429, headers={"retry-after": date}).retry_after <= 90
