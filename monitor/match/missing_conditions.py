"""Describe the conditions of a topic that an article does not meet: required groups, nearness, exclusions."""

from monitor.match.compile import CompiledTopic
from monitor.match.hits import ArticleHits, Hit
from monitor.match.query_evaluation import distance, nearest


def describe_missing(
    compiled: CompiledTopic, found: ArticleHits, missing: list[str], places: list[Hit], terms: tuple[str, ...]
) -> list[str]:
    """Return a description of each condition that is not met, in words for users.

    Args:
        compiled: the topic.
        found: the hits in the article.
        missing: names of the required groups without a word.
        places: occurrences of the keywords that count.
        terms: words by number, as the user wrote them.
    """
    names = " or ".join(f'"{name}"' for name in missing)
    lacking = [f"no word of the group {names}"] if missing else []
    if compiled.topic.near is not None and compiled.groups and places and not missing:
        lacking += _too_far(compiled, found, places, compiled.topic.near)
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
