"""Looker's ``fields`` parameter gets what a plan needs."""

import pytest

from airflow_provider_bi.api.errors import ArgumentError
from airflow_provider_bi.api.looker.fields import with_fields


@pytest.mark.parametrize("fields", [None, "", "  ", [], ()])
def test_no_fields_ask_for_all(fields):
    """Nothing is trimmed, so nothing has to be added."""
    assert with_fields(fields, ("id", "params")) is None


@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        ("label", "id,params,label"),
        ("id", "id,params"),
        (" id , label ,", "id,params,label"),
        ("params(name,value),label", "id,params,label"),
        ("can(update,show),params(name)", "id,params,can(update,show)"),
        ("deep(a(b,c),d),label", "id,params,deep(a(b,c),d),label"),
        ("params_of_mine", "id,params,params_of_mine"),
        (["label", "can(update,show)"], "id,params,label,can(update,show)"),
        (("label", "url"), "id,params,label,url"),
    ],
)
def test_what_is_needed_is_asked_for_as_a_whole(fields, sent):
    """A part of a needed field gives way to the whole, brackets of others are left alone."""
    assert with_fields(fields, ("id", "params")) == sent


@pytest.mark.parametrize("fields", [5, True, ["label", 5], {"label": "x"}, {"label"}])
def test_what_is_no_list_of_names_is_refused(fields):
    """Nothing is sent."""
    with pytest.raises(ArgumentError, match="fields: text with commas is needed"):
        with_fields(fields, ("id",))
