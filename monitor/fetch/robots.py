"""Checks robots.txt (RFC 9309) for article pages; the rules of each origin are cached for a day.

Feeds are not checked, because publishers offer them to programs and a user subscribed to them.
"""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from protego import Protego

from monitor.fetch.failures import clean_detail
from monitor.fetch.targets import Target
from monitor.models import Failure, FailureKind

MAX_ROBOTS_BYTES = 500 * 1024

_DAY_SECONDS = 24 * 3600.0
_RETRY_SECONDS = 15 * 60.0
_MAX_ORIGINS = 500
_MAX_SITEMAPS = 50
_AGENT = re.compile(r"\s*user-?\s?agent\s*[:\s]\s*([^#]*)", re.IGNORECASE)
_VERSION = re.compile(r"[/(]|\sv?\d", re.IGNORECASE)
_OTHER_AGENT = "User-agent: ~"
_CLIENT_ERRORS = range(400, 500)
_NO_CONTENT, _TOO_MANY_REQUESTS = 204, 429

Get = Callable[[Target], Awaitable[bytes | Failure]]


@dataclass(frozen=True, slots=True)
class _CachedRules:
    """The rules of an origin: None allows everything, a `Failure` nothing."""

    rules: Protego | Failure | None
    until: float


class Robots:
    """Fetches and caches the rules of origins."""

    def __init__(
        self,
        agent: str,
        get: Get,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Create an empty cache.

        Args:
            agent: The User-Agent; robots.txt names its product token, with or without a version.
            get: Fetches a robots.txt, follows redirects, and cuts it at 500 KiB.
            now: Returns monotonic seconds.
        """
        self._agent = _product(agent)
        self._get = get
        self._now = now
        self._cache: OrderedDict[str, _CachedRules] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

    async def refusal(self, target: Target) -> Failure | None:
        """Return why a page must not be fetched, or None if it may."""
        rules = (await self._rules(target)).rules
        if rules is None or isinstance(rules, Failure):
            return rules
        if rules.can_fetch(str(target), self._agent):
            return None
        return Failure("robots_disallowed", f"robots.txt of {target.host}", FailureKind.HARD)

    async def sitemaps(self, target: Target) -> tuple[str, ...]:
        """Return the sitemaps that the robots.txt of an origin names, as written, at most 50."""
        rules = (await self._rules(target)).rules
        return tuple(islice(rules.sitemaps, _MAX_SITEMAPS)) if isinstance(rules, Protego) else ()

    async def _rules(self, target: Target) -> _CachedRules:
        origin = target.origin
        lock = self._locks.setdefault(origin, asyncio.Lock())
        try:
            async with lock:
                cached = self._cache.get(origin)
                if cached is None or cached.until <= self._now():
                    cached = self._rules_from(await self._get(target))
                    self._cache[origin] = cached
                    while len(self._cache) > _MAX_ORIGINS:
                        self._cache.popitem(last=False)
                self._cache.move_to_end(origin)
                return cached
        finally:
            if not lock.locked():
                self._locks.pop(origin, None)

    def _rules_from(self, result: bytes | Failure) -> _CachedRules:
        if isinstance(result, bytes):
            return _CachedRules(
                Protego.parse(normalize_robots(result, self._agent)), self._now() + _DAY_SECONDS
            )
        if _is_absent(result):
            return _CachedRules(None, self._now() + _DAY_SECONDS)
        if result.reason == "blocked_address":
            return _CachedRules(result, self._now() + _RETRY_SECONDS)
        wait = result.retry_after or timedelta(0)
        failure = Failure(
            "robots_unreachable",
            clean_detail(str(result)),
            FailureKind.TEMPORARY,
            result.status,
            result.retry_after,
            result.host_wide,
        )
        return _CachedRules(failure, self._now() + max(_RETRY_SECONDS, wait.total_seconds()))


def normalize_robots(body: bytes, agent: str) -> str:
    """Return a robots.txt with our agent spelled as we spell it and all others but `*` as one agent.

    The parser needs quadratic time for thousands of agents in one group, which a hostile file may contain.
    """
    is_utf16 = body[:2] in {b"\xff\xfe", b"\xfe\xff"} and b"\0" in body[:20]
    encoding = "utf-16" if is_utf16 else "utf-8-sig"
    lines = body[:MAX_ROBOTS_BYTES].decode(encoding, "replace").splitlines()
    return "\n".join(_with_agent(line.lstrip("\ufeff"), agent) for line in lines)


def _with_agent(line: str, agent: str) -> str:
    found = _AGENT.match(line)
    if found is None:
        return line
    named = [_product(name) for name in re.split("[,;]", found[1])]
    if "*" in named or not any(named):
        return line
    return f"User-agent: {agent}" if any(_is_ours(name, agent) for name in named) else _OTHER_AGENT


def _is_ours(name: str, agent: str) -> bool:
    return bool(name) and name.replace("*", "") in agent


def _product(agent: str) -> str:
    """Return the product token of a User-Agent in lower case, without version and comment."""
    return _VERSION.split(agent, maxsplit=1)[0].strip().lower()


def _is_absent(failure: Failure) -> bool:
    """Return whether robots.txt is absent (RFC 9309, 2.3.1.2 and 3): 4xx, too many redirects, or empty."""
    if failure.reason in {"too_many_redirects", "bad_redirect", "empty_body"}:
        return True
    if failure.status == _TOO_MANY_REQUESTS:
        return False
    return failure.status == _NO_CONTENT or failure.status in _CLIENT_ERRORS
