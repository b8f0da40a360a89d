"""Guess the charset of bytes whose declared charset is missing or wrong.

The guess uses the language, the script and letter frequencies of a sample, so large documents cost no more
than small ones.
"""

import re
from collections.abc import Iterable
from functools import cache

from monitor.models.locales import primary_language

# Charsets of the press of each language before UTF-8, most common first. The text decides between them.
_CYRILLIC = ("cp1251", "koi8-u", "iso8859-5", "cp866")
_BY_LANGUAGE = {
    "ko": ("cp949",), "ja": ("cp932", "euc_jis_2004"), "zh": ("gb18030", "big5hkscs"), "yue": ("big5hkscs", "gb18030"),  # noqa: E501
    "th": ("cp874",), "vi": ("cp1258",), "el": ("cp1253",), "he": ("cp1255",), "ar": ("cp1256", "iso8859-6"), "fa": ("cp1256",),  # noqa: E501
    "ur": ("cp1256",), "tr": ("cp1254",), "az": ("cp1254",), "pl": ("iso8859-2", "cp1250"),
    "cs": ("cp1250", "iso8859-2"), "sk": ("cp1250", "iso8859-2"), "hu": ("cp1250", "iso8859-2"),
    "hr": ("cp1250", "iso8859-2"), "sl": ("cp1250", "iso8859-2"), "ro": ("iso8859-16", "cp1250"),
    "et": ("cp1257",), "lv": ("cp1257",), "lt": ("cp1257",),
    **dict.fromkeys(("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg"), _CYRILLIC),
}  # fmt: skip
_EAST_ASIAN = ("cp949", "cp932", "euc_jis_2004", "gb18030", "big5hkscs")
_OF_NO_LANGUAGE = (*_EAST_ASIAN, "cp874", *_CYRILLIC, "cp1253", "cp1256")
_LETTERS = {
    "cp949": "\uac00-\ud7a3", "cp932": "\u3041-\u30fe\u4e00-\u9fff", "euc_jis_2004": "\u3041-\u30fe\u4e00-\u9fff",  # noqa: E501
    "gb18030": "\u4e00-\u9fff", "big5hkscs": "\u4e00-\u9fff", "cp874": "\u0e01-\u0e5b",
    "cp1253": "\u0370-\u03ff", "cp1255": "\u0590-\u05ff", "cp1256": "\u0600-\u06ff",
    "iso8859-6": "\u0600-\u06ff",
    **dict.fromkeys(_CYRILLIC, "\u0400-\u045f\u0490\u0491"),
}  # fmt: skip
_LATIN_LETTERS = {
    "pl": "ąćęłńóśźż", "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "hu": "áéíóöőúüű", "hr": "čćđšž",
    "sl": "čšž", "ro": "ăâîșțşţ", "tr": "çğıöşüİâî", "az": "çəğıöşüİ", "et": "äõöüšž", "lv": "āčēģīķļņšūž",
    "lt": "ąčęėįšųūž",
}  # fmt: skip
# Punctuation that any of these scripts uses: full-width East Asian marks, quotes, dashes.
_PUNCTUATION = "\u00ab\u00bb\u00b7\u2010-\u2027\u2030-\u203b\u20ac\u2116\u3000-\u301f\u30fb\u30fc\uff01-\uff5e\u2190-\u21ff\u25a0-\u25ff\u4e00-\u9fff"  # noqa: E501
# The most common letters: a wrong charset of the same script, or of another, gives rare ones.
_COMMON = {
    "zh": "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動同工也能下过過子说說产產种種面而方后後多定行学學法所民得经經十三之进進着等部度家电電力里裡如水化高自二理起小物现現实實加量都两兩体體制机機当當使点點从從业業本去把性好应應开開它合还還因由其些然前外天政四日那社义義事平形相全表间間样樣与與关關各重新线線内內数數正心反你明看原又么麼利比或但质質气氣第向道命此变變条條只没沒结結解问問意建月公无無系军軍很情者最立代想已通并提直题題党黨程展五果料象员員革位入常文总總次品式活设設及管特件长長求老头頭基资資边邊流路级級少图圖山统統接知较較将將组組见見计計别別她手角期根论論运運农農指几幾九区區强強放决決西被干做必战戰先回则則任取据據处處队隊南给給色光门門即保治北造百规規热熱领領七海口东東导導器压壓志世金增争爭济濟阶階油思术術极極交受联聯什认認六共权權收证證改清己美再采採转轉更单單风風切打白教速花带帶安场場身车車例真务務具万萬每目至达達走积積示议議声聲报報斗完类類八离離华華名确確才科张張信马馬节節话話米整空元况況今集温传傳土许許步群广廣石记記需段研界拉林律叫且究观觀越织織装裝影算低持音众眾书書布复複容儿兒须須际際商非验驗连連断斷深难難近矿礦千周委素技备備半办辦青省列习習响響约約支般史感劳勞便团團往酸历歷市克何除消构構府称稱太准準精值号號率族维維划劃选選标標写寫存候毛亲親快效斯院查江型眼王按格养養易置派层層片始却卻专專状狀育厂廠京识識适適属屬圆圓包火住调調满滿县縣局照参參红紅细細引听聽该該铁鐵价價严嚴韩韓老挝撾表日月",  # noqa: E501
    "ja": "のにはをたがでてとしれさあいるかなもこっからまよりすくんだ年日月人国大会中本",
    "th": "านรกอเงมยลวดทสตะบปคัิีุ่้าำไใ",
    "ar": "اليمنوترهبدعسفقكحى",
    "el": "αοιετσνηυρπκλμόάίήύώέ",
    "ru": "оеаинтслврдмкпуязыьгі",
    "ko": "이다는을에의가하고한를은로기지사인도자대서어정해국부시들리으라일스나전수과상보원만주장제공그동성조관있위",  # noqa: E501
}  # fmt: skip
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_FROM_HIGH = re.compile(rb"[\x80-\xff][^<>\n]{0,700}")
_BEFORE_HIGH = 200
_SAMPLE = 6000
_SEARCHED = 400_000
_LATIN = {
    "cp1252",
    "cp1254",
    "iso8859-15",
    "cp1250",
    "iso8859-2",
    "cp1257",
    "iso8859-3",
    "iso8859-4",
    "iso8859-10",
    "iso8859-16",
}
_LONG_RUN = 3.0
_FEW = 12
_MIN_SCORE = 0.6


