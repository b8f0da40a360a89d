"""Find topics that an article does not match although it may belong to them.

A candidate is a near miss, or an article with all required groups and too few keywords. The likelihood orders
them: first those that lack only points, then those that lack one group, then those without a keyword.
docs/relevance.md says how many of the first twenty are right.
"""

from monitor.match.compile import CompiledTopic, CompiledTopics
from monitor.match.hits import TITLE, ArticleHits, Hit
from monitor.match.matching import match_and_find
from monitor.models import UNKNOWN_OUTLET, Matching, NearMiss, Outlet, TopicCandidate

_TITLE_BONUS = 0.05
_EXCLUDED = 0.2  # of the likelihood, if a word that the user excludes is there
_FAR = 0.7  # of the likelihood, if keyword and group are too far apart


def list_candidates(
    compiled: CompiledTopics, title: str, text: str, outlet: Outlet = UNKNOWN_OUTLET
) -> tuple[Matching, tuple[TopicCandidate, ...]]:
    """Return how an article matches, and the other topics that it may belong to, in config order.

    Args:
        compiled: the topics.
        title: plain text.
        text: plain text, paragraphs separated by newlines.
        outlet: the publisher, if known.
    """
    matching, found = match_and_find(compiled, title, text, outlet)
    matched = {match.topic for match in matching.matches}
    near = {miss.topic: miss for miss in matching.near_misses}
    candidates = (
        _candidate(one, found, near.get(one.topic.id))
        for one in compiled.topics
        if one.topic.id not in matched
    )
    return matching, tuple(one for one in candidates if one is not None)


def _candidate(one: CompiledTopic, found: ArticleHits, near: NearMiss | None) -> TopicCandidate | None:
    present = _present_groups(one, found)
    in_groups = len(present) == len(one.groups)
    words = [word for word, weight in one.weights.items() if weight > 0 and found.hits.get(word)]
    if near is None and not (in_groups and (words or one.groups)):
        return None
    points = near.score if near is not None else sum(one.weights[word] for word in words)
    share = min(points / one.threshold, 1.0) if one.threshold else 1.0
    groups = (len(present) / len(one.groups)) ** 2 if one.groups else 1.0
    likelihood = share * groups * (1 - _TITLE_BONUS)
    if any(
        hit[0] == TITLE
        for hit in _hits(found, [*words, *(word for words in present.values() for word in words)])
    ):
        likelihood += _TITLE_BONUS
    if any(word in found.hits for word in one.exclude):
        likelihood *= _EXCLUDED
    elif near is not None and in_groups and share == 1.0 and one.topic.near is not None:
        likelihood *= _FAR
    lacking = near.lacking if near is not None else (_few_keywords(points, one),)
    hits = _hits(found, words) or _hits(found, [word for words in present.values() for word in words])
    return TopicCandidate(
        one.topic.id, round(likelihood, 3), lacking, _quote(found, hits), near is not None, in_groups
    )


def _present_groups(one: CompiledTopic, found: ArticleHits) -> dict[str, list[int]]:
    """Return the words of each required group that occur; a group may hold by the outlet's country."""
    present = {}
    for name, members in one.groups:
        words = [word for word in members if found.hits.get(word)]
        if words or found.country in one.countries.get(name, ()):
            present[name] = words
    return present


def _few_keywords(points: float, one: CompiledTopic) -> str:
    if one.weights and points:
        return f"keywords that weigh {points:g} of {one.threshold:g}"
    return "no keyword" if one.weights else "the query does not hold"


def _hits(found: ArticleHits, words: list[int]) -> list[Hit]:
    return sorted(hit for word in words for hit in found.hits.get(word, ()))


def _quote(found: ArticleHits, hits: list[Hit]) -> str:
    """Return the sentence around the first hit, in the text if possible: the title is shown anyway."""
    if not hits:
        return ""
    field, first, last = next((hit for hit in hits if hit[0] != TITLE), hits[0])
    start, end = found.fields[field].original_span(first, last)
    return found.sentences[field].quote(start, end)[2]
