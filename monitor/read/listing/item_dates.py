"""Read the date of a list item: a time element, a date in the text beside the link, or in the link itself."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from lxml.html import HtmlElement

from monitor.read.dates.parse_date import parse_date, plausible_date

_LONGEST_PIECE = 160
_MOST_PIECES = 60
# Between a date and other text in the same line, such as an author.
_SEPARATOR = re.compile(r"\s*[|│·•ㅣ\n\t■▪/]\s+|\s+[|│·•ㅣ■▪/]\s*|\s{3,}|\s+[-–—]\s+|[()\[\]【】（）]")
# "Posted on", "등록일 :", "วันที่เผยแพร่:": words before a date.
_LABEL = re.compile(r"^[^\d:：]{2,40}?[:：]\s*(?=\S)")
_WORD_LABEL = re.compile(
    r"^(?:posted|published|updated|date|by|on|at|등록일?|작성일?|게시일?|입력|수정|발행|日期|发布时间|發布日期|"
    r"更新|公開日|掲載日|ngày đăng|đăng ngày|เผยแพร่(?:เมื่อ)?|เมื่อ|โพสต์เมื่อ|publié le|mis à jour le|veröffentlicht am)\s+",  # noqa: E501
    re.IGNORECASE,
)
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?:\d{4}\s?[-./年년]\s?\d{1,2}\s?[-./月월]\s?\d{1,2}\s?[日일.]?"
    r"|\d{1,2}[-./]\d{1,2}[-./]\d{4})(?:[\sT,-]{1,3}\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?)?(?![\d/-])",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?<!\d)(?:\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:de\s+|tháng\s+)?[^\W\d_][\w.\u0e00-\u0eff]{1,20},?\s+(?:de\s+|พ\.ศ\.\s*)?\d{4}"
    r"|[^\W\d_][\w.]{2,12}\s+\d{1,2}(?:st|nd|rd|th)?,\s+\d{4})(?!\d)"
)
_NO_YEAR = re.compile(r"(\d{1,2})\s?[-./월月]\s?(\d{1,2})\s?[일日.]?(?:\s+\d{1,2}:\d{2})?")
_NAMED_NO_YEAR = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,?\s+)?(\d{1,2}\.?\s+(?:de\s+)?[^\W\d_][\w.\u0e00-\u0eff]{2,20}|[^\W\d_][\w.]{2,12}\s+\d{1,2})"
)
_SOON = timedelta(days=60)
_SHORT = 30
_MOST_PARTS = 4
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")
_UNITS = {
    timedelta(minutes=1): r"min(?:ute)?s?|mins?\.?|분|นาที|ນາທີ|phút|分钟|分鐘|分|menit|minutes?|minuten?|minutos?|минут\w*",  # noqa: E501
    timedelta(hours=1): r"hours?|hrs?|h|시간|ชั่วโมง|ชม\.?|ຊົ່ວໂມງ|giờ|小时|小時|時間|jam|heures?|stunden?|horas?|час\w*",  # noqa: E501
    timedelta(days=1): r"days?|d|일|วัน|ມື້|ວັນ|ngày|天|日|hari|jours?|tage?n?|días?|дн\w*|день",
    timedelta(weeks=1): r"weeks?|주|สัปดาห์|ອາທິດ|tuần|周|週|週間|minggu|semaines?|wochen?|semanas?",
}  # fmt: skip
_AGO = tuple(
    (
        length,
        re.compile(
            rf"(?:(?:il y a|vor|hace|há)\s+)?(\d{{1,3}}|an?)\s?(?:{unit})\s?"
            r"(?:ago|전|ที่แล้ว|ที่ผ่านมา|ก่อน|ກ່ອນ|ຜ່ານມາ|ກ່ອນໜ້ານີ້|trước|前|yang lalu|lalu|назад)?",
            re.IGNORECASE,
        ),
    )
    for length, unit in _UNITS.items()
)
_DIRECTION = re.compile(
    r"ago|전|ที่แล้ว|ที่ผ่านมา|ก่อน|ກ່ອນ|ຜ່ານມາ|trước|前|lalu|назад|^(?:il y a|vor|hace|há)\b", re.IGNORECASE
)
_NAMED_DAYS = {
    "today": 0, "오늘": 0, "วันนี้": 0, "ມື້ນີ້": 0, "hôm nay": 0, "今天": 0, "今日": 0, "hari ini": 0,
    "yesterday": 1, "어제": 1, "เมื่อวาน": 1, "เมื่อวานนี้": 1, "ມື້ວານ": 1, "ມື້ວານນີ້": 1, "hôm qua": 1, "昨天": 1,
    "昨日": 1, "kemarin": 1, "hier": 1, "gestern": 1, "ayer": 1, "ontem": 1, "вчера": 1,
}  # fmt: skip
_IN_PATH = re.compile(
    r"/(20\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
    r"|[/_-](20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=\d{0,6}(?:[/_.?-]|$))"
)
_MAY_BE_DATE = re.compile(rf"\d|{_DIRECTION.pattern}", re.IGNORECASE)
_DATE_NAMES = re.compile(r"date|time|posted|publish|day|regdate|ngay|fecha|datum|วัน", re.IGNORECASE)


def item_date(pieces: Iterable[str], language: str, now: datetime) -> datetime | None:
    """Return the date that the texts of a list item state, or None.

    Args:
        pieces: the texts of the item, those of time elements first.
        language: BCP 47 tag of the page.
        now: aware UTC, for "3 hours ago" and dates without a year.
    """
    waiting = [piece for _, piece in zip(range(_MOST_PIECES), pieces, strict=False)]
    for piece in waiting:
        found = plausible_date(_whole(piece, language, now), now)
        if found:
            return found
    for piece in waiting:
        for match in (*_NUMERIC.finditer(piece), *_NAMED.finditer(piece)):
            found = plausible_date(parse_date(match[0].strip(" .,-"), language), now)
            if found:
                return found
    return None


def is_date(text: str) -> bool:
    """Return whether a text is only a date."""
    return any(pattern.fullmatch(text.strip()) for pattern in (_NUMERIC, _NAMED))


def date_in_url(url: str, language: str, now: datetime) -> datetime | None:
    """Return the day that the path of a URL names, such as /2025/12/15/, or None."""
    path = url.partition("://")[2].partition("/")[2].partition("#")[0]
    for match in _IN_PATH.finditer(f"/{path[:500]}"):
        year, month, day = (int(part) for part in match.groups() if part)
        found = plausible_date(parse_date(f"{year}-{month:02}-{day:02}", language), now)
        if found:
            return found
    return None


def date_texts(elements: Iterable[HtmlElement], skipped: HtmlElement | None) -> Iterator[str]:
    """Yield the short texts of elements that may hold a date: time elements, then named ones, then all.

    Args:
        elements: the parts of a list item.
        skipped: an element whose text is not read, such as the title.
    """
    timed, named, others = list[str](), list[str](), list[str]()
    for top in elements:
        for element in top.iter("*"):
            if element is skipped:
                continue
            for name in ("datetime", "data-date", "data-time", "data-published"):
                if value := element.get(name):
                    timed.append(value[:_LONGEST_PIECE])
            texts = [element.text or "", *(child.tail or "" for child in element)]
            whole = " ".join(text.strip() for text in texts if text.strip())
            others += _joined(element)
            if not whole or len(whole) > _LONGEST_PIECE:
                continue
            if element.tag == "time":
                timed.append(whole)
            elif _DATE_NAMES.search(f"{element.get('class', '')} {element.get('id', '')}"):
                named.append(" ".join(element.text_content().split())[:_LONGEST_PIECE])
                named.append(whole)
            elif _MAY_BE_DATE.search(whole) or whole.lower() in _NAMED_DAYS:
                others.append(whole)
    yield from (*timed, *named, *others)


def text_before(element: HtmlElement | None) -> str:
    """Return the end of the bare text directly before an element, as in "Nov 24, 2025 - <a>"."""
    if element is None:
        return ""
    previous, above = element.getprevious(), element.getparent()
    text = previous.tail if previous is not None else None if above is None else above.text
    return (text or "").strip()[-_LONGEST_PIECE:].rstrip(" -–—:|")


def text_after(element: HtmlElement | None) -> str:
    """Return the start of the bare text directly after an element."""
    return "" if element is None else (element.tail or "").strip()[:_LONGEST_PIECE].lstrip(" -–—:|")


def _joined(element: HtmlElement) -> list[str]:
    """Return the text of an element whose parts may make up a date: day, month and year in one span each."""
    if not 1 < len(element) <= _MOST_PARTS:
        return []
    text = " ".join(" ".join(element.itertext()).split())
    return [text] if len(text) <= _SHORT and any(character.isdigit() for character in text) else []


def _whole(piece: str, language: str, now: datetime) -> datetime | None:
    """Return the date of a piece of text if one of its parts is a date."""
    text = " ".join(piece.split(" "))
    candidates = [text, *_SEPARATOR.split(text)] if _SEPARATOR.search(text) else [text]
    for candidate in candidates:
        bare = candidate.strip(" ,.-–|\u00a0")
        for one in (bare, _LABEL.sub("", bare), _WORD_LABEL.sub("", bare)):
            if one and (found := _stated(one, language, now)):
                return found
    return None


def _stated(text: str, language: str, now: datetime) -> datetime | None:
    if len(text) < 4 or (text.isdigit() and len(text) < 8):  # noqa: PLR2004 - no date is shorter
        return _relative(text, now) if not text.isdigit() else None
    return parse_date(text, language) or _relative(text, now) or _without_year(text, language, now)


def _relative(text: str, now: datetime) -> datetime | None:
    """Return the moment that a text such as "3 hours ago" or "yesterday" means."""
    lowered = text.lower().strip()
    day, _, clock = lowered.partition(" ")
    for name in (lowered, day):
        if name in _NAMED_DAYS and (name == lowered or _CLOCK.fullmatch(clock.strip(" ,"))):
            moment = now - timedelta(days=_NAMED_DAYS[name])
            return moment.replace(second=0, microsecond=0) if _NAMED_DAYS[name] else moment
    for length, pattern in _AGO:
        found = pattern.fullmatch(lowered)
        if found and _DIRECTION.search(lowered):
            return now - length * (int(found[1]) if found[1].isdigit() else 1)
    return None


def _without_year(text: str, language: str, now: datetime) -> datetime | None:
    """Return the last day on which a month and day such as "12-15" or "Dec 15" fell.

    A day that comes soon, with the name of its month, is the date of an event; it gives None.
    """
    found = _NO_YEAR.fullmatch(text)
    if not found:
        named = _NAMED_NO_YEAR.fullmatch(text)
        return None if named is None else _last_named_day(named[1], language, now)
    for year in (now.year, now.year - 1):
        date = parse_date(f"{year}-{int(found[1]):02}-{int(found[2]):02}", language)
        if date and date <= now.astimezone(UTC) + timedelta(hours=24):
            return date
    return None


def _last_named_day(day: str, language: str, now: datetime) -> datetime | None:
    order = "{0} {1}" if day[0].isdigit() else "{0}, {1}"
    for year in (now.year + 1, now.year, now.year - 1):
        date = parse_date(order.format(day, year), language)
        ahead = date - now.astimezone(UTC) if date else None
        if ahead is None and "29" in day:
            continue  # not every year has a 29 February
        if ahead is None or timedelta(hours=24) < ahead < _SOON:
            return None
        if ahead <= timedelta(hours=24):
            return date
    return None
