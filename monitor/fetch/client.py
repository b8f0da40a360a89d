"""The HTTP client for feeds, pages and robots.txt, with rate limits, size limits and SSRF protection.

    check the URL | check robots.txt (pages) | wait for the rate limit | send | follow at most 5 redirects

`monitor.policy` decides when to request something again.
"""

import asyncio
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache, partial
from importlib.util import find_spec
from types import TracebackType
from typing import Self

from aiohttp.abc import AbstractResolver

from monitor.clock import utc_now
from monitor.fetch.addresses import AddressRules
from monitor.fetch.failures import paused_after_timeouts, paused_by_server
from monitor.fetch.mailbox import MailboxReader
from monitor.fetch.rate_limit import RateLimiter
from monitor.fetch.redirects import REDIRECT_STATUSES, RedirectChain
from monitor.fetch.robots import MAX_ROBOTS_BYTES, Robots
from monitor.fetch.source_access import sent_access
from monitor.fetch.targets import Target, check_url
from monitor.fetch.transport import (
    Transport,
    TransportRequest,
    TransportResponse,
    max_connections,
    sendable,
    user_agent,
)
from monitor.models import Failure, FailureKind, FetchSettings, Request, Response
from monitor.models.mail_folders import is_mail_url
from monitor.policy import TIMEOUT_REASONS, UNREQUESTED_304, host_pause, retry_after

