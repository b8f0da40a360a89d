"""Find every occurrence of every word in one article, with its position among the words."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from monitor.match.compile import CHECK_SYLLABLE, CHECK_WORD, CompiledTopics
from monitor.match.credits import find_credits, find_title_credits
from monitor.match.masking import drop, remove_masked
from monitor.match.patterns import Pattern
from monitor.match.text.normalize import NormalizedText, normalize, strip_accents
from monitor.match.text.punctuation import may_be_plain
from monitor.match.text.scripts import HANGUL, IDEOGRAPHIC, SOLID, SYLLABIC
from monitor.match.text.sentences import Sentences
from monitor.match.text.word_boundaries import begins_word, cuts_no_syllable, ends_word, find_end
from monitor.models import UNKNOWN_OUTLET, Evidence, Outlet

# (0 for the title, 1 for the text; start and end in its normal form)
Hit = tuple[int, int, int]

TITLE = 0
_LONGEST_LEAD = 300
_SHORTEST_LEAD = 80  # a shorter first paragraph is a dateline or byline: the next also belongs to the lead
# In scripts without spaces, four ideographs or ten Thai (Lao, Khmer, Burmese) letters count as a word. `near`
# then reaches as far as in English, in which every second word is an article or a preposition.
_WORD = re.compile(
    f"[{HANGUL}]+|[{IDEOGRAPHIC}\U00020000-\U0003fffd]{{1,4}}|[{SYLLABIC}]{{1,10}}|[^ {SOLID}]+"
)


class ScoredKeyword(NamedTuple):
    """The points of one keyword.

    Attributes:
        word: number of the keyword.
        hit: the occurrence with the highest factor.
        times: number of occurrences, without those inside a longer keyword.
        weight: weight of the keyword.
        factor: factor of the field.
        points: weight x factor x saturation of `times`.
        group: name of the required group, "" for a keyword.
    """

    word: int
    hit: Hit
    times: int
    weight: float
    factor: float
    points: float
    group: str = ""


class ArticleHits:
    """All occurrences of words in one article.

    Attributes:
        fields: the normalized title and text.
        sentences: the sentences of the original title and text.
        hits: occurrences of each word by its number, in order and without overlaps.
        groups: cache by the names of required groups: the first word of each, and the names of groups
            without a word. Many topics require the same groups.
        country: country of the outlet, "" if unknown.
        group_evidence: cache of the evidence of each group, by its name.
    """

    __slots__ = (
        "_after_lead",
        "_firsts",
        "_overlapping",
        "_paragraph_end",
        "_spans",
        "_starts",
        "_within_lead",
        "country",
        "fields",
        "group_evidence",
        "groups",
        "hits",
        "sentences",
    )

    def __init__(
        self, compiled: CompiledTopics, title: str, text: str, outlet: Outlet = UNKNOWN_OUTLET
    ) -> None:
        self.fields = normalize_fields(title, text)
        self.sentences = (Sentences(title), Sentences(text))
        self.hits: dict[int, list[Hit]] = defaultdict(list)
        self.groups: dict[tuple[str, ...], tuple[tuple[ScoredKeyword, ...], list[str]]] = {}
        self.group_evidence: dict[str, Evidence] = {}
        self._firsts: dict[str, tuple[Hit, int] | None] = {}
        self._spans: dict[str, list[tuple[int, int]]] = {}
        self._within_lead, self._after_lead = -1, _LONGEST_LEAD
        self._paragraph_end = -1
        self._overlapping: frozenset[int] | None = None
        self._starts: tuple[list[int], list[int]] | None = None
        self.country = outlet.country.upper()
        for field, normalized in enumerate(self.fields):
            self._search(compiled, field, normalized)
        if not compiled.special.isdisjoint(self.hits):
            remove_masked(compiled, self.hits, self.fields, outlet)
        for word, hits in self.hits.items():
            if len(hits) > 1:
                self.hits[word] = _keep_longest(hits)

    def remove_credits(self, outlet: str, evidence: set[Hit]) -> bool:
        """Remove all hits inside credits and addresses if one of the evidence is inside.

        Returns True if hits were removed.
        """
        if not self._list_credited(outlet, evidence):
            return False
        out = self._list_credited(outlet, {hit for hits in self.hits.values() for hit in hits})
        drop(self.hits, out.__contains__)
        self.groups, self._firsts, self._spans = {}, {}, {}
        return True

    def _list_credited(self, outlet: str, hits: set[Hit]) -> set[Hit]:
        places: tuple[dict[Hit, tuple[int, int]], ...] = ({}, {})
        for hit in hits:
            places[hit[0]][hit] = self.fields[hit[0]].original_span(hit[1], hit[2])
        title, text = (field.original for field in self.fields)
        spans = (
            find_title_credits(title, outlet) if places[0] else [],
            find_credits(text, places[1].values()) if places[1] else [],
        )
        return {hit for found, named in zip(places, spans, strict=True) for hit in _list_inside(found, named)}

    def _search(self, compiled: CompiledTopics, field: int, normalized: NormalizedText) -> None:
        checks, words, hits = compiled.checks, compiled.words, self.hits
        text, size = normalized.text, len(normalized.text)
        for pattern, start, end in compiled.find(text):
            check = checks[pattern]
            if check >= CHECK_WORD:
                # Most hits are inside a longer word: a plain letter beside them says so at once.
                after = text[end] if end < size else " "
                if "a" <= after <= "z":
                    continue
                before = text[start - 1] if start else " "
                if "a" <= before <= "z":
                    continue
                if check > CHECK_WORD:
                    self._check_all(compiled.uses[pattern], field, normalized, start, end)
                    continue
                is_word = (after == " " or ends_word(text, end)) and (
                    before == " " or begins_word(text, start)
                )
            elif check == CHECK_SYLLABLE or (check and not normalized.holds_space(start, end)):
                is_word = cuts_no_syllable(text, start, end)
            else:
                self._check_all(compiled.uses[pattern], field, normalized, start, end)
                continue
            if is_word:
                hits[words[pattern]].append((field, start, end))

    def _check_all(
        self, uses: tuple[Pattern, ...], field: int, normalized: NormalizedText, start: int, end: int
    ) -> None:
        for use in uses:
            if use.title and field != TITLE:
                continue
            stop = find_end(normalized, start, end, use)
            if stop >= 0:
                self.hits[use.word].append((field, start, stop))

    def in_lead(self, start: int) -> bool:
        """Return whether a hit at `start` is in the first paragraph and the first 300 characters."""
        if start >= self._after_lead:
            return False
        if start <= self._within_lead:
            return True
        normalized = self.fields[1]
        within = normalized.spaced_start(start) < _LONGEST_LEAD
        if within:
            if self._paragraph_end < 0:
                self._paragraph_end = _end_paragraph(normalized)
            within = normalized.original_start(start) < self._paragraph_end
        # Everything before a hit in the lead is also in the lead.
        if within:
            self._within_lead = start
        else:
            self._after_lead = start
        return within

    def first_of(self, group: str, words: frozenset[int]) -> tuple[Hit, int] | None:
        """Return the first hit of a group's words and the word's number, or None; cached by name."""
        if group not in self._firsts:
            if words.isdisjoint(self.hits):  # in most articles
                self._firsts[group] = None
            else:
                self._firsts[group] = min(
                    (hits[0], word) for word, hits in self.hits.items() if word in words
                )
        return self._firsts[group]

    def list_overlapping(self) -> frozenset[int]:
        """Return the words with a hit that may overlap a hit of another word."""
        if self._overlapping is None:
            places = sorted((hit, word) for word, hits in self.hits.items() for hit in hits)
            overlapping: set[int] = set()
            cluster: list[int] = []
            field, end = -1, 0
            for hit, word in places:
                if hit[0] != field or hit[1] >= end:
                    cluster, field, end = [word], hit[0], hit[2]
                    continue
                cluster.append(word)
                overlapping.update(cluster)
                end = max(end, hit[2])
            self._overlapping = frozenset(overlapping)
        return self._overlapping

    def spans_of(self, group: str, words: frozenset[int]) -> list[tuple[int, int]]:
        """Return the sorted word spans of all hits of a group's words; cached by the group's name."""
        if group not in self._spans:
            spans = (self.word_span(hit) for word, hits in self.hits.items() if word in words for hit in hits)
            self._spans[group] = sorted(spans)
        return self._spans[group]

    def count_words(self) -> int:
        """Return the number of words of the text, counted as `near` counts them."""
        return len(self._list_starts()[1])

    def _list_starts(self) -> tuple[list[int], list[int]]:
        """Return the places where the words of title and text begin."""
        if self._starts is None:
            title, text = ([word.start() for word in _WORD.finditer(field.spaced)] for field in self.fields)
            self._starts = (title, text)
        return self._starts

    def word_span(self, hit: Hit) -> tuple[int, int]:
        """Return the numbers of the first and last word of a hit, counted through title and text."""
        field, start, end = hit
        first, last = self.fields[field].spaced_span(start, end)
        shift = 0 if field == TITLE else len(self._list_starts()[TITLE])
        starts = self._list_starts()[field]
        return bisect_right(starts, first) - 1 + shift, bisect_left(starts, last) - 1 + shift


@lru_cache(maxsize=1)  # for callers that match one article with several topics, or explain it
def normalize_fields(title: str, text: str) -> tuple[NormalizedText, NormalizedText]:
    """Normalize title and text, without accents unless the article is Vietnamese."""
    fields = normalize(title), normalize(text)
    if title.isascii() and text.isascii():
        return fields
    if may_be_plain(f"{fields[0].text} {fields[1].text}"):
        return strip_accents(fields[0]), strip_accents(fields[1])
    return fields


def _list_inside(places: dict[Hit, tuple[int, int]], spans: list[tuple[int, int]]) -> list[Hit]:
    """Return the hits that lie inside a span of the original."""
    ends: list[int] = []  # highest end of the spans up to each
    spans.sort()
    for _, end in spans:
        ends.append(max(end, ends[-1]) if ends else end)
    begins = [begin for begin, _ in spans]
    inside = []
    for hit, (first, last) in places.items():
        at = bisect_right(begins, first) - 1
        if at >= 0 and last <= ends[at]:
            inside.append(hit)
    return inside


def _end_paragraph(normalized: NormalizedText) -> int:
    """Return the end of the first paragraph in the original; a paragraph below 80 characters is joined."""
    end = -1
    if len(normalized.spaced) > _SHORTEST_LEAD:
        end = normalized.original.find("\n", normalized.original_place(_SHORTEST_LEAD))
    return end if end >= 0 else len(normalized.original)


def _keep_longest(hits: list[Hit]) -> list[Hit]:
    """Sort the hits of one word; keep the first and longest of overlapping hits."""
    hits.sort()
    kept = hits[:1]
    for hit in hits[1:]:
        field, start, _ = hit
        last_field, last_start, last_end = kept[-1]
        if field != last_field or start >= last_end:
            kept.append(hit)
        elif start == last_start:
            kept[-1] = hit
    return kept
