"""The pipeline: fetch feeds, read the articles, match them against the topics, write the digest.

    due feeds        | fetch        | parse          | store     one transaction a batch: states and entries
    pending articles | fetch        | read and match | store     one transaction a batch
    a digest window  | digest input | build          | publish   first the digests table, then whole files

Fetching runs concurrently; decisions and writes run in order. This folder knows no HTTP, SQL or processes.

Names are imported at their first use, so that `monitor status` loads neither the readers nor the HTTP client.
"""

from typing import TYPE_CHECKING

from monitor.lazy_names import lazy_names

if TYPE_CHECKING:
    from monitor.pipeline.alerts import raise_alerts
    from monitor.pipeline.context import AppContext, Progress
    from monitor.pipeline.delivery import deliver_due, queue_closed, send_again, send_one, send_period
    from monitor.pipeline.digests import (
        Published,
        days_written,
        publish,
        publish_today,
        rebuild,
        republish_missing,
    )
    from monitor.pipeline.known_topics import check_topic_ids
    from monitor.pipeline.missed import score_open_digest
    from monitor.pipeline.period_digests import write_due_periods, write_period
    from monitor.pipeline.range_digest import build_range_digest, window_of_day, window_of_range
    from monitor.pipeline.read_articles import match_again
    from monitor.pipeline.run_sweep import SweepReport, sweep
    from monitor.pipeline.search import improve_index, search_archive
    from monitor.pipeline.status import STALE, FeedSummary, Status, is_stale, read_status
    from monitor.pipeline.stored_matching import match_stored
    from monitor.pipeline.streams import PollStream, ReadStream

__getattr__ = lazy_names(
    __name__,
    {
        "alerts": ("raise_alerts",),
        "context": ("AppContext", "Progress"),
        "delivery": ("deliver_due", "queue_closed", "send_again", "send_one", "send_period"),
        "digests": ("Published", "days_written", "publish", "publish_today", "rebuild", "republish_missing"),
        "missed": ("score_open_digest",),
        "period_digests": ("write_due_periods", "write_period"),
        "range_digest": ("build_range_digest", "window_of_day", "window_of_range"),
        "read_articles": ("match_again",),
        "run_sweep": ("SweepReport", "sweep"),
        "search": ("improve_index", "search_archive"),
        "status": ("FeedSummary", "STALE", "Status", "is_stale", "read_status"),
        "stored_matching": ("match_stored",),
        "streams": ("PollStream", "ReadStream"),
        "known_topics": ("check_topic_ids",),
    },
)

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
    "score_open_digest",
    "search_archive",
    "send_again",
    "send_one",
    "send_period",
    "sweep",
    "window_of_day",
    "window_of_range",
    "write_due_periods",
    "write_period",
]
