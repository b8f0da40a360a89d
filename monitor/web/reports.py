"""Reports for the page and the API: a span is examined once, and the verdicts are added at each view."""

from datetime import timedelta
from typing import Final

from aiohttp import web

from monitor.errors import UsageError
from monitor.evaluation.report import Report
from monitor.models import ArticleToJudge
from monitor.pipeline.report import ExaminedSpan, examine_span, next_to_judge, report_of
from monitor.policy.times import read_range
from monitor.web.background_answers import BackgroundAnswers, Unfinished
from monitor.web.page_context import Sources

SINCE: Final = "28d"
LONGEST: Final = timedelta(days=366)
_VALID: Final = 900.0  # seconds for which a span is not examined again


class Reports:
    """Examines spans in the background, and reads what the archive has of them."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._spans: BackgroundAnswers[ExaminedSpan] = BackgroundAnswers(_VALID)

    async def examine(
        self,
        since: str,
        until: str,
        timeout: float,  # noqa: ASYNC109 - the work goes on
    ) -> ExaminedSpan | Unfinished:
        """Return the articles of a span, matched and counted, or how far that is.

        Args:
            since: first moment as people write it, "" for the last 28 days.
            until: last moment, "" for now.
            timeout: seconds to wait.

        Raises:
            UsageError: a time cannot be read, or the span is empty or longer than a year.
            ArchiveError: the archive cannot be read.
            TaskFailed: no worker is available.
        """
        sources = self._sources
        config, now = sources.config(), sources.clock()
        start, end = read_range(since or SINCE, until, config.timezone, now)
        first, last = start or now, min(end or now, now)
        if last - first > LONGEST:
            raise UsageError(
                f"the page reports on {LONGEST.days} days at most; `monitor report` has no limit"
            )
        return await self._spans.get(
            (since or SINCE, until, config.version),
            lambda progress: sources.use_workers(lambda app: examine_span(app, first, last), progress),
            timeout,
        )

    async def read(self, span: ExaminedSpan, topic: str) -> Report:
        """Return the report of a span with the present verdicts; raises ArchiveError."""
        return await self._sources.read_archive(lambda archive: report_of(archive, span, topic=topic))

    async def sample(self, span: ExaminedSpan, topic: str, most: int) -> tuple[list[ArticleToJudge], int]:
        """Return the next articles of a topic's sample to judge, and how many wait; raises ArchiveError."""
        return await self._sources.read_archive(
            lambda archive: next_to_judge(archive, span.counts, topic, most)
        )

    async def close(self, _app: web.Application) -> None:
        """End what is being examined."""
        await self._spans.stop()
