"""The pipeline: fetch feeds, read the articles, match them against the topics, write the digest.

    due feeds        | fetch | parse          | store    feed states and new entries, one transaction a batch
    pending articles | fetch | read and match | store    results, one transaction a batch
    digest window    | facts | build          | publish  the digests table first, then whole files

Fetching runs concurrently; decisions and storage run in order. HTTP, SQL and processes are in other packages.
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
from monitor.pipeline.range_digest import build_range_digest, window_of_day, window_of_range
from monitor.pipeline.read_articles import match_again
from monitor.pipeline.search import improve_index, search_archive
from monitor.pipeline.status import STALE, FeedSummary, Status, is_stale, read_status
from monitor.pipeline.streams import PollStream, ReadStream
from monitor.pipeline.sweep import SweepReport, sweep
from monitor.pipeline.topic_ids import check_topic_ids

__all__ = [
    "STALE",
    "AppContext",
    "FeedSummary",
    "PollStream",
    "Progress",
    "Published",
    "ReadStream",
    "Status",
    "SweepReport",
    "build_range_digest",
    "check_topic_ids",
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
    "sweep",
    "window_of_day",
    "window_of_range",
]
