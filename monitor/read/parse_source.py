"""Parse the document of a source of any kind: a feed, a sitemap, a page that lists articles, or mails."""

from dataclasses import dataclass, replace
from datetime import datetime

from monitor.models import Failure, Feed, ParsedFeed
from monitor.models.packing import packed
from monitor.read.feed.parse_feed import parse_feed
from monitor.read.listing.parse_listing import parse_listing
from monitor.read.newsletter.parse_mails import parse_mails
from monitor.read.sitemap import parse_sitemap


@packed
@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One document of a source, for a worker.

    Attributes:
        feed: the source.
        body: as served.
        content_type: the HTTP header.
        at: when it was received.
        answered: the URL that answered.
    """

    feed: Feed
    body: bytes
    content_type: str
    at: datetime
    answered: str = ""


def parse_source(document: SourceDocument) -> ParsedFeed | Failure:
    """Return the entries of a document, parsed by the kind of its source.

    `more` names what is fetched as well: the next page if the source has `pages`, the parts of a sitemap
    index.
    """
    feed, answered = document.feed, document.answered or document.feed.url
    place = (document.body, document.content_type, feed.url, document.at, answered, feed.language)
    if feed.kind == "sitemap":
        return parse_sitemap(*place)
    if feed.kind == "mail":
        return parse_mails(document.body, feed.url, document.at, feed.language)
    if feed.kind == "page":
        parsed = parse_listing(*place, feed.link)
        return replace(parsed, more=()) if isinstance(parsed, ParsedFeed) and feed.pages == 1 else parsed
    return parse_feed(*place)
