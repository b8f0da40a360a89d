"""The archive and its parts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import func, select

from monitor.archive.articles.articles import Articles
from monitor.archive.database import Database
from monitor.archive.digests.digests import Digests
from monitor.archive.digests.period_digests import PeriodDigests
from monitor.archive.digests.scores import Scores
from monitor.archive.digests.topic_stories import TopicStories
from monitor.archive.digests.translations import Translations
from monitor.archive.feeds.feeds import Feeds
from monitor.archive.feeds.source_counts import outlets_of, source_counts
from monitor.archive.locking import hold, holder
from monitor.archive.maintenance import Maintenance, Notices, clear_unfinished
from monitor.archive.outbox import Outbox
from monitor.archive.schema import articles, sweeps
from monitor.archive.search.found_articles import FoundArticles
from monitor.archive.search.saved_searches import SavedSearches
from monitor.archive.search.search import Search
from monitor.archive.sequences import read_sequences
from monitor.archive.verdicts.verdicts import Verdicts
from monitor.models import SourceCounts


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """The numbers of `monitor status`.

    Attributes:
        pending: articles whose page is still to be read.
        due: pending articles that may be tried now.
        articles: articles processed so far.
        matched: processed articles that match.
        sweep_started: when the last sweep began, None before the first.
        sweep_finished: when it ended.
    """

    pending: int
    due: int
    articles: int
    matched: int
    sweep_started: datetime | None
    sweep_finished: datetime | None


class Archive:
    """Everything the program keeps, in one SQL database; made by `open_archive`, used by one thread.

    Each method of its parts is one transaction. All raise ArchiveBusy if another process holds the database
    for 10 s, ArchiveFull if the disk is full, ArchiveDamaged if a stored value cannot be read, and otherwise
    ArchiveError.

    Attributes:
        database: the database of all parts.
        feeds: the state of each feed; polls and sweeps.
        articles: pending articles, texts and matches.
        digests: windows and what each digest is built from.
        topic_stories: the stories of each topic in each digest.
        period_digests: digests of weeks and months.
        translations: machine translations of what digests quote.
        scores: what the second opinion says of articles and topics.
        outbox: deliveries.
        search: the search index.
        saved_searches: the searches that people keep under a name.
        found: the processed articles of a span.
        verdicts: what people said of articles and topics.
        notices: problems that a reader must know.
        maintenance: checks, backups and pruning.
    """

    def __init__(self, database: Database, notices: tuple[str, ...] = ()) -> None:
        self.database = database
        self.notices = Notices(database, notices)
        self.feeds = Feeds(database, self.notices)
        self.articles = Articles(database)
        self.digests = Digests(database)
        self.topic_stories = TopicStories(database)
        self.period_digests = PeriodDigests(database)
        self.translations = Translations(database)
        self.scores = Scores(database)
        self.outbox = Outbox(database)
        self.search = Search(database)
        self.saved_searches = SavedSearches(database)
        self.found = FoundArticles(database)
        self.verdicts = Verdicts(database)
        self.maintenance = Maintenance(database, self.notices)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the archive for one daemon.

        Raises:
            ArchiveBusy: another monitor holds it; the message names its pid.
        """
        with hold(self.database):
            if self.database.path is not None:
                clear_unfinished(self.database.path)
            yield

    @property
    def in_memory(self) -> bool:
        """Whether the database lives in this process only, so that no other process can read it."""
        return self.database.is_sqlite and self.database.path is None

    def holder(self) -> int | None:
        """Return the pid of the monitor that holds the archive's lock, or None."""
        return holder(self.database)

    def source_counts(self, since: datetime, until: datetime, recent: datetime) -> tuple[SourceCounts, ...]:
        """Return what each outlet brought in a span, and in its part after `recent`."""
        with self.database.read() as connection:
            return source_counts(connection, since, until, recent)

    def judged_by_outlet(self) -> dict[str, list[int]]:
        """Return the articles with a verdict that each outlet announced."""
        numbers = sorted({one.article_id for one in self.verdicts.all() if one.article_id is not None})
        with self.database.read() as connection:
            return outlets_of(connection, numbers)

    def status_counts(self, now: datetime) -> StatusCounts:
        """Return the numbers of `monitor status`; the cost grows only with the pending articles."""
        with self.database.read() as connection:
            numbers = read_sequences(connection)
            waiting = select(func.count()).where(articles.c.seq.is_(None))
            sweep = connection.execute(
                select(sweeps.c.started, sweeps.c.finished).order_by(sweeps.c.id.desc()).limit(1)
            ).first()
            return StatusCounts(
                pending=connection.execute(waiting).scalar_one(),
                due=connection.execute(waiting.where(articles.c.next_try <= now)).scalar_one(),
                articles=numbers.processed,
                matched=numbers.matched,
                sweep_started=sweep.started if sweep else None,
                sweep_finished=sweep.finished if sweep else None,
            )
