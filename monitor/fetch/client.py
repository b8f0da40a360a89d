"""Gets feeds, pages and their robots.txt: politely, within limits, and from public addresses only.

    check the URL | ask robots.txt (pages) | wait for a turn at the host | ask | follow, at most 5 times

Decides nothing about when or whether to ask again: that is policy's.
"""

import asyncio
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from types import TracebackType
from typing import Self

from aiohttp.abc import AbstractResolver

from monitor.fetch.addresses import AddressRules
from monitor.fetch.failures import resting, soft, timed_out
from monitor.fetch.rate_limit import RateLimiter
from monitor.fetch.redirects import REDIRECTS, RedirectChain
from monitor.fetch.robots import LONGEST_READ, Robots
from monitor.fetch.transport import (
    Transport,
    TransportRequest,
    TransportResponse,
    connections,
    sendable,
    user_agent,
)
from monitor.fetch.urls import Target, check_url
from monitor.models import Failure, FailureKind, FetchSettings, Request, Response
from monitor.policy import TIMEOUT_REASONS, host_pause, retry_after

_FEED = (
    "application/rss+xml, application/atom+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_NOT_MODIFIED, _ACCEPTED = 304, 202
_LATER = "retry-after"
# A redirect that asks for no more patience than this is followed after it.
_SHORT_PATIENCE = 10.0
# Feeds are asked again and again; what their URLs lead to by the rules is worked out once. Pages are not.
_FEEDS_REMEMBERED = 16_384
_HOSTS_REMEMBERED = 10_000


def utc_now() -> datetime:
    """Read the wall clock."""
    return datetime.now(UTC)


class Client:
    """The one client of the program; an async context manager, and the Fetcher of the pipeline."""

    def __init__(
        self,
        settings: FetchSettings,
        *,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
        pacing: RateLimiter | None = None,
        clock: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare a client.

        Args:
            settings: limits, pace and identity.
            resolver: names to addresses; the system's by default.
            tls: which certificates are trusted; the system's by default.
            pacing: turns at hosts; as the settings say by default.
            clock: aware UTC, to read dates in Retry-After.
            monotonic: seconds, to age what robots.txt said.
        """
        self._settings = settings
        self._address_rules = AddressRules(settings)
        self._page_target = partial(check_url, rules=self._address_rules)
        self._feed_target = lru_cache(_FEEDS_REMEMBERED)(self._page_target)
        self._wire = Transport(settings, self._address_rules, resolver, tls)
        together = connections(settings)
        slow = connections(replace(settings, concurrency=5 * settings.concurrency)) - together
        self._pacing = pacing or RateLimiter(settings.per_host, settings.delay, together, slow_together=slow)
        self._timeouts: dict[str, int] = {}  # in a row, of pages, by host
        self._page_rests: dict[str, float] = {}  # until when, by host
        self._clock = clock
        self._robots = Robots(user_agent(settings), self._robots_txt, monotonic)
        self._asks = {
            "feed": TransportRequest(_FEED, settings.max_bytes),
            "page": TransportRequest(_PAGE, settings.max_page_bytes, articles=True),
        }

    async def __aenter__(self) -> Self:
        await self._wire.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._wire.__aexit__(kind, error, trace)

    async def fetch(self, request: Request) -> Response | Failure:
        """Answer the request; never raises for anything the network did."""
        check = self._feed_target if request.purpose == "feed" else self._page_target
        target = check(request.url)
        if isinstance(target, Failure):
            return target
        validators = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        sent = {name: value for name, value in validators.items() if sendable(value) and value}
        way = RedirectChain(target, sent, self._address_rules)
        page = request.purpose == "page"
        tired = self._page_rest(target.host) if page else None
        if tired is not None:
            return tired
        answer = await self._walk(way, self._asks[request.purpose], obey=page and self._settings.robots)
        if page:
            self._note_page(target.host, answer)
        if isinstance(answer, Failure):
            return answer
        return Response(
            url=request.url,
            final_url=str(way.target),
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            moved_to=None if way.moved_to is None else str(way.moved_to),
            note=answer.note,
        )

    async def _walk(
        self, way: RedirectChain, ask: TransportRequest, *, obey: bool
    ) -> TransportResponse | Failure:
        """Ask, follow and ask again until something answers with content, or 304 to validators."""
        left = self._settings.timeout
        asked: tuple[tuple[str, str], ...] = ()  # of redirects, for how long not to ask again
        while True:
            barred = await self._robots.refusal(way.target) if obey else None
            if barred is not None:
                return way.told(barred)
            answer, seconds = await self._ask(way, ask, left)
            left -= seconds
            if isinstance(answer, Failure):
                return way.told(answer)
            if answer.status in REDIRECTS:
                failure = way.follow(answer) or await self._patience(answer, ask)
                if failure is not None:
                    return failure
                asked += tuple(pair for pair in answer.headers if pair[0] == _LATER)
                continue
            failure = self._failure(way, answer, ask)
            if failure is None:
                return replace(answer, headers=answer.headers + asked) if asked else answer
            if failure.host_wide and failure.retry_after and way.target.named:
                self._pacing.rest(way.target.host, failure.retry_after.total_seconds())
            return way.told(failure)

    def _failure(
        self, way: RedirectChain, answer: TransportResponse, ask: TransportRequest
    ) -> Failure | None:
        """Return why an answer that is no redirect is none to read."""
        if answer.status == _NOT_MODIFIED:
            return (
                None
                if way.conditional
                else soft("unasked_304", "answered 304 to a request without validators")
            )
        if not answer.has_content or (ask.articles and answer.status == _ACCEPTED and answer.header(_LATER)):
            return answer.failure(self._clock())
        return answer.challenge(self._clock())

    async def _patience(self, answer: TransportResponse, ask: TransportRequest) -> Failure | None:
        """Wait as a redirect asks (RFC 9110, 10.2.3); a page that asks for long is put off.

        A feed is followed at once all the same: some servers ask so with every redirect, and would never be
        read. How long they ask for holds for the next poll.
        """
        wait = retry_after(answer.header(_LATER) or "", self._clock()) or timedelta(0)
        if timedelta(0) < wait <= timedelta(seconds=_SHORT_PATIENCE):
            await asyncio.sleep(wait.total_seconds())
        elif wait and ask.articles:
            return replace(answer.failure(self._clock()), kind=FailureKind.TEMPORARY)
        return None

    async def _ask(
        self, way: RedirectChain, ask: TransportRequest, seconds: float
    ) -> tuple[TransportResponse | Failure, float]:
        """Wait for a turn, then ask once; return the answer and how long it took, the waiting left out."""
        host = way.target.host
        async with self._pacing.turn(host):
            rest = self._pacing.resting(host)
            if rest > 0:
                return resting(host, timedelta(seconds=rest)), 0.0
            if ask.articles and (tired := self._page_rest(host)) is not None:
                return tired, 0.0
            started = time.monotonic()
            try:
                async with asyncio.timeout(max(seconds, 0)):
                    answer = await self._wire.get(way.target, ask, way.headers())
            except TimeoutError:
                answer = Failure(
                    "timeout", f"not done in {self._settings.timeout:g} s", FailureKind.TEMPORARY
                )
            return answer, time.monotonic() - started

    def _page_rest(self, host: str) -> Failure | None:
        """Say that pages of a host are left alone for now, because several in a row timed out."""
        left = self._page_rests.get(host, 0.0) - time.monotonic()
        if left <= 0:
            return None
        return timed_out(host, self._timeouts.get(host, 0), timedelta(seconds=left))

    def _note_page(self, host: str, answer: TransportResponse | Failure) -> None:
        """Count a host's time-outs in a row; whatever else it answers begins the count anew."""
        reason = answer.reason if isinstance(answer, Failure) else ""
        if reason == "host_resting":
            return
        if reason not in TIMEOUT_REASONS:
            self._timeouts.pop(host, None)
            return
        if len(self._timeouts) >= _HOSTS_REMEMBERED:
            self._timeouts.clear()
            self._page_rests.clear()
        count = self._timeouts[host] = self._timeouts.get(host, 0) + 1
        self._page_rests[host] = time.monotonic() + host_pause(count).total_seconds()

    async def _robots_txt(self, page: Target) -> bytes | Failure:
        target = check_url(f"{page.origin}/robots.txt", self._address_rules)
        if isinstance(target, Failure):
            return target
        way = RedirectChain(target, {}, self._address_rules)
        answer = await self._walk(
            way, TransportRequest("text/plain, */*;q=0.5", LONGEST_READ, cut=True), obey=False
        )
        return answer if isinstance(answer, Failure) else answer.body
