"""Whatever an argument holds: an error before any request, or a request to the documented path and no other."""

import inspect
import re
import string
from urllib.parse import unquote

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_provider_bi.api.calls import Call, identifier, number
from airflow_provider_bi.api.datafold import calls as datafold
from airflow_provider_bi.api.datafold.kinds import KINDS
from airflow_provider_bi.api.errors import ArgumentError, BiApiError
from airflow_provider_bi.api.flows import advance
from airflow_provider_bi.api.looker import calls as looker
from airflow_provider_bi.api.requests import http_request
from airflow_provider_bi.api.settings import ClientSettings
from tests.api.all_flows import FLOWS, plausible

SETTINGS = ClientSettings(base_url="https://d.example")
HOSTILE = [
    *("", " ", "None", "null", "nan", "0", "-1", "+1", "1.5", "01", "9" * 19, "9" * 20, "9" * 5000, "٣", "²", "1_0"),
    *(".", "..", "../1", "1/..", "..\\1", "%2e%2e", "%252e%252e/", "1%2f..", "/", "//", "1/2", "%2f", "a;b", "a?b#c"),
    *("1\r\nX: y", "1\n2", "1%0d%0aX:y", "1\x00", "%00", "\ud800", "\u2028", "\u202e1", "ü", "😀" * 60, "a" * 256),
    *("{{ x }}", "{{ ti.xcom_pull() }}", "1::x", "1::../x", "@d.example", "https://e.example", 42, "42", " 42\n", True),
    *(0, -1, 2**63 - 1, 2**63, 10**4000, 1.0, float("nan"), float("inf"), b"1", b"\xff", None, [1], {"id": 1}, {1}),
]
SCALAR = (
    st.sampled_from(HOSTILE)
    | st.text(max_size=20)
    | st.text(alphabet="./%2eEfF\\;:\r\n\x00 1", max_size=12)
    | st.integers()
    | st.floats()
    | st.binary(max_size=8)
)
ANY = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3),
    max_leaves=4,
)
SAMPLES = {"kind": "looker", "body": {}, "secrets": (), "client_id": "x", "client_secret": "x"}
"""Arguments that no user gives, and what stands for them here."""
SAMPLE_ID = "4711"


def constructors():
    """Return every public function of the two modules of calls."""
    return {
        f"{module.__name__.split('.')[-2]}.{name}": made
        for module in (datafold, looker)
        for name, made in inspect.getmembers(module, inspect.isfunction)
        if made.__module__ == module.__name__ and not name.startswith("_")
    }


CONSTRUCTORS = constructors()


def arguments(made):
    """Return the names of a constructor's arguments: ids, which stand in its path or query, and others."""
    names = [name for name in inspect.signature(made).parameters if name not in SAMPLES and name != "fields"]
    return names, [name for name in inspect.signature(made).parameters if name == "fields"]


def sample(made):
    known = {name: SAMPLES[name] for name in inspect.signature(made).parameters if name in SAMPLES}
    return made(**known, **dict.fromkeys(arguments(made)[0], SAMPLE_ID))


def templates(method=None):
    """Return method and path of every call, an id's segment as a pattern."""
    for made in CONSTRUCTORS.values():
        call = sample(made)
        for slug in {kind.slug for kind in KINDS} if "kind" in inspect.signature(made).parameters else {"looker"}:
            path = re.escape(call.path.replace("/looker/", f"/{slug}/")).replace(SAMPLE_ID, "([A-Za-z0-9._~%-]+)")
            yield call.method, re.compile(path)


TEMPLATES = list(templates())


def parsed(call):
    """Make the call's request, send it through an HTTP parser, and return what that has read of its first line."""
    request = http_request(call, SETTINGS)
    client, server = h11.Connection(h11.CLIENT), h11.Connection(h11.SERVER)
    sent = h11.Request(method=request.method, target=request.url.raw_path, headers=request.headers.raw)
    server.receive_data(client.send(sent))
    event = server.next_event()
    assert isinstance(event, h11.Request)
    assert sorted(event.headers) == sorted((name.lower(), value) for name, value in request.headers.raw)
    assert request.url.host == "d.example"
    return event.method.decode(), event.target.decode("ascii").partition("?")[0]


def fits(call):
    """Return the ids in a request's path, which must be one that is documented."""
    method, path = parsed(call)
    found = [match.groups() for known, template in TEMPLATES if known == method and (match := template.fullmatch(path))]
    assert found, f"{method} {path} is not documented"
    for segment in found[0]:
        plain = unquote(segment, errors="strict")
        assert plain.isprintable(), plain
        assert not {".", ".."} & set(re.split(r"[/\\]", unquote(unquote(plain)))), plain
    return [unquote(segment) for segment in found[0]]


@pytest.mark.parametrize("name", CONSTRUCTORS)
@given(data=st.data())
def test_a_call_goes_to_its_path_or_is_not_made(name, data):
    """One segment for each id, which holds just that id; no header gains a line."""
    made = CONSTRUCTORS[name]
    ids, others = arguments(made)
    known = {name: SAMPLES[name] for name in inspect.signature(made).parameters if name in SAMPLES}
    given = {name: data.draw(ANY, label=name) for name in ids}
    texts = {name: data.draw(st.none() | st.text(), label=name) for name in others}
    try:
        call = made(**known, **given, **texts)
        found = fits(call)
    except (ArgumentError, UnicodeEncodeError):
        # The second stands for query text that is no UTF-8, which a wire turns into the first.
        return
    in_path = [str(value).strip() for key, value in given.items() if key not in call.query]
    # Datafold's ids are numbers: "01" is 1.
    assert found in (in_path, [text.lstrip("0") for text in in_path])


@pytest.mark.parametrize("name", FLOWS)
@given(data=st.data())
def test_a_flow_goes_to_documented_paths_or_is_refused(name, data):
    """Through all its calls, whatever its arguments hold; each of them gets a reply that fits."""

    def pick(label, usual):
        return data.draw(st.just(usual) | ANY, label=label)

    kind = next((kind for kind in KINDS if name.endswith(kind.slug)), KINDS[-1])
    outcome = None
    try:
        flow = FLOWS[name](pick)
        for _ in range(12):
            step = advance(flow, outcome)
            if not isinstance(step, Call):
                return
            fits(step)
            outcome = plausible(step, kind=kind)
    except (BiApiError, UnicodeEncodeError):
        return
    pytest.fail("The flow does not end.")


@given(value=ANY)
def test_an_id_is_read_as_what_it_is_or_refused(value):
    """Text and numbers mean the same id, and what is taken for a number is one."""
    try:
        read = identifier(value, name="id")
    except ArgumentError:
        with pytest.raises(ArgumentError):
            number(value, name="id")
        return

    assert isinstance(value, (int, str))
    assert read == str(value).strip() == identifier(read, name="id")
    if set(read) <= set(string.digits):
        assert 0 < number(value, name="id") < 2**63


@pytest.mark.parametrize("value", HOSTILE, ids=[str(at) for at in range(len(HOSTILE))])
def test_the_refusal_of_an_id_is_short_and_printable(value):
    """Whatever stood there."""
    for read in (identifier, number):
        told = "id="
        try:
            read(value, name="id")
        except ArgumentError as refused:
            told = str(refused)

        assert told.startswith("id=")
        assert told.isprintable()
        assert len(told) < 150


def test_every_call_is_looked_at():
    """The table above is made of what there is."""
    assert len(CONSTRUCTORS) >= 15
    assert len(TEMPLATES) > len(CONSTRUCTORS)
