"""robots.txt (RFC 9309): whether an article page may be fetched; asked once a day for each origin.

Feeds are fetched regardless: their publisher offers them to programs, and a user subscribed to them.
"""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from protego import Protego

from monitor.fetch.failures import clean
from monitor.fetch.urls import Target
from monitor.models import Failure, FailureKind

LONGEST_READ = 500 * 1024

_DAY = 24 * 3600.0
_SOON = 15 * 60.0
_MOST_KEPT = 500
_AGENT = re.compile(r"\s*user-?\s?agent\s*[:\s]\s*([^#]*)", re.IGNORECASE)
_OTHER = "User-agent: ~"
_NO_SUCH_FILE = range(400, 500)
_NO_CONTENT, _TOO_MANY_REQUESTS = 204, 429

Get = Callable[[Target], Awaitable[bytes | Failure]]


@dataclass(frozen=True, slots=True)
class _Known:
    """What an origin allows: its rules, everything (None), or nothing, as long as it cannot be asked."""

    rules: Protego | Failure | None
    until: float


class Robots:
    """The rules of the origins asked lately."""

    def __init__(
        self,
        agent: str,
        get: Get,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with nothing known.

        Args:
            agent: the User-Agent; its product token is what robots.txt may name, with or without a version.
            get: fetches a robots.txt, redirects followed, cut at 500 KiB.
            now: seconds that never run backwards.
        """
        self._agent = _product(agent)
        self._get = get
        self._now = now
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._asking: dict[str, asyncio.Lock] = {}

    async def refusal(self, target: Target) -> Failure | None:
        """Return why a page may not be fetched, or None if it may."""
        rules = (await self._rules(target)).rules
        if rules is None or isinstance(rules, Failure):
            return rules
        if rules.can_fetch(str(target), self._agent):
            return None
        return Failure("robots_disallowed", f"robots.txt of {target.host}", FailureKind.HARD)

    async def _rules(self, target: Target) -> _Known:
        origin = target.origin
        lock = self._asking.setdefault(origin, asyncio.Lock())
        try:
            async with lock:
                known = self._known.get(origin)
                if known is None or known.until <= self._now():
                    known = self._learn(await self._get(target))
                    self._known[origin] = known
                    while len(self._known) > _MOST_KEPT:
                        self._known.popitem(last=False)
                self._known.move_to_end(origin)
                return known
        finally:
            if not lock.locked():
                self._asking.pop(origin, None)

    def _learn(self, answer: bytes | Failure) -> _Known:
        if isinstance(answer, bytes):
            return _Known(Protego.parse(relevant(answer, self._agent)), self._now() + _DAY)
        if _means_no_rules(answer):
            return _Known(None, self._now() + _DAY)
        if answer.reason == "blocked_address":
            return _Known(answer, self._now() + _SOON)
        wait = answer.retry_after or timedelta(0)
        failure = Failure(
            "robots_unreachable",
            clean(str(answer)),
            FailureKind.TEMPORARY,
            answer.status,
            answer.retry_after,
            answer.host_wide,
        )
        return _Known(failure, self._now() + max(_SOON, wait.total_seconds()))


def relevant(body: bytes, agent: str) -> str:
    """Return a robots.txt as text in which we are named as we call ourselves, and all others but `*` are one.

    Its parser takes quadratic time on thousands of agents in one group, and the file is a stranger's.
    """
    wide = body[:2] in {b"\xff\xfe", b"\xfe\xff"} and b"\0" in body[:20]
    encoding = "utf-16" if wide else "utf-8-sig"
    lines = body[:LONGEST_READ].decode(encoding, "replace").splitlines()
    return "\n".join(_with_agent_told(line.lstrip("\ufeff"), agent) for line in lines)


def _with_agent_told(line: str, agent: str) -> str:
    found = _AGENT.match(line)
    if found is None:
        return line
    named = [_product(name) for name in re.split("[,;]", found[1])]
    if "*" in named or not any(named):
        return line
    return f"User-agent: {agent}" if any(_is_ours(name, agent) for name in named) else _OTHER


def _is_ours(name: str, agent: str) -> bool:
    return bool(name) and name.replace("*", "") in agent


def _product(agent: str) -> str:
    """Return the product token of a User-Agent: without its version and comment, in lower case."""
    return re.split(r"[/(]", agent, maxsplit=1)[0].strip().lower()


def _means_no_rules(failure: Failure) -> bool:
    """Tell whether there is no robots.txt (RFC 9309, 2.3.1.2 and 3): 4xx, too many redirects, or empty."""
    if failure.reason in {"too_many_redirects", "bad_redirect", "empty_body"}:
        return True
    if failure.status == _TOO_MANY_REQUESTS:
        return False
    return failure.status == _NO_CONTENT or failure.status in _NO_SUCH_FILE
