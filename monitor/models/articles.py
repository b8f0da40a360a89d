"""Pages and the articles read from them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.models.feeds import Entry
from monitor.models.matches import Matching
from monitor.models.packing import packed
from monitor.models.topics import NOBODY, Outlet


class Fate(StrEnum):
    """What became of an entry; each has exactly one, and the user can see it."""

    PENDING = "pending"
    READ = "read"
    UNREADABLE = "unreadable"


class Backing(StrEnum):
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
    """

    url: str
    body: bytes
    content_type: str = ""


@packed
@dataclass(frozen=True, slots=True)
class Article:
    """An article as it is matched and archived.

    Attributes:
        url: canonical URL of the article, or None for an entry without a link.
        title: the feed's title, else the page's.
        text: plain text, paragraphs separated by newlines; never empty unless all sources were.
        backing: where the text came from.
        fate: READ, or UNREADABLE when the page could not be had or held no text.
        reason: code of why it is unreadable, else "".
        detail: one line for a person to go with it.
        author: "" if unknown.
        language: BCP 47 tag, "" if unknown.
        published: aware UTC or None.
    """

    url: str | None
    title: str
    text: str
    backing: Backing
    fate: Fate = Fate.READ
    reason: str = ""
    detail: str = ""
    author: str = ""
    language: str = ""
    published: datetime | None = None


@packed
@dataclass(frozen=True, slots=True)
class Pending:
    """An article of which the page is still to be had.

    Attributes:
        article_id: the archive's number for it.
        entry: the first entry that announced it.
        found: when that entry was found.
        attempts: fetches tried so far.
        full_text: no page is needed: the feed carries the whole text.
    """

    article_id: int
    entry: Entry
    found: datetime
    attempts: int = 0
    full_text: bool = False


@packed
@dataclass(frozen=True, slots=True)
class ReadArticle:
    """The outcome of reading one pending article, ready to be archived in one transaction.

    Attributes:
        article_id: the archive's number for it.
        article: what was read.
        matching: which topics it matches and why, and the topics version that said so.
        page: the page it was read from, or None.
    """

    article_id: int
    article: Article
    matching: Matching
    page: Page | None = None


@packed
@dataclass(frozen=True, slots=True)
class ToldArticle:
    """An article read from the words of its feed and matched, before the archive has seen its entry.

    Attributes:
        article: what was read.
        matching: which topics it matches and why.
    """

    article: Article
    matching: Matching


@dataclass(frozen=True, slots=True)
class SettledText:
    """The words of a settled article, to be matched again.

    Attributes:
        article_id: the archive's number for it.
        title: its title.
        text: its text, "" where it is kept no longer.
        feed_url: url of the feed that announced it first.
        outlet: who publishes that feed, as far as the config says.
    """

    article_id: int
    title: str
    text: str
    feed_url: str = ""
    outlet: Outlet = NOBODY
