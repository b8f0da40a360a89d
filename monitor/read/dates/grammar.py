"""Parse dates written in words and in any order.

A date is accepted only if every word, number and sign of it is understood. Otherwise it is left undated: an
undated entry counts as news of now, but an entry with a wrong date is lost.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from monitor.models.locales import primary_language
from monitor.read.dates.names import (
    FILLERS,
    HALVES,
    LANGUAGES,
    MARKERS,
    SCRIPTS,
    UNITS,
    is_unspaced,
    month_and_weekday_names,
    names_with_english,
    normalize_word,
    split_word,
    unaccented,
)

_YEAR_FIRST = {"ko", "ja", "zh", "hu", "mn", "lt"}
_MONTH_FIRST = {"en-us", "en-ph", "fil", "tl"}
_NO_ORDER = {"", "en", "en-ca"}
_LAST_MONTH, _LAST_DAY = 12, 31
_CENTURY = 69  # two-digit years from 69 on are in the 1900s (POSIX)
_FULL, _SHORT = 4, 2  # digits of a year
_BUDDHIST = 543
# Years of this era; they have no other meaning.
BUDDHIST_YEARS = range(2440, 2700)
_NOON = 12
# Japanese eras and the Republic of China: the year before their first.
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_ERA = re.compile(r"(令和|平成|昭和|民國|民国)\s*(元|\d{1,3})\s*年")
_WEEKDAY = re.compile(
    r"[(\[]\s*[月火水木金土日一二三四五六天월화수목금토일]\s*[)\]]|(?:星期|礼拜|禮拜|周|週)[一二三四五六日天]"
    r"|[月火水木金土日]曜日?|[월화수목금토일]요일"
    r"|(?<!\w)thứ\s*(?:hai|ba|tư|năm|sáu|bảy|[2-7])(?!\w)|(?<!\w)chủ\s*nhật(?!\w)"
)
_VIETNAMESE = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_VIETNAMESE_MONTH = re.compile(rf"(?<=tháng )({'|'.join(reversed(_VIETNAMESE))})(?!\w)")
# 10:30, 10:30:15.250, 10時30分, 3시 20분, 10h30, 10 giờ 30 phút, 10 ໂມງ 30
_CLOCK = re.compile(
    r"(?<![\d:.+-])(\d{1,2})(?:\s?:\s?|\s?(?:[時时點点시]|giờ|ໂມງ|นาฬิกา)\s?(?=\d)|h(?=\d\d))(\d{1,2})"
    r"(?:\s?(?:[分분]|phút|min|ນາທີ|นาที)(?:\s?(\d{1,2})\s?[秒초])?|:(\d{1,2})(?:[.,]\d{1,9})?)?(?![\d:])"
)
_HOUR = re.compile(r"(?<![\d:.])(\d{1,2})\s?(?:[時时點点시]|h\b|giờ|uhr\b|(?=[ap]\.?\s?m\b))(?!\d)")
_DOTTED = re.compile(r"(?<![\d.:/-])([01]?\d|2[0-3])\.([0-5]\d)(?:\.([0-5]\d))?(?![\d.:/-])")
_CUT = "\x01"  # replaces the clock time
_HALF = re.compile(r"\x01\s?([ap])\.?\s?m\b\.?|(?<!\w)([ap])\.?m\b\.?\s?\x01")
_OFFSET = re.compile(r"(\x01[\s,]*|\d{4}\s)\(?(?:(?:utc|gmt|ut)\s?)?([+-]\d{1,2}(?::?\d{2})?)(?![\d/.:-])\)?")
_COMMENT = re.compile(r"\s*\([^()\d]+\)\s*$")  # after a zone: (Korean Standard Time)
_ZONE = re.compile(r"\x01[\s,]*\(?([a-z]{1,5})\b\)?")
_GLUE = frozenset(" ,./-–—·|()[]:;~、。・" + _CUT)
_PIECE = re.compile(
    r"(\d+)|([^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0e31-\u0e4e\u0eb1-\u0ece\u102b-\u103e\u17b4-\u17d3\u0900-\u0dff]|['.](?=[^\W\d_]))*\.?)|(.)"
)


@dataclass(frozen=True, slots=True)
class DateFields:
    """The fields of a date. `zone` is a name, an offset, or "" if the date names none."""

    year: int
    month: int
    day: int
    clock: tuple[int, int, int] = (0, 0, 0)
    zone: str = ""


@dataclass(slots=True)
class _Parts:
    """The parts of a date, collected word by word.

    Attributes:
        named: digits of the day, month or year, where a word says which it is.
        unnamed: the other numbers, as written.
        separators: the text before each of the unnamed numbers, since the number before it.
        maybe_months: numbers of months whose names are also names of weekdays.
        half: "am", "pm" or "".
    """

    named: dict[str, str] = field(default_factory=dict)
    unnamed: list[str] = field(default_factory=list)
    separators: list[str] = field(default_factory=list)
    maybe_months: set[int] = field(default_factory=set)
    half: str = ""


@dataclass(frozen=True, slots=True)
class _Clock:
    time: tuple[int, int, int] | None = None
    half: str = ""
    zone: str = ""


def parse_fields(raw: str, language: str, zones: Collection[str]) -> DateFields | None:
    """Return the fields of a date, or None unless every word, number and sign of it is understood.

    Args:
        raw: the date, at most about 80 characters.
        language: of the document, for the order of day and month and for month names.
        zones: names of time zones, in lower case.
    """
    text = _normalize(raw)
    era = _ERA.search(text)
    if era:
        year = _ERAS[era[1]] + (1 if era[2] == "元" else int(era[2]))
        text = f"{text[: era.start()]}{year}年{text[era.end() :]}"
    text = _WEEKDAY.sub(" ", text)
    text = _VIETNAMESE_MONTH.sub(lambda name: str(_VIETNAMESE.index(name[1]) + 1), text)
    language = language.lower().replace("_", "-")
    for pattern in (_CLOCK, _HOUR, _DOTTED):
        if pattern.search(text):
            fields = _read(*_extract_clock(text, raw, pattern, zones), language)
            if fields or pattern is not _HOUR:
                return fields
    return _read(text, _Clock(), language)


def _read(text: str, clock: _Clock, language: str) -> DateFields | None:
    offset = None if clock.zone else _OFFSET.search(text)
    if offset:  # after the year, if there is no clock time
        clock = _Clock(clock.time, clock.half, offset[2])
        text = f"{text[: offset.end(1)]} {text[offset.end() :]}"
    for known in _name_tables(primary_language(language), text):
        parts = _collect_parts(text, known)
        day = parts and _resolve_day(parts, language, thai=language.startswith("th") or _is_thai(text))
        if parts and day:
            time = _time(clock, parts.half)
            return None if time is None else DateFields(*day, time, clock.zone)
    return None


def _normalize(raw: str) -> str:
    """Return text in lower case and NFKC, with the digits of any script as 0 to 9."""
    text = unicodedata.normalize("NFKC", raw).lower().replace("−", "-").replace("’", "'").replace(_CUT, "?")
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _is_thai(text: str) -> bool:
    return any("\u0e00" <= char < "\u0e80" for char in text)


def _name_tables(own: str, text: str) -> Iterator[dict[str, tuple[str, int]]]:
    """Yield tables of month and weekday names, most likely first; each is loaded only when asked for."""
    yield names_with_english("" if own == "en" else own)
    scripts = {unicodedata.name(char, "").partition(" ")[0] for char in text if char.isalpha()}
    for name in LANGUAGES:
        if name not in {own, "en"} and SCRIPTS.get(name, "LATIN") in scripts:
            yield names_with_english(name)


def _extract_clock(
    text: str, raw: str, pattern: re.Pattern[str], zones: Collection[str]
) -> tuple[str, _Clock]:
    """Remove the clock time, its am or pm and its zone. A second clock time is left and fails the parse."""
    found = pattern.search(text)
    assert found  # noqa: S101 - the caller looked
    numbers = [number for number in found.groups() if number]
    time = (int(numbers[0]), int(numbers[1]) if numbers[1:] else 0, int(numbers[2]) if numbers[2:] else 0)
    text = text[: found.start()] + _CUT + text[found.end() :]
    half = _HALF.search(text)
    if half:
        text = text[: half.start()] + _CUT + text[half.end() :]
    zone = ""
    offset, name = _OFFSET.search(text), _ZONE.search(text)
    if offset:
        zone, text = offset[2], f"{text[: offset.end(1)]} {text[offset.end() :]}"
    elif name and (name[1] in zones or (_is_unknown_zone(name[1]) and name[1].upper() in raw)):
        zone, text = name[1], f"{text[: name.start()]}{_CUT} {text[name.end() :]}"
    if zone:
        text = _COMMENT.sub("", text)
    return text, _Clock(time, f"{half[1] or half[2]}m" if half else "", zone)


def _is_unknown_zone(word: str) -> bool:
    """Return whether a capitalised word after the clock time can only be a zone that is not in our table."""
    return (
        len(word) > 1
        and word not in month_and_weekday_names("en")
        and word not in FILLERS
        and word not in HALVES
    )


def _collect_parts(text: str, known: dict[str, tuple[str, int]]) -> _Parts | None:
    parts, pending, since = _Parts(), "", ""
    for digits, letters, sign in _PIECE.findall(text):
        if digits:
            if pending and pending in parts.named:
                return None
            if pending:
                parts.named[pending] = digits
            else:
                parts.unnamed.append(digits)
                parts.separators.append(since)
            pending, since = "", ""
        elif sign:
            if sign not in _GLUE:
                return None
            since += sign
        else:
            words = _split(normalize_word(letters), known)
            for word in words or ("?",):
                if pending or not _add_word(word, known, parts):
                    return None
                pending = UNITS.get(word, "")
            since += " "
    return None if pending else parts


def _split(word: str, known: dict[str, tuple[str, int]]) -> tuple[str, ...] | None:
    if word in known or word in FILLERS or not word:
        return (word,)
    if is_unspaced(word):
        return split_word(word, known)
    return (unaccented(word) if word not in HALVES and word not in UNITS else word,)


def _add_word(word: str, known: dict[str, tuple[str, int]], parts: _Parts) -> bool:
    """Add one word to the parts; return False if the word has no place in a date."""
    kind, number = known.get(word, ("", 0))
    if kind == "month":
        return parts.named.setdefault("month", str(number)) == str(number)
    if kind == "either":
        parts.maybe_months.add(number)
    elif word in MARKERS and parts.unnamed:
        parts.separators.pop()
        number_before = parts.unnamed.pop()
        return parts.named.setdefault(MARKERS[word], number_before) is number_before
    elif word in HALVES and not (kind or parts.half):
        parts.half = HALVES[word]
    elif not kind and word not in FILLERS and word not in UNITS:
        return False
    return True


def _resolve_day(parts: _Parts, language: str, *, thai: bool) -> tuple[int, int, int] | None:
    """Return year, month and day if each is present and no other number is."""
    named = dict(parts.named)
    if "month" not in named and len(parts.maybe_months) == 1 and len(parts.unnamed) < 3:  # noqa: PLR2004
        named["month"] = str(next(iter(parts.maybe_months)))
    missing = [name for name in ("year", "month", "day") if name not in named]
    if len(missing) != len(parts.unnamed):
        return None
    order = _field_order(missing, parts, language)
    if order is None:
        return None
    named |= dict(zip(order, parts.unnamed, strict=True))
    year = _year(named["year"], thai=thai)
    if year is None or len(named["month"]) > _SHORT or len(named["day"]) > _SHORT:
        return None
    return year, int(named["month"]), int(named["day"])


def _field_order(  # noqa: PLR0911 - a table of cases
    missing: list[str], parts: _Parts, language: str
) -> tuple[str, ...] | None:
    """Return what the unnamed numbers are, in their order."""
    unnamed = parts.unnamed
    if len(missing) <= 1:
        return tuple(missing)
    if missing == ["year", "day"]:
        return ("year", "day") if len(unnamed[0]) == _FULL else ("day", "year")
    if missing == ["year", "month"]:
        return ("month", "year") if len(unnamed[1]) == _FULL else None
    signs = [sign.strip() for sign in parts.separators[1:]]
    if len(unnamed) != 3 or signs[0] != signs[1] or len(signs[0]) > 1:  # noqa: PLR2004
        return None
    if len(unnamed[0]) == _FULL:
        return ("year", "month", "day")
    if len(unnamed[2]) == _FULL:
        if int(unnamed[2]) in BUDDHIST_YEARS and int(unnamed[1]) <= _LAST_MONTH:
            return ("day", "month", "year")  # where this era is used, the day is first
        return _day_and_month(int(unnamed[0]), int(unnamed[1]), signs[0], language)
    return _short_order(tuple(map(int, unnamed)), language)


def _day_and_month(first: int, second: int, sign: str, language: str) -> tuple[str, ...] | None:
    day_first, month_first = ("day", "month", "year"), ("month", "day", "year")
    if first > _LAST_MONTH or first == second:
        return day_first
    if second > _LAST_MONTH:
        return month_first
    if language in _MONTH_FIRST:
        return month_first
    if language in _NO_ORDER or primary_language(language) in _YEAR_FIRST:
        return day_first if sign == "." and not language else None
    return day_first


def _short_order(numbers: tuple[int, ...], language: str) -> tuple[str, ...] | None:
    """Return what three two-digit numbers are, by the language's order or if only one order is possible."""
    year_first, day_first, month_first = (
        ("year", "month", "day"),
        ("day", "month", "year"),
        ("month", "day", "year"),
    )
    if primary_language(language) in _YEAR_FIRST:
        orders = [year_first]
    elif language in _MONTH_FIRST:
        orders = [month_first]
    elif language in _NO_ORDER:
        orders = [year_first, day_first, month_first]
    else:
        orders = [day_first]
    possible = []
    for order in orders:
        found = dict(zip(order, numbers, strict=True))
        if 1 <= found["month"] <= _LAST_MONTH and 1 <= found["day"] <= _LAST_DAY:
            possible.append(order)
    return possible[0] if len(possible) == 1 else None


def _year(digits: str, *, thai: bool) -> int | None:
    if len(digits) == _FULL:
        return int(digits)
    if len(digits) != _SHORT:
        return None
    if thai and int(digits) > 50:  # noqa: PLR2004 - from 2550 on; a Thai 25 is 2025
        return 2500 + int(digits) - _BUDDHIST
    return int(digits) + (1900 if int(digits) >= _CENTURY else 2000)


def _time(clock: _Clock, half: str) -> tuple[int, int, int] | None:
    if clock.half and half:
        return None
    half = clock.half or half
    hour, minute, second = clock.time or (0, 0, 0)
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    return hour, minute, second
