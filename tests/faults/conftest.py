"""One rig for all runs."""

import pytest

from tests.faults.rig import Rig


@pytest.fixture(scope="session")
def rig():
    with Rig() as running:
        yield running
