"""Add up the points of a topic's keywords in an article, and list the conditions that are not met."""

from functools import cache
from itertools import pairwise
from typing import NamedTuple

from monitor.match.compile import CompiledTopic
from monitor.match.hits import TITLE, ArticleHits, Hit, ScoredKeyword
from monitor.match.missing_conditions import describe_missing
from monitor.match.query_evaluation import describe_unmet, share_satisfied
from monitor.match.syntax.query import Node, leaves

TITLE_FACTOR = 1.5
LEAD_FACTOR = 1.2
BODY_FACTOR = 1.0
NEAR_SHARE = 0.5  # lowest share of the threshold for a near miss


class Outcome(NamedTuple):
    """The result of a topic in an article: a match, or a near miss that fails one condition.

    Attributes:
        score: sum of the points of the parts.
        parts: keywords by points, then the words of groups and of the query.
        lacking: the condition that is not met; empty for a match.
        by_query: True if the score comes from the query alone.
    """

    score: float
    parts: tuple[ScoredKeyword, ...]
    lacking: tuple[str, ...]
    by_query: bool = False


@cache
def saturate(count: int) -> float:
    """Return the factor for repeating a keyword: 1, 1.25, 1.375 ... below 1.5."""
    return 1.5 - 0.5 ** min(count, 64)


def score_topic(
    compiled: CompiledTopic, found: ArticleHits, words: list[int], terms: tuple[str, ...]
) -> Outcome | None:
    """Score one topic in one article, or return None if it is neither a match nor a near miss.

    Args:
        compiled: the topic.
        found: the hits in the article.
        words: numbers of the topic's words in the article; at least one.
        terms: words by number, as the user wrote them.
    """
    groups, missing = found.groups.get(compiled.topic.require) or _find_groups(compiled, found)
    if missing and not _may_be_near(compiled, missing, words):
        return None
    if len(words) == 1 and not (missing or compiled.conditional):
        # Fast path: with many topics, nearly all matches are by one word alone.
        (word,) = words
        part = _weigh(word, found.hits[word], compiled.weights[word], found)
        if part.points >= compiled.threshold <= part.weight:
            return Outcome(part.points, (part, *groups), ())
    outcome = assess_topic(compiled, found, words, terms, least=compiled.threshold * NEAR_SHARE)
    return None if outcome is None or len(outcome.lacking) > 1 else outcome


def _may_be_near(compiled: CompiledTopic, missing: list[str], words: list[int]) -> bool:
    """Return whether a topic without a word of some groups may lack nothing else."""
    if len(missing) > 1 and len({compiled.causes[name] for name in missing}) > 1:
        return False
    if compiled.query is not None:
        return True
    # One keyword must reach the threshold, or two keywords together.
    scoring = 0
    for word in words:
        weight = compiled.weights[word]
        if weight >= compiled.threshold:
            return True
        scoring += weight > 0
    return scoring > 1


def assess_topic(
    compiled: CompiledTopic,
    found: ArticleHits,
    words: list[int],
    terms: tuple[str, ...],
    *,
    least: float = 0.0,
) -> Outcome | None:
    """Return the score of one topic in one article with everything that it lacks.

    Args:
        compiled: the topic.
        found: the hits in the article.
        words: numbers of the topic's words in the article.
        terms: words by number, as the user wrote them.
        least: return None if the score is lower.
    """
    groups, missing = found.groups.get(compiled.topic.require) or _find_groups(compiled, found)
    counted = _count(compiled.weights, found, words)
    parts = [_weigh(word, hits, compiled.weights[word], found) for word, hits in counted.items() if hits]
    if len(parts) == 1:
        score = parts[0].points
    else:
        parts.sort(key=lambda part: (-part.points, part.hit))
        score = round(sum(part.points for part in parts), 2)
    rest: tuple[ScoredKeyword, ...] = ()
    lacking: tuple[str, ...] = ()
    if compiled.query is not None:
        score, parts, rest, lacking = _apply_query(compiled.query, compiled, found, parts, score)
    if score < least:
        return None
    if compiled.weights:
        lacking += _missing_points(score, parts, compiled.threshold, terms)
    if missing or compiled.conditional:
        places = [hit for part in parts if part.points > 0 for hit in counted.get(part.word, [part.hit])]
        carried = any(part.weight >= compiled.threshold for part in parts)
        lacking += tuple(describe_missing(compiled, found, missing, places, terms, carried=carried))
    return Outcome(score, (*parts, *groups, *rest), lacking, not compiled.weights)


