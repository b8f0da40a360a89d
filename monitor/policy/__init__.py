"""Decides what is due, and when: feeds, pages and digests.

Pure: no I/O, no clock, no random numbers; `now` and `jitter` (in [0, 1)) are parameters. The functions for
one poll, in order:

    is_due -> request_for -> (fetch, parse) -> network_is_down? -> wait_for_network | next_state
"""

from monitor.policy.digests import (
    DueDigest,
    corrected_date,
    digest_date,
    due_digest,
    may_alert,
    next_digest_at,
    open_digest_date,
)
from monitor.policy.feed_state import (
    OLD_DATES,
    UNREQUESTED_304,
    backlog_before,
    body_hash,
    next_state,
    polled_url,
    request_for,
    resumed,
)
from monitor.policy.http_caching import retry_after
from monitor.policy.network import is_unreached, network_is_down, page_signature, wait_for_network
from monitor.policy.pages import (
    STALE_AFTER,
    TIMEOUT_REASONS,
    host_pause,
    next_page_attempt,
    next_reread,
    reread_after_edit,
)
from monitor.policy.periods import due_periods, period_named
from monitor.policy.polling import clock_is_sane, is_due, is_silent
from monitor.policy.volume import Drop, volume_drop

__all__ = [
    "OLD_DATES",
    "STALE_AFTER",
    "TIMEOUT_REASONS",
    "UNREQUESTED_304",
    "Drop",
    "DueDigest",
    "backlog_before",
    "body_hash",
    "clock_is_sane",
    "corrected_date",
    "digest_date",
    "due_digest",
    "due_periods",
    "host_pause",
    "is_due",
    "is_silent",
    "is_unreached",
    "may_alert",
    "network_is_down",
    "next_digest_at",
    "next_page_attempt",
    "next_reread",
    "next_state",
    "open_digest_date",
    "page_signature",
    "period_named",
    "polled_url",
    "request_for",
    "reread_after_edit",
    "resumed",
    "retry_after",
    "volume_drop",
    "wait_for_network",
]
