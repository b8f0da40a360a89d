"""Poll feeds once without storing anything, and report the result of each."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor import policy
from monitor.fetch.client import Client
from monitor.models import Failure, Feed, ParsedFeed, mask_secrets
from monitor.pipeline import Progress
from monitor.pipeline.poll_parts import with_parts
from monitor.read.parse_source import SourceDocument, parse_source


@dataclass(frozen=True, slots=True)
class FeedProbe:
    """The result of polling one feed.

    Attributes:
        found: the parsed feed, or why it could not be read.
        moved_to: its new URL after a permanent redirect, or None.
    """

    feed: Feed
    found: ParsedFeed | Failure
    moved_to: str | None = None

    @property
    def failure(self) -> Failure | None:
        """The failure, or None."""
        return self.found if isinstance(self.found, Failure) else None

    @property
    def newest(self) -> datetime | None:
        """The latest publication time of its entries, or None."""
        if isinstance(self.found, Failure):
            return None
        return max((entry.published for entry in self.found.entries if entry.published), default=None)

    def __str__(self) -> str:
        moved = f"; has moved to {self.moved_to}" if self.moved_to else ""
        if isinstance(self.found, Failure):
            return f"FAILED {self.feed.name} ({mask_secrets(self.feed.url)}): {self.found}{moved}"
        entries = self.found.entries
        newest = f", newest of {self.newest:%Y-%m-%d %H:%M} UTC" if self.newest else ", without dates"
        title = next((f": {entry.title}" for entry in entries if entry.published == self.newest), "")
        damage = f"; {self.found.damage}" if self.found.damage else ""
        count = len(entries)
        summary = f"{self.found.format}, {count} {'entry' if count == 1 else 'entries'}"
        summary += newest + title if count else ""
        return f"ok {self.feed.name} ({mask_secrets(self.feed.url)}): {summary}{damage}{moved}"

    def document(self) -> dict[str, Any]:
        """Return the JSON form."""
        document: dict[str, Any] = {"url": self.feed.url, "name": self.feed.name, "moved_to": self.moved_to}
        if isinstance(self.found, Failure):
            return {**document, "ok": False, "reason": self.found.reason, "detail": self.found.detail}
        newest = self.newest.isoformat() if self.newest else None
        titles = [entry.title for entry in self.found.entries[:3]]
        return {
            **document, "ok": True, "format": self.found.format, "entries": len(self.found.entries),
            "newest": newest, "damage": self.found.damage, "titles": titles,
        }  # fmt: skip


async def probe_feeds(
    feeds: Sequence[Feed], fetcher: Client, executor: Executor, now: datetime, progress: Progress
) -> tuple[FeedProbe, ...]:
    """Poll each feed once, concurrently; return the results in the order of the feeds."""
    done = 0

    async def counted(feed: Feed) -> FeedProbe:
        nonlocal done
        probe = await _try_feed(feed, fetcher, executor, now)
        done += 1
        progress("feeds", done, len(feeds))
        return probe

    return tuple(await asyncio.gather(*(counted(feed) for feed in feeds)))


async def _try_feed(feed: Feed, fetcher: Client, executor: Executor, now: datetime) -> FeedProbe:
    answer = await fetcher.fetch(policy.request_for(feed, None, now))
    if isinstance(answer, Failure):
        return FeedProbe(feed, answer)

    async def parse(document: SourceDocument) -> ParsedFeed | Failure:
        try:
            return await asyncio.wrap_future(executor.submit(parse_source, document))
        except Exception as error:  # noqa: BLE001 - a killed worker is one feed's failure
            return Failure("unreadable", f"could not be parsed: {type(error).__name__}")

    content_type = answer.header("content-type") or ""
    found = await parse(SourceDocument(feed, answer.body, content_type, now, answer.final_url))
    if isinstance(found, ParsedFeed) and found.more:
        found = await with_parts(feed, found, answer.final_url, now, fetcher.fetch, parse)
    return FeedProbe(feed, found, answer.moved_to)