def _apply_query(
    query: Node, compiled: CompiledTopic, found: ArticleHits, parts: list[ScoredKeyword], score: float
) -> tuple[float, list[ScoredKeyword], tuple[ScoredKeyword, ...], tuple[str, ...]]:
    """Return the score and parts with the query applied, its own words as parts, and what is missing."""
    share = share_satisfied(query, found)
    lacking = () if share >= 1 else (f"the query does not hold: {describe_unmet(query, found)}",)
    words = [word for word in leaves(query) if word in found.hits and word not in compiled.weights]
    if compiled.weights:
        return score, parts, tuple(_split_score(0.0, words, found)), lacking
    score = round(compiled.threshold * share, 2)
    return score, _split_score(score, words, found), (), lacking


def _count(weights: dict[int, float], found: ArticleHits, words: list[int]) -> dict[int, list[Hit]]:
    """Return the occurrences of each keyword that count."""
    counted = {word: found.hits[word] for word in words if word in weights}
    if len(counted) < 2 or found.list_overlapping().isdisjoint(counted):  # noqa: PLR2004
        return counted
    return _drop_swallowed(counted, weights)


def _drop_swallowed(hits: dict[int, list[Hit]], weights: dict[int, float]) -> dict[int, list[Hit]]:
    """Remove occurrences inside a longer keyword that weighs at least as much, or weighs nothing.

    One place in the text then counts once, and a longer phrase of weight 0 hides the short word in it:
    `mineral water` hides `mineral`.
    """
    spans = sorted(hit for found in hits.values() for hit in found)
    if all(one[0] != other[0] or one[2] <= other[1] for one, other in pairwise(spans)):
        return hits  # nothing overlaps
    counted: dict[int, list[Hit]] = {word: [] for word in hits}
    open_hits: list[tuple[Hit, float]] = []
    places = [(hit, word) for word, found in hits.items() for hit in found]
    places.sort(key=lambda place: (place[0][0], place[0][1], -place[0][2], -weights[place[1]]))
    for hit, word in places:
        field, start, end = hit
        weight = weights[word]
        open_hits = [(other, heavy) for other, heavy in open_hits if other[0] == field and other[2] > start]
        swallowed = any(
            other[2] >= end and (heavy >= weight or (heavy == 0 and other != hit))
            for other, heavy in open_hits
        )
        if not swallowed:
            counted[word].append(hit)
            open_hits.append((hit, weight))
    return counted


def _weigh(word: int, hits: list[Hit], weight: float, found: ArticleHits) -> ScoredKeyword:
    hit, times = hits[0], len(hits)
    factor = TITLE_FACTOR
    if hit[0] != TITLE:
        factor = LEAD_FACTOR if found.in_lead(hit[1]) else BODY_FACTOR
    return ScoredKeyword(word, hit, times, weight, factor, round(weight * factor * saturate(times), 2))


def _missing_points(
    score: float, parts: list[ScoredKeyword], threshold: float, terms: tuple[str, ...]
) -> tuple[str, ...]:
    if score < threshold:
        return (f"score {score:g} of {threshold:g}",)
    if parts[0].weight >= threshold:
        return ()
    scoring = [part for part in parts if part.points > 0]
    if len(scoring) == 1 and scoring[0].weight < threshold:
        alone = f'"{terms[scoring[0].word]}" weighs {scoring[0].weight:g} of {threshold:g}'
        return (f"a second keyword: {alone} and counts only with another",)
    return ()


def _find_groups(compiled: CompiledTopic, found: ArticleHits) -> tuple[tuple[ScoredKeyword, ...], list[str]]:
    """Return the first word of each required group, and the names of groups without one."""
    require = compiled.topic.require
    known = found.groups.get(require)
    if known is None:
        firsts = [(name, found.first_of(name, words)) for name, words in compiled.groups]
        parts = tuple(
            ScoredKeyword(first[1], first[0], len(found.hits[first[1]]), 0.0, 0.0, 0.0, name)
            for name, first in firsts
            if first is not None
        )
        home = {name for name, countries in compiled.countries.items() if found.country in countries}
        missing = [name for name, first in firsts if first is None and name not in home]
        known = found.groups[require] = (parts, missing)
    return known


def _split_score(score: float, words: list[int], found: ArticleHits) -> list[ScoredKeyword]:
    """Return a part for each word of a query in order of place, with an equal share of the score."""
    places = sorted((found.hits[word][0], word) for word in dict.fromkeys(words))
    if not places:
        return []
    share = round(score / len(places), 2)
    shares = [round(score - share * (len(places) - 1), 2), *([share] * (len(places) - 1))]
    return [
        ScoredKeyword(word, hit, len(found.hits[word]), points, 1.0, points)
        for (hit, word), points in zip(places, shares, strict=True)
    ]
