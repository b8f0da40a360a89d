"""Extract the features of a text: word stems, or character n-grams in scripts without spaces."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from monitor.models.caseless import caseless
from monitor.models.locales import primary_language

_WORD = 3
_STEM = 6  # letters; inflected forms have the same stem
_SYLLABLE = 4  # longer ones without marks are mostly names
_GRAM = 3  # letters with their marks: about a word of Thai, Lao, Khmer or Burmese
_RUNS = re.compile(
    r"\d+(?:[.,]\d+)*|[^\W\d_][^\s\d!-/:-@\[-`{-~\u00ab\u00b7\u00bb\u2000-\u206f\u3000-\u3004\u3008-\u303f\u30fb\uff01-\uff0f]*"
)
_SYLLABIC = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_EASTERN = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_BEFORE = frozenset("เแโใไເແໂໃໄ\u17d2\u1039")  # joins the letter after it
_BEHIND = frozenset("ะาำๅະາຳຽ")
_SCRIPTS = (
    ("kana", re.compile(r"[\u3040-\u30ff]")),
    ("hang", re.compile(r"[\uac00-\ud7a3]")),
    ("lao", re.compile(r"[\u0e80-\u0eff]")),
    ("thai", re.compile(r"[\u0e00-\u0e7f]")),
    ("khmer", re.compile(r"[\u1780-\u17ff]")),
    ("burmese", re.compile(r"[\u1000-\u109f]")),
    ("han", re.compile(r"[\u3400-\u9fff]")),
)
UNKNOWN = "?"  # group of texts in Latin letters without a language
_SCRIPT_SHARE = 0.15  # of a text's characters; Japanese has many Chinese ones
# One country in two spellings of Korean headlines.
_HANJA = str.maketrans("韓美中日北英獨佛露與野李金", "한미중일북영독프러여야이김")


def language_group(text: str, language: str) -> str:
    """Return the group that a text is compared with: its script if that is distinctive, else its language."""
    sample = text[:600]
    for name, letters in _SCRIPTS:
        if len(letters.findall(sample)) >= _SCRIPT_SHARE * max(1, len(sample)):
            return name
    return primary_language(language) or UNKNOWN


def features(text: str, group: str) -> Counter[str]:
    """Return the features of a text of a group with their counts.

    Features are numbers; stems of words; character bigrams in Chinese, Japanese and Korean; trigrams in Thai,
    Lao, Khmer and Burmese; and pairs of syllables in Vietnamese, which writes a space between syllables.
    """
    counted: Counter[str] = Counter()
    folded = caseless(text)
    if _SCRIPTS[1][1].search(folded):
        folded = folded.translate(_HANJA)
    runs = _RUNS.findall(folded)
    if group == "vi":
        counted.update(f"{one} {other}" for one, other in pairwise(runs))
        runs = [run for run in runs if run[0].isdigit() or (run.isascii() and len(run) > _SYLLABLE)]
    for run in runs:
        if run.isascii():
            if len(run) >= _WORD or run[0].isdigit():
                counted[run[:_STEM] if run[0].isalpha() else run] += 1
        elif _SYLLABIC.search(run):
            counted.update(_windows(list(_clusters(run)), _GRAM))
        elif _EASTERN.search(run):
            counted.update(_windows(run, 2))
        elif len(run) >= _WORD:
            counted[run[:_STEM]] += 1
    return counted


def _windows(letters: str | list[str], width: int) -> Iterator[str]:
    for place in range(max(1, len(letters) - width + 1)):
        yield "".join(letters[place : place + width])


def _clusters(run: str) -> Iterator[str]:
    """Yield the letters of a run, each with its marks and the vowels written before or after it."""
    cluster = ""
    for char in run:
        joins = unicodedata.category(char)[0] == "M" or char in _BEHIND or cluster[-1:] in _BEFORE
        if cluster and not joins:
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster
