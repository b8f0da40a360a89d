"""Read everything that is stored about one article: entries, versions, text and page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, LargeBinary, select, type_coerce

from monitor.archive.columns import fingerprint, readable
from monitor.archive.schema import RAW_BODY, articles, entries, feeds, outlets, pages, texts, versions
from monitor.models import Page, TextSource

_LONGEST_NUMBER = 18  # digits; more fit no column


@dataclass(frozen=True, slots=True)
class Announcement:
    """An entry of a feed that announced an article.

    Attributes:
        outlet: name of the outlet when the entry was found.
        feed_url: URL of the feed.
        title: headline in the feed.
        published: date in the feed, or None.
        found: when the entry was found.
    """

    outlet: str
    feed_url: str
    title: str
    published: datetime | None
    found: datetime


@dataclass(frozen=True, slots=True)
class TextVersion:
    """What an article said before it was read again.

    Attributes:
        replaced: when the next version replaced it.
        title: its headline.
        text: its text, "" if it is damaged.
    """

    replaced: datetime
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ArticleHistory:
    """Everything stored about one article but its status (see `Articles.get`).

    Attributes:
        article_id: its number in the archive.
        url: canonical URL, or None for an entry without a link.
        text: the current text, "" if it was never read or is no longer kept.
        text_source: where the text is from, None while pending.
        announcements: in the order in which they were found.
        versions: earlier versions, oldest first.
    """

    article_id: int
    url: str | None
    title: str
    text: str
    author: str
    language: str
    text_source: TextSource | None
    announcements: tuple[Announcement, ...]
    versions: tuple[TextVersion, ...]


def article_history(connection: Connection, reference: str) -> ArticleHistory | None:
    """Return the history of an article by its number or canonical URL, or None if there is none."""
    query = select(articles, RAW_BODY).outerjoin(texts, texts.c.article_id == articles.c.id)
    row = connection.execute(query.where(is_named(reference))).first()
    if row is None:
        return None
    return ArticleHistory(
        article_id=row.id,
        url=row.url,
        title=row.title,
        text=readable(row.body) or "",
        author=row.author,
        language=row.language,
        text_source=TextSource(row.text_source) if row.text_source else None,
        announcements=_announcements(connection, row.id),
        versions=text_versions(connection, row.id),
    )


def is_named(reference: str) -> ColumnElement[bool]:
    """Return the condition that an article has a number or a canonical URL."""
    if reference.isascii() and reference.isdigit():
        return articles.c.id == (int(reference) if len(reference) <= _LONGEST_NUMBER else -1)
    return articles.c.url_hash == fingerprint(reference)


def stored_page(connection: Connection, article_id: int) -> Page | None:
    """Return the page that an article was read from, or None if it is not kept."""
    row = connection.execute(select(pages).where(pages.c.article_id == article_id)).first()
    return None if row is None else Page(row.url, row.body, row.content_type)


def _announcements(connection: Connection, article_id: int) -> tuple[Announcement, ...]:
    rows = connection.execute(
        select(
            outlets.c.name.label("outlet"),
            feeds.c.url.label("feed_url"),
            entries.c.title,
            entries.c.published,
            entries.c.found,
        )
        .join(outlets, outlets.c.id == entries.c.outlet_id)
        .join(feeds, feeds.c.id == entries.c.feed_id)
        .where(entries.c.article_id == article_id)
        .order_by(entries.c.id)
    )
    return tuple(Announcement(*row) for row in rows)


def text_versions(connection: Connection, article_id: int) -> tuple[TextVersion, ...]:
    """Return the earlier versions of an article, oldest first."""
    body = type_coerce(versions.c.body, LargeBinary).label("body")
    rows = connection.execute(
        select(versions.c.replaced, versions.c.title, body)
        .where(versions.c.article_id == article_id)
        .order_by(versions.c.id)
    )
    return tuple(TextVersion(row.replaced, row.title, readable(row.body) or "") for row in rows)
