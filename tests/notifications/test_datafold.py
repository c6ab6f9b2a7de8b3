"""A notification that brings lineage up to date."""

import asyncio

import pytest

from airflow_provider_bi.api.errors import ArgumentError, NotFoundError
from airflow_provider_bi.get_provider_info import get_provider_info
from airflow_provider_bi.notifications.datafold import DatafoldSyncNotifier

WANTED = [{"bi_datasource_id": "{{ number }}"}, {"bi_datasource_id": "{{ none }}", "name": "dbt {{ word }}"}]


def context():
    return {"number": 47, "word": "exposures", "dag": None, "none": None}


@pytest.mark.parametrize("wanted", WANTED, ids=["id", "name"])
def test_it_starts_a_synchronisation(wanted, sandbox):
    """Called by Airflow with the context of what succeeded; its arguments are templates."""
    DatafoldSyncNotifier(**wanted)(context())

    assert sandbox.datafold.integrations[47].syncs == 1


@pytest.mark.parametrize("wanted", [{"bi_datasource_id": 47}, {"name": "dbt exposures"}], ids=["id", "name"])
def test_it_does_so_on_an_event_loop(wanted, sandbox):
    """Where the triggerer sends notifications."""
    asyncio.run(DatafoldSyncNotifier(**wanted).async_notify({}))

    assert sandbox.datafold.integrations[47].syncs == 1


@pytest.mark.parametrize(
    ("wanted", "error"),
    [({"bi_datasource_id": 4711}, NotFoundError), ({}, ArgumentError), ({"name": "x"}, ArgumentError)],
)
def test_a_failure_is_typed(wanted, error, sandbox):
    """Airflow logs it, and fails nothing for it."""
    with pytest.raises(error):
        DatafoldSyncNotifier(**wanted).notify({})


def test_airflow_knows_it():
    """Its page of providers lists notifications."""
    path = f"{DatafoldSyncNotifier.__module__}.{DatafoldSyncNotifier.__qualname__}"

    assert get_provider_info()["notifications"] == [path]
