"""What may hold a secret, or fill a log, stays out of ``repr``: of tracebacks, and of whatever a user prints."""

from dataclasses import fields

import pytest

from airflow_provider_bi.api.calls import Call
from airflow_provider_bi.api.datafold.creation import Creation
from airflow_provider_bi.api.datafold.deletion import Deletion
from airflow_provider_bi.api.datafold.find import Entry
from airflow_provider_bi.api.datafold.kinds.base import Credentials
from airflow_provider_bi.api.datafold.schedules import Outcome
from airflow_provider_bi.api.looker.agreement import Agreement
from airflow_provider_bi.api.looker.creation import HubCreation
from airflow_provider_bi.api.looker.integration import Asked
from airflow_provider_bi.api.replies import Answer
from airflow_provider_bi.api.update import Plan, UpdateResult
from airflow_provider_bi.api.waits import Look

HIDDEN = {
    Call: {"body", "form", "secrets"},
    Creation: {"integration"},
    Deletion: {"integration"},
    Entry: {"shown"},
    Credentials: {"password", "extra"},
    Outcome: {"cause"},
    Agreement: {"text"},
    HubCreation: {"hub"},
    Asked: {"values"},
    Answer: {"content"},
    Plan: {"snapshot", "redact", "current", "before", "requested", "lent", "hidden"},
    UpdateResult: {"integration"},
    Look: {"result"},
}


@pytest.mark.parametrize(("kind", "hidden"), HIDDEN.items(), ids=lambda given: getattr(given, "__name__", ""))
def test_a_value_shows_what_it_may(kind, hidden):
    """The rest helps whoever looks for a fault."""
    names = {field.name for field in fields(kind)}
    value = object.__new__(kind)
    vars(value).update({name: "s3cr3t" if name in hidden else f"the {name}" for name in names})

    assert hidden < names
    assert "s3cr3t" not in kind.__repr__(value)
    assert all(f"{name}='the {name}'" in kind.__repr__(value) for name in names - hidden)
