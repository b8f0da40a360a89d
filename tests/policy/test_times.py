"""Times are read as people write them."""

from datetime import UTC, datetime

import pytest

from monitor.errors import UsageError
from monitor.policy.times import read_day, read_moment, read_range

NOW = datetime(2025, 12, 16, 3, 30, tzinfo=UTC)


@pytest.mark.fault(309)
@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("7d", "2025-12-09T12:30:00+09:00"),
        ("36h", "2025-12-15T00:30:00+09:00"),
        ("2 weeks ago", "2025-12-02T12:30:00+09:00"),
        ("Yesterday", "2025-12-15T00:00:00+09:00"),
        ("2025-12-01", "2025-12-01T00:00:00+09:00"),
        ("2025-12-01T07:00", "2025-12-01T07:00:00+09:00"),
        ("2025-12-01T07:00Z", "2025-12-01T16:00:00+09:00"),
        ("now", "2025-12-16T12:30:00+09:00"),
    ],
)
def test_times(text: str, moment: str) -> None:
    """A time is a date, a clock time, a word, or how long ago, in the zone of the config."""
    assert read_moment(text, "Asia/Seoul", NOW) == datetime.fromisoformat(moment)


@pytest.mark.fault(309)
@pytest.mark.parametrize("text", ["7x", "last moon", "2025-13-01", "99999999d", "-1d", "0001-01-01T00:00"])
def test_invalid_times_are_refused(text: str) -> None:
    """A slip is refused with the forms there are."""
    with pytest.raises(UsageError, match="7d"):
        read_moment(text, "Asia/Seoul", NOW)


def test_days() -> None:
    """A date may be a word; as the end of a range it includes the whole day."""
    assert str(read_day("yesterday", "Asia/Seoul", NOW)) == "2025-12-15"
    assert str(read_day("2d", "Asia/Seoul", NOW)) == "2025-12-14"
    ended = read_moment("today", "Asia/Seoul", NOW, ends=True)
    assert ended is not None
    assert ended.isoformat() == "2025-12-17T00:00:00+09:00"
    with pytest.raises(UsageError, match="not a date"):
        read_day("3h", "Asia/Seoul", NOW)


@pytest.mark.parametrize("text", ["", "  "])
def test_no_time(text: str) -> None:
    """A blank text is neither a time nor a date."""
    assert read_moment(text, "Asia/Seoul", NOW) is None
    assert read_day(text, "Asia/Seoul", NOW) is None


@pytest.mark.parametrize(
    ("since", "until"), [("today", "yesterday"), ("1h", "2h"), ("2025-12-17", ""), ("now", "")]
)
def test_an_empty_range_is_refused(since: str, until: str) -> None:
    """A range must begin before its end and before now."""
    with pytest.raises(UsageError, match="before it begins"):
        read_range(since, until, "Asia/Seoul", NOW)


def test_a_range_of_one_day() -> None:
    """A range from a date to the same date is the whole day."""
    start, end = read_range("2025-12-01", "2025-12-01", "Asia/Seoul", NOW)
    assert start is not None
    assert end is not None
    assert (end - start).total_seconds() == 24 * 3600
