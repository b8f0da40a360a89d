"""Pages and the articles read from them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.models.feeds import Entry
from monitor.models.matches import Match, Matching
from monitor.models.packing import packed
from monitor.models.topics import NOBODY, Outlet


class ArticleStatus(StrEnum):
    """What became of an entry; each has exactly one, and the user can see it."""

    PENDING = "pending"
    READ = "read"
    UNREADABLE = "unreadable"


class TextSource(StrEnum):
    """Where an article's text came from, best first."""

    PAGE = "page"
    CONTENT = "content"  # the feed's own whole text
    SUMMARY = "summary"
    TITLE = "title"


@packed
@dataclass(frozen=True, slots=True)
class Page:
    """An article page as it was served, to be read in a worker.

    Attributes:
        url: the URL that answered.
        body: bytes as decoded of their Content-Encoding, not of their charset.
        content_type: the header, for its charset.
        etag: verbatim, to ask whether it changed.
        last_modified: likewise.
    """

    url: str
    body: bytes
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None


@packed
@dataclass(frozen=True, slots=True)
class Article:
    """An article as it is matched and archived.

    Attributes:
        url: canonical URL of the article, or None for an entry without a link.
        title: the page's, or that of a feed of its own outlet; another feed's where the page gave none.
        text: plain text, paragraphs separated by newlines; never empty unless all sources were.
        text_source: where the text came from.
        status: READ, or UNREADABLE when the page could not be had or held no text.
        reason: code of why it is unreadable, else "".
        detail: one line for a person to go with it.
        author: "" if unknown.
        language: BCP 47 tag, "" if unknown.
        published: aware UTC or None; of the page, or of a feed of its own outlet.
        elsewhere: where a page that holds no article sends its readers on to, else ""; not archived.
        dated: the date that the page itself gives, or None.
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
    elsewhere: str = ""
    dated: datetime | None = None


@packed
@dataclass(frozen=True, slots=True)
class Pending:
    """An article of which the page is still to be had.

    Attributes:
        article_id: the archive's number for it.
        entry: the entry that speaks for it: the first of its own outlet, else the first that announced it.
        found: when the article was found.
        attempts: fetches tried so far.
        full_text: no page is asked for: the feed carries the whole text, or its link leads to none.
        before: what was read of it before, where it is read again.
        edited: read again because the entry's words were edited.
        reworded: its feed's words are not those that it was read with before.
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
    reworded: bool = False
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class PendingLink:
    """As much of a pending article as is needed to choose which page is asked for next.

    Attributes:
        article_id: the archive's number for it.
        url: of its page, or None where the feed carries the whole text.
        published: when the entry says that it was, at the latest when it was found.
    """

    article_id: int
    url: str | None
    published: datetime


@packed
@dataclass(frozen=True, slots=True)
class ReadArticle:
    """The outcome of reading one pending article, ready to be archived in one transaction.

    Attributes:
        article_id: the archive's number for it.
        article: what was read.
        matching: which topics it matches and why, and the topics version that said so.
        page: the page it was read from, or None.
        grams: of title and text, for the search index; b"" if nobody made them yet.
        again: it was read before, and this is what it says now.
        unchanged: it was asked for again, and says what it said before.
    """

    article_id: int
    article: Article
    matching: Matching
    page: Page | None = None
    grams: bytes = b""
    again: bool = False
    unchanged: bool = False


@packed
@dataclass(frozen=True, slots=True)
class FullTextArticle:
    """An article read from the words of its feed and matched, before the archive has seen its entry.

    Attributes:
        article: what was read.
        matching: which topics it matches and why.
        grams: of title and text, for the search index.
    """

    article: Article
    matching: Matching
    grams: bytes = b""


PRUNED = "text_pruned"
DAMAGED = "text_damaged"


@dataclass(frozen=True, slots=True)
class StoredText:
    """A settled article's words as the archive still has them.

    Attributes:
        article_id: the archive's number for it.
        title: as it was read.
        text: None where it is no longer there.
        lost: why it is not: `text_pruned` or `text_damaged`, else "".
        matches: where it is not, those that were stored when it was.
        feed_url: url of the feed that announced it first.
        source: name of the outlet that the archive keeps of that entry.
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
    """The words of a settled article, to be matched again.

    Attributes:
        article_id: the archive's number for it.
        title: its title.
        text: its text, "" where it is kept no longer.
        feed_url: url of the feed that announced it first.
        source: name of the outlet that the archive keeps of that entry.
        outlet: who publishes that feed, as far as the config says.
    """

    article_id: int
    title: str
    text: str
    feed_url: str = ""
    source: str = ""
    outlet: Outlet = NOBODY
