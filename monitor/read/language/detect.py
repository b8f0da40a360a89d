"""Detect the language of a text: the stated language if the text fits it, else a guess."""

import re
from collections import Counter
from functools import cache
from typing import Any

from monitor.models.locales import primary_language
from monitor.read.language.function_words import contradicts, detect_latin_language

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
# Scripts used by one language, then scripts that a few languages share.
_SCRIPTS = (
    (re.compile("[\uac00-\ud7a3]"), ("ko",)),
    (re.compile("[\u3041-\u30ff]"), ("ja",)),
    (re.compile("[\u0e81-\u0eff]"), ("lo",)),
    (re.compile("[\u0e01-\u0e7f]"), ("th",)),
    (re.compile("[\u1780-\u17ff]"), ("km",)),
    (re.compile("[\u1000-\u109f]"), ("my", "shn", "mnw")),
    (re.compile("[\u4e00-\u9fff]"), ("zh", "yue", "ja")),
    (re.compile("[\u0900-\u097f]"), ("hi", "mr", "ne", "sa")),
    (re.compile("[\u0600-\u06ff]"), ("ar", "fa", "ur", "ps", "ckb", "ug", "sd")),
    (re.compile("[\u0400-\u04ff]"), ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg")),
)
_BEYOND = re.compile("[\u0400-\U0010ffff]")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
_BEYOND_LATIN = frozenset(code for _, codes in _SCRIPTS for code in codes) - {"sr", "mn"} | {
    "el",
    "he",
    "ka",
    "hy",
}
# One letter in eight is enough: Korean and Japanese news is full of Latin names and digits.
_SHARE = 8
_SAMPLE = 4000
_ENOUGH = 60
_REGION = 2


def language_tag(raw: str | None) -> str:
    """Return a BCP 47 tag in the usual case (`ko`, `zh-TW`), or "" if the input is not a tag."""
    tag = (raw or "").strip().replace("_", "-").partition(",")[0]
    if not _TAG.fullmatch(tag) or tag.lower() in {"und", "mul", "zxx", "xx"}:
        return ""
    primary, *rest = tag.split("-")
    return "-".join([primary.lower(), *(part.upper() if len(part) == _REGION else part for part in rest)])


def detect_language(text: str, stated: tuple[str, ...], usual: str = "") -> str:
    """Return the language of a text as a BCP 47 tag.

    Args:
        text: of any length; the first 4,000 characters are used.
        stated: tags stated for the text, most trusted first. A tag that contradicts the text is ignored.
        usual: the usual language of the feed, for texts that are too short for a guess.
    """
    sample = text[:_SAMPLE]
    possible = () if sample.isascii() else _by_script(sample)
    latin = "" if possible else detect_latin_language(sample)
    for tag in stated:
        primary = primary_language(tag)
        fits = primary in possible if possible else primary not in _BEYOND_LATIN or not sample
        if tag and fits and not (latin and contradicts(sample, primary, latin)):
            return tag
    if len(possible) == 1:
        return possible[0]
    usual_primary = primary_language(usual)
    letters = sum(map(str.isalpha, sample))
    if letters < _ENOUGH:
        fits = usual_primary in possible if possible else usual_primary not in _BEYOND_LATIN or not letters
        return usual if usual and fits else next(iter(possible), "")
    if latin and latin == usual_primary:
        return usual
    guess: str = latin or _model().classify(sample)[0]
    if possible and guess not in possible:
        return usual if usual_primary in possible else possible[0]
    return guess


def _by_script(text: str) -> tuple[str, ...]:
    """Return the languages written in the script of a text; none for Latin and rare scripts."""
    if len(_BEYOND.findall(text)) * _SHARE <= len(
        text.encode("ascii", "ignore").translate(None, _NO_LETTERS)
    ):
        return ()  # Latin text with a few accents or dashes, detected without a look at each letter
    characters = Counter(text)  # texts are long: look at each distinct character once
    letters = sum(count for character, count in characters.items() if character.isalpha())
    beyond = {character: count for character, count in characters.items() if character > "\u03ff"}
    for script, languages in _SCRIPTS:
        written = sum(count for character, count in beyond.items() if script.match(character))
        if written * _SHARE > letters:
            return languages
    return ()


def load_model() -> None:
    """Load the language model now, so that forked processes share its memory."""
    _model().classify("")


@cache
def _model() -> Any:
    # Imported late: it takes half a second and 30 MB, and most processes never need it.
    import py3langid  # noqa: PLC0415

    return py3langid
