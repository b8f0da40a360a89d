"""Find the words of a lexicon in a text: which concepts, names or countries it mentions, and how often."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.models.caseless import caseless

_WORD = re.compile(r"[^\W_]+")
_SPACE = re.compile(r"[\s\u200b\u2060]+")  # Khmer and Burmese mark words by spaces of no width
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]")
_SPACED_SCRIPT = re.compile(r"[\u0041-\u024f\u0370-\u052f\u1e00-\u1eff]")


def spaced(folded: str) -> str:
    """Return the words of a caseless text, each between single spaces."""
    return f" {' '.join(_WORD.findall(folded))} "


def solid(folded: str) -> str:
    """Return a caseless text without spaces, as scripts without word breaks are searched."""
    return _SPACE.sub("", folded).replace("ຫລ", "ຫຼ")


class Lexicon:
    """Names, each with its words in one or more languages; `word*` means all words with this beginning.

    Words of Latin, Greek and Cyrillic letters are found as whole words, all others anywhere. With `longest`,
    a word inside a longer one does not count: Indonesia is not India. Katakana words then are whole runs.
    """

    def __init__(self, rows: Iterable[tuple[str, Iterable[str]]], *, longest: bool = False) -> None:
        words: dict[str, set[str]] = defaultdict(set)
        runs: dict[str, set[str]] = defaultdict(set)
        for name, forms in rows:
            for form in forms:
                stem = form.strip().rstrip("*")
                if not _WORD.search(stem):
                    continue
                if _SPACED_SCRIPT.match(stem):
                    whole = spaced(caseless(stem))
                    words[whole[:-1] if form.endswith("*") else whole].add(name)
                else:
                    runs[solid(caseless(stem))].add(name)
        self._words, self._runs = _Finder(words), _Finder(runs, longest=longest)

    def count(self, words: str, run: str) -> Counter[str]:
        """Count the names in a text that is given as `spaced` and as `solid`."""
        return self._words.count(words) + self._runs.count(run)


class _Finder:
    """Find many patterns in one pass."""

    def __init__(self, patterns: Mapping[str, set[str]], *, longest: bool = False) -> None:
        ordered = sorted(patterns)
        self._names = [sorted(patterns[pattern]) for pattern in ordered]
        self._longest = longest
        kind = MatchKind.LeftmostLongest if longest else MatchKind.Standard
        self._automaton = AhoCorasick(ordered, matchkind=kind) if ordered else None

    def count(self, text: str) -> Counter[str]:
        """Count the names in a text; a pattern inside a longer one counts too, unless only the longest do."""
        found: Counter[str] = Counter()
        if self._automaton is not None:
            matches = self._automaton.find_matches_as_indexes(text, overlapping=not self._longest)
            for index, start, end in matches:
                if not (self._longest and _inside_katakana(text, start, end)):
                    found.update(self._names[index])
        return found


def _inside_katakana(text: str, start: int, end: int) -> bool:
    """Return whether a katakana word continues before or after: スタイル does not contain タイ (Thailand)."""
    return bool(
        (_KATAKANA.match(text[start]) and start and _KATAKANA.match(text[start - 1]))
        or (_KATAKANA.match(text[end - 1]) and _KATAKANA.match(text[end : end + 1]))
    )
