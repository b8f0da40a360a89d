"""Words that occur in dates: names of months and weekdays, am and pm, and filler words.

Names come from Unicode CLDR through babel and are loaded when a language is first needed.
"""

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.models.locale_data import locale_data

if TYPE_CHECKING:
    from babel import Locale

# The languages tried, in this order, after the feed's own language and English.
LANGUAGES = (
    "en", "fr", "de", "es", "vi", "id", "ru", "th", "lo", "km", "ms", "pt", "it", "nl", "tr", "pl",
    "uk", "fil", "my", "cs", "sv", "da", "nb", "fi", "ro", "hu", "el", "bg", "sr", "ar", "fa", "he",
    "hi", "bn", "ta", "mn",
)  # fmt: skip
# First word of the Unicode character names, for languages that are not written in Latin letters.
SCRIPTS = {
    "ru": "CYRILLIC", "uk": "CYRILLIC", "bg": "CYRILLIC", "sr": "CYRILLIC", "mn": "CYRILLIC",
    "th": "THAI", "lo": "LAO", "km": "KHMER", "my": "MYANMAR", "el": "GREEK", "ar": "ARABIC",
    "fa": "ARABIC", "he": "HEBREW", "hi": "DEVANAGARI", "bn": "BENGALI", "ta": "TAMIL",
}  # fmt: skip
# Names in use that CLDR lacks.
_MORE_MONTHS = {
    "en": {"sept": 9},
    "fr": {"jan": 1, "fev": 2, "fevr": 2, "avril": 4, "jui": 6, "jul": 7, "juill": 7, "aou": 8, "dec": 12},
    "de": {"marz": 3, "maerz": 3, "mrz": 3, "janner": 1, "jänner": 1, "sept": 9},
    "es": {"sep": 9, "set": 9, "setiembre": 9},
    "id": {"agt": 8, "agst": 8, "ags": 8, "agus": 8, "nop": 11, "nopember": 11, "pebruari": 2},
    "ru": {"янв": 1, "фев": 2, "мар": 3, "апр": 4, "июн": 6, "июл": 7, "сен": 9, "окт": 10, "ноя": 11},
    "it": {"sett": 9},
    "ms": {"mac": 3, "ogos": 8},
    "lo": {"ມັງກອນ": 1, "ທັນວາ": 12},
}
_MORE_WEEKDAYS = {
    "en": ("tues", "wednes", "thur", "thurs"),
    "ms": ("ahad", "khamis"),
    "th": ("จ", "อ", "พ", "พฤ", "ศ", "ส", "อา"),
    "id": ("jum'at", "jumat", "ahad"),
}
_FORENOON = "am 오전 上午 午前 凌晨 早上 清晨 早晨 새벽 아침 sa sáng pagi ก่อนเที่ยง ກ່ອນທ່ຽງ"
_AFTERNOON = (
    "pm 오후 下午 午後 午后 晚上 傍晚 夜间 晚间 中午 저녁 밤 ch chiều tối siang sore malam หลังเที่ยง ຫຼັງທ່ຽງ"
)
HALVES = dict.fromkeys(_FORENOON.split(), "am") | dict.fromkeys(_AFTERNOON.split(), "pm")
# Words that name the number after them.
UNITS = {
    "ngày": "day", "tháng": "month", "thg": "month", "năm": "year", "ปี": "year", "ປີ": "year", "ວັນທີ": "day",
    "พศ": "year", "คศ": "year", "año": "year",
}  # fmt: skip
# Words that name the number before them.
MARKERS = {
    "年": "year",
    "년": "year",
    "月": "month",
    "월": "month",
    "日": "day",
    "号": "day",
    "號": "day",
    "일": "day",
}
_FILLERS = (
    "t feira at on the of th st nd rd er º ª hrs hr hours uhr uur h hs de del el la las le à a às "
    "au um den kl klo klokken pukul jam tanggal tgl ore alle il op om г года год в р року год о น "
    "เวลา วันที่ ที่ วัน ເວລາ ວັນທີ ທີ ວັນ ໂມງ lúc vào giờ dne 入稿 発表 更新 公開 配信 发布 發布 "
    "发表 时间 入力 입력 등록 수정 승인 작성 게재 기사입력 발행 date published"
)
FILLERS = frozenset(_FILLERS.split())
_UNSPACED = ("THAI", "LAO", "KHMER", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "MYANMAR")
_LONGEST_WORD = 24


@lru_cache(maxsize=64)
def month_and_weekday_names(language: str) -> dict[str, tuple[str, int]]:
    """Return the names of one language, normalized: ("month", 1 to 12) or ("weekday", 0) each."""
    with locale_data(language) as locale:
        return {} if locale is None else _list_names(language, locale)


def _list_names(language: str, locale: "Locale") -> dict[str, tuple[str, int]]:
    words: dict[str, tuple[str, int]] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for name in locale.days[context].get(width, {}).values():
                _add(words, name, "weekday", 0)
    for name in _MORE_WEEKDAYS.get(language, ()):
        _add(words, name, "weekday", 0)
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context].get(width, {}).items():
                _add(words, name, "month", number)
    for name, number in _MORE_MONTHS.get(language, {}).items():
        _add(words, name, "month", number)
    return words


@lru_cache(maxsize=64)
def names_with_english(language: str) -> dict[str, tuple[str, int]]:
    """Return the names of a language, and the English names that it does not use otherwise."""
    return (
        month_and_weekday_names("en") | month_and_weekday_names(language)
        if language
        else month_and_weekday_names("en")
    )


def _add(words: dict[str, tuple[str, int]], name: str, kind: str, number: int) -> None:
    word = normalize_word(name)
    if not word or any(char.isdigit() or char.isspace() for char in word):
        return  # "12월", "thg 12": read as a number with a marker
    for spelling in {word, unaccented(word), word.replace("-", " ").partition(" ")[0]}:
        if spelling not in words:
            words[spelling] = (kind, number)
        elif words[spelling][0] != kind:
            words[spelling] = ("either", number or words[spelling][1])


def normalize_word(word: str) -> str:
    """Return a word as the tables spell it: NFKC, lower case, no full stops."""
    return unicodedata.normalize("NFKC", word).lower().replace(".", "").replace("’", "'").strip()


def unaccented(word: str) -> str:
    """Return a Latin word without its accents; words of other scripts are unchanged."""
    if not word or word.isascii() or not unicodedata.name(word[0], "").startswith("LATIN"):
        return word
    parts = unicodedata.normalize("NFD", word)
    return "".join(char for char in parts if not unicodedata.combining(char))


def is_unspaced(word: str) -> bool:
    """Return whether a word is in a script that is written without spaces."""
    return bool(word) and unicodedata.name(word[0], "").startswith(_UNSPACED)


def split_word(word: str, known: dict[str, tuple[str, int]]) -> tuple[str, ...] | None:
    """Split a run of letters into words of the tables, longest first; None if a part is unknown."""
    pieces = []
    while word:
        for end in range(min(len(word), _LONGEST_WORD), 0, -1):
            piece = word[:end]
            if piece in known or piece in FILLERS or piece in UNITS or piece in HALVES or piece in MARKERS:
                pieces.append(piece)
                word = word[end:]
                break
        else:
            return None
    return tuple(pieces)
