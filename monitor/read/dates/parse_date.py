"""Parse the dates of feeds and pages: RFC 822, ISO 8601, East Asian forms, Unix time, then words."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from monitor.models.locales import primary_language
from monitor.read.dates.grammar import BUDDHIST_YEARS, parse_fields

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# A local time labelled Z is up to 14 h ahead; correct dates are never further ahead (mechanism 8).
FURTHEST_AHEAD = timedelta(hours=24)

# Year first: 2025-12-15T09:00:00.5+09:00, 2025.12.15 09:00, 2025년 12월 15일 오후 3시 5분, 2025年12月15日
_YEAR_FIRST = re.compile(
    r"""(?P<year>\d{4})\s*[-./년年]\s*(?P<month>\d{1,2})\s*[-./월月]\s*(?P<day>\d{1,2})\s*[.일日]?
    \s*(?:\([월화수목금토일月火水木金土日一二三四五六]\)|[월화수목금토일]요일)?
    (?:[\sT,]*(?P<half>오전|오후|[AaPp]\.?[Mm]\.?|上午|下午)?\s*
      (?P<hour>\d{1,2})\s*[:시時点]\s*(?:(?P<minute>\d{1,2})\s*[:분分]?\s*
      (?:(?P<second>\d{1,2})(?:[.,]\d{1,9})?\s*[초秒]?)?)?
      \s*(?P<late_half>[AaPp]\.?[Mm]\.?)?)?
    \s*(?P<zone>Z|[A-Za-z]{2,5}|(?:UTC|GMT)?[+-]\d{1,2}:?\d{0,2})?""",
    re.VERBOSE,
)
_MONTHS = {
    "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6,
    "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12,
}  # fmt: skip
# Mon, 15 Dec 2025 09:00:00 +0900: exactly what RFC 822 specifies and most feeds write.
_PLAIN_RFC822 = re.compile(
    rf"[A-Z][a-z]{{2}}, (\d\d?) ({'|'.join(_MONTHS)}) ([12]\d{{3}}) (\d\d):(\d\d):(\d\d) (GMT|[+-]\d{{4}})",
    re.ASCII,
)
_COMPACT = re.compile(
    r"((?:19|2[05])\d\d)(\d\d)(\d\d)(?:[T ]?(\d\d)(?:(\d\d)(\d\d)?)?)?(?:[.,]\d{1,9})?"
    r"(?P<zone>Z|[+-]\d\d:?\d\d)?"
)
_OFFSET = re.compile(r"(?:(?:UTC|GMT)\s?)?([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
# Seconds, milliseconds or microseconds since 1970. Those from 19... on would be after 2030.
_EPOCH = re.compile(r"(1[0-8]\d{8}|[5-9]\d{8})(?:\d{3}|\d{6}|[.,]\d{1,6})?")
# Zone names of RFC 822 and others in use, with their offset in hours.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "kst": 9, "jst": 9, "ict": 7, "hkt": 8, "sgt": 8, "myt": 8,
    "pht": 8, "wib": 7, "cet": 1, "cest": 2, "bst": 1, "eet": 2, "eest": 3, "msk": 3, "est": -5,
    "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "aest": 10, "aedt": 11,
    "awst": 8, "acst": 9.5, "acdt": 10.5, "wita": 8, "wit": 9, "mmt": 6.5, "npt": 5.75, "pkt": 5,
    "gst": 4, "trt": 3, "eat": 3, "sast": 2, "cat": 2, "wat": 1, "wet": 0, "west": 1, "mez": 1,
    "mesz": 2, "nzst": 12, "nzdt": 13, "brt": -3, "art": -3, "akst": -9, "akdt": -8, "hst": -10,
    "ast": -4, "adt": -3, "nst": -3.5, "ndt": -2.5,
}  # fmt: skip
# A date without a zone is local time if its language is spoken in one zone.
_HOME = {"ko": 9, "ja": 9, "zh": 8, "lo": 7, "th": 7, "vi": 7, "km": 7, "ms": 8, "tl": 8, "id": 7}
# Software writes years below this for "no date": PHP 30 Nov -0001, .NET 1 Jan 0001.
_EARLIEST_YEAR = 1000
# Years of the Buddhist era are ahead by this much.
_BUDDHIST = 543
_FURTHEST_ZONE = timedelta(hours=15)
_LONGEST = 80
_NOON = 12
_LEAP_SECOND = 60


def parse_date(raw: str, language: str = "") -> datetime | None:
    """Return the date as aware UTC, or None unless all of it is understood.

    Args:
        raw: the date as written.
        language: BCP 47 tag of the document. It decides the zone of a date that names none (UTC if the
            language has no single zone), the order of day and month, and the month names.
    """
    if not raw or len(raw) > 4 * _LONGEST:
        return None
    raw = " ".join(raw.split())
    if not raw or len(raw) > _LONGEST or raw.startswith("-"):
        return None
    known, found = _plain_rfc822(raw)
    return found if known else _read(raw, language)


def parse_stated_date(raw: str, stated: str, usual: str) -> datetime | None:
    """Return the date of a document whose stated language may be that of its template, or None.

    A date that means another day in the two languages has no reading. A language with a single zone decides
    the zone of a date that names none.

    Args:
        raw: the date as written.
        stated: BCP 47 tag that the document states, or "".
        usual: of its source, or "".
    """
    first = parse_date(raw, stated or usual)
    if not stated or not usual or primary_language(stated) == primary_language(usual):
        return first
    second = parse_date(raw, usual)
    if first is None or second is None:
        return first or second
    if abs(first - second) >= timedelta(days=1):
        return None
    return second if primary_language(stated) not in _HOME else first


def plausible_date(date: datetime | None, now: datetime) -> datetime | None:
    """Return the date if it is plausible, else None (faults.md rows 105, 106).

    Dates from 1990 to now are kept. Dates up to 24 hours ahead become now.
    """
    if date is None or date < EARLIEST or date > now + FURTHEST_AHEAD:
        return None
    return min(date, now)


@lru_cache(maxsize=1024)
def _read(raw: str, language: str) -> datetime | None:
    home = timedelta(hours=_HOME.get(primary_language(language), 0))
    for reading in (_year_first, _compact, _epoch):
        known, found = reading(raw, home)
        if known:
            return found
    fields = parse_fields(raw, language, _ZONES)
    if fields is None or fields.year < _EARLIEST_YEAR:
        return None
    zone = _zone(fields.zone, home)
    return None if zone is None else _utc_moment((fields.year, fields.month, fields.day, *fields.clock), zone)


def _plain_rfc822(raw: str) -> tuple[bool, datetime | None]:
    """Parse the most common form with one expression: half the time of the general parser."""
    found = _PLAIN_RFC822.fullmatch(raw)
    if not found:
        return False, None
    day, month, year, hour, minute, second, name = found.groups()
    zone = _zone(name, timedelta(0))
    fields = (int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second))
    return True, None if zone is None else _utc_moment(fields, zone)


def _year_first(raw: str, home: timedelta) -> tuple[bool, datetime | None]:
    found = _YEAR_FIRST.fullmatch(raw)
    if not found:
        return False, None
    name = found["zone"]
    if name and name.isalpha() and name.lower() not in _ZONES:
        return False, None
    zone = _zone(name, home)
    if zone is None:
        return True, None
    hour = int(found["hour"] or 0)
    half = (found["half"] or found["late_half"] or "").lower().replace(".", "")
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half in {"오후", "pm", "下午"} else 0)
    day = (int(found["year"]), int(found["month"]), int(found["day"]))
    return True, _utc_moment((*day, hour, int(found["minute"] or 0), int(found["second"] or 0)), zone)


def _compact(raw: str, home: timedelta) -> tuple[bool, datetime | None]:
    found = _COMPACT.fullmatch(raw)
    if not found:
        return False, None
    zone = _zone(found["zone"], home)
    fields = tuple(int(field or 0) for field in found.groups()[:6])
    return True, None if zone is None else _utc_moment(fields, zone)


def _epoch(raw: str, home: timedelta) -> tuple[bool, datetime | None]:
    del home
    found = _EPOCH.fullmatch(raw)
    if not found:
        return False, None
    return True, datetime.fromtimestamp(int(found[1]), UTC)


def _zone(name: str | None, home: timedelta) -> timedelta | None:
    """Return the offset of a zone; `home` if its name is unknown or missing."""
    if not name:
        return home
    if name.lower() == "cst" and home:
        return home  # China Standard Time, if the language has a zone
    found = _OFFSET.fullmatch(name)
    if not found:
        return timedelta(hours=_ZONES[name.lower()]) if name.lower() in _ZONES else home
    hours, minutes = int(found[2]), int(found[3] or 0)
    return timedelta(hours=hours, minutes=minutes) * (-1 if found[1] == "-" else 1)


def _utc_moment(fields: tuple[int, ...], zone: timedelta) -> datetime | None:
    """Return the moment in UTC, or None if a field is out of range.

    A leap second and 24:00 become the next second and the next day.
    """
    year, month, day, hour, minute, second = fields
    if year in BUDDHIST_YEARS:
        year -= _BUDDHIST
    extra = timedelta()
    if second == _LEAP_SECOND:
        second, extra = 59, timedelta(seconds=1)
    if (hour, minute, second) == (24, 0, 0):
        hour, extra = 0, timedelta(days=1)
    if abs(zone) > _FURTHEST_ZONE:
        return None
    try:
        return (datetime(year, month, day, hour, minute, second, tzinfo=timezone(zone)) + extra).astimezone(
            UTC
        )
    except (ValueError, OverflowError):
        return None
