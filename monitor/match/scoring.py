"""Add up what the keywords of a topic are worth in an article, and tell which conditions are not met.

Pure: no I/O, no clock.
"""

from typing import NamedTuple

from monitor.match.compiling import CompiledTopic
from monitor.match.conditions import describe_missing
from monitor.match.finding import TITLE, Found, Hit
from monitor.match.holding import describe_lack, share_held
from monitor.match.query import leaves

TITLE_FACTOR = 1.5
LEAD_FACTOR = 1.2
BODY_FACTOR = 1.0


class Part(NamedTuple):
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


class Outcome(NamedTuple):
    """What a topic is worth in an article.

    Attributes:
        score: sum of the parts' points.
        parts: keywords by points, then the words of groups and of the query.
        lacking: what keeps it from being a match; empty for a match.
        by_query: the score comes from the query alone.
    """

    score: float
    parts: tuple[Part, ...]
    lacking: tuple[str, ...]
    by_query: bool = False


def saturate(count: int) -> float:
    """Return what repeating a keyword is worth: 1, 1.25, 1.375 ... below 1.5."""
    return 1.5 - 0.5 ** min(count, 64)


def score_topic(compiled: CompiledTopic, found: Found, words: list[int], terms: tuple[str, ...]) -> Outcome:
    """Score one topic in one article.

    Args:
        compiled: the topic.
        found: what was found in the article.
        words: numbers of those of the topic's words that were found; at least one.
        terms: words by number, as the user wrote them.
    """
    weights = {word: compiled.weights[word] for word in words if word in compiled.weights}
    counted = _leave_swallowed({word: found.hits[word] for word in weights}, weights)
    parts = [_weigh(word, hits, weights[word], found) for word, hits in counted.items() if hits]
    if len(parts) > 1:
        parts.sort(key=lambda part: (-part.points, part.hit))
    score = round(sum(part.points for part in parts), 2)
    lacking: list[str] = []
    by_query, rest = False, []
    if compiled.query is None:
        lacking += _lack_of_points(score, parts, compiled.topic.threshold, terms)
    else:
        share = share_held(compiled.query, found)
        if share < 1:
            lacking.append(f"the query does not hold: {describe_lack(compiled.query, found)}")
        by_query = not compiled.weights
        if by_query:
            score = round(compiled.topic.threshold * share, 2)
            parts = _share_out(score, [word for word in leaves(compiled.query) if word in found.hits], found)
        else:
            lacking += _lack_of_points(score, parts, compiled.topic.threshold, terms)
            others = [word for word in leaves(compiled.query) if word in found.hits and word not in counted]
            rest = _share_out(0.0, others, found)
    groups, missing = _group_parts(compiled, found)
    places = [hit for part in parts if part.points > 0 for hit in counted.get(part.word, [part.hit])]
    lacking += describe_missing(compiled, found, missing, places, terms)
    return Outcome(score, (*parts, *groups, *rest), tuple(lacking), by_query)


def _leave_swallowed(hits: dict[int, list[Hit]], weights: dict[int, float]) -> dict[int, list[Hit]]:
    """Leave out occurrences inside of a longer keyword that weighs as much or more, or weighs nothing.

    So one place in the text counts once; and a longer phrase of weight 0 takes the short word in it out of
    account: `mineral water` for `mineral`.
    """
    if len(hits) < 2:  # noqa: PLR2004
        return hits
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


def _weigh(word: int, hits: list[Hit], weight: float, found: Found) -> Part:
    hit, factor = _best_place(hits, found)
    points = round(weight * factor * saturate(len(hits)), 2)
    return Part(word, hit, len(hits), weight, factor, points)


def _best_place(hits: list[Hit], found: Found) -> tuple[Hit, float]:
    hit = hits[0]
    if hit[0] == TITLE:
        return hit, TITLE_FACTOR
    return hit, LEAD_FACTOR if found.in_lead(hit) else BODY_FACTOR


def _lack_of_points(score: float, parts: list[Part], threshold: float, terms: tuple[str, ...]) -> list[str]:
    if score < threshold:
        return [f"score {score:g} of {threshold:g}"]
    scoring = [part for part in parts if part.points > 0]
    if len(scoring) == 1 and scoring[0].weight < threshold:
        alone = f'"{terms[scoring[0].word]}" weighs {scoring[0].weight:g} of {threshold:g}'
        return [f"a second keyword: {alone} and counts only with another"]
    return []


def _group_parts(compiled: CompiledTopic, found: Found) -> tuple[list[Part], list[str]]:
    """Return the first word of each required group, and the names of the groups without one."""
    parts, missing = [], []
    for name, words in compiled.groups:
        first = found.first_of(name, words)
        if first is None:
            missing.append(name)
        else:
            hit, word = first
            parts.append(Part(word, hit, len(found.hits[word]), 0.0, 0.0, 0.0, name))
    return parts, missing


def _share_out(score: float, words: list[int], found: Found) -> list[Part]:
    """Return a part for each word of a query, the score shared among them, in order of place."""
    places = sorted((found.hits[word][0], word) for word in dict.fromkeys(words))
    if not places:
        return []
    share = round(score / len(places), 2)
    shares = [round(score - share * (len(places) - 1), 2), *([share] * (len(places) - 1))]
    return [
        Part(word, hit, len(found.hits[word]), points, 1.0, points)
        for (hit, word), points in zip(places, shares, strict=True)
    ]
