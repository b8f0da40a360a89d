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

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

KEYWORD: Final = ""  # the place of a word outside of groups
_NEAR, _IN_GROUPS = 0.3, 0.1  # chance that an unjudged article belongs which does not match
_UNJUDGED = 0.5  # weight of an unjudged match as evidence
_UNMATCHED = 0.15  # weight of an unjudged article as evidence against a word
_PRIOR, _PRIOR_ALL = 0.5, 1.5
_COMMON = 10.0  # how much the share of all articles that contain a word counts against it
_LEAST_ASSOCIATED = 0.3  # share of a word's articles that satisfy the group for which it is suggested
_LEAST_WORTH = 0.12  # below what one article is worth that a word before gains already
_GAINED = 0.3  # chance that remains of an article which a word before gains already
_TITLE = 0.2  # more for a word in the headline of an article it gains


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


def choose_words(facts: ExaminedTable, most: int, without: Mask | None = None) -> list[Choice]:
    """Return the best words, best first.

    Args:
        facts: the articles.
        most: maximum number of words.
        without: articles that are left out.
    """
    present = np.ones(len(facts.yes), np.bool_) if without is None else ~without
    places = [(place, *_rate(facts, place, present)) for place in (KEYWORD, *facts.lacks_group)]
    chosen: list[Choice] = []
    while len(chosen) < most:
        worths = [chances @ matrix * quality for _, quality, chances, matrix in places]
        best = max(range(len(places)), key=lambda number: float(worths[number].max(initial=0.0)))
        if worths[best].max(initial=0.0) < _LEAST_WORTH:
            break
        choice = Choice(_preferred(facts, worths[best]), places[best][0])
        chosen.append(choice)
        gained = facts.gained(choice) & present
        for place, quality, chances, _ in places:
            quality[_alike(facts, choice, gained, present, place)] = 0.0
            chances[gained] *= _GAINED
    return chosen


def _alike(facts: ExaminedTable, choice: Choice, gained: Mask, present: Mask, place: str) -> Mask:
    """Return the words that gain at a place just what a chosen word gains, and those that share its words."""
    open_to = (facts.lacks_points if place == KEYWORD else facts.lacks_group[place]) & present
    missing = facts.words[gained & open_to]
    more = facts.words[open_to & ~gained]
    chosen = facts.terms[choice.word]
    found: Mask = np.fromiter(
        (one in chosen or chosen in one for one in facts.terms), np.bool_, len(facts.terms)
    )
    if len(missing):
        found |= missing.all(axis=0) & ~more.any(axis=0)
    return found


def _preferred(facts: ExaminedTable, worth: Floats) -> int:
    """Return the best word; of equal ones the one that occurs most often, then a phrase of two words."""
    equal = np.flatnonzero(worth >= worth.max() * 0.999).tolist()
    counts = facts.words.sum(axis=0)
    return max(equal, key=lambda word: (int(counts[word]), facts.terms[word].count(" ") == 1, -word))


def _rate(facts: ExaminedTable, place: str, present: Mask) -> tuple[Floats, Floats, Floats]:
    """Return the quality of each word at a place, the chances of the articles it may gain, and its matrix."""
    open_to = facts.lacks_points if place == KEYWORD else facts.lacks_group[place]
    judged = facts.yes | facts.no
    share = (facts.yes & facts.matched & present).sum() + 4.0
    share /= (judged & facts.matched & present).sum() + 5.0
    unjudged = present & ~judged
    chance = np.where(facts.near, _NEAR, _IN_GROUPS)
    evidence_for = (
        1.0 * (facts.yes & present)
        + _UNJUDGED * share * (unjudged & facts.matched)
        + _UNMATCHED * _NEAR * (unjudged & open_to & facts.near)
    )
    evidence_against = (
        1.0 * (facts.no & present)
        + _UNJUDGED * (1 - share) * (unjudged & facts.matched)
        + _UNMATCHED * (unjudged & open_to)
    )
    words = facts.words.astype(np.float64)
    good, bad = evidence_for @ words, evidence_against @ words
    quality = ((good + _PRIOR) / (good + bad + _PRIOR_ALL)) ** 2
    sample = facts.sample & present & ~facts.yes
    quality /= 1 + _COMMON * (sample @ words) / max(int(sample.sum()), 1)
    if place != KEYWORD:
        quality *= _association(facts, place, present, words)
    chances = np.where(facts.yes, 1.0, chance) * (open_to & present & ~facts.no)
    titled = words + _TITLE * facts.in_title
    return quality, chances, titled


def _association(facts: ExaminedTable, group: str, present: Mask, words: Floats) -> Floats:
    """Return how often the articles with a word satisfy a group, 0 if hardly more often than others."""
    others = present & ~facts.lacks_group[group]
    satisfied = (facts.has_group[group] & others) @ words
    share: Floats = (satisfied + 0.5) / (others @ words + 1.0)
    base = (facts.has_group[group] & facts.sample).sum() / max(int(facts.sample.sum()), 1)
    share[share < max(_LEAST_ASSOCIATED, min(2 * base, 0.9))] = 0.0
    return share


def choose_without_each_event(facts: ExaminedTable, most: int) -> Iterator[tuple[int, list[Choice]]]:
    """Yield for each event with judged articles the words that are chosen without its articles."""
    judged = facts.no | (facts.yes & ~facts.matched)
    for event in np.unique(facts.event[judged]).tolist():
        yield event, choose_words(facts, most, facts.event == event)


def list_variants(facts: ExaminedTable, choice: Choice, most: int) -> tuple[str, ...]:
    """Return other words that are in the articles that a word gains, those first that occur nowhere else."""
    rows = facts.words[facts.gained(choice)]
    if not len(rows):
        return ()
    counts = facts.words.sum(axis=0)
    same = [word for word in np.flatnonzero(rows.all(axis=0)).tolist() if word != choice.word]
    same.sort(key=lambda word: (int(counts[word]), facts.terms[word].count(" ") != 1, facts.terms[word]))
    return tuple(facts.terms[word] for word in same[:most])
