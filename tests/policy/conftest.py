"""Fixtures of the policy tests: a feed, a time and a schedule."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.models import Feed, ScheduleSettings


@pytest.fixture
def feed() -> Feed:
    """Return a feed with an interval of half an hour."""
    return Feed("https://vientianetimes.example/rss", "Vientiane Times", every=timedelta(minutes=30))


@pytest.fixture
def now() -> datetime:
    """Return the time of the poll."""
    return datetime(2025, 12, 16, 0, 0, tzinfo=UTC)


@pytest.fixture
def schedule() -> ScheduleSettings:
    """Return the default schedule."""
    return ScheduleSettings()
