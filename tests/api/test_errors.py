"""Errors are typed by what to do next, and survive the way between Airflow's processes."""

import copy
import pickle

import pytest

from airflow_provider_bi.api import errors


def refused(status_code, *, text="text", **more):
    return errors.status_error(status_code)(text, status_code=status_code, method="PUT", path="/x", **more)


@pytest.mark.parametrize(
    ("status_code", "error", "permanent"),
    [
        (301, errors.StatusError, True),
        (400, errors.InvalidRequestError, True),
        (401, errors.AuthError, True),
        (403, errors.AuthError, True),
        (404, errors.NotFoundError, True),
        (405, errors.StatusError, True),
        (408, errors.StatusError, False),
        (409, errors.StatusError, True),
        (422, errors.InvalidRequestError, True),
        (425, errors.StatusError, False),
        (429, errors.RateLimitedError, False),
        (500, errors.ServerError, False),
        (503, errors.ServerError, False),
        (599, errors.ServerError, False),
    ],
)
def test_status_decides_class_and_permanence(status_code, error, permanent):
    """Only what the same request may get over by itself is passing."""
    made = refused(status_code)

    assert type(made) is error
    assert made.permanent is permanent


@pytest.mark.parametrize(
    "error",
    [errors.BiApiError, errors.SettingsError, errors.ArgumentError, errors.UnexpectedReply],
)
def test_what_somebody_has_to_mend_is_permanent(error):
    """Settings, arguments and replies of another service do not change between two tries."""
    assert error("text").permanent is True


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        (errors.ConnectionFailed("text", ambiguous=True), False),
        (errors.ConnectionFailed("text", ambiguous=False, permanent=True), True),
    ],
)
def test_a_failed_connection_is_passing_but_for_a_refused_certificate(error, permanent):
    """A lost connection may come back, an untrusted certificate does not."""
    assert error.permanent is permanent


@pytest.mark.parametrize("twin", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy])
@pytest.mark.parametrize(
    "error",
    [
        errors.BiApiError("text"),
        errors.SettingsError("text"),
        errors.ArgumentError("text"),
        errors.UnexpectedReply("text"),
        errors.ConnectionFailed("text", ambiguous=True, permanent=True),
        *(refused(status, problems=("a: b",), retry_after=7.0) for status in (301, 401, 404, 408, 422, 429, 500)),
    ],
    ids=lambda error: f"{type(error).__name__}-{getattr(error, 'status_code', '')}",
)
def test_a_copy_keeps_class_text_and_attributes(error, twin):
    """Airflow hands errors from the task's process to others."""
    again = twin(error)

    assert type(again) is type(error)
    assert str(again) == str(error) == "text"
    assert again.permanent is error.permanent
    assert vars(again) == vars(error)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\nb\r\n\tc", "a b c"),
        ("a\x1b[31mred\x00", "a [31mred"),
        ("half \ud800 pair, \u2028 line", "half pair, line"),
        ("x" * 2000, "x" * 2000),
        ("x" * 2001, "x" * 1997 + "..."),
        (" " * 10**6 + "far", ""),
    ],
    ids=["lines", "controls", "unicode", "longest", "longer", "blanks"],
)
@pytest.mark.parametrize("error", [errors.ArgumentError, errors.UnexpectedReply, lambda text: refused(422, text=text)])
def test_a_message_is_one_printable_line_that_ends(error, text, told):
    """Whatever a service said: logs are read line by line, and by terminals."""
    assert str(error(text)) == told
