"""What `monitor status` and a question about one article read."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from monitor.archive.articles import closed_until
from monitor.archive.columns import fingerprint
from monitor.archive.digest_input import sources_of
from monitor.archive.records import MATCHES, NEAR_MISSES
from monitor.archive.schema import articles, ledger, matchings, sweeps, topic_versions
from monitor.archive.sequences import read_sequences
from monitor.models import ArticleStatus, Matching


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """The archive in numbers.

    Attributes:
        pending: articles whose page is still to be had.
        due: those of them that may be tried now.
        articles: settled ever.
        matched: those of them that match.
        since_digest: settled since the last closed digest.
        sweep_started: when the last sweep began, None before the first.
        sweep_finished: when it ended.
    """

    pending: int
    due: int
    articles: int
    matched: int
    since_digest: int
    sweep_started: datetime | None
    sweep_finished: datetime | None


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article with its fate.

    Attributes:
        article_id: the archive's number for it.
        fate: what became of it.
        reason: why it is unreadable, or why its page was last postponed, else "".
        settled: when it got its fate, None while pending.
        next_try: when its page is tried next, None once settled.
        backlog: it was old when first seen, so no digest has it.
        sources: names of the outlets that carried it, first finder first.
        digest_date: the digest in whose window it was settled, None where that is not written yet.
        matching: what was said of it last, None while pending.
    """

    article_id: int
    url: str
    title: str
    fate: ArticleStatus
    reason: str
    detail: str
    found: datetime
    published: datetime | None
    settled: datetime | None
    attempts: int
    next_try: datetime | None
    backlog: bool
    sources: tuple[str, ...]
    digest_date: date | None
    matching: Matching | None


def status_counts(connection: Connection, now: datetime) -> StatusCounts:
    """Return the archive in numbers."""
    numbers = read_sequences(connection)
    waiting = select(func.count()).where(articles.c.seq.is_(None))
    sweep = connection.execute(
        select(sweeps.c.started, sweeps.c.finished).order_by(sweeps.c.id.desc()).limit(1)
    ).first()
    return StatusCounts(
        pending=connection.execute(waiting).scalar_one(),
        due=connection.execute(waiting.where(articles.c.next_try <= now)).scalar_one(),
        articles=numbers.settled,
        matched=numbers.matched,
        since_digest=numbers.seq - closed_until(connection),
        sweep_started=sweep.started if sweep else None,
        sweep_finished=sweep.finished if sweep else None,
    )


def article(connection: Connection, url: str) -> KnownArticle | None:
    """Return all that is known of one article."""
    row = connection.execute(select(articles).where(articles.c.url_hash == fingerprint(url))).first()
    if row is None:
        return None
    settled = row.seq is not None
    sources = sources_of(connection, [row.id]).get(row.id, ())
    return KnownArticle(
        article_id=row.id,
        url=row.url,
        title=row.title,
        fate=ArticleStatus(row.fate),
        reason=row.reason,
        detail=row.detail,
        found=row.found,
        published=row.published,
        settled=row.settled,
        attempts=row.attempts,
        next_try=None if settled else row.next_try,
        backlog=bool(row.backlog),
        sources=tuple(dict.fromkeys(name for name, _ in sources)),
        digest_date=_digest_date(connection, row.seq) if settled and not row.backlog else None,
        matching=_matching(connection, row.id, row.topics_id) if settled else None,
    )


def _digest_date(connection: Connection, seq: int) -> date | None:
    return connection.execute(
        select(func.min(ledger.c.day)).where(ledger.c.first < seq, ledger.c.last >= seq)
    ).scalar()


def _matching(connection: Connection, article_id: int, topics_id: int) -> Matching:
    version = connection.execute(
        select(topic_versions.c.version).where(topic_versions.c.id == topics_id)
    ).scalar_one()
    said = connection.execute(
        select(matchings.c.matches, matchings.c.near_misses)
        .where(matchings.c.article_id == article_id)
        .order_by(matchings.c.edition.desc())
        .limit(1)
    ).first()
    if said is None:
        return Matching(version)
    return Matching(version, MATCHES.load(said.matches), NEAR_MISSES.load(said.near_misses))
