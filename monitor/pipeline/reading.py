"""Read pending articles: fetch the page, read and match it in a worker, settle in lots."""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import chain, islice, zip_longest
from urllib.parse import urlsplit

from monitor import policy
from monitor.errors import NO_WORKER, TaskFailed
from monitor.models import (
    NOBODY,
    Failure,
    FailureKind,
    Fate,
    Matching,
    Page,
    Pending,
    ReadArticle,
    Request,
    SettledText,
)
from monitor.pipeline.desk import Desk
from monitor.read import read_entry
from monitor.work import Reading, match_texts, read_and_match, read_and_match_all

logger = logging.getLogger(__name__)

_PENDING_AT_ONCE = 500
_MOST_UNDER_WAY = 2000  # usually a hundred; more only where bugs leave articles pending
_SETTLED_AT_ONCE = 32
_BYTES_AT_ONCE = 3_000_000  # of pages that wait to be settled
_TEXTS_AT_ONCE = 100
_WORDS_AT_ONCE = 50  # articles without a page on one trip to a worker
_ANY_TIME = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """What came of the pending articles of one sweep."""

    read: int = 0
    unreadable: int = 0
    postponed: int = 0
    matched: int = 0


async def read_pending(desk: Desk, *, finish: bool = False) -> ReadingReport:
    """Read every article whose page may be tried now.

    With `finish` nothing stays pending: a page that could not be had is tried once more after all the others,
    unless its server asked for patience, and is then unreadable.
    """
    reader = _Reader(desk)
    await reader.read_all(timedelta(0))
    if finish:
        reader.last_round = True
        await reader.read_all(_ANY_TIME)
    return reader.report()


async def match_again(desk: Desk) -> int:
    """Match the articles of the open window anew where other topics matched them; return how many."""
    archive, version, count = desk.archive, desk.config.topics.version, 0
    outlets = {feed.url: feed.outlet for feed in desk.config.feeds}
    while found := await desk.store(lambda: tuple(islice(archive.open_texts(version), _TEXTS_AT_ONCE))):
        texts = tuple(replace(text, outlet=outlets.get(text.feed_url, NOBODY)) for text in found)
        await desk.store(archive.rematch, await _match_texts(desk, texts))
        count += len(texts)
    if count:
        logger.info("matched again articles=%d topics=%s", count, version)
    return count


async def _match_texts(desk: Desk, texts: tuple[SettledText, ...]) -> tuple[tuple[int, Matching], ...]:
    """Match texts in a worker; one that kills it is found by matching each apart, and matches nothing.

    Raises TaskFailed where no worker can be had: no text is to blame, and none may lose its matches.
    """
    try:
        return await desk.work(match_texts, texts, desk.parcel)
    except TaskFailed as failed:
        logger.warning("matching again failed articles=%d reason=%s", len(texts), failed.reason)
        if failed.reason == NO_WORKER:
            raise
        if len(texts) == 1:
            return ((texts[0].article_id, Matching(desk.parcel.version)),)
    return tuple([pair for text in texts for pair in await _match_texts(desk, (text,))])


def spread_over_hosts(articles: Iterable[Pending]) -> list[Pending]:
    """Order articles so that hosts take turns: one busy host then holds up its own pages only."""
    by_host: dict[str, list[Pending]] = {}
    for pending in articles:
        by_host.setdefault(urlsplit(pending.entry.url or "").netloc, []).append(pending)
    turns = zip_longest(*by_host.values())
    return [pending for pending in chain.from_iterable(turns) if pending is not None]


def _page_url(pending: Pending) -> str | None:
    """Return where the article's page is, or None where the feed's own words are all that is read."""
    return None if pending.full_text else pending.entry.url


def _in_lots(articles: Iterable[Pending]) -> list[tuple[Pending, ...]]:
    """Put together what needs no page; every other article stays alone, hosts taking turns."""
    paged, told = list[Pending](), list[Pending]()
    for pending in articles:
        (told if _page_url(pending) is None else paged).append(pending)
    lots = [tuple(told[start : start + _WORDS_AT_ONCE]) for start in range(0, len(told), _WORDS_AT_ONCE)]
    return lots + [(pending,) for pending in spread_over_hosts(paged)]


