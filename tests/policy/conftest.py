"""What the policy's tests share: one feed, one moment, and answers to it."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.models import Feed, ScheduleSettings


@pytest.fixture
def feed() -> Feed:
    """Give a feed that may be polled every half hour."""
    return Feed("https://vientianetimes.example/rss", "Vientiane Times", every=timedelta(minutes=30))


@pytest.fixture
def now() -> datetime:
    """Give the moment of the poll."""
    return datetime(2025, 12, 16, 0, 0, tzinfo=UTC)


@pytest.fixture
def schedule() -> ScheduleSettings:
    """Give the default schedule."""
    return ScheduleSettings()
