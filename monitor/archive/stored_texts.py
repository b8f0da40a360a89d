"""The stored texts of a span of time, streamed, to be matched anew: by asked digests, searches, trials.

Must not write. A span is one of times of settlement, which never change; numbers do, where an edit of the
topics brings an old article into the next digest.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, false, func, select, true

from monitor.archive.articles import RAW_BODY
from monitor.archive.columns import readable
from monitor.archive.database import Database
from monitor.archive.records import MATCHES
from monitor.archive.rows import in_parts
from monitor.archive.schema import articles, entries, feeds, matchings, outlets, texts
from monitor.archive.sequences import read_sequences
from monitor.models import DAMAGED, PRUNED, Match, StoredText

logger = logging.getLogger(__name__)

_TEXTS_AT_ONCE = 50


def texts_between(
    database: Database, since: datetime, until: datetime, *, backlog: bool = False
) -> Iterator[StoredText]:
    """Yield the settled articles of a span by number, each with its text as far as it is kept.

    Each fifty are read in a transaction of their own: nothing is held while the caller works, and what
    another process stores meanwhile belongs to a later span.

    Args:
        database: where they are.
        since: those settled after this moment; up to the archive's beginning, all.
        until: those not settled after this one.
        backlog: those too that were old when first seen.
    """
    last = -1
    while True:
        with database.read() as connection:
            rows = connection.execute(
                select(
                    articles.c.id,
                    articles.c.title,
                    RAW_BODY,
                    feeds.c.url.label("feed_url"),
                    outlets.c.name.label("source"),
                )
                .outerjoin(texts, texts.c.article_id == articles.c.id)
                .outerjoin(entries, entries.c.id == articles.c.entry_id)
                .outerjoin(feeds, feeds.c.id == entries.c.feed_id)
                .outerjoin(outlets, outlets.c.id == entries.c.outlet_id)
                .where(articles.c.id > last, *_wanted(connection, since, until, backlog=backlog))
                .order_by(articles.c.id)
                .limit(_TEXTS_AT_ONCE)
            ).all()
            said = stored_matches(connection, [row.id for row in rows if row.body is None])
        if not rows:
            return
        for row in rows:
            last = row.id
            if row.body is None:
                yield StoredText(row.id, row.title, None, PRUNED, said.get(row.id, ()))
                continue
            body = readable(row.body)
            if body is None:
                logger.error("damaged text, the article keeps the matches it had: article=%d", row.id)
                with database.read() as connection:
                    kept = stored_matches(connection, [row.id])
                yield StoredText(row.id, row.title, None, DAMAGED, kept.get(row.id, ()))
            else:
                yield StoredText(
                    row.id, row.title, body, feed_url=row.feed_url or "", source=row.source or ""
                )


def count_between(connection: Connection, since: datetime, until: datetime, *, backlog: bool = False) -> int:
    """Count what `texts_between` yields."""
    wanted = _wanted(connection, since, until, backlog=backlog)
    return connection.execute(select(func.count()).select_from(articles).where(*wanted)).scalar_one()


def settled_within(connection: Connection, since: datetime, until: datetime) -> ColumnElement[bool]:
    """Return the condition of having been settled after one moment and not after another."""
    began = read_sequences(connection).began
    if began is None:
        return false()
    # A span that begins with the archive leaves nothing out, whatever the clock said then.
    later = articles.c.settled > since if since > began else true()
    return and_(articles.c.seq.is_not(None), later, articles.c.settled <= until)


def stored_matches(connection: Connection, numbers: Sequence[int]) -> Mapping[int, tuple[Match, ...]]:
    """Return the matches that were stored last of articles."""
    found: dict[int, tuple[Match, ...]] = defaultdict(tuple)
    for part in in_parts(numbers):
        rows = connection.execute(
            select(matchings.c.article_id, matchings.c.matches)
            .where(matchings.c.article_id.in_(part))
            .order_by(matchings.c.edition)
        )
        found |= {row.article_id: MATCHES.load(row.matches) for row in rows}
    return found


def _wanted(
    connection: Connection, since: datetime, until: datetime, *, backlog: bool
) -> tuple[ColumnElement[bool], ...]:
    span = settled_within(connection, since, until)
    return (span,) if backlog else (span, articles.c.backlog.is_(False))
