"""A time without a sweep is a gap if it is unusual for the archive, or if a feed may have lost entries."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from monitor.archive import Archive
from monitor.archive.schema import overruns
from monitor.models import Gap
from tests.archive.making import DAY, HOUR, NOW

MINUTE = timedelta(minutes=1)
DAYS = timedelta(days=1)


def swept(archive: Archive, times: Iterable[datetime]) -> None:
    """Record sweeps of a minute each."""
    for time in times:
        archive.feeds.record_sweep(time, time + MINUTE)


def gaps(archive: Archive, until: datetime) -> tuple[Gap, ...]:
    """Return the gaps of a window over everything."""
    window = archive.digests.window_between(NOW - 99 * DAYS, until, "UTC")
    return archive.digests.facts(window)[2]


def hourly(start: datetime, hours: int) -> list[datetime]:
    """Give the times of a daemon's sweeps."""
    return [start + n * HOUR for n in range(hours)]


@pytest.mark.fault(287)
@pytest.mark.parametrize("every", [DAYS, 12 * HOUR, 7 * DAYS])
@pytest.mark.parametrize("jitter", [0, 40])
def test_a_rhythm_has_no_gaps(archive: Archive, every: timedelta, jitter: int) -> None:
    """One sweep a day, two a day or one a week leave no gap."""
    times = [NOW + n * every + (n % 2) * jitter * MINUTE for n in range(6)]
    swept(archive, times)
    assert gaps(archive, times[-1] + 2 * MINUTE) == ()


@pytest.mark.fault(287)
@pytest.mark.parametrize("missed", [3, 10])
def test_a_day_left_out_is_a_gap(archive: Archive, missed: int) -> None:
    """A pause of more than twice the usual length is a gap; the usual ones around it are not."""
    last, after = NOW + 5 * DAYS, NOW + (5 + missed) * DAYS
    swept(archive, [*(NOW + n * DAYS for n in range(6)), after, after + DAYS])
    assert gaps(archive, after + DAYS + MINUTE) == (Gap(last + MINUTE, after),)


@pytest.mark.parametrize("pause", [3, 12, 60])
def test_a_daemon_that_stopped_left_a_gap(archive: Archive, pause: int) -> None:
    """In an archive that is swept all day, every stop is a gap, even after earlier stops."""
    times: list[datetime] = []
    start = NOW
    for _ in range(3):
        times += hourly(start, 48)
        start = times[-1] + pause * HOUR
    swept(archive, times)
    assert len(gaps(archive, times[-1] + MINUTE)) == 2


def test_nightly_stops_are_gaps_only_at_first(archive: Archive) -> None:
    """A machine that is off every night has no gap once that is usual."""
    times = [time for day in range(14) for time in hourly(NOW + day * DAYS, 9)]
    swept(archive, times)
    assert all(gap.start < NOW + 8 * DAYS for gap in gaps(archive, times[-1] + MINUTE))


@pytest.mark.fault(287)
def test_a_usual_pause_in_which_a_feed_scrolled_past_is_a_gap(archive: Archive) -> None:
    """A pause in which a feed may have lost entries is a gap, even if it is usual."""
    swept(archive, [NOW + n * DAYS for n in range(6)])
    with archive.database.write() as connection:
        lost = {"name": "Times", "since": NOW + 2 * DAYS, "until": NOW + 3 * DAYS + MINUTE}
        connection.execute(insert(overruns).values(**lost))
    (gap,) = gaps(archive, NOW + 5 * DAYS + MINUTE)
    assert (gap.start.date() - DAY, gap.feeds) == (2 * DAYS, ("Times",))


@pytest.mark.fault(287)
@pytest.mark.parametrize("hours", [(0,), (0, 5), tuple(range(9))])
def test_a_weekend_is_a_gap_only_the_first_time(archive: Archive, hours: tuple[int, ...]) -> None:
    """An archive that is swept on working days only has no gap at its second and third weekend."""
    times = [NOW + day * DAYS + hour * HOUR for day in range(21) if day % 7 < 5 for hour in hours]
    swept(archive, times)
    second = [gap for gap in gaps(archive, times[-1] + MINUTE) if gap.start > NOW + 11 * DAYS]
    assert second == []


@pytest.mark.fault(287)
@pytest.mark.parametrize("missed", [(14, 15), (11, 14), (15, 16, 17)])
def test_working_days_left_out_are_a_gap(archive: Archive, missed: tuple[int, ...]) -> None:
    """A pause that is longer than the weekend, or at other days, is a gap."""
    days = [day for day in range(21) if day % 7 < 5 and day not in missed]
    swept(archive, [NOW + day * DAYS for day in days])
    last = [gap for gap in gaps(archive, NOW + 18 * DAYS + MINUTE) if gap.start > NOW + 8 * DAYS]
    assert len(last) == 1


def test_an_outage_of_a_daemon_a_week_after_another_is_a_gap(archive: Archive) -> None:
    """In an archive that is swept all day, a stop at the same time of two weeks is a gap twice."""
    times = [time for time in hourly(NOW, 21 * 24) if (time - NOW) % (7 * DAYS) < 6 * DAYS]
    swept(archive, times)
    assert len(gaps(archive, times[-1] + MINUTE)) == 2
