"""The archive of digests, with a small chart for each topic."""

import asyncio
from itertools import groupby
from typing import Final

from aiohttp import web

from monitor.digest import DigestSummary, read_catalogue
from monitor.digest.render.index import counted_in_charts, digest_row, topic_row
from monitor.digest.render.locale_names import month_name
from monitor.web.files import DigestFiles
from monitor.web.page_context import PageContext

_OF_PART: Final = 92  # days
_PARTS: Final = {str(number) for number in range(1, 1000)}


class DigestsPage:
    """Lists all digests, newest first, those of weeks and months above those of days."""

    def __init__(self, context: PageContext, files: DigestFiles) -> None:
        self._context = context
        self._files = files

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (web.get("/digests", self.show),)

    async def show(self, request: web.Request) -> web.Response:
        """Show one part of the list."""
        summaries = await asyncio.to_thread(self._summaries, "index.json")
        periods = await asyncio.to_thread(self._summaries, "periods.json")
        given = request.query.get("part", "1")
        part = int(given) if given in _PARTS else 1
        shown = summaries[(part - 1) * _OF_PART : part * _OF_PART]
        months = [
            (f"{month_name(month)} {year}", [digest_row(summary) for summary in group])
            for (year, month), group in groupby(shown, key=_month)
        ]
        newest = summaries[0] if summaries else None
        topics = [(topic.id, topic_row(topic, summaries)) for topic in newest.topics] if newest else []
        formats = self._context.sources.config().digest.formats
        return self._context.renderer.page(
            request,
            "digests.html.j2",
            months=months,
            periods=[digest_row(summary) for summary in periods],
            topics=topics,
            unit=counted_in_charts(summaries),
            formats=[form for form in ("html", "md", "json") if form in formats],
            atom="atom" in formats,
            part=part,
            parts=-(-len(summaries) // _OF_PART),
        )

    def _summaries(self, catalogue: str) -> tuple[DigestSummary, ...]:
        """Return the summaries of a catalogue, newest first, or none if there is no such file."""
        try:
            return read_catalogue(self._files.read("digests", catalogue).decode())
        except (OSError, ValueError):
            return ()


def _month(summary: DigestSummary) -> tuple[int, int]:
    return summary.day.year, summary.day.month
