"""The sentence in order: fetch feeds, read the articles, match them against the topics, write the digest.

    due feeds        | fetch | parse          | record   one transaction a lot: states, and their entries
    pending articles | fetch | read and match | settle   one transaction a lot
    digest's window  | facts | build          | publish  the ledger first, then whole files

Fetching runs concurrently; deciding and storing run in order. Nothing here knows HTTP, SQL or processes.
"""

from monitor.pipeline.alerts import raise_alerts
from monitor.pipeline.context import AppContext, Progress
from monitor.pipeline.delivery import deliver_due, queue_closed, send_again, send_one
from monitor.pipeline.digests import (
    Published,
    days_written,
    publish,
    publish_today,
    rebuild,
    republish_missing,
)
from monitor.pipeline.match_stored import match_stored
from monitor.pipeline.range_digest import ask_digest, day_asked, span_asked
from monitor.pipeline.read_articles import match_again
from monitor.pipeline.search import improve_index, search_archive
from monitor.pipeline.status import STALE, FeedStanding, Status, is_stale, read_status
from monitor.pipeline.streams import PollStream, ReadStream
from monitor.pipeline.sweep import SweepReport, sweep

__all__ = [
    "STALE",
    "AppContext",
    "FeedStanding",
    "PollStream",
    "Progress",
    "Published",
    "ReadStream",
    "Status",
    "SweepReport",
    "ask_digest",
    "day_asked",
    "days_written",
    "deliver_due",
    "improve_index",
    "is_stale",
    "match_again",
    "match_stored",
    "publish",
    "publish_today",
    "queue_closed",
    "raise_alerts",
    "read_status",
    "rebuild",
    "republish_missing",
    "search_archive",
    "send_again",
    "send_one",
    "span_asked",
    "sweep",
]
