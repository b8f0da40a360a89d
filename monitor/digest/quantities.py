"""Find the numbers and dates in a text, in one notation for all languages.

`4억1천200만 달러`, `4.12亿美元`, `412 ລ້ານໂດລາ`, `412 triệu USD` and `$412 million` are one number; `Jan. 14`,
`14 ມັງກອນ`, `14/1` and `1月14日` are one date.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache

from monitor.models.caseless import caseless
from monitor.models.locale_data import locale_data
from monitor.models.locales import primary_language

_MYRIADS = {
    "십": 10, "백": 100, "천": 10**3, "만": 10**4, "억": 10**8, "조": 10**12,
    "十": 10, "百": 100, "千": 10**3, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12,
}  # fmt: skip
_WORDS = {
    "thousand": 10**3, "million": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9, "trillion": 10**12,
    "mille": 10**3, "millions": 10**6, "milliard": 10**9, "milliards": 10**9,
    "tausend": 10**3, "millionen": 10**6, "milliarde": 10**9, "milliarden": 10**9, "mio": 10**6, "mrd": 10**9,
    "mil": 10**3, "millón": 10**6, "millones": 10**6, "milhão": 10**6, "milhões": 10**6, "bilhão": 10**9,
    "bilhões": 10**9, "mila": 10**3, "milione": 10**6, "milioni": 10**6, "miliardo": 10**9, "miliardi": 10**9,
    "nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9,
    "พันล้าน": 10**9, "หมื่นล้าน": 10**10, "แสนล้าน": 10**11, "ล้านล้าน": 10**12, "ล้าน": 10**6,
    "แสน": 10**5, "หมื่น": 10**4, "พัน": 10**3,
    "ພັນລ້ານ": 10**9, "ລ້ານລ້ານ": 10**12, "ລ້ານ": 10**6, "ຕື້": 10**9, "ແສນ": 10**5, "ໝື່ນ": 10**4, "ພັນ": 10**3,
    "тыс": 10**3, "тысяча": 10**3, "тысячи": 10**3, "тысяч": 10**3,
    "млн": 10**6, "миллион": 10**6, "миллиона": 10**6, "миллионов": 10**6,
    "млрд": 10**9, "миллиард": 10**9, "миллиарда": 10**9, "миллиардов": 10**9,
    "ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12,
    "ពាន់លាន": 10**9, "លាន": 10**6, "សែន": 10**5, "ម៉ឺន": 10**4, "ពាន់": 10**3,
    "ဘီလီယံ": 10**9, "သန်း": 10**6, "သိန်း": 10**5, "သောင်း": 10**4, "ထောင်": 10**3,
}  # fmt: skip
# Reports use either the larger or the smaller of these units.
_UNITS = {
    "tonne": 10**3, "tonnes": 10**3, "ton": 10**3, "tons": 10**3, "tấn": 10**3,
    "톤": 10**3, "t": 10**3, "吨": 10**3, "噸": 10**3, "トン": 10**3, "ตัน": 10**3,
    "ໂຕນ": 10**3, "toneladas": 10**3, "tonnen": 10**3, "тонн": 10**3, "km": 10**3,
    "㎞": 10**3, "kilometre": 10**3, "kilometres": 10**3, "kilometer": 10**3,
    "kilometers": 10**3, "킬로미터": 10**3, "公里": 10**3, "千米": 10**3, "キロ": 10**3,
    "กิโลเมตร": 10**3, "ກິໂລແມັດ": 10**3, "kilomètres": 10**3, "kilómetros": 10**3,
    "тонна": 10**3, "тонны": 10**3, "км": 10**3, "километр": 10**3, "километра": 10**3, "километров": 10**3,
    "tonnellata": 10**3, "tonnellate": 10**3, "chilometri": 10**3, "quilômetros": 10**3, "quilómetros": 10**3,
    "តោន": 10**3, "គីឡូម៉ែត្រ": 10**3, "မက်ထရစ်တန်": 10**3, "ကီလိုမီတာ": 10**3,
}  # fmt: skip
# The words for 2 to 20, and for the tens.
_SPELT = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn zwanzig",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve",
    "vi": "hai ba bốn năm sáu bảy tám chín mười",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici "
    "sedici diciassette diciotto diciannove venti",
    "pt": "dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete "
    "dezoito dezenove vinte",
    "id": "dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas",
    "ru": "два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать "
    "четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "fr": "vingt trente quarante cinquante soixante",
}
_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)*")
_MIXED = re.compile(r"(?:\d+(?:[.,]\d+)*\s?[십백천만억조十百千万萬亿億兆]+\s?)+(?:\d+(?:[.,]\d+)*)?")
_MARKS = r"\u0300-\u036f\u0e31-\u0e4e\u0eb1-\u0ece\u102b-\u103e\u17b4-\u17d3"
_WORD = re.compile(rf"\s?-?([^\W\d_][\w{_MARKS}]*|[㎞%])")
_EAST_DATE = re.compile(r"(?:(\d{1,2})\s?[月월]\s?)(\d{1,2})\s?[日号號일]")
_EAST_DAY = re.compile(r"(?<![\d.])(\d{1,2})[日일](?!\s?[間간前전内내以제뒤후동後后])")
_EAST_SIGN = re.compile(r"\d\s?[月월日일]")  # most texts have none, and are searched once
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(?:19|20)\d\d)?(?![\d/])")
_PERCENT = re.compile(
    r"\s?(?:%|per ?cent|pour cent|prozent|por ciento|por cento|persen|процент|phần trăm|퍼센트|เปอร์เซ็นต์"
    r"|ເປີເຊັນ|ភាគរយ|ရာခိုင်နှုန်း)",
    re.IGNORECASE,
)
_DAY_BEFORE = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|\.)?\s*(?:de\s|of\s|ខែ)?\s*$")
_DAY_BEHIND = re.compile(r"\.?လ?\s*(\d{1,2})(?!\d)")
_THOUSANDS = 3  # digits behind a separator
_TEN, _TWENTY = 10, 20
_MONEY = re.compile(r"[$€£¥₩]")
_FULL_DAY_FIRST = frozenset({"vi", "fr", "es", "th", "lo", "de", "it", "pt", "id"})


def quantities(folded: str, words: str, language: str) -> Counter[str]:
    """Return the numbers of a folded text in plain notation with their counts: `412000000`, `35%`, `4.2`.

    `words` is the text as `lexicon.spaced` gives it, for numbers in words.
    """
    found: Counter[str] = Counter()
    rest = []
    last = 0
    for match in _MIXED.finditer(folded):
        rest.append(folded[last : match.start()])
        last = match.end()
        found[_plain(_mixed_value(match[0]) * _unit(folded, match.end()))] += 1
    rest.append(folded[last:])
    for part in rest:
        found.update(_plain_numbers(part))
    found.update(_spelt(words, language))
    return found


def _plain_numbers(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        value = _value(match[0])
        if _PERCENT.match(text, match.end()):
            yield _plain(value) + "%"
            continue
        millions = text[match.end() : match.end() + 1] == "m" and _MONEY.match(text, match.start() - 1)
        yield _plain(value * (10**6 if millions else _unit(text, match.end())))


def _value(written: str) -> float:
    """Return the value of digits with separators; three digits behind one are thousands."""
    bare = re.sub(r"[ \u00a0\u202f]", "", written)
    parts = re.split(r"[.,]", bare)
    thousands = [len(part) == _THOUSANDS for part in parts[1:]]
    if not thousands or (all(thousands) and len(parts[0]) <= _THOUSANDS and parts[0] != "0"):
        return float("".join(parts))
    return float("".join(parts[:-1]) + "." + parts[-1])


def _mixed_value(written: str) -> float:
    """Return the value of digits among the Chinese and Korean words for powers of ten."""
    total = section = last = 0.0
    for piece in re.finditer(r"(\d+(?:[.,]\d+)*)|([십백천만억조十百千万萬亿億兆])", written):
        if piece[1]:
            last = _value(piece[1])
            section += last
        elif (power := _MYRIADS[piece[2]]) < 10**4:
            section += last * (power - 1)
        else:
            total += (section or 1) * power
            section = 0.0
    return total + section


def _unit(text: str, end: int) -> float:
    """Return the factor of the words behind a number: `million`, `tonnes`."""
    factor = 1.0
    for _ in range(2):
        word = _WORD.match(text, end)
        if not word:
            return factor
        known = _factor(word[1])
        if known is None:
            return factor
        length, value = known
        factor *= value
        end = word.start(1) + length
    return factor


@cache
def _solid() -> tuple[str, ...]:
    words = [*_WORDS, *_UNITS]
    return tuple(sorted((word for word in words if word[0] > "\u0e00"), key=len, reverse=True))


def _factor(word: str) -> tuple[int, float] | None:
    """Return the length and the value of the factor at the start of a word."""
    if word[0] > "\u0e00":
        for known in _solid():
            if word.startswith(known):
                return len(known), float(_WORDS.get(known) or _UNITS[known])
        return None
    value = _WORDS.get(word) or _UNITS.get(word)
    return (len(word), float(value)) if value else None


def _plain(value: float) -> str:
    return f"{value:.10g}" if value < 10**10 else str(round(value))


def _spelt(words: str, language: str) -> Iterator[str]:
    """Yield the numbers from 2 to 99 that are written as words, in some languages."""
    known = _spelt_words(primary_language(language))
    if not known:
        return
    ten = 0
    for word in words.split():
        value = known.get(word, 0)
        if ten and 0 < value < _TEN:
            yield str(ten + value)
            ten = 0
            continue
        if ten:
            yield str(ten)
        ten = value if value >= _TWENTY else 0
        if value and not ten:
            yield str(value)
    if ten:
        yield str(ten)


@cache
def _spelt_words(language: str) -> dict[str, int]:
    words = {word: value for value, word in enumerate(_SPELT.get(language, "").split(), 2)}
    return words | {word: 10 * ten for ten, word in enumerate(_TENS.get(language, "").split(), 2)}


def dates(folded: str, language: str, published: date) -> Counter[date]:
    """Return the dates in a folded text with their counts; the year is the one nearest to `published`."""
    found: Counter[date] = Counter()
    for month, day in _named(folded, language):
        _add(found, month, day, published)
    if _EAST_SIGN.search(folded):
        for match in _EAST_DATE.finditer(folded):
            _add(found, int(match[1]), int(match[2]), published)
        for match in _EAST_DAY.finditer(_EAST_DATE.sub(" ", folded)):
            _add(found, published.month, int(match[1]), published)
    if primary_language(language) in _FULL_DAY_FIRST:
        for match in _SLASHED.finditer(folded):
            _add(found, int(match[2]), int(match[1]), published)
    return found


def _add(found: Counter[date], month: int, day: int, published: date) -> None:
    options = []
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            options.append(date(year, month, day))
        except ValueError:
            return
    found[min(options, key=lambda option: abs(option - published))] += 1


def _named(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield (month, day) of dates with a month's name."""
    pattern, months = _months(primary_language(language))
    if pattern is None:
        return
    for match in pattern.finditer(text):
        day = _DAY_BEFORE.search(text, max(0, match.start() - 8), match.start()) or _DAY_BEHIND.match(
            text, match.end()
        )
        if day:
            yield months[match[0]], int(day[1])


@cache
def _months(language: str) -> tuple[re.Pattern[str] | None, dict[str, int]]:
    """Return a pattern of the names of months in a language, and the months by name."""
    months: dict[str, int] = {}
    with locale_data(language) as locale:
        if locale is None:
            return None, {}
        for width in ("wide", "abbreviated"):
            for form in ("format", "stand-alone"):
                for number, name in locale.months[form][width].items():
                    plain = caseless(name).rstrip(".")
                    if not any(char.isdigit() for char in plain):
                        months[plain] = number
    if not months:
        return None, {}
    names = "|".join(re.escape(name) for name in sorted(months, key=len, reverse=True))
    return re.compile(names), months
