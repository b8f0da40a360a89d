"""Find the sources that a URL leads to: request what the page names, then usual paths, within a budget.

    the URL itself | feeds it declares | links that look like feeds | lists of feeds
    | usual paths | sitemaps

Every request goes through the HTTP client, so the guard, robots.txt and the rate limit of each host apply.
Workers parse the documents.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

from monitor.errors import TaskFailed
from monitor.models import (
    ArticleStatus,
    Entry,
    Failure,
    FailureKind,
    FoundSource,
    FoundSources,
    Page,
    ParsedFeed,
    Request,
    Response,
)
from monitor.models.feed_urls import loose_feed_url
from monitor.read import read_page
from monitor.read.discovery.feed_links import NEWS_SITEMAP_PATHS, FeedLink, Hint, SourcePage, usual_paths
from monitor.read.discovery.rank_sources import LEAST_REMARKS, Candidate, rank_sources
from monitor.read.discovery.try_source import TriedSource, entries_per_day, newest_first, try_source

MOST_REQUESTS = 30

_MOST_DECLARED, _MOST_LINKED, _MOST_LISTED, _MOST_USUAL, _MOST_SITEMAPS = 12, 8, 12, 8, 4
_MOST_CHILDREN = 2
_PAGES_TRIED = 3
_KEPT_ENTRIES = 50
_LIKE_FEED = re.compile(r"rss|feed|atom|\.xml|sitemap", re.IGNORECASE)
_NEWS_SITEMAP = re.compile(r"news|latest|today|recent", re.IGNORECASE)
_ORIGINS = {
    Hint.ITSELF: "this URL itself",
    Hint.DECLARED: "declared by the page",
    Hint.LINKED: "linked by the page",
    Hint.USUAL: "found at a usual path",
}

Work = Callable[..., Awaitable[Any]]


class SourceFetcher(Protocol):
    """What the search needs of the HTTP client."""

    async def fetch(self, request: Request) -> Response | Failure:
        """Return the response, or why there is none."""

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that the robots.txt of a host names."""


async def find_sources(
    url: str, fetcher: SourceFetcher, work: Work, now: datetime, longest: float | None = None
) -> FoundSources:
    """Return the sources that a page leads to, best first; if the time is over, those found until then.

    Args:
        url: a home page or any other page, a feed or a sitemap.
        fetcher: the HTTP client.
        work: runs a function of `read` in a worker; raises TaskFailed.
        now: the present time.
        longest: seconds that the search may take, or None for any time.
    """
    search = _Search(url, fetcher, work, now)
    failure: Failure | None = None
    found: tuple[FoundSource, ...] | None = None
    complete = True
    try:
        async with asyncio.timeout(longest):
            failure = await search.run()
            found = search.ranked()
            found = await search.with_page_status(found)
    except TimeoutError:
        complete = False
        found = search.ranked() if found is None else found
        failure = Failure("timeout", f"the search was stopped after {longest:g} s", FailureKind.SOFT)
    if not found and failure is None:
        failure = Failure("no_source", "no feed, sitemap or list of articles was found", FailureKind.SOFT)
    return FoundSources(url, found, search.site, None if found else failure, complete=complete)