_FEED = (
    "application/rss+xml, application/atom+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_NOT_MODIFIED, _ACCEPTED = 304, 202
_RETRY_AFTER = "retry-after"
# Seconds; a redirect with a shorter Retry-After is followed after it.
_SHORT_WAIT = 10.0
# Feeds are requested often, so the check of their URLs is cached. Pages are not.
_MAX_FEEDS = 16_384
_MAX_HOSTS = 10_000


class Client:
    """Fetches feeds and pages; an async context manager that implements `Fetcher` of the pipeline."""

    def __init__(
        self,
        settings: FetchSettings,
        *,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
        rate_limiter: RateLimiter | None = None,
        clock: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Create a client.

        Args:
            settings: Limits, rates and User-Agent.
            resolver: Resolves names; the system's resolver by default.
            tls: The trusted certificates; the system's by default.
            rate_limiter: Limits requests to hosts; created from the settings by default.
            clock: Returns the aware UTC time, to parse dates in Retry-After.
            monotonic: Returns seconds, to expire cached robots.txt.
        """
        self._settings = settings
        self._address_rules = AddressRules(settings)
        self._check_page = partial(check_url, rules=self._address_rules)
        self._check_feed = lru_cache(_MAX_FEEDS)(self._check_page)
        self._transport = Transport(settings, self._address_rules, resolver, tls)
        max_requests = max_connections(settings)
        slow = max_connections(replace(settings, concurrency=5 * settings.concurrency)) - max_requests
        self._rate_limiter = rate_limiter or RateLimiter(
            settings.per_host, settings.delay, max_requests, max_slow=slow
        )
        self._mailboxes = MailboxReader(settings, self._rate_limiter, resolver, tls)
        self._timeouts: dict[str, int] = {}  # in a row, of pages, by host
        self._paused_until: dict[str, float] = {}  # until when, by host
        self._clock = clock
        self._robots = Robots(user_agent(settings), self._robots_txt, monotonic)
        # Without the extra, nothing could be read from a PDF, so none is fetched.
        reads_pdf = find_spec("pypdf") is not None
        self._request_types = {
            "feed": TransportRequest(_FEED, settings.max_bytes),
            "page": TransportRequest(_PAGE, settings.max_page_bytes, articles=True, pdf=reads_pdf),
            "source": TransportRequest(_FEED, settings.max_bytes),
        }

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.__aexit__(kind, error, trace)

    async def fetch(self, request: Request) -> Response | Failure:
        """Return the response; network errors are returned as `Failure`, never raised."""
        feed, page = request.purpose == "feed", request.purpose == "page"
        if feed and is_mail_url(request.url):
            return await self._mailboxes.fetch(request)
        check = self._check_feed if feed else self._check_page
        target = check(request.url)
        if isinstance(target, Failure):
            return target
        access = sent_access(request.access)
        if isinstance(access, Failure):
            return access
        validators = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        sent = {name: value for name, value in validators.items() if sendable(value) and value}
        chain = RedirectChain(target, sent, self._address_rules, access)
        paused = self._page_pause(target.host) if page else None
        if paused is not None:
            return paused
        response = await self._fetch_chain(
            chain, self._request_types[request.purpose], use_robots=not feed and self._settings.robots
        )
        if page:
            self._count_timeouts(target.host, response)
        if isinstance(response, Failure):
            return response
        return Response(
            url=request.url,
            final_url=str(chain.target),
            status=response.status,
            headers=response.headers,
            body=response.body,
            moved_to=None if chain.moved_to is None else str(chain.moved_to),
            note=response.note,
        )

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that the robots.txt of a URL's host names, as written; none if it has none."""
        target = self._check_page(url)
        return () if isinstance(target, Failure) else await self._robots.sitemaps(target)

    async def _fetch_chain(
        self, chain: RedirectChain, request: TransportRequest, *, use_robots: bool
    ) -> TransportResponse | Failure:
        """Follow redirects until a response has content or is a 304."""
        seconds_left = self._settings.timeout
        wait_headers: tuple[tuple[str, str], ...] = ()  # of redirects
        while True:
            refused = await self._robots.refusal(chain.target) if use_robots else None
            if refused is not None:
                return chain.with_hop(refused)
            response, seconds = await self._send(chain, request, seconds_left)
            seconds_left -= seconds
            if isinstance(response, Failure):
                return chain.with_hop(response)
            if response.status in REDIRECT_STATUSES:
                failure = chain.follow(response) or await self._wait_before_redirect(response, request)
                if failure is not None:
                    return failure
                wait_headers += tuple(pair for pair in response.headers if pair[0] == _RETRY_AFTER)
                continue
            failure = self._failure(chain, response, request)
            if failure is None:
                return (
                    replace(response, headers=response.headers + wait_headers) if wait_headers else response
                )
            if failure.host_wide and failure.retry_after and chain.target.named:
                self._rate_limiter.pause(chain.target.host, failure.retry_after.total_seconds())
            return chain.with_hop(failure)

    def _failure(
        self, chain: RedirectChain, response: TransportResponse, request: TransportRequest
    ) -> Failure | None:
        """Return why a response that is not a redirect cannot be read, or None."""
        if response.status == _NOT_MODIFIED:
            return None if chain.conditional else UNREQUESTED_304
        if not response.has_content or (
            request.articles and response.status == _ACCEPTED and response.header(_RETRY_AFTER)
        ):
            return response.failure(self._clock())
        return response.challenge(self._clock())

    async def _wait_before_redirect(
        self, response: TransportResponse, request: TransportRequest
    ) -> Failure | None:
        """Wait for the Retry-After of a redirect (RFC 9110, 10.2.3).

        If the wait is long, a page is not followed, and its failure is returned. A feed is followed at once,
        because some servers send Retry-After with every redirect. Its wait applies to the next poll.
        """
        wait = retry_after(response.header(_RETRY_AFTER) or "", self._clock()) or timedelta(0)
        if timedelta(0) < wait <= timedelta(seconds=_SHORT_WAIT):
            await asyncio.sleep(wait.total_seconds())
        elif wait and request.articles:
            return replace(response.failure(self._clock()), kind=FailureKind.TEMPORARY)
        return None

    async def _send(
        self, chain: RedirectChain, request: TransportRequest, seconds: float
    ) -> tuple[TransportResponse | Failure, float]:
        """Wait for the rate limit, send once, and return the response and the seconds without the wait."""
        host = chain.target.host
        async with self._rate_limiter.turn(host):
            pause = self._rate_limiter.pause_left(host)
            if pause > 0:
                return paused_by_server(host, timedelta(seconds=pause)), 0.0
            if request.articles and (paused := self._page_pause(host)) is not None:
                return paused, 0.0
            started = time.monotonic()
            try:
                async with asyncio.timeout(max(seconds, 0)):
                    response = await self._transport.get(
                        chain.target, request, chain.headers(), chain.access.proxy
                    )
            except TimeoutError:
                response = Failure(
                    "timeout", f"not done in {self._settings.timeout:g} s", FailureKind.TEMPORARY
                )
            return response, time.monotonic() - started

    def _page_pause(self, host: str) -> Failure | None:
        """Return a failure while the pages of a host are paused because several in a row timed out."""
        seconds_left = self._paused_until.get(host, 0.0) - time.monotonic()
        if seconds_left <= 0:
            return None
        return paused_after_timeouts(host, self._timeouts.get(host, 0), timedelta(seconds=seconds_left))

    def _count_timeouts(self, host: str, response: TransportResponse | Failure) -> None:
        """Count a host's time-outs in a row; any other outcome resets the count."""
        reason = response.reason if isinstance(response, Failure) else ""
        if reason == "host_resting":
            return
        if reason not in TIMEOUT_REASONS:
            self._timeouts.pop(host, None)
            return
        if len(self._timeouts) >= _MAX_HOSTS:
            self._timeouts.clear()
            self._paused_until.clear()
        count = self._timeouts[host] = self._timeouts.get(host, 0) + 1
        self._paused_until[host] = time.monotonic() + host_pause(count).total_seconds()

    async def _robots_txt(self, page: Target) -> bytes | Failure:
        target = check_url(f"{page.origin}/robots.txt", self._address_rules)
        if isinstance(target, Failure):
            return target
        chain = RedirectChain(target, {}, self._address_rules)
        response = await self._fetch_chain(
            chain, TransportRequest("text/plain, */*;q=0.5", MAX_ROBOTS_BYTES, cut=True), use_robots=False
        )
        return response if isinstance(response, Failure) else response.body
