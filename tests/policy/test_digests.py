"""There is one digest for each local date, even if clocks and zones change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.models import Window
from monitor.policy import DueDigest, digest_date, due_digest, next_digest_at

ZONES = (
    "Asia/Seoul",
    "Europe/Berlin",
    "Africa/Cairo",
    "America/Santiago",
    "Pacific/Apia",
    "America/St_Johns",
)
SEVEN = (time(7),)


class Ledger:
    """Stores windows as the archive does: the latest is rewritten until it is closed."""

    def __init__(self) -> None:
        self.windows: dict[date, Window] = {}
        self.found = 0

    @property
    def last(self) -> Window | None:
        """Return the window of the latest date."""
        return self.windows[max(self.windows)] if self.windows else None

    def tick(self, now, timezone, times):
        """Write the digest that is due, if any, and return its date."""
        due = due_digest(now, timezone, times, self.last)
        if due is None:
            return None
        before = [window for day, window in self.windows.items() if day < due.date]
        first = max((window.last for window in before), default=0)
        assert due.date not in self.windows or not self.windows[due.date].closed
        self.windows[due.date] = Window(due.date, timezone, now, now, first, self.found, due.closes)
        return due.date

    def run(self, start, end, timezone, times=SEVEN, step=timedelta(minutes=10)):
        """Tick from start to end, and return the (date, moment) of each digest that was written."""
        written, now = [], start
        while now < end:
            self.found += 1
            day = self.tick(now, timezone, times)
            if day is not None:
                written.append((day, now))
            now += step
        return written


def local(zone, *parts, fold=0):
    """Return the moment of a local time."""
    return datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def closed(day, end=None, *, is_closed=True):
    """Return the last stored window."""
    end = end or datetime(day.year, day.month, day.day, 7, tzinfo=UTC)
    return Window(day, "UTC", end, end, 0, 0, is_closed)


@pytest.mark.fault(186)
def test_a_start_after_the_time_makes_todays_digest_now():
    """After a start at noon the digest of seven is written at once; after a start at six, at seven."""
    today = date(2025, 12, 16)
    assert due_digest(local("Asia/Seoul", 2025, 12, 16, 12), "Asia/Seoul", SEVEN, None) == DueDigest(
        today, closes=True
    )
    assert due_digest(local("Asia/Seoul", 2025, 12, 16, 6, 59), "Asia/Seoul", SEVEN, None) is None


@pytest.mark.parametrize(
    ("hour", "end_hour", "due"),
    [
        (6, None, None),
        (7, None, False),
        (8, 7, None),
        (12, 7, False),
        (12, 12, None),
        (18, 12, True),
        (23, 18, True),
    ],
)
def test_several_times_rewrite_the_day_and_the_last_closes_it(hour, end_hour, due):
    """The digest of the day is written once at 7, 12 and 18 o'clock, and closed at 18."""
    day, times = date(2025, 12, 16), (time(18), time(7), time(12))
    last = None
    if end_hour is not None:
        last = closed(day, datetime(2025, 12, 16, end_hour, tzinfo=UTC), is_closed=False)
    result = due_digest(datetime(2025, 12, 16, hour, tzinfo=UTC), "UTC", times, last)
    assert result == (None if due is None else DueDigest(day, due))


def test_a_digest_written_by_hand_before_the_time_is_closed_at_the_time():
    """A digest that the user wrote before seven is written again at seven, and closed."""
    day = date(2025, 12, 16)
    last = closed(day, datetime(2025, 12, 16, 5, tzinfo=UTC), is_closed=False)
    assert due_digest(datetime(2025, 12, 16, 7, tzinfo=UTC), "UTC", SEVEN, last) == DueDigest(
        day, closes=True
    )


@pytest.mark.fault(179, 189)
def test_a_clock_set_back_makes_no_second_digest():
    """After a date is closed, neither it nor an earlier date is due."""
    last = closed(date(2025, 12, 16))
    for day in (14, 15, 16):
        assert due_digest(datetime(2025, 12, day, 9, tzinfo=UTC), "UTC", SEVEN, last) is None


@pytest.mark.fault(181, 188)
def test_three_days_asleep_make_one_digest_on_waking():
    """The first digest after downtime covers all days since the last one; those days get none."""
    ledger = Ledger()
    ledger.run(datetime(2025, 12, 12, tzinfo=UTC), datetime(2025, 12, 13, tzinfo=UTC), "UTC")
    written = ledger.run(datetime(2025, 12, 16, 9, tzinfo=UTC), datetime(2025, 12, 17, tzinfo=UTC), "UTC")
    assert [day for day, _ in written] == [date(2025, 12, 16)]
    assert ledger.windows[date(2025, 12, 16)].first == ledger.windows[date(2025, 12, 12)].last


