"""Normalize headlines for comparison: without update marks, outlet names and punctuation."""

import re
import unicodedata
from collections.abc import Iterable

from monitor.models.caseless import caseless

_KOREAN = r"\d?\s*보|종합\s*\d*\s*보?|속보|긴급|업데이트|수정|정정|재송"
_ENGLISH = (
    r"(?:\d+(?:st|nd|rd|th)\s+)?(?:lead|ld)|urgent|breaking(?:\s+news)?|update[d]?\s*\d*|corrected|correction|"
    r"wrap-?up\s*\d*|rpt|repeat|flash|just\s+in|developing"
)
_EASTERN = r"更新|快讯|快訊|速報|第\s*\d+\s*報|続報|最新|更正|訂正"
_SOUTHERN = r"ด่วน!?|อัปเดต|ອັບເດດ|ດ່ວນ|cập\s+nhật|tin\s+mới|khẩn"
_WORD = f"(?:{_KOREAN}|{_ENGLISH}|{_EASTERN}|{_SOUTHERN})"
_BRACKETED = re.compile(rf"[\[(（【〔<＜]\s*{_WORD}\s*[\])）】〕>＞]", re.IGNORECASE)
_LEADING = re.compile(
    r"^\s*(?:(?:update|wrap-?up)\s*\d*|corrected|rpt|urgent|breaking(?:\s+news)?|flash|updated|速報|快讯|快訊|ด่วน!?|ດ່ວນ)"
    r"\s*[-–—:：]\s*",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"[\s!-/:-@\[-`{-~\u00a0-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u2000-\u206f"
    r"\u3000-\u303f\ufe00-\ufe0f\ufeff\uff01-\uff0f\uff1a-\uff20\uff5b-\uff65]+"
)
# The outlet that aggregators append to a headline: after a dash or a bar, or in brackets.
_TAIL = re.compile(
    r"(?:\s+[-–—|·:丨｜_]\s+|(?<=\S)[-–—]\s+|\s+[-–—|](?=\S)|[丨｜_|](?=[^\s\d]))([^-–—|·丨｜_]{2,40})$"
    r"|(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])[-–—](?=[^\s\d])([^-–—|·丨｜_]{2,20})$"
    r"|\s*[(（\[【]([^()（）\[\]【】]{2,40})[)）\]】]$"
)
_LINKING = frozenset(
    {"of", "the", "and", "for", "in", "on", "de", "du", "des", "la", "le", "der", "die", "das", "&"}
)
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_SECTION = re.compile(r"\s+[-–—|·/:»>]\s+|\s*[|｜丨:：»]\s+|\s+\(")
_WORDS = 5
_TAILS = 2
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def squash(text: str) -> str:
    """Reduce text to the letters, marks and digits that two copies of it share.

    NFKC, case folded, without white space and punctuation. Combining marks are kept because many are vowels.
    """
    return _NOISE.sub("", caseless(text))


def has_update_mark(title: str) -> bool:
    """Return whether a headline has an update mark: `[2보]`, `(종합)`, `UPDATE 2-`, `(2nd LD)`."""
    return bool(_BRACKETED.search(title) or _LEADING.match(title))


def without_marks(title: str) -> str:
    """Return a headline without update marks."""
    return _LEADING.sub("", _BRACKETED.sub(" ", title)).strip()


def plain_title(title: str, outlets: Iterable[str] = ()) -> str:
    """Return a headline squashed, without update marks and without its outlets' names at the end."""
    bare = without_marks(title)
    names = {outlet_key(name) for name in outlets}
    for _ in range(_TAILS):
        tail = _TAIL.search(bare)
        if tail and outlet_key(tail[tail.lastindex or 1]) in names:
            bare = bare[: tail.start()]
    return squash(bare) or squash(title)


def headline(title: str) -> str:
    """Return a headline squashed, without update marks and without what may be an outlet's name at the end.

    The removed end may have been part of the headline, so a match needs further evidence.
    """
    bare = without_marks(title)
    for _ in range(_TAILS):
        tail = _TAIL.search(bare)
        if tail and _may_name(tail[tail.lastindex or 1]):
            bare = bare[: tail.start()]
    return squash(bare) or squash(title)


def outlet_key(name: str) -> str:
    """Return a key that the names of one outlet share: without article, section, case and punctuation."""
    bare = _ARTICLE.sub("", unicodedata.normalize("NFKC", name).strip())
    return squash(_SECTION.split(bare)[0]) or squash(bare) or bare


def unique_outlets(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of outlets, each outlet once, with the name that comes first."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(outlet_key(name), name)
    return tuple(first.values())


def _may_name(tail: str) -> bool:
    """Return whether the end of a headline may be the name of an outlet: each word begins like a name."""
    words = tail.split()
    if len(words) > _WORDS or (any(char.isdigit() for char in tail) and not _DOMAIN.fullmatch(tail)):
        return False
    return all(word in _LINKING or not word[0].islower() or _DOMAIN.fullmatch(word) for word in words)


def numbers(text: str) -> frozenset[str]:
    """Return the numbers in a text, such as `5` and `1,200`; a new number is a new fact."""
    return frozenset(_NUMBER.findall(unicodedata.normalize("NFKC", text)))
