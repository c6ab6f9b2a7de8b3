from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from airflow_provider_bi.sandbox.serving import Sandbox


@pytest.fixture
def datafold(sandbox: Sandbox) -> Iterator[httpx.Client]:
    key = {"Authorization": "Key sandbox-datafold-key"}
    with httpx.Client(base_url=f"{sandbox.url}/api/v1/lineage/bi", headers=key, timeout=5) as client:
        yield client


@pytest.fixture
def looker(sandbox: Sandbox) -> Iterator[httpx.Client]:
    token = sandbox.looker.login()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{sandbox.url}/api/4.0", headers=headers, timeout=5) as client:
        yield client
