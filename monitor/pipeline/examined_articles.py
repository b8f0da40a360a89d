"""Read the articles that show what a topic lacks: judged ones, near misses, matches, and a sample of all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from monitor.archive import Archive
from monitor.digest.events import group_events
from monitor.digest.stories import cluster_stories
from monitor.match import compile_topics
from monitor.match.edits.topic_changes import plan_topic
from monitor.match.missed.why_not import TopicExplanation, explain_article
from monitor.models import (
    Answer,
    MatchedArticle,
    Outlet,
    StoredArticle,
    TextSource,
    Topic,
    Topics,
)
from monitor.pipeline.context import Progress

_MOST_READ = 2_000  # articles with a keyword, and articles with all groups
_SAMPLE = 400  # articles of the whole span
_BLOCKED = ("excluded", "no keyword within", "the query")

OutletOf = Callable[[str, str], Outlet]
Span = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class ExaminedArticle:
    """An article, with what it has and lacks of a topic.

    Attributes:
        number: its id in the archive.
        title: as stored.
        text: as stored.
        outlet: its publisher.
        explanation: what it has of the topic, and what it lacks.
        answer: the user's verdict; None without one, and for `unsure`.
        sampled: it belongs to the sample.
    """

    number: int
    title: str
    text: str
    outlet: Outlet
    explanation: TopicExplanation
    answer: Answer | None
    sampled: bool

    @property
    def matched(self) -> bool:
        """Whether it matches the topic."""
        return self.explanation.result == "match"

    @property
    def near(self) -> bool:
        """Whether it is a near miss."""
        return self.explanation.result == "near miss"

    @property
    def missed(self) -> bool:
        """Whether it was judged to belong to the topic, and does not match."""
        return self.answer is Answer.YES and not self.matched

    def lacks_points(self, topic: Topic) -> bool:
        """Return whether only keywords are missing."""
        blocked = any(one.startswith(_BLOCKED) for one in self.explanation.lacking)
        return not self.matched and not blocked and set(topic.require) == set(self.explanation.groups)

    def lacks_groups(self, topic: Topic) -> set[str]:
        """Return the required groups without which it is a near miss."""
        return set(topic.require) - set(self.explanation.groups) if self.near else set()


def read_topic_articles(
    archive: Archive,
    topics: Topics,
    topic: Topic,
    span: Span,
    outlet_of: OutletOf,
    progress: Progress | None = None,
) -> list[ExaminedArticle]:
    """Read the judged articles of all times, and of a span those with a keyword or all groups, and a sample.

    Args:
        archive: may be read-only.
        topics: in force.
        topic: one of them.
        span: articles found from the first moment on and before the second; None for no limit.
        outlet_of: returns the outlet of a feed's URL and of the outlet that an entry names.
        progress: called while the articles are read.
    """
    alone = Topics(topics.groups, (topic,), topics.version, topics.names)
    compiled = compile_topics(alone)
    answers = {
        one.article_id: one.answer
        for one in archive.verdicts.all(topic.id)
        if one.article_id is not None and one.answer is not Answer.UNSURE
    }
    everything = archive.found.numbers(*span)
    sample = set(everything[:: max(1, len(everything) // _SAMPLE)])
    chosen = {*answers, *sample}
    for plan in plan_topic(compiled, compiled.topics[0]):
        chosen.update(archive.found.candidates(plan, *span)[-_MOST_READ:])
    read = []
    for text in archive.found.texts(sorted(chosen)):
        if text.text is not None:
            outlet = outlet_of(text.feed_url, text.source)
            explained = explain_article(compiled, text.title, text.text, outlet, with_almost=False)
            (explanation,) = explained.topics
            known = answers.get(text.article_id), text.article_id in sample
            read.append(ExaminedArticle(text.article_id, text.title, text.text, outlet, explanation, *known))
        if progress:
            progress("articles", len(read), len(chosen))
    return read


def number_events(details: Sequence[StoredArticle], name_forms: Sequence[tuple[str, str]]) -> dict[int, int]:
    """Return the number of the event that each article reports, by the article's id."""
    stories = cluster_stories([_as_matched(article) for article in details])
    events = group_events(stories, name_forms)
    names = {
        article.article_id: events.get(story.id, story.id) for story in stories for article in story.articles
    }
    numbers = {name: number for number, name in enumerate(sorted(set(names.values())))}
    return {article: numbers[name] for article, name in names.items()}


def _as_matched(article: StoredArticle) -> MatchedArticle:
    return MatchedArticle(
        article_id=article.id,
        url=article.url,
        title=article.title,
        text=article.text,
        sources=article.sources,
        country="",
        language=article.language,
        published=article.published,
        found=article.found.astimezone(UTC),
        late=False,
        text_source=TextSource.PAGE,
        reason="",
        digest_date=date.min,
        matches=(),
    )
