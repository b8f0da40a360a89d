"""Fetch what belongs to a polled document: the next pages of a list, the sitemaps that an index names."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

from monitor.models import Entry, Failure, FailureKind, Feed, ParsedFeed, Request, Response
from monitor.read.parse_source import SourceDocument

MOST_SITEMAPS = 6
MOST_ENTRIES = 2000

_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)

Fetch = Callable[[Request], Awaitable[Response | Failure]]
Parse = Callable[[SourceDocument], Awaitable[ParsedFeed | Failure]]


async def with_parts(
    feed: Feed, first: ParsedFeed, url: str, now: datetime, fetch: Fetch, parse: Parse
) -> ParsedFeed | Failure:
    """Return a document with the entries of its parts; none is fetched twice.

    Args:
        feed: the source.
        first: its document, with parts in `more`.
        url: the URL that answered for it.
        now: the present time.
        fetch: the HTTP client's method.
        parse: parses a document in a worker.

    Returns:
        The document, with damage `partial` if some parts could not be read, and `more` set, so that its
        validators are not used: they say nothing of the parts. A failure if none of them could be read and
        the document has no entries itself.
    """
    most = feed.pages - 1 if feed.kind == "page" else MOST_SITEMAPS
    waiting, seen, parts = list(first.more), {url, feed.url}, list[ParsedFeed]()
    failure: Failure | None = None
    while waiting and len(seen) - len({url, feed.url}) < most:
        part_url = waiting.pop(0)
        if part_url in seen:
            continue
        seen.add(part_url)
        part = await _part(feed, part_url, now, fetch, parse)
        if isinstance(part, Failure):
            failure = failure or replace(part, detail=f"{part_url}: {part.detail}")
            continue
        parts.append(part)
        waiting = [*part.more, *waiting]
    if failure is not None and not parts and not first.entries:
        return failure
    entries = _merged([first, *parts], by_date=feed.kind == "sitemap")
    damage = (
        "partial" if failure else first.damage or ("too_many_entries" if len(entries) > MOST_ENTRIES else "")
    )
    formats = [part.format for part in parts]
    kind = "news-sitemap" if "news-sitemap" in formats else first.format
    return replace(first, entries=entries[:MOST_ENTRIES], damage=damage, format=kind, more=first.more)


async def _part(feed: Feed, url: str, now: datetime, fetch: Fetch, parse: Parse) -> ParsedFeed | Failure:
    response = await fetch(
        Request(url, "page" if feed.kind == "page" else "source", access=feed.access_to(url))
    )
    if isinstance(response, Failure):
        return response
    if not response.body:
        return Failure("empty_body", "the server sent nothing", FailureKind.SOFT)
    content_type = response.header("content-type") or ""
    return await parse(SourceDocument(feed, response.body, content_type, now, response.final_url))


def _merged(documents: list[ParsedFeed], *, by_date: bool) -> tuple[Entry, ...]:
    """Return the entries of documents, each key once; the newest first if their order means nothing."""
    entries = {entry.key: entry for document in reversed(documents) for entry in reversed(document.entries)}
    ordered = list(reversed(entries.values()))
    if by_date:
        ordered.sort(key=lambda entry: entry.published or _EARLIEST, reverse=True)
    return tuple(ordered)
