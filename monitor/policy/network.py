"""Whether it is the network that is down, or a captive portal that answers for everybody, and not the feeds.

Pure: no I/O, no clock.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.models import Failure, FeedState, FeedStatus, Response
from monitor.policy.feed_state import body_hash

# Reasons that say that no server was reached at all.
UNREACHED = frozenset({"dns_failed", "connect_failed", "connect_timeout", "proxy_failed"})

_FEWEST_HOSTS = 3
_MOST = 0.8
_SOON = timedelta(minutes=2)
_GIST = 512  # bytes within which an HTML page says what it is
_HTML = (b"<!doctype html", b"<html")


def gist(body: bytes) -> bytes:
    """Return as little of the body of an answer as `network_is_down` needs to tell it from other pages."""
    return body if len(body) <= _GIST else body[:_GIST] + body_hash(body).encode()


def is_unreached(outcome: Response | Failure) -> bool:
    """Tell whether no server was reached at all."""
    return isinstance(outcome, Failure) and outcome.reason in UNREACHED


def network_is_down(outcomes: Iterable[tuple[str, Response | Failure]]) -> bool:
    """Tell from the (url, outcome) of one sweep whether the network is down (faults.md rows 90, 191).

    Over 80 % of at least three hosts could not be reached, or answered with one and the same HTML page.
    """
    outcomes = tuple(outcomes)
    if not any(is_unreached(outcome) or _html(outcome) for _, outcome in outcomes):
        return False
    hosts: dict[str, list[Response | Failure]] = {}
    for url, outcome in outcomes:
        hosts.setdefault(urlsplit(url).hostname or "", []).append(outcome)
    if len(hosts) < _FEWEST_HOSTS:
        return False
    unreached = sum(all(is_unreached(outcome) for outcome in of_host) for of_host in hosts.values())
    if unreached > _MOST * len(hosts):
        return True
    pages = [{_html(outcome) for outcome in of_host} for of_host in hosts.values()]
    portals = {page for of_host in pages for page in of_host if page is not None}
    return any(sum(of_host == {page} for of_host in pages) > _MOST * len(hosts) for page in portals)


def wait_for_network(state: FeedState, failure: Failure, now: datetime, spread: float) -> FeedState:
    """Return the state of a feed that failed while the network was down: shown as failing, not penalised.

    No strike, no back-off, validators kept; tried again in two to four minutes, spread so that the return of
    the network is no stampede (faults.md row 196).
    """
    return replace(
        state,
        status=FeedStatus.FAILING,
        reason="network_down",
        detail=str(failure),
        polled=now,
        next_poll=now + _SOON * (1 + spread),
        failing_since=state.failing_since or now,
    )


def _html(outcome: Response | Failure) -> bytes | None:
    if isinstance(outcome, Failure):
        return None
    return outcome.body if outcome.body[:_GIST].lstrip().lower().startswith(_HTML) else None
