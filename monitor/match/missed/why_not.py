"""Explain for every topic what an article has of it, what it lacks, and which keywords it almost has."""

from dataclasses import dataclass

from monitor.match.compile import CompiledTopic, CompiledTopics
from monitor.match.explaining import format_arithmetic, list_evidence
from monitor.match.hits import ArticleHits
from monitor.match.matching import match_article
from monitor.match.missed.almost import AlmostKeyword, WordsOfText, find_almost
from monitor.match.scoring import Outcome, assess_topic
from monitor.match.syntax.query import leaves
from monitor.models import UNKNOWN_OUTLET, Evidence, Match, Matching, NearMiss, Outlet, is_first_words

Marks = tuple[tuple[int, int], ...]  # start and end of hits, in order and without overlaps


@dataclass(frozen=True, slots=True)
class TopicExplanation:
    """What an article has of one topic.

    Attributes:
        topic: the topic's id.
        result: `match`, `near miss` or `no match`.
        score: the points.
        threshold: the points that were needed.
        arithmetic: the sum in words.
        keywords: the topic's keywords that occur, as the user wrote them.
        groups: the required groups that have a word in the article.
        lacking: everything that keeps the topic from matching, one phrase each; empty for a match.
        evidence: keywords by points, then a word of each required group, each with its quote.
        almost: keywords that do not occur, but almost; empty for a match.
    """

    topic: str
    result: str
    score: float
    threshold: float
    arithmetic: str
    keywords: tuple[str, ...]
    groups: tuple[str, ...]
    lacking: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    almost: tuple[AlmostKeyword, ...]


@dataclass(frozen=True, slots=True)
class ArticleExplanation:
    """What an article has of every topic.

    Attributes:
        topics: in config order.
        title_marks: places in the title where a word of any topic occurs.
        text_marks: the same in the text.
    """

    topics: tuple[TopicExplanation, ...]
    title_marks: Marks
    text_marks: Marks


def explain_article(
    compiled: CompiledTopics,
    title: str,
    text: str,
    outlet: Outlet = UNKNOWN_OUTLET,
    *,
    with_almost: bool = True,
) -> ArticleExplanation:
    """Return what an article has and lacks of each topic.

    Args:
        compiled: the topics.
        title: plain text.
        text: plain text, paragraphs separated by newlines.
        outlet: who published the article.
        with_almost: also look for keywords that almost occur, which takes most of the time.
    """
    matching = match_article(compiled, title, text, outlet)
    headless = is_first_words(title, text)  # the matcher then takes the text alone
    found = ArticleHits(compiled, "" if headless else title, text, outlet)
    found.remove_credits(outlet.name, {hit for hits in found.hits.values() for hit in hits})
    words = WordsOfText(found) if with_almost else None
    topics = tuple(_explain(one, compiled, found, matching, words) for one in compiled.topics)
    marks = [_marks(compiled, found, field) for field in range(2)]
    return ArticleExplanation(topics, *marks)


def _explain(
    one: CompiledTopic,
    compiled: CompiledTopics,
    found: ArticleHits,
    matching: Matching,
    words: WordsOfText | None,
) -> TopicExplanation:
    topic = one.topic.id
    made: Match | NearMiss | None = next((match for match in matching.matches if match.topic == topic), None)
    made = made or next((miss for miss in matching.near_misses if miss.topic == topic), None)
    occurring = [word for word in _words_of(one) if found.hits.get(word)]
    outcome = assess_topic(one, found, occurring, compiled.terms) or Outcome(0.0, (), ())
    lacking = made.lacking if isinstance(made, NearMiss) else ()
    if made is None:
        lacking = _lacking(one, occurring, outcome)
    return TopicExplanation(
        topic=topic,
        result={Match: "match", NearMiss: "near miss"}.get(type(made), "no match"),
        score=made.score if made else outcome.score,
        threshold=one.threshold,
        arithmetic=made.arithmetic if made else format_arithmetic(outcome, one.threshold, compiled.terms),
        keywords=tuple(compiled.terms[word] for word in occurring),
        groups=_groups(one, found),
        lacking=lacking,
        evidence=made.evidence if made else list_evidence(outcome, found, compiled.terms),
        almost=() if isinstance(made, Match) or words is None else find_almost(one, compiled.terms, words),
    )


def _words_of(one: CompiledTopic) -> list[int]:
    words = [*one.weights, *(leaves(one.query) if one.query is not None else ())]
    return list(dict.fromkeys(words))


def _groups(one: CompiledTopic, found: ArticleHits) -> tuple[str, ...]:
    return tuple(
        name
        for name, members in one.groups
        if found.country in one.countries.get(name, ()) or any(found.hits.get(word) for word in members)
    )


def _lacking(one: CompiledTopic, occurring: list[int], outcome: Outcome) -> tuple[str, ...]:
    """Return what a topic lacks; "no keyword" replaces a score of 0."""
    lacking = outcome.lacking
    if one.weights and not any(word in one.weights for word in occurring):
        lacking = ("no keyword", *(phrase for phrase in lacking if not phrase.startswith("score ")))
    return lacking or ("its words occur only in names of outlets and authors",)


def _marks(compiled: CompiledTopics, found: ArticleHits, field: int) -> Marks:
    """Return the places of all words of topics in one field of the original."""
    wanted: set[int] = set()
    for one in compiled.topics:
        wanted.update(_words_of(one), one.exclude, *(members for _, members in one.groups))
    spans = sorted(
        found.fields[field].original_span(start, end)
        for word in wanted & found.hits.keys()
        for place, start, end in found.hits[word]
        if place == field
    )
    marks: list[tuple[int, int]] = []
    for start, end in spans:
        if marks and start < marks[-1][1]:
            marks[-1] = marks[-1][0], max(end, marks[-1][1])
        else:
            marks.append((start, end))
    return tuple(marks)
