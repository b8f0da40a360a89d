"""Rank words that a topic may lack, from articles that belong to it and do not match.

A word is worth what it gains: articles judged to belong, and to a lesser degree near misses. It is worth
little if it also occurs in articles that do not belong. Words are chosen one after the other, and each counts
only what those before it do not gain. `elsewhere` repeats this without the articles of one event at a time:
a word that is then still suggested is not an accident of one report.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitor.match.text.scripts import is_syllabic

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

KEYWORD: Final = ""  # the place of a word outside of groups
_NEAR, _IN_GROUPS = 0.3, 0.1  # chance that an unjudged article without a match belongs
_UNJUDGED = 0.5  # weight of an unjudged match as evidence
_UNMATCHED = 0.15  # weight of an unjudged article as evidence against a word
_PRIOR, _PRIOR_ALL = 0.5, 1.5
_COMMON = 10.0  # how much the frequency of a word in all articles counts against it
_LEAST_ASSOCIATED = 0.3  # share of a word's articles that satisfy the group for which it is suggested
_LEAST_WORTH = 0.12  # less than an article is worth that an earlier word already gains
_GAINED = 0.3  # factor for an article that an earlier word already gains
_TITLE = 0.2  # bonus for a word in the headline of an article that it gains
# Kinds of articles in which words are counted; the last two satisfy the group, or do not lack it alone.
_YES, _NO, _MATCHED, _NEAR_MISS, _OPEN_UNJUDGED, _OPEN, _SAMPLE, _OTHERS, _SATISFIED = range(9)


class Choice(NamedTuple):
    """A chosen word: its number, and the group it belongs to or KEYWORD."""

    word: int
    place: str


@dataclass(frozen=True, slots=True)
class ExaminedTable:
    """What is known of each article that was read, one row each.

    Attributes:
        words: which of the candidate words each contains; articles x words.
        in_title: the same of the headlines.
        matched: matches the topic.
        lacks_points: has a word of every required group and no excluded word, but too few keywords.
        near: a near miss.
        lacks_group: for each required group, the articles that lack it alone.
        has_group: for each required group, the articles that contain a word of it.
        yes: judged to belong.
        no: judged not to belong.
        sample: belongs to an unbiased sample of the archive.
        event: number of the event that it reports.
        terms: the words, in lower case.
    """

    words: Mask
    in_title: Mask
    matched: Mask
    lacks_points: Mask
    near: Mask
    lacks_group: dict[str, Mask]
    has_group: dict[str, Mask]
    yes: Mask
    no: Mask
    sample: Mask
    event: NDArray[np.int64]
    terms: Sequence[str]

    def gained(self, choice: Choice) -> Mask:
        """Return the articles that the topic would match with a word."""
        open_to = self.lacks_points if choice.place == KEYWORD else self.lacks_group[choice.place]
        found: Mask = self.words[:, choice.word] & open_to
        return found


class WordRanking:
    """Ranks the words of articles. Counts are taken once; leaving out an event subtracts its articles."""

    def __init__(self, facts: ExaminedTable) -> None:
        self._facts = facts
        words = facts.words.astype(np.float32)
        titled = (words + _TITLE * facts.in_title).astype(np.float32)
        self._places = [_Place(facts, place, words, titled) for place in (KEYWORD, *facts.lacks_group)]
        self._sharing: dict[int, Mask] = {}

    def choose(self, most: int, without: Mask | None = None) -> list[Choice]:
        """Return the best words, best first.

        Args:
            most: maximum number of words.
            without: articles that are left out.
        """
        absent = np.flatnonzero(without) if without is not None else np.empty(0, np.int64)
        states = [_PlaceState(self._facts, place, absent) for place in self._places]
        missed = self._facts.yes & ~self._facts.matched
        missed[absent] = False
        judged_first = bool(missed.any())
        chosen: list[Choice] = []
        while len(chosen) < most:
            worths = [one.worths(judged_first=judged_first) for one in states]
            best = max(range(len(worths)), key=lambda number: float(worths[number].max(initial=0.0)))
            if worths[best].max(initial=0.0) < _LEAST_WORTH:
                if not judged_first:
                    break
                judged_first = False
                continue
            choice = Choice(_preferred(self._facts, worths[best]), self._places[best].name)
            chosen.append(choice)
            gained = self._facts.gained(choice)
            gained[absent] = False
            sharing = self._sharing_words(choice.word)
            for one in states:
                one.leave_out(np.flatnonzero(gained), sharing)
        return chosen

    def choose_without_each_event(self, most: int) -> Iterator[tuple[int, list[Choice]]]:
        """Yield for each event with judged articles the words that are chosen without its articles."""
        facts = self._facts
        judged = facts.no | (facts.yes & ~facts.matched)
        for event in np.unique(facts.event[judged]).tolist():
            yield event, self.choose(most, facts.event == event)

    def _sharing_words(self, word: int) -> Mask:
        """Return the words that contain a word or are contained in it."""
        if word not in self._sharing:
            term, terms = self._facts.terms[word], self._facts.terms
            self._sharing[word] = np.fromiter(
                (one in term or term in one for one in terms), np.bool_, len(terms)
            )
        return self._sharing[word]


class _Place:
    """How often each word occurs in articles of each kind, for one place where it may be added.

    Attributes:
        name: the group, or KEYWORD.
        open_to: articles that a word at this place may gain.
        kinds: the kinds of articles, one row each; see `_PlaceState`.
        counts: kinds x words.
        chances: that each article belongs, if a word may gain it.
        judged: the sum of the chances of the articles with a word that were judged to belong.
        unjudged: the same of the others.
    """

    def __init__(self, facts: ExaminedTable, name: str, words: Floats, titled: Floats) -> None:
        self.name = name
        self.open_to = facts.lacks_points if name == KEYWORD else facts.lacks_group[name]
        unjudged = ~(facts.yes | facts.no)
        open_now = unjudged & self.open_to
        others = np.zeros_like(unjudged) if name == KEYWORD else ~self.open_to
        satisfied = others if name == KEYWORD else others & facts.has_group[name]
        sample = facts.sample & ~facts.yes
        kinds = [
            facts.yes, facts.no, unjudged & facts.matched, open_now & facts.near, open_now, self.open_to,
            sample, others, satisfied,
        ]  # fmt: skip
        self.kinds: Floats = np.array(kinds, np.float32)
        self.counts: Floats = self.kinds @ words
        chance = np.where(facts.yes, 1.0, np.where(facts.near, _NEAR, _IN_GROUPS))
        self.chances: Floats = (chance * (self.open_to & ~facts.no)).astype(np.float32)
        self.judged: Floats = (self.chances * facts.yes) @ titled
        self.unjudged: Floats = (self.chances * ~facts.yes) @ titled


class _PlaceState:
    """What the words are worth at one place, without the articles that are left out or gained already."""

    def __init__(self, facts: ExaminedTable, place: _Place, absent: NDArray[np.int64]) -> None:
        self._facts = facts
        self._place = place
        words = facts.words[absent].astype(np.float32)
        self._counts = place.counts - place.kinds[:, absent] @ words
        self._chances = place.chances.copy()
        self._judged, self._unjudged = place.judged.copy(), place.unjudged.copy()
        self._reduce(absent, 0.0)
        self.quality = self._rate(absent)

    def worths(self, *, judged_first: bool) -> Floats:
        """Return what each word is worth.

        Args:
            judged_first: count all unjudged articles with a word together less than one judged to belong.
        """
        unjudged = np.maximum(self._unjudged, 0.0)
        return (self._judged + (unjudged / (1 + unjudged) if judged_first else unjudged)) * self.quality

    def leave_out(self, gained: NDArray[np.int64], sharing: Mask) -> None:
        """Leave out a chosen word.

        Args:
            gained: the articles that it gains; words that gain just these are left out too.
            sharing: the words that share its words.
        """
        open_to = gained[self._place.open_to[gained]]
        self.quality[sharing] = 0.0
        if len(open_to):
            inside = self._facts.words[open_to].all(axis=0)
            self.quality[inside & (self._counts[_OPEN] == len(open_to))] = 0.0
        self._reduce(gained, _GAINED)

    def _reduce(self, articles: NDArray[np.int64], factor: float) -> None:
        rows = articles[self._chances[articles] > 0]
        lost, yes = (1 - factor) * self._chances[rows], self._facts.yes[rows]
        titled = self._facts.words[rows] + np.float32(_TITLE) * self._facts.in_title[rows]
        self._judged -= (lost * yes) @ titled
        self._unjudged -= (lost * ~yes) @ titled
        self._chances[rows] *= factor

    def _rate(self, absent: NDArray[np.int64]) -> Floats:
        """Return the quality of each word: how much of what it occurs in belongs."""
        facts, counts = self._facts, self._counts
        matched = facts.matched.copy()
        matched[absent] = False
        right = (facts.yes & matched).sum() + 4.0
        share = right / (((facts.yes | facts.no) & matched).sum() + 5.0)
        good = counts[_YES] + _UNJUDGED * share * counts[_MATCHED] + _UNMATCHED * _NEAR * counts[_NEAR_MISS]
        bad = counts[_NO] + _UNJUDGED * (1 - share) * counts[_MATCHED] + _UNMATCHED * counts[_OPEN_UNJUDGED]
        quality: Floats = ((good + _PRIOR) / (good + bad + _PRIOR_ALL)) ** 2
        present = facts.sample & ~facts.yes
        present[absent] = False
        quality /= 1 + _COMMON * counts[_SAMPLE] / max(int(present.sum()), 1)
        return quality if self._place.name == KEYWORD else quality * self._association()

    def _association(self) -> Floats:
        """Return how often the articles with a word satisfy the group, 0 if hardly more often than others."""
        share: Floats = (self._counts[_SATISFIED] + 0.5) / (self._counts[_OTHERS] + 1.0)
        satisfied = self._facts.has_group[self._place.name]
        base = (satisfied & self._facts.sample).sum() / max(int(self._facts.sample.sum()), 1)
        share[share < max(_LEAST_ASSOCIATED, min(2 * base, 0.9))] = 0.0
        return share


def _preferred(facts: ExaminedTable, worth: Floats) -> int:
    """Return the best word: of equal ones the one that occurs most often, then a phrase of two words.

    In Thai and Lao, whose segments are often pieces of a word, the longest one that occurs again is next.
    """
    equal = np.flatnonzero(worth >= worth.max() * 0.999).tolist()
    counts = facts.words[:, equal].sum(axis=0).tolist()

    def order(rated: tuple[int, int]) -> tuple[int, bool, int, int]:
        word, count = rated
        term = facts.terms[word]
        size = len(term) if count > 1 and is_syllabic(term[0]) else 0
        return count, term.count(" ") == 1, size, -word

    return max(zip(equal, counts, strict=True), key=order)[0]


def list_variants(facts: ExaminedTable, choice: Choice, most: int) -> tuple[str, ...]:
    """Return other words that are in the articles that a word gains, those first that occur nowhere else."""
    rows = facts.words[facts.gained(choice)]
    if not len(rows):
        return ()
    counts = facts.words.sum(axis=0)
    same = [word for word in np.flatnonzero(rows.all(axis=0)).tolist() if word != choice.word]
    same.sort(key=lambda word: (int(counts[word]), facts.terms[word].count(" ") != 1, facts.terms[word]))
    return tuple(facts.terms[word] for word in same[:most])
