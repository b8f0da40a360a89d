"""When pages are read again, and which entries are backlog."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.models import FeedState
from monitor.policy import backlog_before, next_reread, reread_after_edit

NOW = datetime(2025, 12, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.fault(245)
@pytest.mark.parametrize(
    ("read", "expected"), [(0, 4), (2, 4), (3.5, 24), (4, 24), (22, 24), (23.5, None), (24, None), (99, None)]
)
def test_pages_are_read_after_hours_and_after_a_day(read: float, expected: int | None) -> None:
    """Rereads come after 4 and 24 hours, and never within an hour of another reading."""
    due = next_reread(NOW, NOW + read * HOUR)
    assert due == (None if expected is None else NOW + expected * HOUR)


@pytest.mark.parametrize(
    ("reason", "again"),
    [("no_text", True), ("http_404", True), ("robots_disallowed", False), ("not_html", False)],
)
def test_stubs_are_read_again(reason: str, again: bool) -> None:  # noqa: FBT001
    """A page that may become an article later is read again; a forbidden one or another type is not."""
    assert (next_reread(NOW, NOW, reason) is not None) is again


@pytest.mark.fault(246)
def test_summaries_that_always_change_are_read_less_often() -> None:
    """A new title and the first new summary are read at once; later summaries after a doubling wait."""
    assert reread_after_edit(9, NOW, retitled=True) == NOW
    waits = [(reread_after_edit(edits, NOW, retitled=False) - NOW) / HOUR for edits in range(7)]
    assert waits == [0, 1, 2, 4, 8, 8, 8]


@pytest.mark.fault(225)
@pytest.mark.parametrize(("succeeded", "from_"), [(None, 0), (6 * 24, 6 * 24), (0.5, 0.5), (-5, 0)])
def test_backlog_is_measured_from_the_last_success(succeeded: float | None, from_: float) -> None:
    """Backlog counts from the last success; for a new feed, or after a wrong clock, from now."""
    state = FeedState("https://a.example/", succeeded=None if succeeded is None else NOW - succeeded * HOUR)
    assert backlog_before(state, NOW, timedelta(days=3)) == NOW - from_ * HOUR - timedelta(days=3)
