"""Whatever a service answers, a flow ends with a typed error or with a result that is JSON and tells no secret."""

import dataclasses
import html
import json
import re
from base64 import b64encode
from functools import cache, partial
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_provider_bi.api.calls import Call
from airflow_provider_bi.api.datafold.kinds import KINDS
from airflow_provider_bi.api.errors import LONGEST, BiApiError, ConnectionFailed
from airflow_provider_bi.api.flows import advance
from airflow_provider_bi.api.replies import Answer, read_reply
from airflow_provider_bi.api.update import Plan
from tests.api.all_flows import FLOWS, WRITTEN, plausible
from tests.markers import SECRETS

STEPS = 15
"""Calls after which a flow must have ended: the longest is a rotation that is put back."""
HINTS = {-1: "Check the host.", 0: "Check the URL.", 3: "Check the URL.", 401: "Check the key.", 5: "Try later."}
SPELLED = [
    WRITTEN,
    json.dumps(WRITTEN)[1:-1],
    quote(WRITTEN, safe=""),
    quote_plus(WRITTEN),
    html.escape(WRITTEN),
    b64encode(WRITTEN.encode()).decode(),
]
PARTS = [WRITTEN.split("<")[0], *SPELLED]
NOT_SENT = re.compile("|".join(re.escape(part[:10]) for part in SPELLED).encode())
KEYS = [
    *("id", "name", "type", "indexing_cron", "ci_config_id", "bindings", "props", "params", "enabled", "url", "label"),
    *("value", "has_value", "sensitive", "user_attribute_name", "has_authorization_token", "success", "message"),
    *("fetch_error_message", "legal_agreement_required", "legal_agreement_signed", "legal_agreement_text", "fields"),
    *("detail", "errors", "title", "instance", "loc", "msg", "field", "integration_hub_id", "state", "data"),
]
SECRET_KEYS = ["token", "api_key", "client_secret", "password", "credentials", "token_value", "authorization_token"]
TEXTS = st.sampled_from(
    ["", "47", "2", "dbt", "Old", "2::hubspot", "\ud83d\ude00", "\x00\n\x1b[31m", "x" * 5000, *SPELLED]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | st.text(max_size=9)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | TEXTS, inner, max_size=4),
    max_leaves=6,
)
NOT_JSON = [
    *(
        b"",
        b" ",
        b"{",
        b"[1,",
        b"{'id': 1}",
        b"NaN",
        b'{"id": NaN}',
        b"[1e999]",
        b"OK",
        b"\xff\xfe",
        b"nul",
        b"\x00" * 9,
    ),
    *(
        b"[" * 50_000,
        b'{"a":' * 50_000,
        b"[" * 99 + b"]" * 99,
        b'"' + b"x" * 500_000 + b'"',
        b'["\\ud800"]',
        b"9" * 5000,
    ),
    *('{"id": "ü"}'.encode(code) for code in ("latin-1", "utf-16", "utf-8-sig", "utf-32")),
    *(
        b"<html><title>Sign in</title>",
        b"<title>" + SPELLED[4].encode(),
        b"\xef\xbb\xbf <!doctype html>",
        b"<title" * 999,
    ),
    *(f"refused: {spelled}".encode() for spelled in SPELLED),
    b"event: message\r\ndata: {}\r\n\r\n",
]
STATUSES = st.sampled_from(
    [200] * 12 + [201, 204, 301, 307, 400, 401, 403, 404, 409, 418, 422, 429, 500, 502, 503]
) | st.integers(200, 599)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "retry-after": st.sampled_from(
            [
                "0",
                "5",
                "-1",
                "1e9",
                "9" * 400,
                "Wed, 99 Foo 9999 99:99:99 XXX",
                "Fri, 31 Dec 9999 23:59:59 -2359",
                "\u0663",
                "",
            ]
        )
        | st.text(max_size=20),
        "location": st.sampled_from(["https://[", "https://a.example/?x", "//b", f"https://{quote(WRITTEN)}@c"])
        | st.text(max_size=20),
        "content-type": st.sampled_from(["text/html", "application/json; charset=utf-16", ""]),
    },
)