@dataclass(slots=True)
class _Search:
    """One search: what was requested, and what was found.

    Attributes:
        page_url: the URL that answered for the page.
        site: name of the site.
        language: BCP 47 tag that the page states.
        candidates: sources that answered.
        requested: normalized URLs that were requested.
        lists: pages of the site that may list its feeds.
        pages: what these pages lead to, by URL.
    """

    url: str
    fetcher: SourceFetcher
    work: Work
    now: datetime
    page_url: str = ""
    site: str = ""
    language: str = ""
    candidates: list[Candidate] = field(default_factory=list)
    requested: set[str] = field(default_factory=set)
    lists: list[str] = field(default_factory=list)
    pages: dict[str, SourcePage] = field(default_factory=dict)

    async def run(self) -> Failure | None:
        """Search; return why the URL itself gave nothing, or None."""
        self.page_url = self.url
        itself = FeedLink(self.url, "", Hint.ITSELF)
        tried = await self._request(itself, "feed" if _LIKE_FEED.search(self.url) else "page")
        if isinstance(tried, Failure):
            if tried.status is not None:
                # A site that shuts programs out of its home page often serves its feeds.
                await self._usual_paths(usual_paths(self.url))
            return tried
        if tried.kind == "sitemap":
            await self._add_sitemap(itself, tried)
            return _failure_of(tried)
        self._add(itself, tried)
        if tried.page is None:
            return _failure_of(tried)
        self.site, self.language = tried.page.title, tried.page.language or tried.language
        await self._named_feeds(tried.page)
        if not self._has_main_feed():
            await self._home_page()
        if not self._has_main_feed():
            await self._usual_paths(tried.page.usual)
        await self._sitemaps()
        return _failure_of(tried)

    def ranked(self) -> tuple[FoundSource, ...]:
        """Return the sources that were found until now, best first."""
        return rank_sources(self.candidates, self.page_url, self.site, self.language, self.now)

    async def with_page_status(self, found: Sequence[FoundSource]) -> tuple[FoundSource, ...]:
        """Return the sources; try the newest article of the best ones and say whether it can be read."""
        best = [source for source in found if source.remark not in LEAST_REMARKS][:_PAGES_TRIED]
        best = best or list(found[:1])
        statuses = await asyncio.gather(*(self._page_status(source) for source in best))
        by_url = {source.url: status for source, status in zip(best, statuses, strict=True)}
        return tuple(replace(source, page_status=by_url.get(source.url, "")) for source in found)

    async def _named_feeds(self, page: SourcePage) -> None:
        """Request the feeds that a page declares or links to, then those on its list of feeds."""
        declared = [link for link in page.feeds if link.hint is Hint.DECLARED][:_MOST_DECLARED]
        linked = [link for link in page.feeds if link.hint is Hint.LINKED][:_MOST_LINKED]
        await self._request_all(declared)
        if not self._has_main_feed() or len(linked) < _MOST_LINKED:
            await self._request_all(linked)
        if not self._has_main_feed():
            await self._request_all([FeedLink(url, "", Hint.LINKED, 20) for url in page.lists_of_feeds])
        for url in self.lists[:2]:
            listed = await self._read_page(url)
            if listed is not None:
                await self._request_all([link for link in listed.feeds if link.url != url][:_MOST_LISTED])

    async def _home_page(self) -> None:
        """Look at the site's home page if the page itself leads to no feed."""
        home = urljoin(self.page_url, "/")
        if loose_feed_url(home) in self.requested:
            return
        page = await self._read_page(home)
        if page is not None:
            self.site = page.title or self.site
            await self._named_feeds(page)

    async def _usual_paths(self, usual: Iterable[str]) -> None:
        """Request usual paths one after the other until one is a feed."""
        for url in list(usual)[:_MOST_USUAL]:
            await self._request_all([FeedLink(url, "", Hint.USUAL)])
            if self._has_main_feed():
                return

    async def _sitemaps(self) -> None:
        """Request the sitemaps that robots.txt names, those of news first, else the usual paths."""
        named = [urljoin(self.page_url, found) for found in await self.fetcher.sitemaps(self.page_url)]
        news = [url for url in named if _NEWS_SITEMAP.search(urlsplit(url).path)]
        if self._has_main_feed():
            urls = news[:1]
        else:
            usual = [urljoin(self.page_url, path) for path in NEWS_SITEMAP_PATHS]
            urls = (news or named or usual)[:_MOST_SITEMAPS]
        for url in urls:
            hint = Hint.DECLARED if named else Hint.USUAL
            link = FeedLink(url, "", hint)
            tried = await self._request(link, "source")
            if isinstance(tried, TriedSource) and tried.kind == "sitemap":
                await self._add_sitemap(link, tried)
                if not isinstance(tried.parsed, Failure) and tried.parsed.entries:
                    return

    async def _add_sitemap(self, link: FeedLink, tried: TriedSource) -> None:
        """Add a sitemap; that of an index with the entries of its most likely parts."""
        if isinstance(tried.parsed, ParsedFeed) and tried.parsed.more:
            entries: tuple[Entry, ...] = ()
            parts = []
            for url in tried.parsed.more[:_MOST_CHILDREN]:
                part = await self._request(FeedLink(url, "", link.hint), "source")
                if isinstance(part, TriedSource) and isinstance(part.parsed, ParsedFeed):
                    parts.append(part)
                    entries += tuple(replace(entry, feed_url=link.url) for entry in part.parsed.entries)
            kind = "news-sitemap" if any(_format(part) == "news-sitemap" for part in parts) else "sitemap"
            language = next((part.language for part in parts if part.language), "")
            tried = replace(
                tried, parsed=replace(tried.parsed, entries=entries, format=kind), language=language
            )
        self._add(link, tried)

    def _add(self, link: FeedLink, tried: TriedSource) -> None:
        parsed = tried.parsed
        if isinstance(parsed, Failure):
            return
        entries = newest_first(parsed.entries)
        language = tried.language or self.language
        self.candidates.append(
            Candidate(
                FoundSource(
                    url=link.url,
                    kind=tried.kind,
                    title=parsed.title or (link.label if tried.kind == "feed" else self.site),
                    language=language,
                    format=parsed.format,
                    entries=entries[:_KEPT_ENTRIES],
                    per_day=entries_per_day(entries, self.now),
                    origin="the list on the page itself" if tried.kind == "page" else _ORIGINS[link.hint],
                ),
                link,
                tried.podcast,
            )
        )

    async def _request_all(self, links: Iterable[FeedLink]) -> None:
        """Request links at the same time; the client paces each host."""
        links = [link for link in links if loose_feed_url(link.url) not in self.requested]
        tried: list[TriedSource | Failure | None] = [None] * len(links)

        async def request(place: int, link: FeedLink) -> None:
            tried[place] = await self._request(link, "feed" if link.hint is Hint.DECLARED else "source")

        try:
            await asyncio.gather(*(request(place, link) for place, link in enumerate(links)))
        finally:  # if the time is over, those that have answered count
            for link, found in zip(links, tried, strict=True):
                self._note(link, found)

    def _note(self, link: FeedLink, found: TriedSource | Failure | None) -> None:
        """Keep what a requested link gave: a feed, or a page that may list feeds."""
        if found is None or isinstance(found, Failure):
            return
        if found.kind == "feed":
            self._add(link, found)
        elif found.page is not None and link.hint is Hint.LINKED:
            self.lists.append(link.url)
            self.pages[link.url] = found.page

    async def _request(self, link: FeedLink, purpose: Any) -> TriedSource | Failure:
        """Fetch and judge one URL; nothing is requested twice."""
        key = loose_feed_url(link.url)
        if key in self.requested or len(self.requested) >= MOST_REQUESTS:
            return Failure("not_requested", "was requested before, or too many were")
        self.requested.add(key)
        response = await self.fetcher.fetch(Request(link.url, purpose))
        if isinstance(response, Failure):
            return response
        if link.hint is Hint.ITSELF:
            self.page_url = response.final_url
        content_type = response.header("content-type") or ""
        try:
            tried: TriedSource = await self.work(
                try_source, response.body, content_type, link.url, self.now, response.final_url
            )
        except TaskFailed as failed:
            return Failure(failed.reason, f"while reading it: {failed}", FailureKind.SOFT)
        return tried

    async def _read_page(self, url: str) -> SourcePage | None:
        """Return the feeds of another page of the site, or None."""
        if url in self.pages:
            return self.pages[url]
        tried = await self._request(FeedLink(url, "", Hint.LINKED), "page")
        return None if isinstance(tried, Failure) else tried.page

    def _has_main_feed(self) -> bool:
        """Return whether the site has a feed of articles, not of comments or audio, that has entries."""
        return any(
            source.kind == "feed" and source.entries and source.remark in {"", "a section"}
            for source in self.ranked()
        )

    async def _page_status(self, source: FoundSource) -> str:
        """Return what reading the newest article of a source gave, for a person."""
        entry = next((entry for entry in source.entries if entry.url and entry.has_page), None)
        if entry is None or entry.url is None:
            return "its entries lead to no pages"
        response = await self.fetcher.fetch(Request(entry.url, "page"))
        if isinstance(response, Failure):
            return f"article page not fetched: {response}"
        page = Page(response.final_url, response.body, response.header("content-type") or "")
        try:
            article = await self.work(read_page, page, entry, source.language, self.now)
        except TaskFailed as failed:
            return f"article page not read: {failed}"
        if article.status is ArticleStatus.READ:
            return f"article pages can be read ({len(article.text):,} characters)"
        return f"article page without text: {article.reason}"


def _failure_of(tried: TriedSource) -> Failure | None:
    return tried.parsed if isinstance(tried.parsed, Failure) else None


def _format(tried: TriedSource) -> str:
    return "" if isinstance(tried.parsed, Failure) else tried.parsed.format
