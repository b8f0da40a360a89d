"""Find every occurrence of every word in one article, and say where among its words each stands.

Pure: no I/O, no clock.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import Literal

from monitor.match.compiling import CompiledTopics
from monitor.match.edges import stands
from monitor.match.fold import Folded, fold
from monitor.match.scripts import HANGUL, IDEOGRAPHIC, SOLID, SYLLABIC
from monitor.models import Evidence

# (0 for the title, 1 for the text; start and end in its normal form)
Hit = tuple[int, int, int]
# (field, form, quote, its start and end, start and end of the form), as in Evidence
Place = tuple[Literal["title", "lead", "body"], str, str, int, int, int, int]

TITLE = 0
_LONGEST_LEAD = 300
_SHORTEST_LEAD = 80  # a first paragraph below is a dateline or byline: the next belongs to the lead as well
# In scripts without spaces two ideographs, or five letters of Thai and its like, count as a word.
_WORD = re.compile(
    f"[{HANGUL}]+|[{IDEOGRAPHIC}\U00020000-\U0003fffd]{{1,2}}|[{SYLLABIC}]{{1,5}}|[^ {SOLID}]+"
)


class Found:
    """What was found in one article.

    Attributes:
        fields: the folded title and the folded text.
        hits: occurrences of each word by its number, in order of place, none inside of another.
        quoted: what was quoted for a hit already.
        group_evidence: what was shown for a group's word already, by its name.
    """

    __slots__ = (
        "_firsts",
        "_paragraph_end",
        "_spans",
        "_starts",
        "fields",
        "group_evidence",
        "hits",
        "quoted",
    )

    def __init__(self, compiled: CompiledTopics, title: str, text: str) -> None:
        self.fields = (fold(title), fold(text))
        self.hits: dict[int, list[Hit]] = defaultdict(list)
        self.quoted: dict[Hit, Place] = {}
        self.group_evidence: dict[str, Evidence] = {}
        self._firsts: dict[str, tuple[Hit, int] | None] = {}
        self._spans: dict[str, list[tuple[int, int]]] = {}
        self._paragraph_end = -1
        self._starts: tuple[list[int], list[int]] | None = None
        for field, folded in enumerate(self.fields):
            self._search(compiled, field, folded)
        for word, hits in self.hits.items():
            if len(hits) > 1:
                self.hits[word] = _keep_longest(hits)

    def _search(self, compiled: CompiledTopics, field: int, folded: Folded) -> None:
        uses, hits = compiled.uses, self.hits
        for pattern, start, end in compiled.find(folded.text):
            for use in uses[pattern]:
                if use.title and field != TITLE:
                    continue
                stop = stands(folded, start, end, use)
                if stop >= 0:
                    hits[use.word].append((field, start, stop))

    def in_lead(self, hit: Hit) -> bool:
        """Say whether a hit in the text begins in its first paragraph and its first 300 characters."""
        _, start, _ = hit
        folded = self.fields[1]
        if start >= _LONGEST_LEAD or folded.spaced_span(start, start + 1)[0] >= _LONGEST_LEAD:
            return False
        if self._paragraph_end < 0:
            self._paragraph_end = _end_paragraph(folded)
        return folded.original_span(start, start + 1)[0] < self._paragraph_end

    def first_of(self, group: str, words: tuple[int, ...]) -> tuple[Hit, int] | None:
        """Return the first hit of a group's words and the word's number, or None; kept by name."""
        if group not in self._firsts:
            present = ((self.hits[word][0], word) for word in words if word in self.hits)
            self._firsts[group] = min(present, default=None)
        return self._firsts[group]

    def spans_of(self, group: str, words: tuple[int, ...]) -> list[tuple[int, int]]:
        """Return the word spans of all hits of a group's words, in order; kept by the group's name."""
        if group not in self._spans:
            spans = (self.word_span(hit) for word in words for hit in self.hits.get(word, ()))
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


def _end_paragraph(folded: Folded) -> int:
    """Return where in the original the first paragraph ends, by the length of its normal form."""
    end = -1
    if len(folded.spaced) > _SHORTEST_LEAD:
        end = folded.original.find("\n", folded.original_place(_SHORTEST_LEAD))
    return end if end >= 0 else len(folded.original)


def _keep_longest(hits: list[Hit]) -> list[Hit]:
    """Put hits of one word in order of place; of those that overlap the first and longest stays."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit[0], hit[1], -hit[2])):
        if not kept or hit[0] != kept[-1][0] or hit[1] >= kept[-1][2]:
            kept.append(hit)
    return kept
