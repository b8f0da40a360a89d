"""Whether the network is down, or a captive portal answers for all hosts."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.models import Failure, FeedState, FeedStatus, Response
from monitor.policy.feed_state import body_hash

# Reasons that mean that no server was reached.
_UNREACHED = frozenset({"dns_failed", "connect_failed", "connect_timeout", "proxy_failed"})

_MIN_HOSTS = 3
_MAX_SHARE = 0.8
_RETRY_WAIT = timedelta(minutes=2)
_HTML_PREFIX = 512  # bytes within which an HTML page declares itself
_HTML = (b"<!doctype html", b"<html")


def page_signature(body: bytes) -> bytes:
    """Return a short value that replaces a response body in `network_is_down`: its first bytes and hash."""
    return body if len(body) <= _HTML_PREFIX else body[:_HTML_PREFIX] + body_hash(body).encode()


def is_unreached(outcome: Response | Failure) -> bool:
    """Return whether no server was reached."""
    return isinstance(outcome, Failure) and outcome.reason in _UNREACHED


def network_is_down(outcomes: Iterable[tuple[str, Response | Failure]]) -> bool:
    """Return whether the (url, outcome) pairs of one sweep show that the network is down.

    It is down if over 80 % of at least three hosts could not be reached, or answered with the same HTML page
    (faults.md rows 90, 191).
    """
    outcomes = tuple(outcomes)
    if not any(is_unreached(outcome) or _html(outcome) for _, outcome in outcomes):
        return False
    hosts: dict[str, list[Response | Failure]] = {}
    for url, outcome in outcomes:
        hosts.setdefault(urlsplit(url).hostname or "", []).append(outcome)
    if len(hosts) < _MIN_HOSTS:
        return False
    unreached = sum(all(is_unreached(outcome) for outcome in of_host) for of_host in hosts.values())
    if unreached > _MAX_SHARE * len(hosts):
        return True
    pages = [{_html(outcome) for outcome in of_host} for of_host in hosts.values()]
    portals = {page for of_host in pages for page in of_host if page is not None}
    return any(sum(of_host == {page} for of_host in pages) > _MAX_SHARE * len(hosts) for page in portals)


def wait_for_network(state: FeedState, failure: Failure, now: datetime, jitter: float) -> FeedState:
    """Return the state of a feed that failed while the network was down: failing, but not penalised.

    The feed gets no strike and keeps its validators. It is polled again in two to four minutes; the jitter
    prevents a burst of requests when the network returns (faults.md row 196).
    """
    return replace(
        state,
        status=FeedStatus.FAILING,
        reason="network_down",
        detail=str(failure),
        polled=now,
        next_poll=now + _RETRY_WAIT * (1 + jitter),
        failing_since=state.failing_since or now,
    )


def _html(outcome: Response | Failure) -> bytes | None:
    if isinstance(outcome, Failure):
        return None
    return outcome.body if outcome.body[:_HTML_PREFIX].lstrip().lower().startswith(_HTML) else None
