"""The topics: how much each finds, where and by which words, and what it nearly found."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from aiohttp import web

from monitor.archive import Archive, TopicArticle
from monitor.digest.render.chart import bars
from monitor.digest.render.locale_names import language_name, month_name
from monitor.errors import ArchiveError
from monitor.evaluation.intervals import wilson
from monitor.evaluation.report import ArticleCounts
from monitor.models import Match, Matching, Topic, Topics, Verdict
from monitor.web.charts import bar_chart
from monitor.web.page_context import PageContext

_SINCE: Final = timedelta(days=90)
_MOST_READ: Final = 3000  # articles
_SHOWN: Final = 15
_MONTHS: Final = 24
_TREND: Final = 28  # days
_WORDS_SHOWN: Final = 200

History = tuple[tuple[date, int], ...]


class TopicsPage:
    """Lists the topics in config order, and shows one of them."""

    def __init__(self, context: PageContext) -> None:
        self._context = context

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (web.get("/topics", self.show_all), web.get("/topics/{id}", self.show))

    async def show_all(self, request: web.Request) -> web.Response:
        """List the topics with their trend."""
        topics = self._context.sources.config().topics.topics

        def read(archive: Archive) -> list[History]:
            return [archive.digests.days_of_topic(topic.id) for topic in topics]

        histories = await self._read(read)
        rows = [
            (topic, bars(history[-_TREND:], "Events a day"), sum(count for _, count in history[-_TREND:]))
            for topic, history in zip(topics, histories, strict=True)
        ]
        return self._context.renderer.page(request, "topics.html.j2", rows=rows, days=_TREND)

    async def show(self, request: web.Request) -> web.Response:
        """Show one topic."""
        sources = self._context.sources
        topic = find_topic(sources.config().topics.topics, request.match_info["id"])
        since = sources.clock() - _SINCE

        def read(archive: Archive) -> tuple[History, tuple[TopicArticle, ...], tuple[Verdict, ...]]:
            return (
                archive.digests.days_of_topic(topic.id),
                archive.found.of_topic(topic.id, since, _MOST_READ),
                archive.verdicts.all(topic.id),
            )

        history, found, verdicts = await self._read(read)
        matched = [one for one in found if isinstance(one.hit, Match)]
        near = [one for one in found if not isinstance(one.hit, Match)]
        months = _months(history)
        values: dict[str, Any] = {
            "topic": topic,
            "months": months,
            "chart": bar_chart(months, f"Stories a month: {topic.title}"),
            "matched": matched,
            "latest": matched[:_SHOWN],
            "near": near[:_SHOWN],
            "near_count": len(near),
            "languages": _counted(language_name(one.language) or "unknown" for one in matched),
            "outlets": _counted(one.source or "unknown" for one in matched),
            **_judged(topic, matched, verdicts),
            "days": _SINCE.days,
            "words_shown": _WORDS_SHOWN,
            "cut": len(found) == _MOST_READ,
        }
        return self._context.renderer.page(request, "topic.html.j2", **values)

    async def _read(self, read: Any) -> Any:
        try:
            return await self._context.sources.read_archive(read)
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be read") from error


def find_topic(topics: Sequence[Topic], name: str) -> Topic:
    """Return the topic of an id; raises HTTPNotFound."""
    found = next((topic for topic in topics if topic.id == name), None)
    if found is None:
        raise web.HTTPNotFound(reason="There is no such topic")
    return found


def _months(history: History) -> list[tuple[str, int]]:
    """Return (month, stories) of the last months, those without digests included."""
    if not history:
        return []
    counts: Counter[int] = Counter()
    for day, stories in history:
        counts[day.year * 12 + day.month - 1] += stories
    first, last = min(counts), max(counts)
    return [
        (f"{month_name(month % 12 + 1)[:3]} {month // 12}", counts[month])
        for month in range(max(first, last - _MONTHS + 1), last + 1)
    ]


def _counted(names: Iterable[str]) -> list[tuple[str, int]]:
    return Counter(names).most_common(_SHOWN)


def _judged(topic: Topic, matched: Sequence[TopicArticle], verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return the verdicts on a topic, its precision and its keywords, with when each was found last."""
    answers = {one.article_id: one.answer for one in verdicts if one.article_id is not None}
    counts = ArticleCounts(Topics((), (topic,), ""), seed=0)
    last: dict[str, datetime] = {}
    for one in matched:
        if isinstance(one.hit, Match):
            counts.add(one.article_id, Matching("", (one.hit,)), ())
        for evidence in one.hit.evidence:
            last.setdefault(evidence.keyword, one.found)
    right, wrong = counts.verdicts(topic.id, answers)
    return {
        "verdicts": Counter(one.answer.value for one in verdicts),
        "right": right,
        "wrong": wrong,
        "precision": wilson(right, right + wrong),
        "keywords": counts.keywords(topic, answers),
        "last": last,
    }
