"""How right the topics are by the verdicts, and what the sources bring."""

from collections.abc import Sequence
from typing import Any, Final

from aiohttp import web

from monitor.digest.render.clean import one_line
from monitor.errors import ArchiveError, TaskFailed, UsageError
from monitor.evaluation.report import KeywordReport, Report
from monitor.evaluation.report_html import note_text, why_no_recall
from monitor.models import Topic
from monitor.pipeline.report import ExaminedSpan
from monitor.web.background_answers import Unfinished
from monitor.web.page_context import PageContext
from monitor.web.reports import SINCE, Reports
from monitor.web.views.topics import find_topic

SPANS: Final = {"7d": "7 days", "28d": "28 days", "90d": "90 days"}
_WAIT: Final = 1.0  # seconds; then the page shows how far it is
_NOISY_SHOWN: Final = 8  # of a topic on the page of all topics
_WORDS_SHOWN: Final = 200
_OFFERED: Final = 10  # articles of the sample on a page


class ReportPage:
    """Shows the report of all topics, or of one with its keywords and its sample."""

    def __init__(self, context: PageContext, reports: Reports) -> None:
        self._context = context
        self._reports = reports

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (web.get("/report", self.show),)

    async def show(self, request: web.Request) -> web.Response:
        """Show a report, or how far it is."""
        since, until = request.query.get("since", "") or SINCE, request.query.get("until", "")
        topics = self._context.sources.config().topics.topics
        name = request.query.get("topic", "")
        topic = find_topic(topics, name) if name else None
        values: dict[str, Any] = {"topic": topic, "topics": topics, "since": since, "until": until}
        try:
            span = await self._reports.examine(since, until, _WAIT)
            if isinstance(span, Unfinished):
                return self._page(request, unfinished=span, **values)
            return self._page(request, **await self._read(span, topic), **values)
        except UsageError as error:
            return self._page(request, problem=one_line(str(error)), status=400, **values)
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be read") from error
        except TaskFailed as error:
            raise web.HTTPServiceUnavailable(reason="No worker is free") from error

    async def _read(self, span: ExaminedSpan, topic: Topic | None) -> dict[str, Any]:
        report = await self._reports.read(span, topic.id if topic else "")
        values: dict[str, Any] = {"report": report, "noisy": _noisy(report)}
        if topic is not None:
            offered, waiting = await self._reports.sample(span, topic.id, _OFFERED)
            values |= {"own": report.topics[0], "offered": offered, "waiting": waiting}
        return values

    def _page(self, request: web.Request, *, status: int = 200, **more: Any) -> web.Response:
        shown: dict[str, Any] = {"unfinished": None, "report": None, "problem": "", "own": None}
        return self._context.renderer.page(
            request,
            "report.html.j2",
            status=status,
            spans=SPANS,
            words_shown=_WORDS_SHOWN,
            why_no_recall=why_no_recall,
            note_text=note_text,
            **{**shown, **more},
        )


def _noisy(report: Report) -> Sequence[tuple[str, str, KeywordReport]]:
    """Return (id and title of the topic, keyword) of the noisy keywords, topic by topic."""
    return [
        (topic.topic, topic.title, word)
        for topic in report.topics
        for word in [word for word in topic.keywords if word.noisy][:_NOISY_SHOWN]
    ]