class _Reader:
    """One go at the pending articles; in the last round every failure is final."""

    def __init__(self, desk: Desk) -> None:
        self.last_round = False
        self._desk = desk
        self._feeds = {feed.url: feed for feed in desk.config.feeds}
        self._failures: dict[int, Failure] = {}
        self._apart: list[Pending] = []
        self._under_way: set[int] = set()  # tried, and in the archive still among those to be read
        self._without_worker = False  # when one was asked for last, none could be had
        self._shelf: list[ReadArticle] = []
        self._on_shelf = 0  # bytes of pages
        self._tally: Counter[str] = Counter()

    def report(self) -> ReadingReport:
        """Sum up; an article postponed and read in the last round counts once."""
        tally = self._tally
        postponed = 0 if self.last_round else tally["postponed"]
        return ReadingReport(tally[Fate.READ], tally[Fate.UNREADABLE], postponed, tally["matched"])

    async def read_all(self, ahead: timedelta) -> None:
        """Read until nothing is left that may be tried by `ahead` from now; no article twice."""
        tried = set[int]()
        self._apart, self._under_way, self._without_worker = [], set(), False
        more = partial(self._more, ahead, tried)
        while lots := await more():
            await self._desk.each("articles", lots, self._read_lot, size=len, more=more)
        await self._settle()

    async def _more(self, ahead: timedelta, tried: set[int]) -> list[tuple[Pending, ...]]:
        """Return the next to be read, and note that they were tried; none where it would be for nothing."""
        desk = self._desk
        if desk.stopping or self._without_worker:
            return []
        apart, self._apart = self._apart, []
        most = _PENDING_AT_ONCE + min(len(self._under_way), _MOST_UNDER_WAY)
        batch = await desk.store(desk.archive.pending, desk.clock() + ahead, most)
        fresh = [pending for pending in batch if pending.article_id not in tried]
        ids = [pending.article_id for pending in fresh]
        tried.update(ids)
        self._under_way.update(ids)
        return [(pending,) for pending in apart] + _in_lots(fresh)

    async def _read_lot(self, lot: tuple[Pending, ...]) -> None:
        """Read one article, or several that need no page on one trip; if that fails, each of them apart."""
        if len(lot) == 1:
            await self._read(lot[0])
            return
        readings = tuple(self._reading(pending, None) for pending in lot)
        try:
            outcomes = await self._desk.work(read_and_match_all, readings, self._desk.parcel)
        except Exception as error:  # noqa: BLE001 - which article it was shows when each is read apart
            logger.warning("articles are read apart count=%d reason=%r", len(lot), error)
            self._apart += lot
            return
        await self._shelve(*outcomes)

    async def _read(self, pending: Pending) -> None:
        page = await self._page(pending)
        if isinstance(page, Failure) and await self._postpone(pending, page):
            return
        with self._desk.room.holding(len(page.body) if isinstance(page, Page) else 0):
            outcome = await self._matched(self._reading(pending, page))
            if outcome is None:
                self._tally["postponed"] += 1
            else:
                await self._shelve(outcome)

    def _reading(self, pending: Pending, page: Page | Failure | None) -> Reading:
        feed = self._feeds.get(pending.entry.feed_url)
        outlet = feed.outlet if feed else NOBODY
        if isinstance(page, Failure):
            return Reading(pending, None, page, outlet.language, outlet)
        return Reading(pending, page, None, outlet.language, outlet)

    async def _shelve(self, *outcomes: ReadArticle) -> None:
        self._shelf += outcomes
        self._on_shelf += sum(len(outcome.page.body) for outcome in outcomes if outcome.page is not None)
        if len(self._shelf) >= _SETTLED_AT_ONCE or self._on_shelf >= _BYTES_AT_ONCE:
            await self._settle()

    async def _matched(self, reading: Reading) -> ReadArticle | None:
        """Read and match in a worker; what kills a worker loses its page, at worst its matches.

        Where no worker can be had the article is not to blame: None, and it stays pending.
        """
        entry, killed = reading.pending.entry, None
        for _ in range(2):
            try:
                outcome = await self._desk.work(read_and_match, reading, self._desk.parcel)
                self._without_worker = False
                return replace(outcome, page=reading.page)
            except TaskFailed as failed:
                logger.warning("reading failed url=%s reason=%s", entry.url, failed.reason)
                if failed.reason == NO_WORKER:
                    self._without_worker = True
                    return None
                killed = Failure(failed.reason, str(failed), FailureKind.HARD)
                reading = Reading(reading.pending, None, killed, reading.language, reading.outlet)
        article = read_entry(entry, killed, reading.language)
        return ReadArticle(reading.pending.article_id, article, Matching(self._desk.parcel.version))

    async def _page(self, pending: Pending) -> Page | Failure | None:
        url = _page_url(pending)
        if url is None:
            return None
        before = self._failures.get(pending.article_id)
        if before is not None and before.retry_after is not None:
            return before
        answer = await self._desk.fetcher.fetch(Request(url, "page"))
        if isinstance(answer, Failure):
            self._failures[pending.article_id] = answer
            logger.info("page failed url=%s reason=%s", url, answer.reason)
            return answer
        return Page(answer.final_url, answer.body, answer.header("content-type") or "")

    async def _postpone(self, pending: Pending, failure: Failure) -> bool:
        if self.last_round:
            return False
        desk = self._desk
        at = policy.next_try(pending.attempts + 1, failure, desk.clock(), desk.config.fetch.attempts)
        if at is None:
            return False
        await desk.store(desk.archive.postpone, pending.article_id, failure, at)
        self._under_way.discard(pending.article_id)
        self._tally["postponed"] += 1
        return True

    async def _settle(self) -> None:
        shelf, self._shelf = self._shelf, []
        size, self._on_shelf = self._on_shelf, 0
        if not shelf:
            return
        with self._desk.room.holding(size):
            await self._desk.store(self._desk.archive.settle, shelf, self._desk.clock())
        self._under_way.difference_update(outcome.article_id for outcome in shelf)
        self._tally.update(outcome.article.fate for outcome in shelf)
        self._tally["matched"] += sum(1 for outcome in shelf if outcome.matching.matches)
