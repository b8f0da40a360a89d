"""Dates in the forms that feeds write are parsed as aware, plausible UTC."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.read.dates.parse_date import parse_date, plausible_date
from tests.read.documents import NOW, item, read, rss

NINE = datetime(2025, 12, 15, 9, 0, tzinfo=UTC)
MIDNIGHT = datetime(2025, 12, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "language", "date"),
    [
        ("Mon, 15 Dec 2025 09:00:00 GMT", "", NINE),
        ("Mon, 15 Dec 2025 18:00:00 +0900", "", NINE),
        ("Mon, 15 Dec 2025 18:00:00 KST", "", NINE),
        ("Mon, 15 Dec 2025 16:00 ICT", "", NINE),
        ("Mon, 15 Dec 2025 04:00:00 EST", "", NINE),
        ("15 Dec 2025", "", MIDNIGHT),
        ("Mon, 15 Dec 2025 06:00 PM +0900", "", NINE),
        ("2025-12-15T09:00:00Z", "", NINE),
        ("2025-12-15T09:00:00.123Z", "", NINE),
        ("2025-12-15T18:00:00+09:00", "", NINE),
        ("2025-12-15T18:00:00+0900", "", NINE),
        ("2025-12-15 09:00:00", "", NINE),
        ("2025-12-15 18:00:00", "ko", NINE),
        ("2025-12-15 16:00:00", "lo-LA", NINE),
        ("2025/12/15 18:00", "ja", NINE),
        ("2025.12.15 18:00", "ko-KR", NINE),
        ("2025. 12. 15. 오후 6:00:00", "ko", NINE),
        ("2025년 12월 15일 오후 6시", "ko", NINE),
        ("2025년 12월 15일 18시 00분", "ko", NINE),
        ("2025-12-15 오후 06:00:00", "ko", NINE),
        ("2025년 12월 15일 (월) 오전 12:00", "", MIDNIGHT),
        ("2025年12月15日 17:00", "zh", NINE),
        ("2025-12-15", "", MIDNIGHT),
        ("20251215180000", "ko", NINE),
        ("Mon Dec 15 09:00:00 2025", "", NINE),
        ("Mon, 15 Dec 2025 18:00:00 +09:00", "", NINE),
        ("Mon, 15 Dec 2025 18:00:00 +9", "", NINE),
        ("Mon, 15 Dec 2025 18:00:00 GMT+9", "", NINE),
        ("Mon, 15 Dec 2025 18:00:00 GMT +09:00", "", NINE),
        ("Mon, 15 Dec 2025 18:00:00+0900", "", NINE),
        ("Mon, 15 Dec 2025 04:30:00 -0430", "ko", NINE),
        ("Mon, 15 Dec 2025 18:00:00.250 +0900", "", NINE),
        ("Mon, 15 Dec 2025 09:00:00.250", "", NINE),
        ("Mon, 15 Dec 2025 18:00:00 (KST)", "", NINE),
        ("Mon, 15 Dec 2025 18:00:00 +0900 (KST)", "", NINE),
        ("Mon Dec 15 2025 18:00:00 GMT+0900 (Korean Standard Time)", "", NINE),
        ("Mon, 15 Dec 2025 09:00:00 GMT (Coordinated Universal Time)", "ko", NINE),
        ("Mon Dec 15 18:00:00 KST 2025", "", NINE),
        ("Mon Dec 15 18:00:00 +0900 2025", "", NINE),
        ("15-Dec-2025 18:00:00 +0900", "", NINE),
        ("15-Dec-2025 18:00:00", "ko", NINE),
        ("15 Dec 2025 +09:00", "", MIDNIGHT - timedelta(hours=9)),
        ("2025-12-15 09:00:00 PM", "", datetime(2025, 12, 15, 21, 0, tzinfo=UTC)),
    ],
)
def test_formats(raw, language, date) -> None:
    """All forms of one moment give that moment in UTC."""
    assert parse_date(raw, language) == date


@pytest.mark.fault(187)
def test_leap_second() -> None:
    """Second 60 is the moment after second 59."""
    assert parse_date("Sat, 31 Dec 2016 23:59:60 GMT") == datetime(2017, 1, 1, tzinfo=UTC)
    assert parse_date("2016-12-31T23:59:60Z") == datetime(2017, 1, 1, tzinfo=UTC)
    assert parse_date("2025-12-14T24:00:00Z") == MIDNIGHT


@pytest.mark.fault(105)
@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "0000-00-00 00:00:00",
        "0000-00-00",
        "2025-02-30",
        "Sun, 30 Feb 2025 10:00:00 GMT",
        "2025-12-15T09:00:00+99:99",
        "Mon, 15 Dec 2025 09:00:00 +9999",
        "2025-13-01",
        "2025-12-15T25:00:00Z",
        "٢٠٢٥-١٢-١٥x",
        "1" * 5000,
        "9" * 14,
        "-1-1-1",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "Wed, 30 Nov -0001 00:00:00 +09:00",
        "30 Nov -0001 00:00:00",
        "Wed, 30 Nov -0001",
        "-0001-11-30T00:00:00+00:00",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "01-Jan-0001 00:00:00 +0000",
        "Mon Jan 01 00:00:00 0001",
        "1/1/0001 12:00:00 AM",
    ],
)
def test_no_dates(raw) -> None:
    """Text that is not a date gives None and never raises."""
    assert parse_date(raw) is None


@pytest.mark.fault(105, 106)
@pytest.mark.parametrize(
    ("date", "kept"),
    [
        (NOW - timedelta(days=1), NOW - timedelta(days=1)),
        (NOW + timedelta(hours=9), NOW),
        (NOW + timedelta(hours=24), NOW),
        (NOW + timedelta(hours=25), None),
        (NOW + timedelta(days=3), None),
        (datetime(9999, 12, 31, tzinfo=UTC), None),
        (datetime(1, 1, 1, tzinfo=UTC), None),
        (datetime(1989, 12, 31, tzinfo=UTC), None),
        (datetime(1990, 1, 1, tzinfo=UTC), datetime(1990, 1, 1, tzinfo=UTC)),
        (None, None),
    ],
)
def test_sane_dates(date, kept) -> None:
    """A local time with a wrong zone counts as now; implausible dates count as undated."""
    assert plausible_date(date, NOW) == kept


@pytest.mark.fault(105, 106, 187)
def test_dates_in_a_feed() -> None:
    """Korean local times labelled Z, ISO dates, impossible and missing dates work in one feed."""
    dates = [
        "2025-12-16T18:00:00.000Z",
        "2025-12-15T09:00:00Z",
        "0000-00-00",
        "Fri, 19 Dec 2025 12:00:00 GMT",
        "",
    ]
    feed = read(rss(*(item(number, pubDate=date) for number, date in enumerate(dates))))
    assert [entry.published for entry in feed.entries] == [NOW, NINE, None, None, None]


@pytest.mark.fault(105)
@pytest.mark.parametrize(
    "nothing",
    [
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "-0001-11-30T00:00:00+00:00",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "Mon, 01 Jan 0001",
        "0001-01-01T00:00:00Z",
        "1/1/0001 12:00:00 AM",
        "Thu, 01 Jan 1970 00:00:00 GMT",
    ],
)
def test_an_empty_date_leaves_an_entry_undated(nothing) -> None:
    """The "no date" values of PHP, .NET and Unix leave an entry undated: news, not backlog."""
    assert read(rss(item(pubDate=nothing))).entries[0].published is None


@given(st.text(max_size=60))
def test_never_raises(raw) -> None:
    """Any text gives an aware UTC moment or None."""
    date = parse_date(raw, "ko")
    assert date is None or date.utcoffset() == timedelta(0)


@given(st.integers(0, 3_000_000_000), st.integers(-14 * 60, 14 * 60))
def test_iso_round_trip(stamp, minutes) -> None:
    """ISO 8601 with any zone gives that moment."""
    moment = datetime.fromtimestamp(stamp, UTC)
    sign = "-" if minutes < 0 else "+"
    local = moment + timedelta(minutes=minutes)
    zone = f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    assert parse_date(local.strftime("%Y-%m-%dT%H:%M:%S") + zone) == moment


@given(st.integers(700_000_000, 3_000_000_000), st.integers(-14 * 60, 14 * 60), st.sampled_from(["", ":"]))
def test_rfc_round_trip(stamp, minutes, colon) -> None:
    """RFC 822 with any offset, with or without a colon, gives that moment in any language."""
    moment = datetime.fromtimestamp(stamp, UTC)
    sign = "-" if minutes < 0 else "+"
    local = moment + timedelta(minutes=minutes)
    zone = f"{sign}{abs(minutes) // 60:02}{colon}{abs(minutes) % 60:02}"
    assert parse_date(f"{local:%a, %d %b %Y %H:%M:%S} {zone}", "ko") == moment
