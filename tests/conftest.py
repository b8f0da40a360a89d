"""Fixtures of all tests: a demo site on loopback, and a client that may reach it."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import settings

from monitor.fetch import Client
from tests.faults import FaultCheck
from tests.faulty_site import FaultySite, loopback
from tests.postgres_server import migrated_postgres, postgres, postgres_url

__all__ = ["migrated_postgres", "postgres", "postgres_url"]  # fixtures

DRILL_SECONDS = 900

# A deadline is wall time, and a busy machine stops a test for longer than that.
settings.register_profile("no deadline", settings(), deadline=None)
settings.load_profile("no deadline")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that checks the catalogue of faults."""
    parser.addoption("--faults", action="store_true", help="run the tests of faults, and check every row")


def pytest_configure(config: pytest.Config) -> None:
    """Check the faults if the option is set."""
    if config.getoption("--faults"):
        config.pluginmanager.register(FaultCheck.of_this_project())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give drills more time, because they take minutes on a busy machine."""
    for item in items:
        if item.get_closest_marker("drill") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(DRILL_SECONDS))


@pytest.fixture
async def demo_site() -> AsyncIterator[FaultySite]:
    """Start a demo site that can fail."""
    async with FaultySite() as site:
        yield site


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """Open a client that may reach 127.0.0.1 and no other private address."""
    async with Client(loopback()) as opened:
        yield opened
