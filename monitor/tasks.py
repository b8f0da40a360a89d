"""What a worker does: read a page or a feed of whole articles, then match, in one trip between processes.

Pure: no I/O, no clock. A worker holds no state beyond the compiled topics it was last sent, which it could
compile again at any time.
"""

import pickle
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

from monitor.match import CompiledTopics, compile_topics, match_article
from monitor.match.grams import text_grams
from monitor.models import (
    NOBODY,
    Article,
    Entry,
    Failure,
    FullTextArticle,
    Matching,
    Outlet,
    Page,
    ParsedFeed,
    Pending,
    ReadArticle,
    TextToMatch,
    Topics,
)
from monitor.models.packing import packed
from monitor.read import parse_feed, read_again, read_entry, read_page

_MOST_TOLD = 100  # articles on one trip with the document that brings them: a time limit holds for all of it
_MARK = 8


@dataclass(frozen=True, slots=True)
class PackedTopics:
    """Topics packed once for many trips, small, for each trip carries them.

    A worker unpacks and compiles a version only when it is new.
    """

    version: str
    packed: bytes


@packed
@dataclass(frozen=True, slots=True)
class ReadTask:
    """One pending article on its way to a worker, with its page or with why there is none.

    Attributes:
        pending: the article to be read.
        page: as fetched, or None.
        failure: why there is no page; None beside a missing page means that none was needed.
        language: what the feed usually carries, where nothing better is known.
        outlet: who publishes the feed.
    """

    pending: Pending
    page: Page | None = None
    failure: Failure | None = None
    language: str = ""
    outlet: Outlet = NOBODY


@packed
@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A document of a feed that carries whole articles, on its way to a worker.

    Attributes:
        body: as served.
        content_type: the header.
        url: of the feed.
        answered: the URL that answered, where it is another.
        at: when it came.
        language: what the feed usually carries.
        seen: marks of the entries of the document before, whose articles need not be matched again; a hint.
        outlet: who publishes the feed.
    """

    body: bytes
    content_type: str
    url: str
    at: datetime
    language: str = ""
    seen: bytes = b""
    answered: str = ""
    outlet: Outlet = NOBODY


@packed
@dataclass(frozen=True, slots=True)
class FullTextFeed:
    """What a document of whole articles came to.

    Attributes:
        parsed: its entries, or why there are none.
        told: articles of entries not seen before, each by the key of its entry; the first hundred.
        seen: marks of all its entries.
    """

    parsed: ParsedFeed | Failure
    told: Mapping[str, FullTextArticle]
    seen: bytes = b""


def pack(topics: Topics) -> PackedTopics:
    """Pack topics for workers."""
    return PackedTopics(
        topics.version, zlib.compress(pickle.dumps(topics, protocol=pickle.HIGHEST_PROTOCOL), 9)
    )


def read_and_match(reading: ReadTask, packed_topics: PackedTopics) -> ReadArticle:
    """Read one article, from its page or from the feed's own words, and match it.

    The page does not go back with it: whoever sent it still has it.
    """
    article, pending = _read(reading), reading.pending
    if pending.before is not None:
        as_it_was = reading.page is None and reading.failure is None and not pending.full_text
        edits = {"edited": pending.edited, "reworded": pending.reworded}
        article = read_again(pending.before, pending.entry, None if as_it_was else article, **edits)
    again = pending.before is not None
    matching, grams = _matching(article, packed_topics, reading.outlet), _grams(article)
    return ReadArticle(pending.article_id, article, matching, grams=grams, again=again)


def read_and_match_all(
    readings: tuple[ReadTask, ...], packed_topics: PackedTopics
) -> tuple[ReadArticle, ...]:
    """Read and match several articles in one trip: a few words cost less than the trip."""
    return tuple(read_and_match(reading, packed_topics) for reading in readings)


def parse_and_match(document: FeedDocument, packed_topics: PackedTopics) -> FullTextFeed:
    """Read a feed of whole articles, and read and match the articles that its last document did not have."""
    parsed = parse_feed(
        document.body,
        document.content_type,
        document.url,
        document.at,
        document.answered,
        document.language,
    )
    if isinstance(parsed, Failure):
        return FullTextFeed(parsed, {})
    seen = {document.seen[start : start + _MARK] for start in range(0, len(document.seen), _MARK)}
    new = [entry for entry in parsed.entries if _mark(entry) not in seen]
    told = {entry.key: _tell(entry, document, packed_topics) for entry in new[:_MOST_TOLD]}
    return FullTextFeed(parsed, told, marks(parsed.entries))


def marks(entries: Iterable[Entry]) -> bytes:
    """Return what stands for entries in `FeedDocument.seen`; short, for it is kept of every feed."""
    return b"".join(map(_mark, entries))


def _mark(entry: Entry) -> bytes:
    return blake2b(entry.key.encode("utf-8", "surrogatepass"), digest_size=_MARK).digest()


def match_texts(
    texts: tuple[TextToMatch, ...], packed_topics: PackedTopics
) -> tuple[tuple[int, Matching], ...]:
    """Match settled articles again, for topics that were edited since."""
    compiled = _compiled(packed_topics)
    return tuple(
        (text.article_id, match_article(compiled, text.title, text.text, text.outlet)) for text in texts
    )


def _tell(entry: Entry, document: FeedDocument, packed_topics: PackedTopics) -> FullTextArticle:
    article = read_entry(entry, None, document.language)
    return FullTextArticle(article, _matching(article, packed_topics, document.outlet), _grams(article))


def _matching(article: Article, packed_topics: PackedTopics, outlet: Outlet) -> Matching:
    return match_article(_compiled(packed_topics), article.title, article.text, outlet)


def _grams(article: Article) -> bytes:
    return text_grams(article.title, article.text).tobytes()


def _read(reading: ReadTask) -> Article:
    entry = reading.pending.entry
    if reading.page is not None and reading.failure is None:
        return read_page(reading.page, entry, reading.language, reading.pending.found)
    return read_entry(entry, reading.failure, reading.language)


@lru_cache(maxsize=2)
def _compiled(packed_topics: PackedTopics) -> CompiledTopics:
    topics = pickle.loads(zlib.decompress(packed_topics.packed))  # noqa: S301 - packed by `pack` in the parent process
    return compile_topics(topics)
