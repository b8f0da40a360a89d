"""Describe the conditions that an article does not meet: groups, nearness, sentences, excluded words."""

from monitor.match.compile import CompiledTopic
from monitor.match.hits import TITLE, ArticleHits, Hit
from monitor.match.query_evaluation import distance, nearest

_SHORT_TEXT = 100  # words; in a shorter text, one sentence is a large part


def describe_missing(
    compiled: CompiledTopic,
    found: ArticleHits,
    missing: list[str],
    places: list[Hit],
    terms: tuple[str, ...],
    *,
    carried: bool,
) -> list[str]:
    """Return a description of each condition that is not met, in words for users.

    Args:
        compiled: the topic.
        found: the hits in the article.
        missing: names of the required groups without a word.
        places: occurrences of the keywords that count.
        terms: words by number, as the user wrote them.
        carried: True if one of the keywords has the weight of the threshold.
    """
    names = " or ".join(f'"{name}"' for name in missing)
    lacking = [f"no word of the group {names}"] if missing else []
    if compiled.topic.near is not None and compiled.groups and places and not missing:
        lacking += _too_far(compiled, found, places, compiled.topic.near)
    if compiled.topic.sentences is not None and compiled.weights and places and not lacking:
        lacking += _in_passing(found, places, compiled.topic.sentences, carried=carried)
    excluded = [word for word in compiled.exclude if word in found.hits]
    if excluded:
        lacking.append("excluded by " + ", ".join(f'"{terms[word]}"' for word in excluded))
    return lacking


def _too_far(compiled: CompiledTopic, found: ArticleHits, places: list[Hit], near: int) -> list[str]:
    """Check that one keyword has a word of each required group within `near` words."""
    groups = {
        name: found.spans_of(name, words)
        for name, words in compiled.groups
        if found.country not in compiled.countries.get(name, ())
    }
    lacking = list(groups)
    for hit in places:
        span = found.word_span(hit)
        far = [
            name
            for name, others in groups.items()
            if (other := nearest(span, others)) is None or distance(span, other) > near
        ]
        if not far:
            return []
        if len(far) < len(lacking):
            lacking = far
    names = ", ".join(f'"{name}"' for name in lacking)
    return [f"no keyword within {near} words of the group {names}"]


def _in_passing(found: ArticleHits, places: list[Hit], wanted: int, *, carried: bool) -> list[str]:
    """Check that a long text does not name the topic only in its background.

    It does not if a keyword is in the title or the lead, or if `wanted` sentences have one and one of them
    carries the topic alone.
    """
    body = found.fields[1]
    if found.count_words() <= _SHORT_TEXT or any(hit[0] == TITLE or found.in_lead(hit[1]) for hit in places):
        return []
    if not carried:
        return ["a keyword in the headline or the lead, or one that carries the topic alone"]
    # Overlapping quotes count once: a text without signs at the ends of its sentences is quoted in pieces.
    count, covered = 0, -1
    for _, start, end in sorted(places):
        first, last = body.original_span(start, end)
        if first >= covered:
            count += 1
            covered = found.sentences[1].quote(first, last)[1]
    if count >= wanted:
        return []
    return [f"a keyword in the headline, the lead or {wanted} sentences: only {count} has one"]
