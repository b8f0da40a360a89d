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
from monitor.archive.polls import Poll, Stored, record_polls
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

logger = logging.getLogger(__name__)

_SUNDAY = 6
_MOST_TOLD = 3
# A backup that failed is tried again after these waits, then after the last one again and again.
_BACKUP_WAITS = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))


class Notices:
    """What happened to the archive that a reader must know."""

    def __init__(self, database: Database, at_opening: tuple[str, ...] = ()) -> None:
        self.at_opening = at_opening
        self._database = database

    def current(self, now: datetime) -> tuple[str, ...]:
        """Return what happened to the archive that a reader must know, on opening and before, a line each."""
        with self._database.read() as connection:
            kept = noted(connection, now)
        return tuple(dict.fromkeys((*self.at_opening, *kept)))

    def add(self, text: str) -> None:
        """Add a line to those of this process."""
        self.at_opening += (text,)

    def set(self, kind: str, text: str, now: datetime) -> None:
        """Keep a notice, or drop it where there is nothing to tell."""
        with self._database.write() as connection:
            if text:
                note(connection, kind, text, now)
            else:
                forget(connection, kind)


class Feeds:
    """The feeds: what is remembered of each, and what their polls brought."""

    def __init__(self, database: Database, notices: Notices) -> None:
        self._database = database
        self._notices = notices

    def states(self) -> Mapping[str, FeedState]:
        """Return what is remembered of every feed ever polled, by url."""
        with self._database.read() as connection:
            return feed_states(connection)

    def record_polls(self, polls: Sequence[Poll], now: datetime) -> tuple[Stored, ...]:
        """Store each feed's new state together with the entries that came with it; return what was new.

        Each poll is of another feed. What is told is settled `now`.
        A new entry's article becomes pending, or is settled where it was told; one published before
        `backlog_before` is marked backlog. An entry whose article (canonical URL) is known already only adds
        its outlet to it. Known entries are recognised by key, by link, or by title where a feed changed its
        scheme of keys; an edited title is a revision.
        """
        with self._database.write() as connection:
            return record_polls(connection, polls, now)

    def record_unchanged(self, states: Sequence[FeedState]) -> None:
        """Store the states of known feeds that had nothing new, in one transaction."""
        with self._database.write() as connection:
            record_unchanged(connection, states)

    def resume(self, urls: Sequence[str]) -> tuple[str, ...]:
        """Have feeds polled at once whatever they answered before; return those that were polled ever."""
        with self._database.write() as connection:
            return resume(connection, urls)

    def record_sweep(self, started: datetime, finished: datetime | None) -> None:
        """Remember that feeds were polled in this time, so that gaps can be told; None: the sweep begins."""
        if self._database.path is not None:
            told = keep_hold(self._database.path)
            if told:
                logger.warning("%s", told)
                self._notices.add(told)
        with self._database.write() as connection:
            record_sweep(connection, started, finished)


