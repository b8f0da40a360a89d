"""Read pending articles: fetch the page, read and match it in a worker, store in batches."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from itertools import chain, islice, zip_longest
from urllib.parse import urlsplit

from monitor import policy
from monitor.errors import NO_WORKER, TaskFailed
from monitor.models import (
    ArticleStatus,
    Failure,
    FailureKind,
    FeedAccess,
    Matching,
    Page,
    Pending,
    ReadArticle,
    Request,
)
from monitor.pipeline.article_pages import fetch_further_pages
from monitor.pipeline.context import AppContext
from monitor.pipeline.stored_matching import match_batch
from monitor.read import read_entry
from monitor.tasks import ReadTask, read_and_match, read_and_match_all

logger = logging.getLogger(__name__)

_PENDING_AT_ONCE = 500
_MOST_UNDER_WAY = 2000  # usually a hundred; more only if bugs leave articles pending
_STORED_AT_ONCE = 32
_BYTES_AT_ONCE = 3_000_000  # of pages that wait to be stored
_TEXTS_AT_ONCE = 100
_WORDS_AT_ONCE = 50  # articles without a page in one task
_ANY_TIME = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """Counts of the pending articles of one sweep."""

    read: int = 0
    unreadable: int = 0
    postponed: int = 0
    matched: int = 0


async def read_pending(app: AppContext, *, finish: bool = False) -> ReadingReport:
    """Read every article whose page may be fetched now.

    With `finish`, nothing stays pending: a page that could not be fetched is tried once more after all
    others, unless its server sent Retry-After, and is then unreadable.
    """
    reader = ArticleReader(app)
    await reader.read_all(timedelta(0))
    if finish:
        reader.last_round = True
        await reader.read_all(_ANY_TIME)
    return reader.report()


async def match_again(app: AppContext) -> int:
    """Match the articles of the open window again if other topics matched them; return how many."""
    archive, version, count = app.archive, app.config.topics.version, 0
    while found := await app.store(
        lambda: tuple(islice(archive.articles.texts_to_match(version), _TEXTS_AT_ONCE))
    ):
        texts = tuple(replace(text, outlet=app.outlet_of(text.feed_url, text.source)) for text in found)
        await app.store(archive.articles.replace_matches, await match_batch(app, texts, app.packed_topics))
        count += len(texts)
    if count:
        logger.info("matched again articles=%d topics=%s", count, version)
    return count


def spread_over_hosts(articles: Iterable[Pending]) -> list[Pending]:
    """Order articles so that hosts take turns; a slow host then delays only its own pages."""
    by_host: dict[str, list[Pending]] = {}
    for pending in articles:
        by_host.setdefault(urlsplit(pending.entry.url or "").netloc, []).append(pending)
    turns = zip_longest(*by_host.values())
    return [pending for pending in chain.from_iterable(turns) if pending is not None]


def _page_url(pending: Pending) -> str | None:
    """Return the URL of the article's page, or None if only the feed's text is read."""
    return None if pending.full_text else pending.entry.url


def _in_batches(articles: Iterable[Pending]) -> list[tuple[Pending, ...]]:
    """Batch the articles that need no page; each other article is a batch of its own, hosts in turn."""
    paged, unpaged = list[Pending](), list[Pending]()
    for pending in articles:
        (unpaged if _page_url(pending) is None else paged).append(pending)
    batches = [
        tuple(unpaged[start : start + _WORDS_AT_ONCE]) for start in range(0, len(unpaged), _WORDS_AT_ONCE)
    ]
    return batches + [(pending,) for pending in spread_over_hosts(paged)]


def _unchanged(pending: Pending, version: str) -> ReadArticle:
    """Return the result of an article that did not change."""
    before = pending.before or read_entry(pending.entry, None)
    return ReadArticle(pending.article_id, before, Matching(version), again=True, unchanged=True)


class ArticleReader:
    """Reads articles and stores them in batches. In the last round, every failure is final."""

    def __init__(self, app: AppContext) -> None:
        self.last_round = False
        self._app = app
        self._failures: dict[int, Failure] = {}
        self._apart: list[Pending] = []
        self._under_way: set[int] = set()  # tried, and still pending in the archive
        self.without_worker = False  # the last attempt to start a worker failed
        self._buffer: list[ReadArticle] = []
        self._ready_since = 0.0  # when the first of the buffer was ready
        self._buffered_bytes = 0  # bytes of pages
        self._tally: Counter[str] = Counter()

    def report(self) -> ReadingReport:
        """Return the counts; an article postponed and then read in the last round counts once."""
        tally = self._tally
        postponed = 0 if self.last_round else tally["postponed"]
        return ReadingReport(
            tally[ArticleStatus.READ], tally[ArticleStatus.UNREADABLE], postponed, tally["matched"]
        )

    async def read_all(self, ahead: timedelta) -> None:
        """Read until nothing is left that may be fetched within `ahead` from now; no article twice."""
        tried = set[int]()
        self._apart, self._under_way, self.without_worker = [], set(), False
        more = partial(self._more, ahead, tried)
        try:
            while batches := await more():
                await self._app.each("articles", batches, self._read_batch, size=len, more=more)
        except asyncio.CancelledError:
            await self._store()  # so that what was read is not fetched again
            raise
        await self._store()

    async def _more(self, ahead: timedelta, tried: set[int]) -> list[tuple[Pending, ...]]:
        """Return the next batches and note their articles as tried; none if no worker can be started."""
        app = self._app
        if app.stopping or self.without_worker:
            return []
        apart, self._apart = self._apart, []
        most = _PENDING_AT_ONCE + min(len(self._under_way), _MOST_UNDER_WAY)
        batch = await app.store(app.archive.articles.pending, app.clock() + ahead, most)
        if len(batch) < most:
            batch += await app.store(app.archive.articles.due_rereads, app.clock(), most - len(batch))
        fresh = [pending for pending in batch if pending.article_id not in tried]
        ids = [pending.article_id for pending in fresh]
        tried.update(ids)
        self._under_way.update(ids)
        return [(pending,) for pending in apart] + _in_batches(fresh)

    async def _read_batch(self, batch: tuple[Pending, ...]) -> None:
        if len(batch) == 1:
            await self.read(batch[0])
        else:
            apart = await self.read_batch(batch)
            self._apart += apart

    async def read_batch(self, batch: tuple[Pending, ...]) -> tuple[Pending, ...]:
        """Read articles that need no page in one task; return those that must be read one by one."""
        tasks = tuple(self._task(pending, None) for pending in batch)
        try:
            outcomes = await self._app.work(read_and_match_all, tasks, self._app.packed_topics)
        except Exception as error:  # noqa: BLE001 - which article it was shows when each is read apart
            logger.warning("articles are read one by one count=%d reason=%r", len(batch), error)
            return batch
        await self._add_to_buffer(*outcomes)
        return ()

    async def read(self, pending: Pending) -> datetime | None:
        """Read one article; return until when its host rests, if that is why it was not fetched."""
        page = await self._page(pending)
        resting = self._resting_until(page)
        if pending.before is not None:
            if not pending.edited and not isinstance(page, Page):
                if resting is None:
                    await self._add_to_buffer(_unchanged(pending, self._app.packed_topics.version))
                return resting
        elif isinstance(page, Failure) and await self._postpone(pending, page):
            return resting
        with self._app.byte_budget.holding(len(page.body) if isinstance(page, Page) else 0):
            outcome = await self._read_and_match(self._task(pending, page))
            if outcome is not None and outcome.article.redirect_url:
                outcome = await self._followed(pending, outcome)
            if outcome is not None and outcome.article.further_pages is not None:
                outcome = await self._with_further_pages(pending, outcome)
            if outcome is None:
                self._tally["postponed"] += 1
            else:
                await self._add_to_buffer(outcome)
        return None

    def _resting_until(self, page: Page | Failure | None) -> datetime | None:
        """Return until when the host rests, if that is why a page was not fetched."""
        if not isinstance(page, Failure) or page.reason != "host_resting" or not page.retry_after:
            return None
        return self._app.clock() + page.retry_after

    async def _followed(self, pending: Pending, outcome: ReadArticle) -> ReadArticle | None:
        """Fetch the page that an interstitial leads to, once; keep the first outcome if it is no article."""
        target = outcome.article.redirect_url
        answer = await self._app.fetcher.fetch(Request(target, "page"))
        if isinstance(answer, Failure):
            logger.info("page failed url=%s reason=%s", target, answer.reason)
            return outcome
        page = Page(answer.final_url, answer.body, answer.header("content-type") or "")
        followed = await self._read_and_match(self._task(pending, page))
        return (
            outcome
            if followed is not None and followed.article.status is ArticleStatus.UNREADABLE
            else followed
        )

    async def _with_further_pages(self, pending: Pending, first: ReadArticle) -> ReadArticle | None:
        """Read the further pages of an article too; the first outcome stands if there is nothing on them.

        The validators of the first page are not kept, because they say nothing of the others.
        """
        if first.page is None:
            return first
        task = self._task(pending, first.page)
        further = await fetch_further_pages(self._app, pending.entry, first.article, task.language)
        if not further.note:
            return first
        outcome = await self._read_and_match(replace(task, further=further))
        if outcome is None or outcome.page is None:
            return outcome
        return replace(outcome, page=replace(outcome.page, etag=None, last_modified=None))

    def _task(self, pending: Pending, page: Page | Failure | None) -> ReadTask:
        outlet = self._app.outlet_of(pending.entry.feed_url, pending.entry.source)
        if isinstance(page, Failure):
            return ReadTask(pending, None, page, outlet.language, outlet)
        feed = self._app.feeds.get(pending.entry.feed_url)
        changed = feed is not None and feed.kind == "sitemap"  # its lastmod is the date of a change
        return ReadTask(pending, page, None, outlet.language, outlet, page_date_first=changed)

    async def _add_to_buffer(self, *outcomes: ReadArticle) -> None:
        if not self._buffer:
            self._ready_since = time.monotonic()
        self._buffer += outcomes
        self._buffered_bytes += sum(
            len(outcome.page.body) for outcome in outcomes if outcome.page is not None
        )
        full = len(self._buffer) >= _STORED_AT_ONCE or self._buffered_bytes >= _BYTES_AT_ONCE
        if full or self._app.stopping:
            await self._store()

    async def _read_and_match(self, task: ReadTask) -> ReadArticle | None:
        """Read and match in a worker. A page that kills its worker is replaced by the feed's text.

        Returns None if no worker can be started; the article stays pending.
        """
        entry, killed = task.pending.entry, None
        for _ in range(2):
            try:
                outcome = await self._app.work(read_and_match, task, self._app.packed_topics)
                self.without_worker = False
                return replace(outcome, page=task.page)
            except TaskFailed as failed:
                logger.warning("reading failed url=%s reason=%s", entry.url, failed.reason)
                if failed.reason == NO_WORKER:
                    self.without_worker = True
                    return None
                killed = Failure(failed.reason, str(failed), FailureKind.HARD)
                task = ReadTask(task.pending, None, killed, task.language, task.outlet)
        if task.pending.before is not None:
            return _unchanged(task.pending, self._app.packed_topics.version)
        article = read_entry(entry, killed, task.language)
        return ReadArticle(task.pending.article_id, article, Matching(self._app.packed_topics.version))

    async def _page(self, pending: Pending) -> Page | Failure | None:
        url = _page_url(pending)
        if url is None:
            return None
        before = self._failures.get(pending.article_id)
        if self.last_round and before is not None and before.retry_after is not None:
            return before
        feed = self._app.feeds.get(pending.entry.feed_url)
        access = FeedAccess() if feed is None else feed.access_to(url)
        request = Request(url, "page", pending.etag, pending.last_modified, access)
        answer = await self._app.fetcher.fetch(request)
        if isinstance(answer, Failure):
            self._failures[pending.article_id] = answer
            logger.info("page failed url=%s reason=%s", url, answer.reason)
            return answer
        if answer.note:
            logger.info("page read url=%s note=%s", url, answer.note)
        if answer.status == HTTPStatus.NOT_MODIFIED:
            return None
        content_type, etag = answer.header("content-type") or "", answer.header("etag")
        return Page(answer.final_url, answer.body, content_type, etag, answer.header("last-modified"))

    async def _postpone(self, pending: Pending, failure: Failure) -> bool:
        if self.last_round:
            return False
        app = self._app
        if failure.reason == "host_resting" and failure.retry_after is not None:
            rested = app.clock() + failure.retry_after
            await app.store(app.archive.articles.defer, (pending.article_id,), rested)
            self._under_way.discard(pending.article_id)
            self._tally["postponed"] += 1
            return True
        at = policy.next_page_attempt(pending.attempts + 1, failure, app.clock(), app.config.fetch.attempts)
        if at is None:
            return False
        await app.store(app.archive.articles.record_failure, pending.article_id, failure, at)
        self._under_way.discard(pending.article_id)
        self._tally["postponed"] += 1
        return True

    def forget(self, article_id: int) -> None:
        """Drop what is kept about an article that no further round needs."""
        self._failures.pop(article_id, None)
        self._under_way.discard(article_id)

    @property
    def unstored(self) -> int:
        """Return the number of articles that are read and not stored yet."""
        return len(self._buffer)

    async def store_ready(self, age: float = 0.0) -> None:
        """Store the articles that have been ready for at least `age` seconds."""
        if self._buffer and time.monotonic() - self._ready_since >= age:
            await self._store()

    async def _store(self) -> None:
        batch, self._buffer = self._buffer, []
        size, self._buffered_bytes = self._buffered_bytes, 0
        if not batch:
            return
        with self._app.byte_budget.holding(size):
            await self._app.store(self._app.archive.articles.store_results, batch, self._app.clock())
        self._under_way.difference_update(outcome.article_id for outcome in batch)
        self._tally.update(outcome.article.status for outcome in batch if not outcome.unchanged)
        self._tally["matched"] += sum(1 for outcome in batch if outcome.matching.matches)