def overriding(shown):
    """Return objects that are near to what a service may show: some keys hold anything, or are not there."""
    anything = st.dictionaries(st.sampled_from(sorted(shown) or KEYS) | st.sampled_from(KEYS), VALUES, max_size=3)
    dropped = st.sets(st.sampled_from(sorted(shown)), max_size=1) if shown else st.just(set())
    return st.builds(
        lambda more, less: {key: item for key, item in (shown | more).items() if key not in less}, anything, dropped
    )


@cache
def bodies(fitting, *, undocumented):
    """Return bodies: near to what fits a call, any JSON, and what is none.

    :param fitting: What fits, as JSON.
    :param undocumented: Whether what sounds like a secret in a reply is one.
    """
    shown = json.loads(fitting)
    match shown:
        case dict():
            near = overriding(shown)
        case list():
            near = st.lists(overriding(shown[0]), max_size=3)
        case _:
            near = st.just("")
    near = st.just(shown) | near
    if undocumented:
        secret = st.sampled_from(["s3cr3t-x", ["s3cr3t-x"], {"a": "s3cr3t-x"}])
        holding = st.builds(lambda key, item: {key: item}, st.sampled_from(SECRET_KEYS), secret)
        near |= holding | st.lists(holding, max_size=1)
    return (near | near | VALUES).map(encoded) | st.sampled_from(range(len(NOT_JSON))).map(NOT_JSON.__getitem__)


def encoded(value):
    return json.dumps(value).encode()


def lost(call, ambiguous):
    return ConnectionFailed(f"{call} got no reply", ambiguous=ambiguous)


def driven(flow, answer):
    """Answer each of a flow's calls, and return its result; its errors are what the wire would throw."""
    step = advance(flow)
    for _ in range(STEPS):
        if not isinstance(step, Call):
            return step.result
        outcome = answer(step)
        if isinstance(outcome, Answer):
            try:
                outcome = read_reply(step, outcome, hints=HINTS, secrets=step.secrets)
            except BiApiError as error:
                outcome = error
        step = advance(flow, outcome)
    pytest.fail("The flow does not end.")
    return None


def told(result):
    """Return all that a result tells, as JSON."""
    shown = result.unwritten if isinstance(result, Plan) else result
    return json.dumps(shown, allow_nan=False, ensure_ascii=False, default=dataclasses.asdict).encode().decode()


def texts(error):
    """Return all that an error tells, and those that a traceback shows before it."""
    while error is not None:
        yield from (str(error), repr(error), repr(getattr(error, "problems", "")), repr(vars(error)))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def leaks(text):
    """Return the secrets in a text: the written one in any spelling, and any other of the suite's."""
    return [part for part in PARTS if part in text] + SECRETS.findall(text)


@pytest.mark.parametrize("name", FLOWS)
@given(data=st.data())
def test_a_flow_ends_typed_and_tells_no_secret(name, data):
    """Any status, header and body, at any of its calls; a connection may be lost as well."""
    kind = next((kind for kind in KINDS if name.endswith(kind.slug)), KINDS[-1])
    written = set()

    def answer(call):
        written.update(call.secrets)
        if data.draw(st.integers(0, 9), label="lost") == 0:
            return lost(call, data.draw(st.booleans(), label="ambiguous"))
        status, headers = data.draw(STATUSES, label="status"), data.draw(HEADERS, label="headers")
        fitting = encoded(plausible(call, kind=kind))
        content = data.draw(bodies(fitting, undocumented="/lineage/bi/" in call.path), label="content")
        if WRITTEN not in written:
            # What was not sent yet, no service can tell.
            content = NOT_SENT.sub(b"", content)
            headers.pop("location", None)
        return Answer(status=status, headers=headers, content=content)

    result, failed = None, None
    try:
        result = driven(FLOWS[name](lambda label, usual: usual), answer)
    except BiApiError as error:
        failed = error

    assert leaks(told(result)) == []
    assert [leak for text in texts(failed) for leak in leaks(text)] == []
    assert failed is None or (str(failed).isprintable() and 0 < len(str(failed)) <= LONGEST)


@pytest.mark.parametrize("name", FLOWS)
def test_every_flow_can_succeed(name):
    """With replies that fit: else the test above would look at errors alone."""
    kind = next((kind for kind in KINDS if name.endswith(kind.slug)), KINDS[-1])
    made = partial(FLOWS[name], lambda label, usual: usual)

    told(driven(made(), lambda call: Answer(status=200, headers={}, content=encoded(plausible(call, kind=kind)))))
