"""When pages are read again, and what is old."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.models import FeedState
from monitor.policy import after_edit, backlog_before, next_reading

NOW = datetime(2025, 12, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.fault(245)
@pytest.mark.parametrize(
    ("read", "expected"), [(0, 4), (2, 4), (3.5, 24), (4, 24), (22, 24), (23.5, None), (24, None), (99, None)]
)
def test_pages_are_read_after_hours_and_after_a_day(read: float, expected: int | None) -> None:
    """Whatever the time of the first reading, and none within an hour of another."""
    due = next_reading(NOW, NOW + read * HOUR)
    assert due == (None if expected is None else NOW + expected * HOUR)


@pytest.mark.parametrize(
    ("reason", "again"),
    [("no_text", True), ("http_404", True), ("robots_disallowed", False), ("not_html", False)],
)
def test_stubs_are_read_again(reason: str, again: bool) -> None:  # noqa: FBT001
    """What may become an article by waiting is tried again; what is forbidden or no page is not."""
    assert (next_reading(NOW, NOW, reason) is not None) is again


@pytest.mark.fault(246)
def test_summaries_that_always_change_get_a_rest() -> None:
    """A title is news at once; a summary the first time, and then after a rest that doubles."""
    assert after_edit(9, NOW, retitled=True) == NOW
    waits = [(after_edit(edits, NOW, retitled=False) - NOW) / HOUR for edits in range(7)]
    assert waits == [0, 1, 2, 4, 8, 8, 8]


@pytest.mark.fault(225)
@pytest.mark.parametrize(("succeeded", "from_"), [(None, 0), (6 * 24, 6 * 24), (0.5, 0.5), (-5, 0)])
def test_backlog_is_measured_from_the_last_success(succeeded: float | None, from_: float) -> None:
    """What was published in an outage is news; of a new feed, and after a clock ran ahead, from now."""
    state = FeedState("https://a.example/", succeeded=None if succeeded is None else NOW - succeeded * HOUR)
    assert backlog_before(state, NOW, timedelta(days=3)) == NOW - from_ * HOUR - timedelta(days=3)