def decode_by_guess(body: bytes, *languages: str) -> str:
    """Decode a document in its most likely charset. `languages` are likely ones, best first."""
    sample = _sample(body)
    primary = list(dict.fromkeys(primary_language(tag) for tag in languages if tag))
    likely = [charset for language in primary for charset in _BY_LANGUAGE.get(language, ())]
    best = _best_charset(sample, likely, primary)
    if not best and _has_long_runs(sample):
        best = _best_charset(sample, _OF_NO_LANGUAGE, ()) or _guess_by_library(sample)
    if not best:
        best = next((charset for charset in likely if charset in _LATIN or charset == "cp1258"), "cp1252")
    return body.decode(best, "replace")


def is_plausible(body: bytes, text: str, charset: str) -> bool:
    """Return whether a declared charset can be right.

    Latin text has no long runs of accented letters, and the East Asian charsets must give characters that are
    in use there.

    Args:
        body: the document.
        text: the document decoded with the declared charset.
        charset: the declared charset.
    """
    if charset in _LATIN:
        return not _has_long_runs(_sample(body))
    if charset in {*_EAST_ASIAN, "euc_jp"}:
        beyond = [char for char in text[:20_000] if char > "\x7f"]
        known = sum(
            "\u3000" <= char <= "\u30ff" or "\u4e00" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3"
            or "\uff01" <= char <= "\uff5e" or "\u2010" <= char <= "\u266f" or char in "·×÷°±§"
            for char in beyond
        )  # fmt: skip
        return len(beyond) < _FEW or known >= _MIN_SCORE * len(beyond)
    return True


