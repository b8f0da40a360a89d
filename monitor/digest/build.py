"""Material into digest: stories under their topics, their status, their order, the trend.

Pure: no I/O, no clock; the same material, in whatever order its articles come, gives the same digest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.digest.events import group_events
from monitor.digest.ranking import in_reading_order, top_stories
from monitor.digest.stories import StoryCluster, cluster_stories, read_first
from monitor.digest.titles import unique_outlets
from monitor.digest.trend import trend_of
from monitor.models import (
    Digest,
    DigestInput,
    Match,
    MatchedArticle,
    Story,
    StoryArticle,
    StoryStatus,
    TopicSection,
)


@dataclass(frozen=True, slots=True)
class _Day:
    """What all sections of one digest share."""

    fresh: frozenset[int]
    topics: tuple[str, ...]
    told: tuple[StoryCluster, ...]
    events: Mapping[str, str]


def build_digest(material: DigestInput) -> Digest:
    """Build the digest that its material determines."""
    fresh = frozenset(article.article_id for article in material.articles)
    earlier = [article for article in material.earlier if article.article_id not in fresh]
    told = tuple(
        story for story in cluster_stories([*material.articles, *earlier]) if _is_in(story.articles, fresh)
    )
    day = _Day(fresh, tuple(topic for topic, _ in material.topics), told, group_events(told))
    history = _histories(material.history)
    sections = []
    for topic, title in material.topics:
        stories = _stories(topic, day)
        trend = trend_of(material.window.date, len(stories), history.get(topic, ()))
        sections.append(TopicSection(topic, title, stories, trend))
    return Digest(
        window=material.window,
        config_version=material.config_version,
        counts=material.counts,
        top=top_stories(sections, material.top_stories),
        topics=tuple(sections),
        health=material.health,
        title=material.title,
        archive_id=material.archive_id,
    )


def _stories(topic: str, day: _Day) -> tuple[Story, ...]:
    """Make the stories of one topic: those of which an article that matches it is new today."""
    return in_reading_order(
        _story(folded, matching, topic, day)
        for folded in day.told
        if (
            matching := [new for new in folded.articles if new.article_id in day.fresh and _match(new, topic)]
        )
    )


def _story(folded: StoryCluster, matching: Sequence[MatchedArticle], topic: str, day: _Day) -> Story:
    lead = read_first(matching)
    matched = {match.topic for new in folded.articles if new.article_id in day.fresh for match in new.matches}
    return Story(
        id=folded.id,
        status=_status(folded, day.fresh),
        headline=lead.title,
        language=lead.language,
        articles=tuple(
            _story_article(article, topic, folded)
            for article in (lead, *(other for other in matching if other is not lead))
        ),
        outlets=unique_outlets(name for article in folded.articles for name in article.sources),
        since=folded.articles[0].digest_date,
        event=day.events.get(folded.id, ""),
        other_topics=tuple(other for other in day.topics if other != topic and other in matched),
    )


def _story_article(article: MatchedArticle, topic: str, folded: StoryCluster) -> StoryArticle:
    match = _match(article, topic)
    if match is None:
        raise ValueError(topic)
    return StoryArticle(
        url=article.url,
        title=article.title,
        source=article.sources[0] if article.sources else "",
        country=article.country,
        language=article.language,
        published=article.published,
        found=article.found,
        score=match.score,
        late=article.late,
        text_source=article.text_source,
        reason=article.reason,
        copy=article.article_id not in folded.adding,
        evidence=match.evidence,
        arithmetic=match.arithmetic,
        updated=article.updated,
    )


def _status(folded: StoryCluster, fresh: frozenset[int]) -> StoryStatus:
    if any(article.updated for article in folded.articles):
        return StoryStatus.UPDATE
    if all(article.article_id in fresh for article in folded.articles):
        return StoryStatus.NEW
    return StoryStatus.UPDATE if folded.adding & fresh else StoryStatus.RUNNING


def _match(article: MatchedArticle, topic: str) -> Match | None:
    return next((match for match in article.matches if match.topic == topic), None)


def _is_in(articles: Iterable[MatchedArticle], fresh: frozenset[int]) -> bool:
    return any(article.article_id in fresh for article in articles)


def _histories(history: Iterable[tuple[date, str, int]]) -> dict[str, list[tuple[date, int]]]:
    """Sort the counts of the days before by topic; a topic that a day does not name had none, once begun."""
    rows = {(day, topic): count for day, topic, count in history}
    days = sorted({day for day, _ in rows})
    begun: dict[str, date] = {}
    for day, topic in sorted(rows):
        begun.setdefault(topic, day)
    return {
        topic: [(day, rows.get((day, topic), 0)) for day in days if day >= first]
        for topic, first in begun.items()
    }
