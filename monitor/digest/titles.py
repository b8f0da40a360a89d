"""Headlines as stories compare them: without marks of an update, the outlet's own name, or punctuation.

Pure: no I/O, no clock.
"""

import re
import unicodedata
from collections.abc import Iterable

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
_TAIL = re.compile(r"\s+[-–—|·]\s+([^-–—|·]{2,40})$")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def squash(text: str) -> str:
    """Reduce text to the letters, marks and digits that two copies of it share.

    NFKC, case folded, white space and punctuation dropped; combining marks stay: many are vowels.
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def has_update_mark(title: str) -> bool:
    """Tell whether a headline says that it continues another: `[2보]`, `(종합)`, `UPDATE 2-`, `(2nd LD)`."""
    return bool(_BRACKETED.search(title) or _LEADING.match(title))


def without_marks(title: str) -> str:
    """Return a headline without marks of an update."""
    return _LEADING.sub("", _BRACKETED.sub(" ", title)).strip()


def plain_title(title: str, outlets: Iterable[str] = ()) -> str:
    """Return a headline squashed, without marks of an update and without its outlet's name behind a dash."""
    bare = without_marks(title)
    tail = _TAIL.search(bare)
    if tail and squash(tail[1]) in {squash(name) for name in outlets}:
        bare = bare[: tail.start()]
    return squash(bare) or squash(title)


def numbers(text: str) -> frozenset[str]:
    """Return the numbers that stand in a text, such as `5` and `1,200`: a new one is a new fact."""
    return frozenset(_NUMBER.findall(unicodedata.normalize("NFKC", text)))
