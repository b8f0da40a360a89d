"""What is due, and when: feeds, pages and digests, decided from what is remembered and the present time.

Pure: no I/O, no clock, no chance; `now` and random numbers (`spread`, in [0, 1)) come in. A poll is
decided in this order:

    is_due -> request_for -> (fetch, parse) -> network_is_down? -> wait_for_network | next_state
"""

from monitor.policy.alerts import may_alert, open_day
from monitor.policy.backlog import backlog_before
from monitor.policy.clock import clock_is_sane
from monitor.policy.digests import DueDigest, digest_date, due_digest, next_digest_at, right_date
from monitor.policy.due import is_due, is_silent, polled_url, request_for
from monitor.policy.feed_state import OLD_DATES, body_hash, next_state, resumed
from monitor.policy.host_rest import TIMED_OUT, host_rest
from monitor.policy.http_caching import retry_after
from monitor.policy.network import gist, is_unreached, network_is_down, wait_for_network
from monitor.policy.page_retries import next_try
from monitor.policy.rereads import STALE_AFTER, after_edit, next_reading
from monitor.policy.url_spelling import loose_url, plain_url

__all__ = [
    "OLD_DATES",
    "STALE_AFTER",
    "TIMED_OUT",
    "DueDigest",
    "after_edit",
    "backlog_before",
    "body_hash",
    "clock_is_sane",
    "digest_date",
    "due_digest",
    "gist",
    "host_rest",
    "is_due",
    "is_silent",
    "is_unreached",
    "loose_url",
    "may_alert",
    "network_is_down",
    "next_digest_at",
    "next_reading",
    "next_state",
    "next_try",
    "open_day",
    "plain_url",
    "polled_url",
    "request_for",
    "resumed",
    "retry_after",
    "right_date",
    "wait_for_network",
]
