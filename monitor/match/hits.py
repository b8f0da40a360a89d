"""Find every occurrence of every word in one article, and say where among its words each stands.

Pure: no I/O, no clock.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import NamedTuple

from monitor.match.compile import ASK_FREE, ASK_WORD, CompiledTopics
from monitor.match.credits import find_credits, find_title_credits
from monitor.match.masking import drop, leave_masked
from monitor.match.patterns import Pattern
from monitor.match.text.normalize import NormalizedText, leave_accents, normalize
from monitor.match.text.punctuation import may_be_plain
from monitor.match.text.scripts import HANGUL, IDEOGRAPHIC, SOLID, SYLLABIC
from monitor.match.text.sentences import Sentences
from monitor.match.text.word_boundaries import begins_word, ends_word, find_end, is_free
from monitor.models import UNKNOWN_OUTLET, Evidence, Outlet

# (0 for the title, 1 for the text; start and end in its normal form)
Hit = tuple[int, int, int]

TITLE = 0
_LONGEST_LEAD = 300
_SHORTEST_LEAD = 80  # a first paragraph below is a dateline or byline: the next belongs to the lead as well
# In scripts without spaces four ideographs, or ten letters of Thai and its like, count as a word: so `near`
# reaches as far as in English, where every second word is an article or a preposition.
_WORD = re.compile(
    f"[{HANGUL}]+|[{IDEOGRAPHIC}\U00020000-\U0003fffd]{{1,4}}|[{SYLLABIC}]{{1,10}}|[^ {SOLID}]+"
)


class ScoredKeyword(NamedTuple):
    """What one keyword adds.

    Attributes:
        word: its number.
        hit: where it counts most.
        count: how often it stands in the article, occurrences inside of a longer keyword left out.
        weight: the keyword's.
        factor: of the field.
        points: weight x factor x saturation of count.
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
    """What was found in one article.

    Attributes:
        fields: the folded title and the folded text.
        sentences: those of the original title and text.
        hits: occurrences of each word by its number, in order of place, none inside of another.
        groups: the parts of the groups that a topic requires, and the names of those without a word, by the
            names of all; kept, because many topics require the same.
        country: of the outlet, "" if unknown.
        group_evidence: what was shown for a group's word already, by its name.
    """

    __slots__ = (
        "_after_lead",
        "_firsts",
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
        self.fields = _normalize_fields(title, text)
        self.sentences = (Sentences(title), Sentences(text))
        self.hits: dict[int, list[Hit]] = defaultdict(list)
        self.groups: dict[tuple[str, ...], tuple[tuple[ScoredKeyword, ...], list[str]]] = {}
        self.group_evidence: dict[str, Evidence] = {}
        self._firsts: dict[str, tuple[Hit, int] | None] = {}
        self._spans: dict[str, list[tuple[int, int]]] = {}
        self._within_lead, self._after_lead = -1, _LONGEST_LEAD
        self._paragraph_end = -1
        self._starts: tuple[list[int], list[int]] | None = None
        self.country = outlet.country.upper()
        for field, folded in enumerate(self.fields):
            self._search(compiled, field, folded)
        if not compiled.special.isdisjoint(self.hits):
            leave_masked(compiled, self.hits, self.fields, outlet)
        for word, hits in self.hits.items():
            if len(hits) > 1:
                self.hits[word] = _keep_longest(hits)

    def leave_credits(self, outlet: str, evidence: set[Hit]) -> bool:
        """Forget all hits within credits and addresses of the original, if one of the evidence is.

        Say whether there was any.
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

    def _search(self, compiled: CompiledTopics, field: int, folded: NormalizedText) -> None:
        checks, words, hits = compiled.checks, compiled.words, self.hits
        text, size = folded.text, len(folded.text)
        for pattern, start, end in compiled.find(text):
            check = checks[pattern]
            if check == ASK_WORD:
                stands = (end == size or text[end] == " " or ends_word(text, end)) and (
                    not start or text[start - 1] == " " or begins_word(text, start)
                )
            elif check == ASK_FREE or (check and not folded.holds_space(start, end)):
                stands = is_free(text, start, end)
            else:
                self._ask_all(compiled.uses[pattern], field, folded, start, end)
                continue
            if stands:
                hits[words[pattern]].append((field, start, end))

    def _ask_all(
        self, uses: tuple[Pattern, ...], field: int, folded: NormalizedText, start: int, end: int
    ) -> None:
        for use in uses:
            if use.title and field != TITLE:
                continue
            stop = find_end(folded, start, end, use)
            if stop >= 0:
                self.hits[use.word].append((field, start, stop))

    def in_lead(self, start: int) -> bool:
        """Say whether a hit in the text that begins here is in its first paragraph and 300 characters."""
        if start >= self._after_lead:
            return False
        if start <= self._within_lead:
            return True
        folded = self.fields[1]
        within = folded.spaced_start(start) < _LONGEST_LEAD
        if within:
            if self._paragraph_end < 0:
                self._paragraph_end = _end_paragraph(folded)
            within = folded.original_start(start) < self._paragraph_end
        # What stands before a hit in the lead is in the lead as well.
        if within:
            self._within_lead = start
        else:
            self._after_lead = start
        return within

    def first_of(self, group: str, words: frozenset[int]) -> tuple[Hit, int] | None:
        """Return the first hit of a group's words and the word's number, or None; kept by name."""
        if group not in self._firsts:
            present = ((hits[0], word) for word, hits in self.hits.items() if word in words)
            self._firsts[group] = min(present, default=None)
        return self._firsts[group]

    def spans_of(self, group: str, words: frozenset[int]) -> list[tuple[int, int]]:
        """Return the word spans of all hits of a group's words, in order; kept by the group's name."""
        if group not in self._spans:
            spans = (self.word_span(hit) for word, hits in self.hits.items() if word in words for hit in hits)
            self._spans[group] = sorted(spans)
        return self._spans[group]

    def word_span(self, hit: Hit) -> tuple[int, int]:
        """Return the numbers of the first and last word of a hit, counted through title and text."""
        if self._starts is None:
            title, text = ([word.start() for word in _WORD.finditer(field.spaced)] for field in self.fields)
            self._starts = (title, text)
        field, start, end = hit
        first, last = self.fields[field].spaced_span(start, end)
        shift = 0 if field == TITLE else len(self._starts[TITLE])
        starts = self._starts[field]
        return bisect_right(starts, first) - 1 + shift, bisect_left(starts, last) - 1 + shift


def _normalize_fields(title: str, text: str) -> tuple[NormalizedText, NormalizedText]:
    """Fold both fields, without accents unless the article is Vietnamese."""
    fields = normalize(title), normalize(text)
    if title.isascii() and text.isascii():
        return fields
    if may_be_plain(f"{fields[0].text} {fields[1].text}"):
        return leave_accents(fields[0]), leave_accents(fields[1])
    return fields


def _list_inside(places: dict[Hit, tuple[int, int]], spans: list[tuple[int, int]]) -> list[Hit]:
    """Return the hits that stand within one of some spans of the original."""
    ends: list[int] = []  # how far the spans up to each reach
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


def _end_paragraph(folded: NormalizedText) -> int:
    """Return where in the original the first paragraph ends, by the length of its normal form."""
    end = -1
    if len(folded.spaced) > _SHORTEST_LEAD:
        end = folded.original.find("\n", folded.original_place(_SHORTEST_LEAD))
    return end if end >= 0 else len(folded.original)


def _keep_longest(hits: list[Hit]) -> list[Hit]:
    """Put hits of one word in order of place; of those that overlap the first and longest stays."""
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
