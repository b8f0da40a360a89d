"""Find every hit of the topics' words in an article, to mark them."""

from collections.abc import Collection
from dataclasses import dataclass

from monitor.match.compile import CompiledTopic, CompiledTopics
from monitor.match.hits import TITLE, ArticleHits
from monitor.match.syntax.query import leaves
from monitor.models import UNKNOWN_OUTLET, Outlet

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class HitSpans:
    """Start and end of every hit, as code points in the original title and text, in order."""

    title: tuple[Span, ...]
    text: tuple[Span, ...]


def find_hit_spans(
    compiled: CompiledTopics,
    title: str,
    text: str,
    topics: Collection[str],
    outlet: Outlet = UNKNOWN_OUTLET,
) -> HitSpans:
    """Return where the keywords, the words of the required groups and those of the query of topics occur.

    Args:
        compiled: the compiled topics.
        title: plain text.
        text: plain text, paragraphs separated by newlines.
        topics: ids of the topics whose words are wanted.
        outlet: who published the article.
    """
    found = ArticleHits(compiled, title, text, outlet)
    found.remove_credits(outlet.name, {hit for hits in found.hits.values() for hit in hits})
    words = {word for one in compiled.topics if one.topic.id in topics for word in _words(one)}
    spans: tuple[set[Span], set[Span]] = (set(), set())
    for word in words & found.hits.keys():
        for field, start, end in found.hits[word]:
            spans[0 if field == TITLE else 1].add(found.fields[field].original_span(start, end))
    return HitSpans(tuple(sorted(spans[0])), tuple(sorted(spans[1])))


def _words(one: CompiledTopic) -> set[int]:
    words = set(one.weights)
    for _, members in one.groups:
        words |= members
    if one.query is not None:
        words |= set(leaves(one.query))
    return words
