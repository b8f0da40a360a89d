"""One sweep: poll the feeds that are due, then read what they announced."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace

from monitor import policy
from monitor.pipeline.context import AppContext
from monitor.pipeline.poll import FeedOutcome, poll_feeds
from monitor.pipeline.read_articles import ReadingReport, match_again, read_pending

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What one sweep did.

    Attributes:
        outcomes: of each feed polled, in config order.
        reading: of the articles.
        seconds: from start to end.
        bugs: exceptions met in single feeds or articles, each in the log.
    """

    outcomes: tuple[FeedOutcome, ...]
    reading: ReadingReport
    seconds: float
    bugs: int = 0

    @property
    def new(self) -> int:
        """Count the entries that the archive had not seen."""
        return sum(outcome.new for outcome in self.outcomes)

    @property
    def failed(self) -> int:
        """Count the feeds that could not be polled."""
        return sum(outcome.failure is not None for outcome in self.outcomes)


async def sweep(app: AppContext, *, finish: bool = False) -> SweepReport:
    """Poll every feed that is due and read every article that may be tried.

    With `finish` no article stays pending. Raises ArchiveError when nothing can be stored.
    """
    started, bugs = app.clock(), app.bugs
    # A first write before any request: when nothing can be stored, nobody is to be asked for anything.
    await app.store(app.archive.feeds.record_sweep, started, None)
    await match_again(app)
    states = await app.store(app.archive.feeds.states)
    due = [feed for feed in app.config.feeds if policy.is_due(feed, states.get(feed.url), started)]
    outcomes = await poll_feeds(app, due, states)
    reading = _with_told(await read_pending(app, finish=finish), outcomes)
    finished = app.clock()
    await app.store(app.archive.feeds.record_sweep, started, finished)
    report = SweepReport(outcomes, reading, (finished - started).total_seconds(), app.bugs - bugs)
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


def _with_told(reading: ReadingReport, outcomes: Iterable[FeedOutcome]) -> ReadingReport:
    """Count the articles too that were read with the documents that brought them."""
    stored = [outcome.stored for outcome in outcomes]
    return replace(
        reading,
        read=reading.read + sum(one.read for one in stored),
        matched=reading.matched + sum(one.matched for one in stored),
    )
