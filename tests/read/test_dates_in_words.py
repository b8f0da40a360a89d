"""Dates in words, eras and any order are parsed completely or not at all."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.read.dates.parse_date import parse_date
from tests.read.documents import item, read, rss


def moment(text: str) -> datetime:
    """Return a UTC moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.fault(209)
@pytest.mark.parametrize(
    ("raw", "language", "date"),
    [
        ("14-01-2026 09:30:00", "", "2026-01-14 09:30"),
        ("15.12.2025 10:30", "", "2025-12-15 10:30"),
        ("15/12/2025 10:30", "vi", "2025-12-15 03:30"),
        ("05/12/2025", "vi", "2025-12-04 17:00"),
        ("05/12/2025", "en-US", "2025-05-12 00:00"),
        ("05/12/2025", "en-GB", "2025-12-05 00:00"),
        ("05.12.2025", "", "2025-12-05 00:00"),
        ("2025年12月15日(月) 10:30", "ja", "2025-12-15 01:30"),
        ("2026年12月01日 星期二 03:15", "zh", "2026-11-30 19:15"),
        ("2026年12月01日 周二 03:15", "", "2026-12-01 03:15"),
        ("2026年12月01日（月）03:15", "", "2026-12-01 03:15"),
        ("2026,12,01", "", "2026-12-01 00:00"),
        ("令和7年12月15日", "ja", "2025-12-14 15:00"),
        ("令和7年12月15日 午後3時20分", "ja", "2025-12-15 06:20"),
        ("民國114年12月15日", "zh", "2025-12-14 16:00"),
        ("15 ธันวาคม 2568", "th", "2025-12-14 17:00"),
        ("15 ธ.ค. 2568 10:30 น.", "th", "2025-12-15 03:30"),
        ("วันจันทร์ที่ 15 ธันวาคม พ.ศ. 2568 เวลา 10:30 น.", "th", "2025-12-15 03:30"),
        ("15 ธ.ค. 68 10:30", "", "2025-12-15 10:30"),
        ("15/06/2569", "th", "2026-06-14 17:00"),
        ("2569-06-15T09:00:00+07:00", "", "2026-06-15 02:00"),
        ("Mon, 15 Jun 2569 09:00:00 +0700", "", "2026-06-15 02:00"),
        ("จ. 15 ธ.ค. 2568", "th", "2025-12-14 17:00"),
        ("๑๕ ธันวาคม ๒๕๖๘", "th", "2025-12-14 17:00"),
        ("Thứ hai, ngày 15 tháng 12 năm 2025", "vi", "2025-12-14 17:00"),
        ("Thứ Hai, 15/12/2025, 10:30 (GMT+7)", "vi", "2025-12-15 03:30"),
        ("15/12/2025 10:30 GMT+7", "", "2025-12-15 03:30"),
        ("15/12/2025 - 10:30", "vi", "2025-12-15 03:30"),
        ("10:30 - 15/12/2025", "vi", "2025-12-15 03:30"),
        ("10:30 ngày 15/12/2025", "vi", "2025-12-15 03:30"),
        ("15 Tháng Mười Hai, 2025", "vi", "2025-12-14 17:00"),
        ("15/12/2025 3:20 CH", "vi", "2025-12-15 08:20"),
        ("2025년 12월 15일 오후 3:20", "ko", "2025-12-15 06:20"),
        ("2025년 12월 15일 월요일 오후 3시 20분", "ko", "2025-12-15 06:20"),
        ("2025.12.15 15:20", "ko", "2025-12-15 06:20"),
        ("2025.12.15. 15:20", "ko", "2025-12-15 06:20"),
        ("2025-12-15 오후", "ko", "2025-12-15 03:00"),
        ("2025-12-15 오후 3:20", "ko", "2025-12-15 06:20"),
        ("입력 2025.12.15 15:20", "ko", "2025-12-15 06:20"),
        ("25.12.15 15:20", "ko", "2025-12-15 06:20"),
        ("15 ທັນວາ 2025", "lo", "2025-12-14 17:00"),
        ("ວັນຈັນ ທີ 15 ທັນວາ 2025", "lo", "2025-12-14 17:00"),
        ("lundi 15 décembre 2025 à 10h30", "fr", "2025-12-15 10:30"),
        ("15 déc. 2025 10:30", "fr", "2025-12-15 10:30"),
        ("lun., 15 déc. 2025 10:30:00 +0100", "fr", "2025-12-15 09:30"),
        ("mar., 16 mars 2025", "", "2025-03-16 00:00"),
        ("1er décembre 2025", "fr", "2025-12-01 00:00"),
        ("Montag, 15. Dezember 2025, 10:30 Uhr", "de", "2025-12-15 10:30"),
        ("15. Dez. 2025", "", "2025-12-15 00:00"),
        ("Mo, 15 Dez 2025 10:30:00 +0100", "de", "2025-12-15 09:30"),
        ("lunes, 15 de diciembre de 2025", "es", "2025-12-15 00:00"),
        ("mar, 16 dic 2025 10:30", "es", "2025-12-16 10:30"),
        ("16 mar 2025", "es", "2025-03-16 00:00"),
        ("15 de diciembre de 2025, 10:30 p. m.", "es", "2025-12-15 22:30"),
        ("segunda-feira, 15 de dezembro de 2025 às 10h30", "pt", "2025-12-15 10:30"),
        ("Senin, 15 Desember 2025 10:30 WIB", "id", "2025-12-15 03:30"),
        ("Senin, 15 Des 2025 10.30 WIB", "id", "2025-12-15 03:30"),
        ("15 декабря 2025 г., 10:30", "ru", "2025-12-15 10:30"),
        ("Пн, 15 дек 2025 10:30:00 +0300", "ru", "2025-12-15 07:30"),
        ("15 мая 2025", "", "2025-05-15 00:00"),
        ("1765789200", "", "2025-12-15 09:00"),
        ("1765789200000", "", "2025-12-15 09:00"),
        ("1765789200.5", "", "2025-12-15 09:00"),
        ("2025-12-15T09:00:00,123Z", "", "2025-12-15 09:00"),
        ("20251215", "", "2025-12-15 00:00"),
        ("2025121510", "", "2025-12-15 10:00"),
        ("20251215T090000Z", "", "2025-12-15 09:00"),
        ("15 Dec 2025 09:00:00 GMT", "", "2025-12-15 09:00"),
        ("Tue, 15 Dec 2025 09:00:00 EST", "", "2025-12-15 14:00"),
        ("Mon, 15 Dec 25 09:00:00 GMT", "", "2025-12-15 09:00"),
        ("Monday, 15-Dec-25 09:00:00 GMT", "", "2025-12-15 09:00"),
        ("15-Dec-2025", "", "2025-12-15 00:00"),
        ("December 15, 2025 3:20 PM", "en", "2025-12-15 15:20"),
        ("December 15th, 2025 at 3:20 p.m. EST", "en", "2025-12-15 20:20"),
        ("12/15/2025 3:20:00 PM", "", "2025-12-15 15:20"),
        ("Dec 15 2025 3pm", "", "2025-12-15 15:00"),
        ("Sept. 5, 2025", "", "2025-09-05 00:00"),
        ("Published: 15 Dec 2025", "", "2025-12-15 00:00"),
        ("Mon, 15 Dec 2025 18:00:00 PRC", "zh", "2025-12-15 10:00"),
        ("Mon, 15 Dec 2025 18:00:00 CST", "zh", "2025-12-15 10:00"),
        ("2025/12/15(月) 10:30", "ja", "2025-12-15 01:30"),
        ("15 grudnia 2025", "", "2025-12-15 00:00"),
        ("15 Aralık 2025 Pazartesi 10:30", "tr", "2025-12-15 10:30"),
        ("2025年12月15日10时30分", "zh", "2025-12-15 02:30"),
        ("2025年12月15日 上午10:30:00", "zh", "2025-12-15 02:30"),
        ("15/12/25 10:30", "fr", "2025-12-15 10:30"),
        ("2025-12-15 10:30 am", "en", "2025-12-15 10:30"),
        ("Am Montag, 15. Dezember 2025", "de", "2025-12-15 00:00"),
        ("३१ दिसंबर २०२५", "hi", "2025-12-31 00:00"),
        ("15 ديسمبر 2025", "ar", "2025-12-15 00:00"),
        ("15 ធ្នូ 2025", "km", "2025-12-14 17:00"),
    ],
)
def test_whole_dates(raw: str, language: str, date: str) -> None:
    """Each form is parsed completely, in the zone and order of its language."""
    assert parse_date(raw, language) == moment(date)


