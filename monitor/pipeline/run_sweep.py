"""One sweep: poll the due feeds, then read the pending articles."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from monitor import policy
from monitor.pipeline.context import AppContext
from monitor.pipeline.poll import FeedOutcome, poll_feeds
from monitor.pipeline.read_articles import ReadingReport, match_again, read_pending

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SweepReport:
    """The result of one sweep.

    Attributes:
        outcomes: the outcome of each polled feed, in config order.
        reading: the result of reading articles.
        seconds: duration.
        unexpected: number of unexpected errors in single feeds or articles; each is in the log.
    """

    outcomes: tuple[FeedOutcome, ...]
    reading: ReadingReport
    seconds: float
    unexpected: int = 0

    @property
    def new(self) -> int:
        """Return the number of entries that were new to the archive."""
        return sum(outcome.new for outcome in self.outcomes)

    @property
    def failed(self) -> int:
        """Return the number of feeds that could not be polled."""
        return sum(outcome.failure is not None for outcome in self.outcomes)


async def sweep(app: AppContext, *, finish: bool = False) -> SweepReport:
    """Poll every due feed and read every due article.

    Args:
        app: the application context.
        finish: leave no article pending.

    Raises:
        ArchiveError: nothing can be stored.
    """
    began, started, unexpected = time.monotonic(), app.clock(), app.unexpected
    # Write before the first request: if nothing can be stored, nothing is fetched.
    await app.store(app.archive.feeds.record_sweep, started, None)
    await match_again(app)
    states = await app.store(app.archive.feeds.states)
    due = [feed for feed in app.config.feeds if policy.is_due(feed, states.get(feed.url), started)]
    outcomes = await poll_feeds(app, due, states)
    reading = _with_full_text(await read_pending(app, finish=finish), outcomes)
    finished = app.clock()
    await app.store(app.archive.feeds.record_sweep, started, finished)
    seconds = time.monotonic() - began  # the clock of the day may be set meanwhile
    report = SweepReport(outcomes, reading, seconds, app.unexpected - unexpected)
    logger.info(
        "sweep done feeds=%d failed=%d new=%d read=%d unreadable=%d postponed=%d matched=%d seconds=%.2f",
        len(outcomes),
        report.failed,
        report.new,
        reading.read,
        reading.unreadable,
        reading.postponed,
        reading.matched,
        report.seconds,
    )
    return report


def _with_full_text(reading: ReadingReport, outcomes: Iterable[FeedOutcome]) -> ReadingReport:
    """Add the full-text articles, which were read with their feeds."""
    stored = [outcome.stored for outcome in outcomes]
    return replace(
        reading,
        read=reading.read + sum(one.read for one in stored),
        matched=reading.matched + sum(one.matched for one in stored),
    )
