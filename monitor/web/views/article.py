"""One article: its text with hits marked, why each topic matches or not, its versions and entries."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from aiohttp import web
from markupsafe import Markup

from monitor.archive import Archive, ArticleHistory, KnownArticle
from monitor.errors import ArchiveError, QueryError
from monitor.match import CompiledTopics, compile_topics
from monitor.match.hit_spans import HitSpans, find_hit_spans
from monitor.match.missed.why_not import TopicExplanation, explain_article
from monitor.match.search import read_search
from monitor.models import Config, Outlet
from monitor.pipeline.article_facts import outlet_of_article
from monitor.web.differences import differences
from monitor.web.marking import mark_evidence, marked, paragraphs
from monitor.web.page_context import PageContext

_LONGEST_SHOWN: Final = 60_000  # characters; a page stays below 150 kB
_ORDER: Final = {"match": 0, "near miss": 1, "no match": 2}


@dataclass(frozen=True, slots=True)
class TopicView:
    """Why one topic matches or not.

    Attributes:
        explanation: what the article has of the topic, and what it lacks.
        title: of the topic.
        quotes: (keyword, marked quote) of its evidence.
    """

    explanation: TopicExplanation
    title: str
    quotes: tuple[tuple[str, Markup], ...]


@dataclass(frozen=True, slots=True)
class ArticlePageView:
    """What the page shows of an article beside what is stored.

    Attributes:
        title: with the hits marked.
        text: its paragraphs with the hits marked.
        cut: the text is longer than what is shown.
        topics: why each topic matches or not; matches first.
        answers: what a person said, by topic.
        changes: (when a version was replaced, the passages that changed then), newest first.
    """

    title: Markup
    text: list[Markup]
    cut: bool
    topics: list[TopicView]
    answers: dict[str, str]
    changes: list[tuple[str, list[Markup]]]


class ArticlePage:
    """Shows one article by its number in the archive."""

    def __init__(self, context: PageContext) -> None:
        self._context = context
        self._compiled: tuple[str, CompiledTopics] | None = None

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (web.get(r"/articles/{number:\d{1,18}}", self.show),)

    async def show(self, request: web.Request) -> web.Response:
        """Show an article; `q` is a query whose words are marked instead of those of the topics."""
        number, sources = request.match_info["number"], self._context.sources
        try:
            stored = await sources.read_archive(lambda archive: _read(archive, number))
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be read") from error
        if stored is None:
            raise web.HTTPNotFound(reason="There is no such article")
        history, known, answers = stored
        query = request.query.get("q", "")
        view = await asyncio.to_thread(self._view, history, query, answers)
        values: dict[str, Any] = {"article": history, "known": known, "view": view, "query": query}
        return self._context.renderer.page(request, "article.html.j2", **values)

    def _view(self, history: ArticleHistory, query: str, answers: dict[str, str]) -> ArticlePageView:
        config = self._context.sources.config()
        compiled, outlet = self._topics(config), outlet_of_article(config, history)
        shown = history.text[:_LONGEST_SHOWN]
        topics = _topic_views(compiled, history, outlet)
        spans = _spans(config, compiled, history, query, topics, outlet)
        texts = [*((one.title, one.text) for one in history.versions), (history.title, history.text)]
        times = self._context.renderer.times()
        changes = [
            (times.local(version.replaced), differences("\n".join(before), "\n".join(after)))
            for version, (before, after) in zip(history.versions, pairwise(texts), strict=True)
        ]
        return ArticlePageView(
            title=marked(history.title, spans.title) or Markup("(no headline)"),
            text=paragraphs(shown, spans.text),
            cut=len(shown) < len(history.text),
            topics=topics,
            answers=answers,
            changes=changes[::-1],
        )

    def _topics(self, config: Config) -> CompiledTopics:
        """Return the topics in force, compiled once for each version."""
        if self._compiled is None or self._compiled[0] != config.topics.version:
            self._compiled = (config.topics.version, compile_topics(config.topics))
        return self._compiled[1]


def _read(archive: Archive, number: str) -> tuple[ArticleHistory, KnownArticle | None, dict[str, str]] | None:
    history = archive.articles.history(number)
    if history is None:
        return None
    verdicts = archive.verdicts.of_articles([history.article_id]).get(history.article_id, {})
    answers = {topic: verdict.answer.value for topic, verdict in verdicts.items()}
    return history, archive.articles.get(number), answers


def _topic_views(compiled: CompiledTopics, history: ArticleHistory, outlet: Outlet) -> list[TopicView]:
    titles = {one.topic.id: one.topic.title for one in compiled.topics}
    views = [
        TopicView(
            explanation,
            titles[explanation.topic],
            tuple((one.keyword, mark_evidence([one])) for one in explanation.evidence),
        )
        for explanation in explain_article(compiled, history.title, history.text, outlet).topics
    ]
    return sorted(views, key=lambda view: _ORDER[view.explanation.result])


def _spans(
    config: Config,
    compiled: CompiledTopics,
    history: ArticleHistory,
    query: str,
    topics: Sequence[TopicView],
    outlet: Outlet,
) -> HitSpans:
    """Return what to mark: the words of the query, else those of the topics that match, else near misses."""
    title, text = history.title, history.text[:_LONGEST_SHOWN]
    if query.strip():
        try:
            search = read_search(query, config.topics.groups)
        except QueryError:
            return HitSpans((), ())
        return find_hit_spans(search.compiled, title, text, [one.topic.id for one in search.compiled.topics])
    for result in ("match", "near miss"):
        wanted = [view.explanation.topic for view in topics if view.explanation.result == result]
        if wanted:
            return find_hit_spans(compiled, title, text, wanted, outlet)
    return HitSpans((), ())
