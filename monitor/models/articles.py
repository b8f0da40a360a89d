"""Pages, and the articles read from them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.models.feeds import Entry
from monitor.models.matches import Match, Matching
from monitor.models.packing import packed
from monitor.models.topics import UNKNOWN_OUTLET, Outlet


class ArticleStatus(StrEnum):
    """The status of an article; each has exactly one, and the user can see it."""

    PENDING = "pending"
    READ = "read"
    UNREADABLE = "unreadable"


class TextSource(StrEnum):
    """The source of an article's text, best first."""

    PAGE = "page"
    CONTENT = "content"  # the full text in the feed
    SUMMARY = "summary"
    TITLE = "title"


@packed
@dataclass(frozen=True, slots=True)
class Page:
    """An article page as served, to be read in a worker.

    Attributes:
        url: the URL that answered.
        body: bytes, with Content-Encoding decoded but not the charset.
        content_type: the HTTP header, for its charset.
        etag: verbatim, for conditional requests.
        last_modified: verbatim, for conditional requests.
    """

    url: str
    body: bytes
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None


@packed
@dataclass(frozen=True, slots=True)
class FurtherPages:
    """Where an article that is divided into pages continues.

    Attributes:
        article_url: URL of its first page, whose number the others add.
        next_url: URL of the page after the one that was read.
        whole_url: URL of a page with all of it, or "".
    """

    article_url: str
    next_url: str
    whole_url: str = ""


@packed
@dataclass(frozen=True, slots=True)
class Article:
    """An article as it is matched and archived.

    Attributes:
        url: canonical URL of the article, or None for an entry without a link.
        title: of the page or a feed of its outlet; another feed's only if the page has none.
        text: plain text, paragraphs separated by newlines; empty only if all sources were empty.
        text_source: the source of the text.
        status: READ, or UNREADABLE if the page could not be fetched or held no text.
        reason: code for why it is unreadable, else "".
        detail: one line that explains the reason to a person.
        author: "" if unknown.
        language: BCP 47 tag, "" if unknown.
        published: aware UTC or None; from the page, or from a feed of its own outlet.
        redirect_url: URL to which a page without an article redirects its readers, else ""; not archived.
        page_date: the date that the page itself gives, or None.
        further_pages: where it continues if its page is one of several, else None; not archived.
    """

    url: str | None
    title: str
    text: str
    text_source: TextSource
    status: ArticleStatus = ArticleStatus.READ
    reason: str = ""
    detail: str = ""
    author: str = ""
    language: str = ""
    published: datetime | None = None
    redirect_url: str = ""
    page_date: datetime | None = None
    further_pages: FurtherPages | None = None


@packed
@dataclass(frozen=True, slots=True)
class Pending:
    """An article whose page is still to be read.

    Attributes:
        article_id: its id in the archive.
        entry: the entry that represents it: the first of its own outlet, else the first that announced it.
        found: when the article was found.
        attempts: number of fetches tried.
        full_text: no page is fetched, because the feed carries the full text or the link leads to no page.
        before: the article as read before, if this is a second reading.
        edited: it is read again because its entry was edited.
        feed_text_changed: the wording of its feed changed since it was read.
        etag: of the page read before.
        last_modified: of the page read before.
    """

    article_id: int
    entry: Entry
    found: datetime
    attempts: int = 0
    full_text: bool = False
    before: Article | None = None
    edited: bool = False
    feed_text_changed: bool = False
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class PendingLink:
    """The fields of a pending article that decide which page is fetched next.

    Attributes:
        article_id: its id in the archive.
        url: of its page, or None if the feed carries the full text.
        published: the date of the entry, but not later than when it was found.
    """

    article_id: int
    url: str | None
    published: datetime


@packed
@dataclass(frozen=True, slots=True)
class ReadArticle:
    """The result of reading and matching one article, stored in one transaction.

    Attributes:
        article_id: its id in the archive; 0 while its entry is not stored yet, as in a full-text feed.
        article: the article as read.
        matching: the topics it matches and why, with the version of the topics.
        page: the page it was read from, or None.
        grams: n-grams of title and text for the search index; b"" if not computed yet.
        again: it was read before, and this is its present text.
        unchanged: it was fetched again, and its text has not changed.
    """

    article_id: int
    article: Article
    matching: Matching
    page: Page | None = None
    grams: bytes = b""
    again: bool = False
    unchanged: bool = False


PRUNED = "text_pruned"
DAMAGED = "text_damaged"


@dataclass(frozen=True, slots=True)
class StoredText:
    """The text of a processed article as far as the archive still has it.

    Attributes:
        article_id: its id in the archive.
        title: as it was read.
        text: None if it is no longer stored.
        lost: why it is not stored: `text_pruned` or `text_damaged`, else "".
        matches: the stored matches, if the text is lost.
        feed_url: url of the feed that announced it first.
        source: name of the outlet stored with that entry.
    """

    article_id: int
    title: str
    text: str | None
    lost: str = ""
    matches: tuple[Match, ...] = ()
    feed_url: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class TextToMatch:
    """The text of a processed article, to be matched again.

    Attributes:
        article_id: its id in the archive.
        title: its title.
        text: its text, "" if it is no longer stored.
        feed_url: url of the feed that announced it first.
        source: name of the outlet stored with that entry.
        outlet: the publisher of that feed according to the config.
        matched: its stored matches, if they are needed.
        known: ids of the topics before an edit that it matches; None if they are not known.
    """

    article_id: int
    title: str
    text: str
    feed_url: str = ""
    source: str = ""
    outlet: Outlet = UNKNOWN_OUTLET
    matched: tuple[Match, ...] = ()
    known: tuple[str, ...] | None = None
