"""Tell which conditions of a topic an article does not meet: required groups, nearness, exclusions.

Pure: no I/O, no clock.
"""

from monitor.match.compile import CompiledTopic
from monitor.match.hits import ArticleHits, Hit
from monitor.match.query_evaluation import distance, nearest


def describe_missing(
    compiled: CompiledTopic, found: ArticleHits, missing: list[str], places: list[Hit], terms: tuple[str, ...]
) -> list[str]:
    """Return what is not met, each in words fit for a user.

    Args:
        compiled: the topic.
        found: what was found in the article.
        missing: names of the required groups without a word.
        places: where keywords that count stand.
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
    """Ask for one keyword with a word of each required group within `near` words of it."""
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
