"""What httpx says of our requests stays out of INFO logs; what it says of others' does not."""

import asyncio
import logging

import httpx
import pytest

from airflow_provider_bi.api.datafold import calls

GET = calls.get_integration(47)


@pytest.fixture(autouse=True)
def everything(caplog):
    """Airflow quietens httpx as a whole; a worker may be told to let it talk."""
    caplog.set_level(logging.DEBUG, logger="httpx")


def info(caplog):
    return [
        record.getMessage() for record in caplog.records if record.name == "httpx" and record.levelno == logging.INFO
    ]


def test_our_requests_have_no_line(datafold, caplog):
    """A task's log holds what was done, not how."""
    datafold.send(GET)

    assert info(caplog) == []


def test_our_requests_on_the_event_loop_have_no_line(datafold, caplog):
    """The same, with one of another user's at the same time."""

    async def both():
        async with httpx.AsyncClient() as client:
            try:
                await asyncio.gather(
                    *(datafold.asend(GET) for _ in range(3)), client.get(datafold.service.settings.base_url)
                )
            finally:
                await datafold.aclose()

    asyncio.run(both())

    assert len(info(caplog)) == 1


def test_other_users_keep_their_line(datafold, caplog):
    """Before and after ours, also after one that failed."""
    url = datafold.service.settings.base_url
    with httpx.Client() as client:
        client.get(url)
        datafold.send(GET)
        client.get(url)

    assert len(info(caplog)) == 2


def test_no_log_holds_the_key(datafold, caplog):
    """Not even at DEBUG, where httpx and httpcore tell all they do."""
    datafold.send(calls.update_integration("dbt", 47, {"ci_config_id": 5, "name": "s3cr3t"}))

    assert any(record.name.startswith("httpcore") for record in caplog.records)
    assert "sandbox-datafold-key" not in caplog.text
    assert "s3cr3t" not in caplog.text
