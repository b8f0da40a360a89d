"""The tasks that workers run: read a page or a feed with full texts, then match, in one round trip.

A worker keeps no state except the compiled topics it last received, which it can compile again at any time.
Pure: no I/O, no clock.
"""

import pickle
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b

from monitor.match import CompiledTopics, compile_topics, match_article
from monitor.match.edits.effects import TopicsComparison, compare_all
from monitor.match.grams import text_grams
from monitor.match.missed.candidates import list_candidates
from monitor.models import (
    UNKNOWN_OUTLET,
    Article,
    Entry,
    Failure,
    Feed,
    MatchEffect,
    Matching,
    Outlet,
    Page,
    ParsedFeed,
    Pending,
    ReadArticle,
    TextToMatch,
    TopicCandidate,
    Topics,
)
from monitor.models.packing import packed
from monitor.read import read_again, read_entry, read_page
from monitor.read.page.join_pages import join_pages
from monitor.read.parse_source import SourceDocument, parse_source

_MOST_ARTICLES = 100  # articles matched with their document: one time limit covers all of it
_FINGERPRINT_BYTES = 8
_SHARE_OF_WHOLE = 0.9  # a correction shortens a text by less than a page


@dataclass(frozen=True, slots=True)
class PackedTopics:
    """Topics serialized and compressed once, because every task carries them.

    A worker unpacks and compiles a version only if it is new.
    """

    version: str
    packed: bytes


@packed
@dataclass(frozen=True, slots=True)
class FurtherTexts:
    """What was read of an article's further pages.

    Attributes:
        texts: of the pages after the first, in order.
        note: one line on them for a person.
        failed: a page could not be read, so the end of the article is missing.
    """

    texts: tuple[str, ...] = ()
    note: str = ""
    failed: bool = False


@packed
@dataclass(frozen=True, slots=True)
class FurtherPageTask:
    """A further page of an article, for a worker.

    Attributes:
        page: as fetched.
        entry: of the article.
        first_url: of the article's first page.
        number: of this page.
        language: the usual language of the feed.
    """

    page: Page
    entry: Entry
    first_url: str
    number: int
    language: str = ""


@packed
@dataclass(frozen=True, slots=True)
class ReadTask:
    """One pending article for a worker, with its page or the reason why there is none.

    Attributes:
        pending: the article to read.
        page: as fetched, or None.
        failure: why there is no page; None with a missing page if no page was needed.
        language: the usual language of the feed.
        outlet: the publisher of the feed.
        page_date_first: the date of the page comes before that of the entry, which may be one of a change.
        further: what was read of the article's further pages, or None.
    """

    pending: Pending
    page: Page | None = None
    failure: Failure | None = None
    language: str = ""
    outlet: Outlet = UNKNOWN_OUTLET
    page_date_first: bool = False
    further: FurtherTexts | None = None


@packed
@dataclass(frozen=True, slots=True)
class FullTextFeed:
    """The result of parsing and matching a document of a feed with full texts.

    Attributes:
        parsed: the feed, or why it could not be parsed.
        articles: articles of up to 100 new entries, by entry key.
        seen: fingerprints of all entries.
    """

    parsed: ParsedFeed | Failure
    articles: Mapping[str, ReadArticle]
    seen: bytes = b""


def pack_topics(topics: Topics) -> PackedTopics:
    """Serialize topics for workers."""
    return PackedTopics(
        topics.version, zlib.compress(pickle.dumps(topics, protocol=pickle.HIGHEST_PROTOCOL), 9)
    )


def read_and_match(task: ReadTask, packed_topics: PackedTopics) -> ReadArticle:
    """Read one article, from its page or from the feed's text, and match it.

    The page is not returned, because the sender still has it.
    """
    article, pending = _read(task), task.pending
    if pending.before is not None:
        as_it_was = task.page is None and task.failure is None and not pending.full_text
        as_it_was = as_it_was or _lost_its_end(pending.before, article, task.further)
        edits = {"edited": pending.edited, "feed_text_changed": pending.feed_text_changed}
        article = read_again(pending.before, pending.entry, None if as_it_was else article, **edits)
    again = pending.before is not None
    matching, grams = _matching(article, packed_topics, task.outlet), _grams(article)
    return ReadArticle(pending.article_id, article, matching, grams=grams, again=again)


def read_further_page(task: FurtherPageTask) -> Article:
    """Read a further page of an article; its text need not mention the headline."""
    entry = replace(task.entry, title="", summary="", content="", published=None)
    return read_page(task.page, entry, task.language, first_url=task.first_url, number=task.number)


