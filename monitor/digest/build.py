"""Build a digest: the stories of each topic, their status and order, and the trend.

The same input gives the same digest, in any order of its articles.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from monitor.digest.leading import top_stories
from monitor.digest.ranking import in_reading_order, rank
from monitor.digest.render.article_view import BLOCKED
from monitor.digest.similarity import APART
from monitor.digest.stories import StoryCluster, cluster_stories, read_first
from monitor.digest.telling import Telling, tell
from monitor.digest.titles import unique_outlets
from monitor.digest.trend import trend_of
from monitor.digest.updates import added_sentence, earlier_headline
from monitor.models import (
    Digest,
    DigestInput,
    EarlierReport,
    Evidence,
    Match,
    MatchedArticle,
    SharedFacts,
    Story,
    StoryArticle,
    StoryStatus,
    TopicSection,
    Trend,
    Window,
)


@dataclass(frozen=True, slots=True)
class _Day:
    """What all sections of one digest share.

    Attributes:
        fresh: ids of the articles that are new in this digest.
        topics: topic ids in config order.
        clusters: story clusters with at least one new article.
        recent: those without one that may have reported an event of this digest.
        shown: how each story is shown, by story id.
    """

    fresh: frozenset[int]
    topics: tuple[str, ...]
    clusters: tuple[StoryCluster, ...]
    recent: tuple[StoryCluster, ...]
    shown: Mapping[str, Telling]


def build_digest(inputs: DigestInput) -> Digest:
    """Return the digest of an input."""
    alone = _cluster(inputs)
    clusters = alone.clusters

    def place(cluster: StoryCluster, topic: str) -> object:
        matching = _matching(cluster, topic, alone)
        return (0, rank(_story(cluster, matching, topic, alone))) if matching else (1, cluster.id)

    day = replace(alone, shown=tell(clusters, inputs, place, alone.recent))
    history = _histories(inputs.history)
    sections = []
    for topic, title in inputs.topics:
        stories = _stories(topic, day)
        section = TopicSection(topic, title, stories, Trend(0, None, None, ()))
        trend = _trend(inputs.window, section.events, history.get(topic, ()))
        sections.append(replace(section, trend=trend))
    return Digest(
        window=inputs.window,
        config_version=inputs.config_version,
        counts=inputs.counts,
        top=top_stories(sections, inputs.top_stories),
        topics=tuple(sections),
        health=inputs.health,
        title=inputs.title,
        archive_id=inputs.archive_id,
        missed=inputs.missed,
        previous=inputs.previous,
        aids=inputs.aids,
    )


def count_outlets(inputs: DigestInput) -> dict[str, list[int]]:
    """Return how many outlets carried each story of each topic; much cheaper than the whole digest."""
    day = _cluster(inputs)
    return {
        topic: [
            len(unique_outlets(name for article in story.articles for name in article.sources))
            for story in day.clusters
            if _matching(story, topic, day)
        ]
        for topic in day.topics
    }


def _cluster(inputs: DigestInput) -> _Day:
    """Return the stories of an input, without how each is shown."""
    fresh = frozenset(article.article_id for article in inputs.articles)
    earlier = [article for article in inputs.earlier if article.article_id not in fresh]
    known = cluster_stories([*inputs.articles, *earlier])
    clusters = tuple(story for story in known if _is_in(story.articles, fresh))
    recent = tuple(
        story
        for story in known
        if not _is_in(story.articles, fresh) and _is_recent(story, inputs.window.start - APART)
    )
    return _Day(fresh, tuple(topic for topic, _ in inputs.topics), clusters, recent, {})


def _trend(window: Window, events: int, history: Sequence[tuple[date, int]]) -> Trend:
    """Return the trend of a day, or the numbers of a week or month and of the one before."""
    if window.period == "day":
        return trend_of(window.date, events, history)
    return Trend(events, None, None, (*history, (window.date, events)))


def _stories(topic: str, day: _Day) -> tuple[Story, ...]:
    """Return the stories of one topic: those with a new article that matches the topic."""
    return in_reading_order(
        _story(cluster, matching, topic, day)
        for cluster in day.clusters
        if (matching := _matching(cluster, topic, day))
    )


def _matching(cluster: StoryCluster, topic: str, day: _Day) -> list[MatchedArticle]:
    """Return the new articles of a story that match a topic."""
    return [new for new in cluster.articles if new.article_id in day.fresh and _match(new, topic)]


def _story(cluster: StoryCluster, matching: Sequence[MatchedArticle], topic: str, day: _Day) -> Story:
    lead = read_first(matching)
    matched = {
        match.topic for new in cluster.articles if new.article_id in day.fresh for match in new.matches
    }
    own_status = _status(cluster, day.fresh)
    telling = day.shown.get(cluster.id) or Telling("", "", topic, SharedFacts())
    continues = own_status is StoryStatus.NEW and telling.since is not None
    status = StoryStatus.UPDATE if continues else own_status
    return Story(
        id=cluster.id,
        status=status,
        headline=lead.title,
        language=lead.language,
        articles=tuple(
            _story_article(article, topic, cluster)
            for article in (lead, *(other for other in matching if other is not lead))
        ),
        outlets=unique_outlets(name for article in cluster.articles for name in article.sources),
        since=telling.since or cluster.articles[0].digest_date,
        event=telling.event,
        other_topics=tuple(other for other in day.topics if other != topic and other in matched),
        main=telling.main,
        told_under=telling.topic,
        shared=telling.shared,
        added=added_sentence(cluster, day.fresh) if own_status is StoryStatus.UPDATE else "",
        earlier_headline=earlier_headline(lead, cluster) if own_status is StoryStatus.UPDATE else "",
        earlier=tuple(_earlier_report(*known) for known in telling.earlier if own_status is StoryStatus.NEW),
        quote=_quote_beside(lead, cluster, topic),
    )


def _earlier_report(story: StoryCluster, shared: SharedFacts) -> EarlierReport:
    lead = read_first(story.articles)
    return EarlierReport(
        story=story.id,
        day=story.articles[0].digest_date,
        headline=lead.title,
        language=lead.language,
        source=lead.sources[0] if lead.sources else "",
        url=None if lead.reason == BLOCKED else lead.url,
        shared=shared,
    )


def _quote_beside(lead: MatchedArticle, cluster: StoryCluster, topic: str) -> Evidence | None:
    """Return the best hit in a text of the story, if the article that is shown has hits in its headline only.

    So a story that runs on still shows what it is about.
    """
    match = _match(lead, topic)
    if match is None or any(found.field != "title" for found in match.evidence):
        return None
    others = (_match(article, topic) for article in reversed(cluster.articles))
    hits = [found for other in others if other for found in other.evidence if found.field != "title"]
    return max(hits, key=lambda found: found.points, default=None)


def _story_article(article: MatchedArticle, topic: str, cluster: StoryCluster) -> StoryArticle:
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
        copy=article.article_id not in cluster.adding,
        evidence=match.evidence,
        arithmetic=match.arithmetic,
        updated=article.updated,
    )


def _status(cluster: StoryCluster, fresh: frozenset[int]) -> StoryStatus:
    if any(article.updated for article in cluster.articles):
        return StoryStatus.UPDATE
    if all(article.article_id in fresh for article in cluster.articles):
        return StoryStatus.NEW
    return StoryStatus.UPDATE if cluster.adding & fresh else StoryStatus.RUNNING


def _match(article: MatchedArticle, topic: str) -> Match | None:
    return next((match for match in article.matches if match.topic == topic), None)


def _is_in(articles: Iterable[MatchedArticle], fresh: frozenset[int]) -> bool:
    return any(article.article_id in fresh for article in articles)


def _is_recent(story: StoryCluster, oldest: datetime) -> bool:
    """Return whether a story may report an event of the window: it is not older than `oldest`."""
    article = read_first(story.articles)
    return (article.published or article.found) >= oldest


def _histories(history: Iterable[tuple[date, str, int]]) -> dict[str, list[tuple[date, int]]]:
    """Return the counts of earlier days by topic.

    A day without a count for a topic counts as 0 events, from the first day that has one.
    """
    rows = {(day, topic): count for day, topic, count in history}
    days = sorted({day for day, _ in rows})
    first_days: dict[str, date] = {}
    for day, topic in sorted(rows):
        first_days.setdefault(topic, day)
    return {
        topic: [(day, rows.get((day, topic), 0)) for day in days if day >= first]
        for topic, first in first_days.items()
    }
