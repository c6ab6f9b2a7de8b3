"""Secrets are taken out of texts and JSON, by name and by value."""

import pytest

from airflow_provider_bi.api.redaction import redacted, scrub


@pytest.mark.parametrize(
    ("text", "secrets", "told"),
    [
        ("key s3cr3t!", {"s3cr3t"}, "key ***!"),
        ("s3cr3t s3cr3t", {"s3cr3t"}, "*** ***"),
        ("s3cr3t-long", {"s3cr3t", "s3cr3t-long"}, "***"),
        ("nothing", {"s3cr3t"}, "nothing"),
        ("nothing", {""}, "nothing"),
        ("", {"s3cr3t"}, ""),
    ],
)
def test_scrub_replaces_every_secret_the_longest_first(text, secrets, told):
    """No rest of a longer secret stays behind a shorter one, and an empty one hides nothing."""
    assert scrub(text, secrets) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"token": "s3cr3t"}, {"token": "***"}),
        ({"token": 7}, {"token": "***"}),
        ({"token": {"deep": "s3cr3t"}}, {"token": "***"}),
        ({"token": None}, {"token": None}),
        ({"a": [{"b": {"token": "s3cr3t"}}]}, {"a": [{"b": {"token": "***"}}]}),
        ([("x", {"token": "s3cr3t"})], [["x", {"token": "***"}]]),
        ({"name": "with s3cr3t-value in it"}, {"name": "with *** in it"}),
        ({"n": 1, "f": 1.5, "t": True, "z": None}, {"n": 1, "f": 1.5, "t": True, "z": None}),
        ("s3cr3t-value", "***"),
        (None, None),
    ],
)
def test_redacted_hides_by_name_and_by_value_at_any_depth(value, told):
    """Null stays null, since it tells that nothing is set."""
    assert redacted(value, names={"token"}, secrets={"s3cr3t-value"}) == told


def test_redacted_leaves_its_input_alone():
    """What was read stays as it was, for the comparison after it."""
    value = {"token": "s3cr3t", "list": [{"token": "s3cr3t"}]}
    redacted(value, names={"token"})

    assert value == {"token": "s3cr3t", "list": [{"token": "s3cr3t"}]}
