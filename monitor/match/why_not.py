"""Explain for every topic what an article has of it and what it lacks."""

from dataclasses import dataclass

from monitor.match.compile import CompiledTopic, CompiledTopics
from monitor.match.hits import ArticleHits
from monitor.match.matching import match_article
from monitor.models import UNKNOWN_OUTLET, Matching, Outlet


@dataclass(frozen=True, slots=True)
class TopicExplanation:
    """What an article has of one topic.

    Attributes:
        topic: the topic's id.
        result: `match`, `near miss` or `no match`.
        keywords: the topic's keywords that occur, as the user wrote them.
        groups: the required groups of which a word occurs.
        lacking: what keeps the topic from matching, one phrase each; empty for a match.
    """

    topic: str
    result: str
    keywords: tuple[str, ...]
    groups: tuple[str, ...]
    lacking: tuple[str, ...]


def explain_topics(
    compiled: CompiledTopics, title: str, text: str, outlet: Outlet = UNKNOWN_OUTLET
) -> tuple[TopicExplanation, ...]:
    """Return an explanation for each topic, in config order.

    Args:
        compiled: the topics.
        title: plain text.
        text: plain text, paragraphs separated by newlines.
        outlet: who published the article.
    """
    found = ArticleHits(compiled, title, text, outlet)
    found.remove_credits(outlet.name, {hit for hits in found.hits.values() for hit in hits})
    matching = match_article(compiled, title, text, outlet)
    return tuple(_explain(one, compiled, found, matching, outlet) for one in compiled.topics)


def _explain(
    one: CompiledTopic, compiled: CompiledTopics, found: ArticleHits, matching: Matching, outlet: Outlet
) -> TopicExplanation:
    topic = one.topic.id
    words = [word for word in one.weights if found.hits.get(word)]
    keywords = tuple(compiled.terms[word] for word in words)
    groups = tuple(
        name
        for name, members in one.groups
        if outlet.country in one.countries.get(name, ()) or any(found.hits.get(word) for word in members)
    )
    if any(match.topic == topic for match in matching.matches):
        return TopicExplanation(topic, "match", keywords, groups, ())
    near = next((miss for miss in matching.near_misses if miss.topic == topic), None)
    if near is not None:
        return TopicExplanation(topic, "near miss", keywords, groups, near.lacking)
    lacking = [f'no word of the group "{name}"' for name, _ in one.groups if name not in groups]
    if one.weights and not keywords:
        lacking.append("no keyword")
    elif one.weights:
        points = sum(one.weights[word] for word in words)
        lacking.append(f"keywords that weigh {points:g} of {one.threshold:g}, or a condition of the topic")
    elif one.query is not None:
        lacking.append("the query does not hold")
    return TopicExplanation(topic, "no match", keywords, groups, tuple(lacking))