def read_and_match_all(tasks: tuple[ReadTask, ...], packed_topics: PackedTopics) -> tuple[ReadArticle, ...]:
    """Read and match several short articles in one round trip, because a trip costs more than the work."""
    return tuple(read_and_match(task, packed_topics) for task in tasks)


def parse_and_match(document: SourceDocument, seen: bytes, packed_topics: PackedTopics) -> FullTextFeed:
    """Parse a feed with full texts, then read and match the articles that are new in it.

    Args:
        document: as served.
        seen: fingerprints of the entries of the last document; their articles are not matched again. A hint.
        packed_topics: the topics to match.
    """
    parsed = parse_source(document)
    if isinstance(parsed, Failure):
        return FullTextFeed(parsed, {})
    known = {seen[start : start + _FINGERPRINT_BYTES] for start in range(0, len(seen), _FINGERPRINT_BYTES)}
    new = [entry for entry in parsed.entries if _fingerprint(entry) not in known][:_MOST_ARTICLES]
    articles = {entry.key: _read_full_text(entry, document.feed, packed_topics) for entry in new}
    return FullTextFeed(parsed, articles, entry_fingerprints(parsed.entries))


def entry_fingerprints(entries: Iterable[Entry]) -> bytes:
    """Return the fingerprints of entries, 8 bytes each, because those of every feed are kept."""
    return b"".join(map(_fingerprint, entries))


def _fingerprint(entry: Entry) -> bytes:
    return blake2b(entry.key.encode("utf-8", "surrogatepass"), digest_size=_FINGERPRINT_BYTES).digest()


def match_texts(
    texts: tuple[TextToMatch, ...], packed_topics: PackedTopics
) -> tuple[tuple[int, Matching], ...]:
    """Match stored articles again after topics were edited."""
    compiled = _compiled(packed_topics)
    return tuple(
        (text.article_id, match_article(compiled, text.title, text.text, text.outlet)) for text in texts
    )


def find_candidates(
    texts: tuple[TextToMatch, ...], packed_topics: PackedTopics
) -> tuple[tuple[int, Matching, tuple[TopicCandidate, ...]], ...]:
    """Match stored articles, and find the topics that each may belong to without matching them."""
    compiled = _compiled(packed_topics)
    return tuple(
        (text.article_id, *list_candidates(compiled, text.title, text.text, text.outlet)) for text in texts
    )


def compare_texts(
    texts: tuple[TextToMatch, ...], before: PackedTopics | None, after: PackedTopics
) -> tuple[tuple[int, tuple[MatchEffect, ...]], ...]:
    """Compare what two versions of the topics match in stored articles; see `TopicsComparison`.

    Returns the effects by article, without articles that match nothing with either version.
    """
    return compare_all(_comparison(before, after), texts)


def _read_full_text(entry: Entry, feed: Feed, packed_topics: PackedTopics) -> ReadArticle:
    article = read_entry(entry, None, feed.language)
    return ReadArticle(0, article, _matching(article, packed_topics, feed.outlet), grams=_grams(article))


def _matching(article: Article, packed_topics: PackedTopics, outlet: Outlet) -> Matching:
    return match_article(_compiled(packed_topics), article.title, article.text, outlet)


def _grams(article: Article) -> bytes:
    return text_grams(article.title, article.text).tobytes()


def _read(task: ReadTask) -> Article:
    entry = task.pending.entry
    if task.page is not None and task.failure is None:
        article = read_page(task.page, entry, task.language, task.pending.found)
        if task.further is not None:
            text = join_pages((article.text, *task.further.texts))
            article = replace(article, text=text, detail=task.further.note, further_pages=None)
        if task.page_date_first and article.page_date is not None:
            return replace(article, published=article.page_date)
        return article
    return read_entry(entry, task.failure, task.language)


def _lost_its_end(before: Article, now: Article, further: FurtherTexts | None) -> bool:
    """Return whether a further page failed that was read before; the earlier text is then kept."""
    return further is not None and further.failed and len(now.text) < len(before.text) * _SHARE_OF_WHOLE


@lru_cache(maxsize=2)
def _compiled(packed_topics: PackedTopics) -> CompiledTopics:
    return compile_topics(_unpack_topics(packed_topics))


@lru_cache(maxsize=1)
def _comparison(before: PackedTopics | None, after: PackedTopics) -> TopicsComparison:
    return TopicsComparison(None if before is None else _unpack_topics(before), _unpack_topics(after))


def _unpack_topics(packed_topics: PackedTopics) -> Topics:
    topics: Topics = pickle.loads(zlib.decompress(packed_topics.packed))  # noqa: S301 - packed by `pack_topics` in the parent process
    return topics