@pytest.mark.fault(182, 183, 184)
@pytest.mark.parametrize(
    ("zone", "day", "at", "written_at"),
    [
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), (2026, 3, 29, 1, 30)),  # 02:30 is not there
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), (2026, 10, 25, 0, 30)),  # 02:30 comes twice
        ("Africa/Cairo", date(2026, 4, 24), time(0), (2026, 4, 23, 22, 0)),  # the day begins at 01:00
        ("America/Santiago", date(2026, 9, 6), time(0), (2026, 9, 6, 4, 0)),
        ("Africa/Cairo", date(2026, 10, 29), time(23, 30), (2026, 10, 29, 20, 30)),  # 23:30 comes twice
    ],
)
def test_each_day_of_a_clock_change_has_one_digest(zone, day, at, written_at):
    """A time that is skipped or occurs twice gives one digest on its date and on the dates around it."""
    noon = local(zone, day.year, day.month, day.day, 12)
    start, end = noon - timedelta(days=2), noon + timedelta(days=2, hours=13)
    written = Ledger().run(start, end, zone, (at,))
    assert [entry for entry in written if entry[0] == day] == [(day, datetime(*written_at, tzinfo=UTC))]
    days = [entry[0] for entry in written]
    assert days == sorted(set(days))
    assert {day - timedelta(days=1), day, day + timedelta(days=1)} <= set(days)


@pytest.mark.fault(185)
@pytest.mark.parametrize(("before", "after"), [("Asia/Seoul", "America/Santiago"), ("Pacific/Apia", "UTC")])
def test_a_change_of_zone_doubles_no_date(before, after):
    """After a move of the zone west or east no date occurs twice, and windows have no gaps."""
    ledger, turn = Ledger(), datetime(2025, 12, 16, 3, tzinfo=UTC)
    written = ledger.run(turn - timedelta(days=3), turn, before)
    written += ledger.run(turn, turn + timedelta(days=3), after)
    written += ledger.run(turn + timedelta(days=3), turn + timedelta(days=6), before)
    days = [day for day, _ in written]
    assert len(days) == len(set(days)) >= 8
    assert_tiled(ledger)


@pytest.mark.fault(190)
def test_a_clock_in_1970_writes_no_digest():
    """No digest is dated 1970."""
    assert due_digest(datetime(1970, 1, 1, 12, tzinfo=UTC), "UTC", SEVEN, None) is None


def assert_tiled(ledger):
    """Each window starts at the end of the window before."""
    windows = [ledger.windows[day] for day in sorted(ledger.windows)]
    for earlier, later in pairwise(windows):
        assert later.first == earlier.last


minutes = st.integers(1, 60 * 24 * 4)
steps = st.tuples(
    st.one_of(st.just(0), minutes, minutes.map(lambda back: -back)),
    st.sampled_from(ZONES),
    st.sampled_from([SEVEN, (time(0),), (time(2, 30),), (time(7), time(18, 30)), (time(23, 59),)]),
)


@pytest.mark.fault(179, 180, 182, 183, 184, 185)
@given(st.datetimes(datetime(2025, 6, 1), datetime(2027, 1, 1)), st.lists(steps, max_size=40))  # noqa: DTZ001
def test_no_walk_of_the_clock_doubles_a_date_or_breaks_the_windows(start, walk):
    """With any changes of clock and zone a closed date is never written again, and windows have no gaps."""
    ledger, now, finished = Ledger(), start.replace(tzinfo=UTC), set()
    for minutes_on, zone, times in walk:
        now += timedelta(minutes=minutes_on)
        ledger.found += 1
        day = ledger.tick(now, zone, times)
        assert day not in finished
        finished |= {at for at, window in ledger.windows.items() if window.closed or at < max(ledger.windows)}
    assert_tiled(ledger)


@given(
    st.datetimes(datetime(2025, 6, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
    st.sampled_from(ZONES),
    st.times().map(lambda at: at.replace(microsecond=0)),
    st.integers(1, 300),
)
def test_a_clock_that_only_goes_on_makes_every_date_once(start, zone, at, pause):
    """In five days of ticks each local date gets exactly one closed digest."""
    start = start.replace(tzinfo=UTC)
    end = start + timedelta(days=5)
    written = Ledger().run(start, end, zone, (at,), timedelta(minutes=pause))
    days = [day for day, _ in written]
    assert days == sorted(set(days))
    first = start.astimezone(ZoneInfo(zone)).date()
    passed = [first + timedelta(days=ahead) for ahead in range(7)]
    slack = timedelta(minutes=pause)
    for day in passed:
        moment = datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
        if start <= moment < end - slack and (moment + slack).astimezone(ZoneInfo(zone)).date() == day:
            assert day in days


@given(
    st.datetimes(datetime(2025, 6, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
    st.sampled_from(ZONES),
    st.lists(st.times(), min_size=1, max_size=3),
)
def test_the_next_digest_time_is_predicted(start, zone, times):
    """The next moment is within two days, at one of the times or where the clock skips it."""
    now = start.replace(tzinfo=UTC)
    at = next_digest_at(now, zone, tuple(times))
    assert now < at <= now + timedelta(hours=50)
    assert next_digest_at(now, zone, ()) is None


def test_a_requested_digest_never_has_a_date_before_the_last_one():
    """A digest that the user requests never gets a date before the last stored one."""
    now = local("Asia/Seoul", 2025, 12, 16, 3)
    assert digest_date(now, "Asia/Seoul", None) == date(2025, 12, 16)
    assert digest_date(now, "UTC", None) == date(2025, 12, 15)
    assert digest_date(now, "UTC", closed(date(2025, 12, 18))) == date(2025, 12, 18)
