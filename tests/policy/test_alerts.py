"""When a topic may alert, and which digest contains what is found now."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from monitor.models import Window
from monitor.policy import may_alert, open_digest_date

NOW = datetime(2025, 12, 16, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TODAY = Window(date(2025, 12, 16), "Asia/Seoul", NOW - 24 * HOUR, NOW, 0, 5)


def test_a_topic_cools_down() -> None:
    """A topic alerts once, then again after its pause. A clock that is set back ends the pause."""
    assert may_alert(None, NOW, HOUR)
    assert not may_alert(NOW, NOW, HOUR)
    assert not may_alert(NOW, NOW + HOUR / 2, HOUR)
    assert may_alert(NOW, NOW + HOUR, HOUR)
    assert may_alert(NOW, NOW - 24 * HOUR, HOUR)


def test_news_belongs_to_the_digest_that_is_open() -> None:
    """News belongs to today's digest until it is closed, then to tomorrow's."""
    assert open_digest_date(NOW, "Asia/Seoul", None) == TODAY.date
    assert open_digest_date(NOW, "Asia/Seoul", TODAY) == TODAY.date
    assert open_digest_date(NOW, "Asia/Seoul", replace(TODAY, closed=True)) == date(2025, 12, 17)
    assert (
        open_digest_date(NOW, "Asia/Seoul", replace(TODAY, date=date(2025, 12, 1), closed=True)) == TODAY.date
    )
