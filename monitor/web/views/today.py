"""The first page: the open digest as it is now."""

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from aiohttp import web

from monitor.digest.render.clean import one_line
from monitor.digest.render.view import DigestView, SectionView, build_view
from monitor.errors import ArchiveError, UsageError
from monitor.models import Digest, MissedArticle, Window
from monitor.pipeline import Status
from monitor.policy.times import read_moment
from monitor.web.open_digest_cache import OpenDigest, OpenDigestCache
from monitor.web.open_missed import OpenMissed
from monitor.web.page_context import PageContext
from monitor.web.security import session_of

logger = logging.getLogger(__name__)

FULL: Final = 40  # stories in full on the page of all topics
LISTED: Final = 80  # stories on it; the page of a topic shows all of them, in parts
_TOLD_ABOVE: Final = 5  # stories of a topic that another topic shows too
OF_TOPIC: Final = 50
_IN_ORDER: Final = {"ok", "new"}
_PREPARED_EVERY: Final = 30.0  # seconds from one look for news to the next, without a reader
_LONGEST_PAUSE: Final = 900.0  # seconds
_SHARE: Final = 0.01  # of the time that may be spent on that
_SPANS: Final = ("1h", "6h", "24h")


class TodayPage:
    """Shows the open digest, and lets an open page ask whether there is something new."""

    def __init__(self, context: PageContext, cache: OpenDigestCache, missed: OpenMissed) -> None:
        self._context = context
        self._cache = cache
        self._missed = missed
        self._preparing: asyncio.Task[None] | None = None

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (web.get("/", self.show), web.get("/live", self.latest))

    async def start(self, _app: web.Application) -> None:
        """Build what the page shows before anyone asks, and again when there is something new.

        So the first reader of a day, or after a start, does not wait for it.
        """
        self._preparing = asyncio.create_task(self._keep_ready())

    async def close(self, _app: web.Application) -> None:
        """End what runs in the background."""
        if self._preparing is not None:
            self._preparing.cancel()
            await asyncio.wait({self._preparing})
        await self._missed.stop()

    async def _keep_ready(self) -> None:
        while True:
            began = time.monotonic()
            try:
                opened = await self._cache.shown()
                await self._missed.get(opened.latest, _PREPARED_EVERY)
            except (ArchiveError, web.HTTPServiceUnavailable) as error:
                logger.info("the first page was not prepared: %s", error)
            except Exception:
                logger.exception("unexpected error while the first page was prepared")
                return
            spent = time.monotonic() - began
            await asyncio.sleep(max(_PREPARED_EVERY, min(spent / _SHARE, _LONGEST_PAUSE)))

    async def show(self, request: web.Request) -> web.Response:
        """Show all topics, or one of them with all its stories."""
        status = await self._context.read_status()
        try:
            opened = await self._cache.shown()
            closed = await self._closed_before(opened.digest.window)
            missed = await self._missed_in(opened)
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be read") from error
        topic, since, part = request.query.get("topic", ""), request.query.get("since", ""), _part(request)
        digest = replace(opened.digest, missed=missed or ())
        if since:
            digest = _found_since(digest, self._moment(since))
        if topic:
            digest = _only(digest, topic)
        stories = sum(len(section.stories) for section in digest.topics)
        view = await asyncio.to_thread(_view, digest, part if topic else None)
        return self._context.renderer.page(
            request,
            "today.html.j2",
            view=view,
            ids=opened.ids,
            answers=await self._answers(request, opened.ids),
            state=status,
            health=health_line(status),
            closed=closed,
            topic=topic,
            topic_title=digest.topics[0].title if topic else "",
            since=since,
            spans=_SPANS,
            part=part,
            parts=-(-stories // OF_TOPIC),
            latest=opened.latest,
            missed_unknown=missed is None,
        )

    async def latest(self, _request: web.Request) -> web.Response:
        """Return the number of the last article of the open digest, which open pages ask for."""
        try:
            window = await self._cache.window()
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be read") from error
        return web.json_response({"date": window.date.isoformat(), "latest": window.last})

    async def _missed_in(self, opened: OpenDigest) -> tuple[MissedArticle, ...] | None:
        """Return the articles perhaps missed since the last digest, then those that the digest lists."""
        missed = await self._missed.get(opened.latest)
        recorded = opened.digest.missed
        if missed is None or not recorded:
            return missed
        numbers = [one.article_id for one in recorded]
        verdicts = await self._context.sources.read_archive(
            lambda archive: archive.verdicts.of_articles(numbers)
        )
        known = {one.article_id for one in missed}
        return missed + tuple(
            one
            for one in recorded
            if one.article_id not in known and one.topic not in verdicts.get(one.article_id, ())
        )

    async def _closed_before(self, window: Window) -> Window | None:
        days = await self._context.sources.read_archive(lambda archive: archive.digests.windows())
        return next((day for day in reversed(days) if day.closed and day.date < window.date), None)

    async def _answers(self, request: web.Request, ids: Mapping[str, int]) -> dict[int, dict[str, str]]:
        """Return what was said of the articles, by number and topic, if this browser may judge them."""
        if session_of(request) is None:
            return {}
        numbers = list(ids.values())
        found = await self._context.sources.read_archive(
            lambda archive: archive.verdicts.of_articles(numbers)
        )
        return {
            number: {topic: verdict.answer.value for topic, verdict in verdicts.items()}
            for number, verdicts in found.items()
        }

    def _moment(self, since: str) -> datetime:
        sources = self._context.sources
        try:
            moment = read_moment(since, sources.config().timezone, sources.clock())
        except UsageError as error:
            raise web.HTTPBadRequest(reason=one_line(str(error))) from None
        assert moment is not None  # noqa: S101 - only "" is not a moment
        return moment


def health_line(status: Status) -> str:
    """Return the health of the feeds in one line."""
    feeds = [feed for feed in status.feeds if feed.status != "disabled"]
    sick = [feed for feed in feeds if feed.status not in _IN_ORDER]
    pages = f"; {status.pending:,} pages wait to be read" if status.pending else ""
    if not feeds:
        return "No feed is enabled: add one to feeds.toml."
    if not sick:
        return f"All {len(feeds)} feeds are in order{pages}."
    named = ", ".join(f"{feed.name} ({feed.status})" for feed in sick[:3])
    more = f" and {len(sick) - 3} more" if len(sick) > 3 else ""  # noqa: PLR2004 - named
    return f"{len(sick)} of {len(feeds)} feeds not in order: {named}{more}{pages}."


def _view(digest: Digest, part: int | None) -> DigestView:
    """Return the view of all topics (part None), or one part of the stories of one topic."""
    if part is None:
        view = build_view(digest, FULL, LISTED)
        return replace(view, sections=tuple(map(_shortened, view.sections)))
    begin = (part - 1) * OF_TOPIC
    topics = tuple(
        replace(section, stories=section.stories[begin : begin + OF_TOPIC]) for section in digest.topics
    )
    return build_view(replace(digest, topics=topics, top=()), OF_TOPIC, OF_TOPIC)


def _shortened(section: SectionView) -> SectionView:
    """Return a section with at most a few of the stories that another section shows too."""
    told = [story.id for story in section.stories if not story.full and not story.brief][_TOLD_ABOVE:]
    kept = tuple(story for story in section.stories if story.full or story.brief or story.id not in told)
    return replace(section, stories=kept, more=section.count - len(kept))


def _only(digest: Digest, topic: str) -> Digest:
    topics = tuple(section for section in digest.topics if section.id == topic)
    if not topics:
        raise web.HTTPNotFound(reason="There is no such topic")
    return replace(digest, topics=topics, missed=tuple(one for one in digest.missed if one.topic == topic))


def _found_since(digest: Digest, moment: datetime) -> Digest:
    topics = tuple(
        replace(
            section,
            stories=tuple(
                story
                for story in section.stories
                if any(article.found >= moment for article in story.articles)
            ),
        )
        for section in digest.topics
    )
    missed = tuple(one for one in digest.missed if one.found >= moment)
    return replace(digest, topics=topics, top=(), missed=missed)


def _part(request: web.Request) -> int:
    text = request.query.get("part", "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= 1000):  # noqa: PLR2004 - bound
        raise web.HTTPBadRequest(reason="part is a number from 1 to 1000")
    return int(text[:4])