class Articles:
    """The articles, from the entry that announces them to their text and matches."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, now: datetime, limit: int, among: Sequence[int] | None = None) -> tuple[Pending, ...]:
        """Return articles whose page may be tried now, longest waiting first; `among` some, where given."""
        with self._database.read() as connection:
            return pending(connection, now, limit, among)

    def pending_links(
        self, after: int, since: datetime, now: datetime, limit: int
    ) -> tuple[PendingLink, ...]:
        """Return pending articles that may be tried now.

        Those numbered above `after`, by number and at most `limit`, and those of the others whose next try
        came since a time.
        """
        with self._database.read() as connection:
            return pending_links(connection, after, since, now, limit)

    def defer(self, articles_waiting: Sequence[int], next_try: datetime) -> None:
        """Have pending articles wait for their host; counts no attempt, for none was made."""
        with self._database.write() as connection:
            put_off(connection, articles_waiting, next_try)

    def due_rereads(self, now: datetime, limit: int) -> tuple[Pending, ...]:
        """Return articles due to be read again, each with what was read before; edited ones first."""
        with self._database.read() as connection:
            return due_again(connection, now, limit)

    def record_failure(self, article_id: int, failure: Failure, next_try: datetime) -> None:
        """Count a failed attempt at a page that is to be tried again."""
        with self._database.write() as connection:
            postpone(connection, article_id, failure, next_try)

    def store_results(self, articles_read: Sequence[ReadArticle], now: datetime) -> None:
        """Give pending articles their fate, text, page and matches; numbers them in the order given.

        An article settled already is left as it is: settling twice changes nothing. One that was read `again`
        keeps what it said before as a version; topics that only its new text matches make it news once more.
        """
        again = [outcome for outcome in articles_read if outcome.again]
        with self._database.write() as connection:
            store_results(connection, [outcome for outcome in articles_read if not outcome.again], now)
            if again:
                store_rereads(connection, again, now)

    def texts_to_match(self, topics_version: str) -> Iterator[TextToMatch]:
        """Yield the settled articles of the open window whose matches another topics version made."""
        return open_texts(self._database, topics_version)

    def replace_matches(self, matchings: Sequence[tuple[int, Matching]]) -> None:
        """Replace the matches of articles of the open window; those of closed digests never change."""
        with self._database.write() as connection:
            rematch(connection, matchings)

    def texts_between(
        self, since: datetime, until: datetime, *, backlog: bool = False
    ) -> Iterator[StoredText]:
        """Yield the articles settled after one moment and not after another, a few at a time in memory.

        Each comes with its text, or where that is no longer kept with the matches that were stored of it.
        What was old when first seen comes with `backlog` only. Writes nothing.
        """
        return texts_between(self._database, since, until, backlog=backlog)

    def count_between(self, since: datetime, until: datetime, *, backlog: bool = False) -> int:
        """Count what `texts_between` yields."""
        with self._database.read() as connection:
            return count_between(connection, since, until, backlog=backlog)

    def last_id(self) -> int:
        """Return the number of the newest article, 0 if there is none."""
        with self._database.read() as connection:
            return last_article(connection)

    def get(self, url: str) -> KnownArticle | None:
        """Return all that is known of the article with that canonical URL, or None."""
        with self._database.read() as connection:
            return article(connection, url)


class Digests:
    """The digests: their windows, and all that each is a function of."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def window(self, day: date, timezone: str, now: datetime) -> Window:
        """Return the window of the digest of that date: as kept if closed, else up to what is settled now."""
        with self._database.read() as connection:
            return window_of(connection, day, timezone, now)

    def facts(self, window: Window) -> tuple[Counts, tuple[Unreadable, ...], tuple[Gap, ...]]:
        """Return the numbers, the unreadable articles and the times without a sweep in a window.

        Of the counts, those of feeds are left 0: the archive does not know which feeds are configured.
        """
        with self._database.read() as connection:
            return facts(connection, window)

    def record(
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
        """Write a digest's row in the ledger with all that it is a function of; close those of earlier dates.

        Raises:
            ArchiveError: the row is closed already.
        """
        with self._database.write() as connection:
            stamp(connection, window, config_version, topics, top_stories, counts, health, title=title)

    def input(self, day: date) -> DigestInput | None:
        """Return what the digest of that date is a function of, or None where the ledger has none."""
        with self._database.read() as connection:
            return digest_input(connection, day)

    def window_between(self, since: datetime, until: datetime, timezone: str) -> Window:
        """Return the window of what was settled after one moment and not after another."""
        with self._database.read() as connection:
            return window_between(connection, since, until, timezone)

    def input_for_window(self, window: Window, topics: Sequence[tuple[str, str]]) -> DigestInput:
        """Return material for any window, as the archive stands now; counts, health and config left out."""
        with self._database.read() as connection:
            return digest_input_of(connection, window, topics)

    def input_for_matches(
        self,
        window: Window,
        topics: Sequence[tuple[str, str]],
        found: Mapping[int, tuple[Match, ...]],
        lost: Mapping[int, str],
    ) -> DigestInput:
        """Return material for a span that was asked for, of matches that were found for it.

        `found` holds them by article, of the span and of the time before that its stories may continue;
        `lost` says why the text of an article is no longer there. Counts and config are left out.
        """
        with self._database.read() as connection:
            return digest_input_between(connection, window, topics, found, lost)

    def record_stories(self, digest: Digest) -> None:
        """Keep the stories of each topic (their ids and number) for the trend and the days to come."""
        with self._database.write() as connection:
            record_digest(connection, digest)

    def redate(self, wrong: date, right: date, now: datetime) -> None:
        """Give a digest that a clock running ahead has dated its right date."""
        with self._database.write() as connection:
            redate(connection, wrong, right, now)

    def windows(self) -> tuple[Window, ...]:
        """Return all windows in the ledger, oldest first."""
        with self._database.read() as connection:
            return digest_days(connection)

    def days_without_stories(self) -> tuple[date, ...]:
        """Return the dates of digests stamped whose stories `record_digest` was not told of since."""
        with self._database.read() as connection:
            return untold_days(connection)


class Outbox:
    """The deliveries that wait, and those that were made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, key: str, targets: Sequence[str], now: datetime) -> int:
        """Put one delivery for each target in the outbox unless that key went to that target before."""
        with self._database.write() as connection:
            return queue(connection, key, targets, now)

    def queue_again(self, key: str, targets: Sequence[str], now: datetime) -> None:
        """Put one delivery for each target in the outbox, those made before, too."""
        with self._database.write() as connection:
            queue_again(connection, key, targets, now)

    def queued_keys(self, prefix: str) -> tuple[str, ...]:
        """Return the newest keys that ever came into the outbox and begin so, newest first."""
        with self._database.read() as connection:
            return queued_keys(connection, prefix)

    def undelivered(self) -> tuple[Delivery, ...]:
        """Return the newest deliveries not made: those that wait, and those given up, oldest first."""
        with self._database.read() as connection:
            return undelivered(connection)

    def skip(self, keys: Sequence[str], targets: Sequence[str]) -> None:
        """Note that targets are not sent what they might have been, so that they never are by themselves."""
        with self._database.write() as connection:
            leave_out(connection, keys, targets)

    def skipped(self) -> tuple[LeftOut, ...]:
        """Return what `leave_out` noted and nobody has asked for since, a line a target."""
        with self._database.read() as connection:
            return left_out(connection)

    def tried_targets(self) -> frozenset[str]:
        """Return the names of all targets that something was ever tried to be sent to."""
        with self._database.read() as connection:
            return tried_targets(connection)

    def retry(self, delivery: Delivery, target: str, now: datetime) -> None:
        """Have a delivery not made tried from the beginning, to a target that may bear another name."""
        with self._database.write() as connection:
            try_anew(connection, delivery, target, now)

    def secret_changed(self, target: str, mark: str, now: datetime) -> bool:
        """Tell whether what a target's variable holds, known by a mark, changed since this was asked last."""
        with self._database.write() as connection:
            return has_new_secret(connection, target, mark, now)

    def due(self, now: datetime) -> tuple[Delivery, ...]:
        """Return deliveries not yet made whose next try is due."""
        with self._database.read() as connection:
            return due_deliveries(connection, now)

    def claim(self, delivery: Delivery, until: datetime) -> bool:
        """Take a due delivery for oneself until a time; False where another process did so first."""
        with self._database.write() as connection:
            return claim_delivery(connection, delivery, until)

    def record(self, delivery: Delivery) -> None:
        """Keep what became of a delivery."""
        with self._database.write() as connection:
            record_delivery(connection, delivery)


class Search:
    """The search index and what it finds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def candidates(self, plan: Plan, filters: SearchFilters) -> Iterator[Iterator[StoredArticle]]:
        """Give the articles that a plan and filters do not rule out, newest first, in one snapshot."""
        with self._database.read() as connection:
            yield possible_articles(connection, plan, filters)

    def all_articles(self, filters: SearchFilters) -> Iterator[StoredArticle]:
        """Yield every processed article that filters do not rule out, oldest first, in bounded memory."""
        return all_articles(self._database, filters)

    def unindexed(self) -> int:
        """Return the number of articles that the search index does not know yet, at most."""
        with self._database.read() as connection:
            missing = unindexed(connection)
        return 0 if missing is None else missing[1] - missing[0] + 1

    def improve_index(self) -> bool:
        """Do one step of keeping the search index complete and fast; return False if nothing is left."""
        with self._database.write() as connection:
            return improve_index(connection)


class Maintenance:
    """Checks, backups and pruning."""

    def __init__(self, database: Database, notices: Notices) -> None:
        self._database = database
        self._notices = notices
        self._last_run: date | None = None
        self._backup_due: datetime | None = None
        self._backup_failures = 0

    def prune(
        self, now: datetime, keep_text: timedelta | None, keep_pages: timedelta | None
    ) -> tuple[int, int]:
        """Forget texts and pages settled longer ago (None: keep for ever); return how many of each.

        A text that a digest is a function of, or that may still be matched again, is kept.
        """
        with self._database.write() as connection:
            return prune(connection, now, keep_text, keep_pages)

    def run_daily(
        self, now: datetime, keep_text: timedelta | None, keep_pages: timedelta | None
    ) -> tuple[str, ...]:
        """Do on the first call of a day what keeps an archive in order; return what is wrong, a line each.

        Prunes and backs up every day, and reads everything on Sundays; later calls try a backup again that
        failed, more and more seldom. What is wrong becomes a notice until it is mended. Raises ArchiveError.
        """
        today = now.astimezone(UTC).date()
        if self._last_run == today:
            return self._try_backup(now) if self._backup_due is not None and self._backup_due <= now else ()
        self.prune(now, keep_text, keep_pages)
        checks = today.weekday() == _SUNDAY
        complaints = self.check_integrity() if checks else ()
        if checks:
            self._notices.set(DAMAGED, _damage(complaints), now)
        failed = self._try_backup(now)
        if checks and not complaints and not failed:
            keep_checked(self._database)
        self._last_run = today
        return complaints + failed

    def _try_backup(self, now: datetime) -> tuple[str, ...]:
        try:
            self.daily_backup(now)
        except ArchiveError as error:
            wait = _BACKUP_WAITS[min(self._backup_failures, len(_BACKUP_WAITS) - 1)]
            self._backup_failures += 1
            self._backup_due = now + wait
            said = f"no backup could be made: {error}"
            self._notices.set(NO_BACKUP, f"{said}; it is tried again", now)
            return (said,)
        self._backup_failures, self._backup_due = 0, None
        self._notices.set(NO_BACKUP, "", now)
        return ()

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


class Archive:
    """Everything the program keeps, in one SQL database; made by `open_archive`, for one thread at a time.

    Each method of its parts is one transaction. All raise ArchiveBusy if another process holds the database
    for 10 s, ArchiveFull if the disk is full, ArchiveDamaged if a stored value cannot be read, and otherwise
    ArchiveError.

    Attributes:
        database: the database of all parts.
        feeds: the state of each feed; polls and sweeps.
        articles: pending articles, texts and matches.
        digests: windows and what each digest is built from.
        outbox: deliveries.
        search: the search index.
        notices: problems that a reader must know.
        maintenance: checks, backups and pruning.
    """

    def __init__(self, database: Database, notices: tuple[str, ...] = ()) -> None:
        self.database = database
        self.notices = Notices(database, notices)
        self.feeds = Feeds(database, self.notices)
        self.articles = Articles(database)
        self.digests = Digests(database)
        self.outbox = Outbox(database)
        self.search = Search(database)
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
        """Hold the archive for one daemon; raises ArchiveBusy that names the pid of the one that has it."""
        with hold(self.database):
            if self.database.path is not None:
                clear_unfinished(self.database.path)
            yield

    @property
    def in_memory(self) -> bool:
        """Tell whether it lives in this process alone, so that nobody can read beside it."""
        return self.database.is_sqlite and self.database.path is None

    def holder(self) -> int | None:
        """Return the pid of the monitor that holds the archive's lock, or None."""
        return holder(self.database)

    def status_counts(self, now: datetime) -> StatusCounts:
        """Return the numbers that `monitor status` shows; its cost grows with what is pending alone."""
        with self.database.read() as connection:
            return status_counts(connection, now)


def _damage(complaints: Sequence[str]) -> str:
    if not complaints:
        return ""
    told = "; ".join(complaints[:_MOST_TOLD])
    more = f"; and {len(complaints) - _MOST_TOLD} more" if len(complaints) > _MOST_TOLD else ""
    return (
        f"the weekly check found the archive damaged: {told}{more}; the newest backup named -checked is sound"
    )
