"""The state of each feed from poll to poll, and the spans of time in which feeds were polled."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from monitor.archive.columns import fingerprint
from monitor.archive.database import Database, write_rows
from monitor.archive.digests.window_facts import LONGEST_PAUSE
from monitor.archive.feeds.feed_entries import FeedEntry, entries_found, last_entries
from monitor.archive.feeds.polls import STATE_COLUMNS, PollRecorder, state_values
from monitor.archive.locking import keep_hold
from monitor.archive.maintenance import Notices
from monitor.archive.schema import articles, entries, feeds, sweeps
from monitor.models import ArticleStatus, FeedState, FeedStatus, Poll, Stored
from monitor.policy import resumed

logger = logging.getLogger(__name__)

_JUDGED_ARTICLES, _FEWEST_UNREAD = 3000, 5

# Built once: building a statement costs several times what SQLite takes to run it.
_STORE_UNCHANGED = update(feeds).where(feeds.c.url_hash == bindparam("hash"))


class Feeds:
    """The state of each feed, and the polls and sweeps that change it."""

    def __init__(self, database: Database, notices: Notices) -> None:
        self._database = database
        self._notices = notices

    def states(self) -> Mapping[str, FeedState]:
        """Return the state of every feed that was ever polled, by url."""
        with self._database.read() as connection:
            return _states(connection)

    def last_entries(self, url: str, limit: int) -> tuple[FeedEntry, ...]:
        """Return the last entries of a feed with what became of them, newest first."""
        with self._database.read() as connection:
            return last_entries(connection, url, limit)

    def entries_found(self, url: str, since: datetime) -> tuple[datetime, ...]:
        """Return when each entry of a feed was found since a moment, oldest first."""
        with self._database.read() as connection:
            return entries_found(connection, url, since)

    def unread(self) -> Mapping[str, int]:
        """Return the number of unreadable articles of each feed that brings nothing readable, by URL.

        A feed counts if it has at least five of the last 3,000 processed articles, and none could be read.
        """
        with self._database.read() as connection:
            last = connection.execute(select(func.max(articles.c.seq))).scalar() or 0
            failed = func.count().filter(articles.c.status == ArticleStatus.UNREADABLE.value)
            rows = connection.execute(
                select(feeds.c.url, failed.label("failed"))
                .join(entries, entries.c.feed_id == feeds.c.id)
                .join(articles, articles.c.entry_id == entries.c.id)
                .where(articles.c.seq > last - _JUDGED_ARTICLES)
                .group_by(feeds.c.url)
                .having(func.count() >= _FEWEST_UNREAD, func.count() == failed)
            )
            return {row.url: row.failed for row in rows}

    def record_polls(self, polls: Sequence[Poll], now: datetime) -> tuple[Stored, ...]:
        """Store the new state of each feed and its entries in one transaction.

        The article of a new entry becomes pending, or is processed `now` if the poll brings its full text. An
        article published before `backlog_before` is marked backlog. An entry whose article (canonical URL) is
        known only adds its outlet to it. Known entries are recognised by key, by link, or by title if
        a feed changed its scheme of keys. An edited title is a revision.

        Args:
            polls: one for each feed; no feed occurs twice.
            now: the present time.

        Returns:
            For each poll, how much of it was new.
        """
        with self._database.write() as connection:
            return PollRecorder(connection, now).record(polls)

    def record_unchanged(self, states: Sequence[FeedState]) -> None:
        """Store the states of known feeds that had nothing new, with one statement."""
        with self._database.write() as connection:
            _store_states(connection, states)

    def resume(self, urls: Sequence[str]) -> tuple[str, ...]:
        """Make feeds due at once, regardless of their earlier answers.

        Returns:
            The urls of those that were polled before.
        """
        with self._database.write() as connection:
            states = _states(connection)
            known = [states[url] for url in urls if url in states]
            if known:
                _store_states(connection, [resumed(state) for state in known])
        return tuple(state.url for state in known)

    def record_sweep(self, started: datetime, finished: datetime | None) -> None:
        """Store when feeds were polled, so that gaps can be found.

        Extends the present span of sweeps, or begins another after a pause or if the clock ran backwards. A
        sweep that has only begun (`finished` is None) does not extend the span: a sweep that never ends must
        not look fresh.

        Raises:
            ArchiveBusy: the lock file was removed, and another monitor took the archive.
        """
        if self._database.path is not None:
            notice = keep_hold(self._database.path)
            if notice:
                logger.warning("%s", notice)
                self._notices.add(notice)
        with self._database.write() as connection:
            last = connection.execute(select(sweeps).order_by(sweeps.c.id.desc()).limit(1)).first()
            if last is not None and last.began <= started <= last.finished + LONGEST_PAUSE:
                connection.execute(
                    update(sweeps)
                    .where(sweeps.c.id == last.id)
                    .values(started=started, finished=finished or last.finished)
                )
            else:
                connection.execute(
                    insert(sweeps).values(began=started, started=started, finished=finished or started)
                )


def _states(connection: Connection) -> Mapping[str, FeedState]:
    rows = connection.execute(select(*(feeds.c[name] for name in STATE_COLUMNS)).order_by(feeds.c.id))
    return {row.url: _state(row) for row in rows}


def _store_states(connection: Connection, states: Sequence[FeedState]) -> None:
    rows = [{"hash": fingerprint(state.url), **state_values(state)} for state in states]
    write_rows(connection, _STORE_UNCHANGED, rows)


def _state(row: Row[*tuple[Any, ...]]) -> FeedState:
    values = row._asdict()
    values["status"] = FeedStatus(values["status"])
    return FeedState(**values)
