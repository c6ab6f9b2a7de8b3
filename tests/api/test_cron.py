"""What is sent as a schedule, and what is explained instead."""

from itertools import pairwise

import pytest

from airflow_provider_bi.api.datafold.cron import check_cron
from airflow_provider_bi.api.errors import ArgumentError

READABLE = [
    "0 6 * * *",
    "*/15 0-6 1,15 * 1-5",
    "59 23 31 12 7",
    "0 0 1 */3 *",
    "5 4 * jan-MAR sun,Tue",
    "0 8-18/2 * * mon-fri",
    "0 6 1 1 0",
    "0 6 31 12 7",
    " 0  6 * * * ",
]


@pytest.mark.parametrize("expression", READABLE)
def test_five_fields_are_sent(expression):
    """What every cron reads needs no word."""
    assert check_cron(expression) is None


@pytest.mark.parametrize(
    ("field", "names"),
    [(3, "jan feb mar apr may jun jul aug sep oct nov dec"), (4, "sun mon tue wed thu fri sat")],
)
def test_months_and_days_have_names(field, names):
    """In their order: a range goes from the first to the last, and not back."""
    ordered = names.split()
    for first, last in pairwise(ordered):
        fields = ["0", "6", "*", "*", "*"]
        fields[field] = f"{first}-{last},{first.upper()}"
        check_cron(" ".join(fields))
        fields[field] = f"{last}-{first}"
        with pytest.raises(ArgumentError):
            check_cron(" ".join(fields))


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("@daily", "a preset of Airflow's, which Datafold may not know: write '0 0 * * *'"),
        ("@hourly", "write '0 * * * *'"),
        ("@midnight", "write '0 0 * * *'"),
        ("@weekly", "write '0 0 * * 0'"),
        ("@monthly", "write '0 0 1 * *'"),
        ("@quarterly", "write '0 0 1 */3 *'"),
        ("@yearly", "write '0 0 1 1 *'"),
        (" @ANNUALLY ", "write '0 0 1 1 *'"),
        ("@continuous", "write five fields"),
        ("0 0 6 * * *", "has 6 fields, as Quartz has"),
        ("0 0 6 * * ? 2026", "has 7 fields, as Quartz has"),
        ("CRON_TZ=Europe/Berlin 0 6 * * *", "names a time zone"),
        ("TZ=UTC 0 6 * * *", "names a time zone"),
        ("0 6 * *", "has 4 fields and five are needed"),
        ("", "has 0 fields"),
        ("every day", "has 2 fields"),
        ("60 6 * * *", "'60' is no minute, which is 0 to 59"),
        ("0 24 * * *", "'24' is no hour"),
        ("0 6 0 * *", "'0' is no day of the month"),
        ("0 6 32 * *", "'32' is no day of the month"),
        ("0 6 * 13 *", "'13' is no month"),
        ("0 6 * 0 *", "'0' is no month"),
        ("0 6 * * 8", "'8' is no day of the week"),
        ("0 6 L * *", "'L' is no day of the month"),
        ("0 6 ? * MON", "'?' is no day of the month"),
        ("0 6 * * MON#1", "'MON#1' is no day of the week"),
        ("0 6 * * jan", "'jan' is no day of the week"),
        ("*/0 6 * * *", "'*/0' is no minute"),
        ("*/00 6 * * *", "'*/00' is no minute"),
        ("5-1 6 * * *", "'5-1' is no minute"),
        ("5-60 6 * * *", "'5-60' is no minute"),
        ("0 6 0-5 * *", "'0-5' is no day of the month"),
        ("1, 6 * * *", "'1,' is no minute"),
        ("\u0665 6 * * *", "is no minute"),
        ("000 6 * * *", "'000' is no minute"),
    ],
)
def test_what_no_cron_reads_is_explained(expression, words):
    """The sentence says what to write instead, and how to send it all the same."""
    with pytest.raises(ArgumentError) as refused:
        check_cron(expression)

    assert str(refused.value).startswith("indexing_cron=")
    assert words in str(refused.value)
    assert str(refused.value).endswith("check_cron=False sends it as it is.")
