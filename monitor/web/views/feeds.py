"""The sources: the health of each feed, what it brought, and asking it again now."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final
from zoneinfo import ZoneInfo

from aiohttp import web

from monitor.archive import Archive, FeedEntry
from monitor.config.edit_feeds import change_feed, edit_feeds
from monitor.digest.render.locale_names import short_day
from monitor.errors import ArchiveError, ConfigError
from monitor.models import ArticleStatus, Config, Feed, FeedState, mask_secrets
from monitor.pipeline import FeedSummary, Status
from monitor.web.charts import bar_chart
from monitor.web.feed_wording import state_name, what_to_do
from monitor.web.page_context import PageContext
from monitor.web.rendering import redirect
from monitor.web.security import note_change

# Feeds with problems first; feeds with the same state keep the order of the config.
_WORST_FIRST: Final = (
    "failing",
    "gone",
    "partial",
    "empty",
    "unreadable",
    "shrinking",
    "silent",
    "new",
    "ok",
    "disabled",
)
_IN_ORDER: Final = {"ok", "new"}
_ENTRIES_SHOWN: Final = 10
_DAYS: Final = 28
_OF_PART: Final = 150


@dataclass(frozen=True, slots=True)
class FeedView:
    """One feed of the list.

    Attributes:
        key: names the feed in addresses.
        state: name of its state.
        advice: what the state means, and what to do.
        sick: it needs a person's attention.
        off: it is not asked.
    """

    key: str
    summary: FeedSummary
    feed: Feed
    state: str
    advice: str
    sick: bool
    off: bool


class FeedsPage:
    """Shows all feeds, or one of them with its last entries."""

    def __init__(self, context: PageContext) -> None:
        self._context = context

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (
            web.get("/sources", self.show_all),
            web.get(r"/sources/{key:[0-9a-f]{16}}", self.show),
            web.post(r"/sources/{key:[0-9a-f]{16}}/retry", self.retry),
            web.post(r"/sources/{key:[0-9a-f]{16}}/pause", self.pause),
            web.post(r"/sources/{key:[0-9a-f]{16}}/resume", self.resume),
        )

    async def show_all(self, request: web.Request) -> web.Response:
        """Show all feeds, those with problems first."""
        status = await self._context.read_status()
        views = _views(self._context.sources.config(), status)
        views.sort(key=lambda view: _rank(view.summary.status))
        part = int(request.query.get("part", "1")) if request.query.get("part", "1") in _PARTS else 1
        return self._context.renderer.page(
            request,
            "feeds.html.j2",
            state=status,
            feeds=views[(part - 1) * _OF_PART : part * _OF_PART],
            part=part,
            parts=-(-len(views) // _OF_PART),
            enabled=sum(not view.off for view in views),
            sick=sum(view.sick for view in views),
            tick_age=round(self._context.sources.tick_age()),
        )

    async def show(self, request: web.Request) -> web.Response:
        """Show one feed."""
        view = await self._find(request)
        sources = self._context.sources
        now, zone = sources.clock(), ZoneInfo(sources.config().timezone)
        since = now - timedelta(days=_DAYS)

        def read(archive: Archive) -> tuple[tuple[FeedEntry, ...], tuple[datetime, ...], FeedState | None]:
            url = view.feed.url
            return (
                archive.feeds.last_entries(url, _ENTRIES_SHOWN),
                archive.feeds.entries_found(url, since),
                archive.feeds.states().get(url),
            )

        try:
            entries, found, state = await sources.read_archive(read)
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be read") from error
        days = _per_day(found, now, zone)
        titles = {topic.id: topic.title for topic in sources.config().topics.topics}
        return self._context.renderer.page(
            request,
            "feed.html.j2",
            view=view,
            state=state,
            entries=[(entry, _outcome(entry, titles)) for entry in entries],
            days=days,
            chart=bar_chart(days, f"New entries a day, {days[0][0]} to {days[-1][0]}"),
        )

    async def retry(self, request: web.Request) -> web.Response:
        """Poll a feed now, whatever its state."""
        view = await self._find(request)
        if view.off:
            raise web.HTTPConflict(reason="This feed is switched off in feeds.toml")
        url = view.feed.url
        try:
            await self._context.sources.write_archive(lambda archive: archive.feeds.resume([url]))
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be written") from error
        note_change(request, "retry", feed=mask_secrets(url))
        return redirect(request, f"/sources/{view.key}", "retry")

    async def pause(self, request: web.Request) -> web.Response:
        """Switch a feed off in feeds.toml; what it brought stays in the archive."""
        return await self._switch(request, "paused", enabled=False)

    async def resume(self, request: web.Request) -> web.Response:
        """Switch a feed on in feeds.toml."""
        return await self._switch(request, "resumed", enabled=True)

    async def _switch(self, request: web.Request, done: str, *, enabled: bool) -> web.Response:
        view = await self._find(request)
        folder, url = self._context.sources.config().folder, view.feed.url

        def edit(text: str) -> str:
            return change_feed(text, url, {"enabled": None if enabled else False})

        try:
            await asyncio.to_thread(edit_feeds, folder, edit)
        except KeyError:
            raise web.HTTPConflict(reason="feeds.toml has no such feed any more") from None
        except ConfigError as error:
            reason = f"feeds.toml was not changed: {' '.join(str(error).split())}"
            raise web.HTTPConflict(reason=reason[:500]) from None
        note_change(request, done, feed=mask_secrets(url))
        return redirect(request, f"/sources/{view.key}", done)

    async def _find(self, request: web.Request) -> FeedView:
        views = _views(self._context.sources.config(), await self._context.read_status())
        found = next((view for view in views if view.key == request.match_info["key"]), None)
        if found is None:
            raise web.HTTPNotFound(reason="There is no such feed")
        return found


_PARTS: Final = {str(number) for number in range(1, 1000)}


def feed_key(url: str) -> str:
    """Return the name of a feed in addresses; its URL may hold a secret."""
    return blake2b(url.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _views(config: Config, status: Status) -> list[FeedView]:
    # The status may be two seconds older than the config; then feeds that it does not have are left out.
    known = {(summary.name, summary.url): summary for summary in status.feeds}
    paired = zip(config.feeds, status.feeds, strict=False) if len(config.feeds) == len(status.feeds) else ()
    summaries = {feed.url: summary for feed, summary in paired if feed.name == summary.name}
    return [
        FeedView(
            key=feed_key(feed.url),
            summary=summary,
            feed=feed,
            state=state_name(summary.status),
            advice=what_to_do(summary.status, summary.reason),
            sick=summary.status not in _IN_ORDER and summary.status != "disabled",
            off=summary.status == "disabled",
        )
        for feed in config.feeds
        if (summary := summaries.get(feed.url) or known.get((feed.name, mask_secrets(feed.url))))
    ]


def _rank(status: str) -> int:
    return _WORST_FIRST.index(status) if status in _WORST_FIRST else 0


def _per_day(found: Sequence[datetime], now: datetime, zone: ZoneInfo) -> list[tuple[str, int]]:
    """Return (day, number of entries) of each of the last 28 days."""
    counts = Counter(moment.astimezone(zone).date() for moment in found)
    today = now.astimezone(zone).date()
    days = [today - timedelta(days=ago) for ago in range(_DAYS - 1, -1, -1)]
    return [(short_day(day), counts[day]) for day in days]


def _outcome(entry: FeedEntry, titles: dict[str, str]) -> str:
    """Return in words what happened to an entry."""
    why = f"{entry.reason}: {entry.detail}" if entry.detail else entry.reason
    if entry.status is ArticleStatus.PENDING:
        return f"its page waits to be read ({why})" if why else "its page waits to be read"
    matched = ", ".join(titles.get(topic, topic) for topic in entry.topics)
    told = f"matches {matched}" if matched else "matches no topic"
    if entry.backlog:
        told = f"old when first seen, kept as backlog; {told}"
    if entry.status is ArticleStatus.UNREADABLE:
        return f"its page could not be read ({why}); by the feed’s own words it {told}"
    return f"read; {told}"