@pytest.mark.fault(210)
@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("05/12/2025", "en"),
        ("05/12/2025", ""),
        ("12月15日", "ja"),
        ("2026", ""),
        ("2026-01", ""),
        ("2025-W51-1", ""),
        ("December 2025", ""),
        ("2025-350", ""),
        ("15 December", ""),
        ("Mon, 15 Foo 2025 09:00 GMT", ""),
        ("posted yesterday 15 Dec 2025", ""),
        ("15/12/2025 10:30 16/12/2025", ""),
        ("2025-12-15 10:30 11:30", ""),
        ("32/12/2025", ""),
        ("2025-13-15", ""),
        ("15-12-25", ""),
        ("២០២៥", ""),
    ],
)
def test_incomplete_dates_give_none(raw: str, language: str) -> None:
    """A date with a missing, extra or unknown part gives None."""
    assert parse_date(raw, language) is None


@pytest.mark.fault(210)
@pytest.mark.parametrize("date", ["2026", "2026-01", "2025-W51-1", "December 2025", "12月15日", "2568"])
def test_coarse_dates_leave_an_entry_undated(date: str) -> None:
    """A year, month or week does not make today's entry backlog."""
    assert read(rss(item(pubDate=date))).entries[0].published is None


def test_an_older_date_behind_an_unreadable_one_counts() -> None:
    """The first date of an entry that can be parsed is used."""
    body = rss(item(pubDate="Week 51", updated="2025-12-15T09:00:00Z"))
    assert read(body).entries[0].published == moment("2025-12-15 09:00")


@given(
    st.text(st.sampled_from("0123456789-/.: ,年月日년월일()+TZaprmthángกพศ\x01'"), max_size=80),
    st.sampled_from(["", "ko", "th", "vi", "en-US"]),
)
def test_never_raises(raw: str, language: str) -> None:
    """Any text that looks like a date gives an aware moment or None."""
    date = parse_date(raw, language)
    assert date is None or date.tzinfo is UTC


@pytest.mark.fault(209)
@given(
    st.dates(),
    st.sampled_from(
        [
            "{0.day}/{0.month}/{0.year:04}",
            "{0.year:04}年{0.month}月{0.day}日",
            "{0.year:04}.{0.month}.{0.day}",
        ]
    ),
)
def test_numbers_are_in_the_order_of_the_language(day, form: str) -> None:
    """A numeric date gives the right day or None, never another day."""
    found = parse_date(form.format(day), "fr")
    if day.year in range(1000, 2400):
        assert found is not None
        assert found.date() == day
