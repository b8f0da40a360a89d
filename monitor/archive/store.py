"""The archive as the pipeline knows it: each method one transaction, ArchiveError alone raised."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from monitor.archive.article_writer import store_results
from monitor.archive.articles import due_again, open_texts, pending, postpone, rematch
from monitor.archive.database import Database
from monitor.archive.digest_input import digest_input, digest_input_between, digest_input_of, window_between
from monitor.archive.digests import digest_days, record_digest, redate, stamp, untold_days, window_of
from monitor.archive.feeds import feed_states, record_unchanged, resume
from monitor.archive.locking import hold, holder, keep_hold
from monitor.archive.maintenance import (
    BACKUPS_KEPT,
    backup,
    check_integrity,
    clear_unfinished,
    daily_backup,
    keep_checked,
    prune,
)
from monitor.archive.notices import DAMAGED, NO_BACKUP, forget, note, noted
from monitor.archive.outbox import (
    claim_delivery,
    due_deliveries,
    has_new_secret,
    leave_out,
    left_out,
    queue,
    queue_again,
    queued_keys,
    record_delivery,
    tried_targets,
    try_anew,
    undelivered,
)
from monitor.archive.pending import pending_links, put_off
from monitor.archive.polls import record_polls
from monitor.archive.rereads import store_rereads
from monitor.archive.search import all_articles, last_article, possible_articles
from monitor.archive.search_index import improve_index, unindexed
from monitor.archive.status import KnownArticle, StatusCounts, article, status_counts
from monitor.archive.stored_texts import count_between, texts_between
from monitor.archive.sweeps import facts, record_sweep
from monitor.errors import ArchiveError
from monitor.match.grams import Plan
from monitor.models import (
    Counts,
    Delivery,
    Digest,
    DigestInput,
    Failure,
    FeedState,
    Gap,
    Health,
    LeftOut,
    Match,
    Matching,
    Pending,
    PendingLink,
    ReadArticle,
    SearchFilters,
    StoredArticle,
    StoredText,
    TextToMatch,
    Topics,
    Unreadable,
    Window,
)
from monitor.ports import Poll, Stored

logger = logging.getLogger(__name__)

_SUNDAY = 6
_MOST_TOLD = 3
# A backup that failed is tried again after these waits, then after the last one again and again.
_BACKUP_WAITS = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))


class SqlArchive:
    """Keeps everything in one SQL database; made by `open_archive`, used by one thread at a time.

    Every method but `close` and `lock` raises ArchiveBusy where another process holds the database for 10 s,
    ArchiveFull where the disk is full, ArchiveDamaged where what is stored cannot be read, else ArchiveError.
    The methods of `monitor.ports.Archive` are documented there.

    Attributes:
        notices: what happened on opening that a reader must know, one line each.
    """

    def __init__(self, database: Database, notices: tuple[str, ...] = ()) -> None:
        self.notices = notices
        self._looked_after: date | None = None
        self._backup_due: datetime | None = None
        self._backup_failures = 0
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the archive for one daemon; raises ArchiveBusy that names the pid of the one that has it."""
        with hold(self._database):
            if self._database.path is not None:
                clear_unfinished(self._database.path)
            yield

    @property
    def in_memory(self) -> bool:
        """Tell whether it lives in this process alone, so that nobody can read beside it."""
        return self._database.is_sqlite and self._database.path is None

    def holder(self) -> int | None:
        """Return the pid of the monitor that holds the archive's lock, or None."""
        return holder(self._database)

    def feed_states(self) -> Mapping[str, FeedState]:
        """See `Archive`."""
        with self._database.read() as connection:
            return feed_states(connection)

    def record_polls(self, polls: Sequence[Poll], now: datetime) -> tuple[Stored, ...]:
        """See `Archive`."""
        with self._database.write() as connection:
            return record_polls(connection, polls, now)

    def record_unchanged(self, states: Sequence[FeedState]) -> None:
        """See `Archive`."""
        with self._database.write() as connection:
            record_unchanged(connection, states)

    def resume(self, urls: Sequence[str]) -> tuple[str, ...]:
        """See `Archive`."""
        with self._database.write() as connection:
            return resume(connection, urls)

    def pending(self, now: datetime, limit: int, among: Sequence[int] | None = None) -> tuple[Pending, ...]:
        """See `Archive`."""
        with self._database.read() as connection:
            return pending(connection, now, limit, among)

    def pending_links(
        self, after: int, since: datetime, now: datetime, limit: int
    ) -> tuple[PendingLink, ...]:
        """See `Archive`."""
        with self._database.read() as connection:
            return pending_links(connection, after, since, now, limit)

    def put_off(self, articles_waiting: Sequence[int], next_try: datetime) -> None:
        """See `Archive`."""
        with self._database.write() as connection:
            put_off(connection, articles_waiting, next_try)

    def due_again(self, now: datetime, limit: int) -> tuple[Pending, ...]:
        """See `Archive`."""
        with self._database.read() as connection:
            return due_again(connection, now, limit)

    def postpone(self, article_id: int, failure: Failure, next_try: datetime) -> None:
        """See `Archive`."""
        with self._database.write() as connection:
            postpone(connection, article_id, failure, next_try)

    def store_results(self, articles_read: Sequence[ReadArticle], now: datetime) -> None:
        """See `Archive`."""
        again = [outcome for outcome in articles_read if outcome.again]
        with self._database.write() as connection:
            store_results(connection, [outcome for outcome in articles_read if not outcome.again], now)
            if again:
                store_rereads(connection, again, now)

    def open_texts(self, topics_version: str) -> Iterator[TextToMatch]:
        """See `Archive`."""
        return open_texts(self._database, topics_version)

    def rematch(self, matchings: Sequence[tuple[int, Matching]]) -> None:
        """See `Archive`."""
        with self._database.write() as connection:
            rematch(connection, matchings)

    def record_sweep(self, started: datetime, finished: datetime | None) -> None:
        """See `Archive`; notices a removed lock, and raises ArchiveBusy if another monitor has it."""
        if self._database.path is not None:
            told = keep_hold(self._database.path)
            if told:
                logger.warning("%s", told)
                self.notices += (told,)
        with self._database.write() as connection:
            record_sweep(connection, started, finished)

    def window(self, day: date, timezone: str, now: datetime) -> Window:
        """See `Archive`."""
        with self._database.read() as connection:
            return window_of(connection, day, timezone, now)

    def facts(self, window: Window) -> tuple[Counts, tuple[Unreadable, ...], tuple[Gap, ...]]:
        """See `Archive`."""
        with self._database.read() as connection:
            return facts(connection, window)

    def stamp(
        self,
        window: Window,
        config_version: str,
        topics: Topics,
        top_stories: int,
        counts: Counts,
        health: Health,
        *,
        title: str = "",
    ) -> None:
        """See `Archive`; raises ArchiveBusy where another process stamped since `window` was asked."""
        with self._database.write() as connection:
            stamp(connection, window, config_version, topics, top_stories, counts, health, title=title)

    def digest_input(self, day: date) -> DigestInput | None:
        """See `Archive`."""
        with self._database.read() as connection:
            return digest_input(connection, day)

    def window_between(self, since: datetime, until: datetime, timezone: str) -> Window:
        """See `Archive`."""
        with self._database.read() as connection:
            return window_between(connection, since, until, timezone)

    def digest_input_of(self, window: Window, topics: Sequence[tuple[str, str]]) -> DigestInput:
        """See `Archive`."""
        with self._database.read() as connection:
            return digest_input_of(connection, window, topics)

    def texts_between(
        self, since: datetime, until: datetime, *, backlog: bool = False
    ) -> Iterator[StoredText]:
        """See `Archive`."""
        return texts_between(self._database, since, until, backlog=backlog)

    def count_between(self, since: datetime, until: datetime, *, backlog: bool = False) -> int:
        """See `Archive`."""
        with self._database.read() as connection:
            return count_between(connection, since, until, backlog=backlog)

    def digest_input_between(
        self,
        window: Window,
        topics: Sequence[tuple[str, str]],
        found: Mapping[int, tuple[Match, ...]],
        lost: Mapping[int, str],
    ) -> DigestInput:
        """See `Archive`."""
        with self._database.read() as connection:
            return digest_input_between(connection, window, topics, found, lost)

    def record_digest(self, digest: Digest) -> None:
        """See `Archive`."""
        with self._database.write() as connection:
            record_digest(connection, digest)

    def redate(self, wrong: date, right: date, now: datetime) -> None:
        """See `Archive`."""
        with self._database.write() as connection:
            redate(connection, wrong, right, now)

    def digest_days(self) -> tuple[Window, ...]:
        """See `Archive`."""
        with self._database.read() as connection:
            return digest_days(connection)

    def untold_days(self) -> tuple[date, ...]:
        """See `Archive`."""
        with self._database.read() as connection:
            return untold_days(connection)

    def queue(self, key: str, targets: Sequence[str], now: datetime) -> int:
        """See `Archive`."""
        with self._database.write() as connection:
            return queue(connection, key, targets, now)

    def queue_again(self, key: str, targets: Sequence[str], now: datetime) -> None:
        """See `Archive`."""
        with self._database.write() as connection:
            queue_again(connection, key, targets, now)

    def queued_keys(self, prefix: str) -> tuple[str, ...]:
        """See `Archive`."""
        with self._database.read() as connection:
            return queued_keys(connection, prefix)

    def undelivered(self) -> tuple[Delivery, ...]:
        """See `Archive`."""
        with self._database.read() as connection:
            return undelivered(connection)

    def leave_out(self, keys: Sequence[str], targets: Sequence[str]) -> None:
        """See `Archive`."""
        with self._database.write() as connection:
            leave_out(connection, keys, targets)

    def left_out(self) -> tuple[LeftOut, ...]:
        """See `Archive`."""
        with self._database.read() as connection:
            return left_out(connection)

    def tried_targets(self) -> frozenset[str]:
        """See `Archive`."""
        with self._database.read() as connection:
            return tried_targets(connection)

    def try_anew(self, delivery: Delivery, target: str, now: datetime) -> None:
        """See `Archive`."""
        with self._database.write() as connection:
            try_anew(connection, delivery, target, now)

    def has_new_secret(self, target: str, mark: str, now: datetime) -> bool:
        """See `Archive`."""
        with self._database.write() as connection:
            return has_new_secret(connection, target, mark, now)

    def due_deliveries(self, now: datetime) -> tuple[Delivery, ...]:
        """See `Archive`."""
        with self._database.read() as connection:
            return due_deliveries(connection, now)

    def claim_delivery(self, delivery: Delivery, until: datetime) -> bool:
        """See `Archive`."""
        with self._database.write() as connection:
            return claim_delivery(connection, delivery, until)

    def record_delivery(self, delivery: Delivery) -> None:
        """See `Archive`."""
        with self._database.write() as connection:
            record_delivery(connection, delivery)

    @contextmanager
    def possible_articles(self, plan: Plan, filters: SearchFilters) -> Iterator[Iterator[StoredArticle]]:
        """Give the articles that a plan and filters do not rule out, newest first, in one snapshot."""
        with self._database.read() as connection:
            yield possible_articles(connection, plan, filters)

    def all_articles(self, filters: SearchFilters) -> Iterator[StoredArticle]:
        """Yield every processed article that filters do not rule out, oldest first, in bounded memory."""
        return all_articles(self._database, filters)

    def last_article(self) -> int:
        """Return the number of the newest article, 0 if there is none."""
        with self._database.read() as connection:
            return last_article(connection)

    def unindexed(self) -> int:
        """Return the number of articles that the search index does not know yet, at most."""
        with self._database.read() as connection:
            missing = unindexed(connection)
        return 0 if missing is None else missing[1] - missing[0] + 1

    def improve_index(self) -> bool:
        """Do one step of keeping the search index complete and fast; return False if nothing is left."""
        with self._database.write() as connection:
            return improve_index(connection)

    def status_counts(self, now: datetime) -> StatusCounts:
        """Return the numbers that `monitor status` shows; its cost grows with what is pending alone."""
        with self._database.read() as connection:
            return status_counts(connection, now)

    def article(self, url: str) -> KnownArticle | None:
        """Return all that is known of the article with that canonical URL, or None."""
        with self._database.read() as connection:
            return article(connection, url)

    def prune(
        self, now: datetime, keep_text: timedelta | None, keep_pages: timedelta | None
    ) -> tuple[int, int]:
        """Forget texts and pages settled longer ago (None: keep for ever); return how many of each.

        A text that a digest is a function of, or that may still be matched again, is kept.
        """
        with self._database.write() as connection:
            return prune(connection, now, keep_text, keep_pages)

    def look_after(
        self, now: datetime, keep_text: timedelta | None, keep_pages: timedelta | None
    ) -> tuple[str, ...]:
        """Do on the first call of a day what keeps an archive in order; return what is wrong, a line each.

        Prunes and backs up every day, and reads everything on Sundays; later calls try a backup again that
        failed, more and more seldom. What is wrong becomes a notice until it is mended. Raises ArchiveError.
        """
        today = now.astimezone(UTC).date()
        if self._looked_after == today:
            return self._try_backup(now) if self._backup_due is not None and self._backup_due <= now else ()
        self.prune(now, keep_text, keep_pages)
        checks = today.weekday() == _SUNDAY
        complaints = self.check_integrity() if checks else ()
        if checks:
            self.tell(DAMAGED, _damage(complaints), now)
        failed = self._try_backup(now)
        if checks and not complaints and not failed:
            keep_checked(self._database)
        self._looked_after = today
        return complaints + failed

    def noted(self, now: datetime) -> tuple[str, ...]:
        """Return what happened to the archive that a reader must know, on opening and before, a line each."""
        with self._database.read() as connection:
            kept = noted(connection, now)
        return tuple(dict.fromkeys((*self.notices, *kept)))

    def _try_backup(self, now: datetime) -> tuple[str, ...]:
        try:
            self.daily_backup(now)
        except ArchiveError as error:
            wait = _BACKUP_WAITS[min(self._backup_failures, len(_BACKUP_WAITS) - 1)]
            self._backup_failures += 1
            self._backup_due = now + wait
            said = f"no backup could be made: {error}"
            self.tell(NO_BACKUP, f"{said}; it is tried again", now)
            return (said,)
        self._backup_failures, self._backup_due = 0, None
        self.tell(NO_BACKUP, "", now)
        return ()

    def tell(self, kind: str, text: str, now: datetime) -> None:
        """Keep a notice, or drop it where there is nothing to tell."""
        with self._database.write() as connection:
            if text:
                note(connection, kind, text, now)
            else:
                forget(connection, kind)

    def check_integrity(self) -> tuple[str, ...]:
        """Read everything and return what is wrong, one line each; takes about a second for 100 MB."""
        return check_integrity(self._database)

    def backup(self, path: Path) -> None:
        """Write a copy as of now to a new file, whole or not at all, while others go on (SQLite only)."""
        backup(self._database, path)

    def daily_backup(self, now: datetime, keep: int = BACKUPS_KEPT) -> Path | None:
        """Write today's copy to the folder `backups` beside the archive and drop all but the newest.

        Returns:
            The file, or None where today's is there already or the archive is no file.
        """
        return daily_backup(self._database, now, keep)


def _damage(complaints: Sequence[str]) -> str:
    if not complaints:
        return ""
    told = "; ".join(complaints[:_MOST_TOLD])
    more = f"; and {len(complaints) - _MOST_TOLD} more" if len(complaints) > _MOST_TOLD else ""
    return (
        f"the weekly check found the archive damaged: {told}{more}; the newest backup named -checked is sound"
    )