def _sample(body: bytes) -> bytes:
    """Return a few thousand bytes of the pieces between tags that hold bytes beyond ASCII."""
    pieces, size, done = [], 0, 0
    for found in _FROM_HIGH.finditer(body, 0, _SEARCHED):
        least = max(found.start() - _BEFORE_HIGH, done)
        begin = max(least, *(body.rfind(sign, least, found.start()) + 1 for sign in (b"<", b">", b"\n")))
        done = found.end()
        pieces.append(body[begin:done].strip())
        size += done - begin
        if size > _SAMPLE:
            break
    return b"\n".join(pieces)


def _has_long_runs(sample: bytes) -> bool:
    runs = [len(run) for run in _HIGH_RUN.findall(sample)]
    total = sum(runs)
    return total >= _FEW and total >= _LONG_RUN * len(runs)


def _best_charset(sample: bytes, charsets: Iterable[str], languages: Iterable[str]) -> str:
    """Return the charset in which a sample reads best, or "" if it reads well in none."""
    latin = next((_LATIN_LETTERS[language] for language in languages if language in _LATIN_LETTERS), "")
    scores = {
        charset: _score(sample, charset, _letters(charset) if charset in _LETTERS else _one_of(latin))
        for charset in charsets
        if charset in _LETTERS or (latin and charset in _LATIN)
    }
    best = max(scores, key=lambda charset: scores[charset], default="")
    return best if best and scores[best] >= _MIN_SCORE else ""


def _score(sample: bytes, charset: str, usual: re.Pattern[str]) -> float:
    """Return a score of 0 to 2: the share of letters in the charset's script, plus that of common letters."""
    text = sample.decode(charset, "replace")
    beyond = "".join(char for char in text if char > "\x7f")
    if not beyond:
        return 0
    letters = len(usual.findall(beyond))
    marks = len(_punctuation().findall(beyond))
    broken = beyond.count("\ufffd")
    share = (letters + min(marks, letters) - 3 * max(0, broken - 1)) / (len(beyond))
    if share < _MIN_SCORE or letters * 3 < len(beyond):
        return 0
    return min(share, 1) + _common_letter_share(beyond, charset)


def _common_letter_share(beyond: str, charset: str) -> float:
    """Return the share of common letters, which distinguishes charsets of one script."""
    if charset in _LATIN:
        return 0
    name = _SCRIPT_OF.get(charset, "zh")
    usual = len(_common(name).findall(beyond)) / len(beyond)
    if name == "ru":  # the lower case of one charset is the upper case of another
        usual += sum(char.islower() for char in beyond) / len(beyond) - 0.5
    if name == "th":  # vowels and tone marks in places where no Thai word has them
        usual -= 2 * len(_THAI_ODD.findall(beyond)) / len(beyond)
    return usual


_SCRIPT_OF = {
    "cp949": "ko", "cp932": "ja", "euc_jis_2004": "ja", "cp874": "th", "cp1253": "el", "cp1256": "ar",
    "iso8859-6": "ar", **dict.fromkeys(_CYRILLIC, "ru"),
}  # fmt: skip
_THAI_ODD = re.compile(
    "(?:^|[^\u0e01-\u0e5b])[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]|[\u0e40-\u0e44][^\u0e01-\u0e2e]|[\u0e03\u0e05]"
)


def _guess_by_library(sample: bytes) -> str:
    """Return charset-normalizer's guess for a sample, or "" if it has none."""
    # Imported late because few documents need it. It is installed by trafilatura.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    found = from_bytes(
        sample[:2000], steps=3, chunk_size=400, cp_exclusion=["utf_7", "utf_16", "utf_32"]
    ).best()
    return found.encoding if found is not None and found.encoding != "ascii" else ""


@cache
def _letters(charset: str) -> re.Pattern[str]:
    return re.compile(f"[{_LETTERS[charset]}]")


def _common(language: str) -> re.Pattern[str]:
    return _one_of(_COMMON[language])


@cache
def _one_of(letters: str) -> re.Pattern[str]:
    return re.compile(f"[{letters}]", re.IGNORECASE)


@cache
def _punctuation() -> re.Pattern[str]:
    return re.compile(f"[{_PUNCTUATION}]")
