"""One task gives the same results as the separate steps."""

import pickle
from datetime import timedelta

import pytest

from monitor import tasks
from monitor.match import CompiledTopics
from monitor.models import Failure, Feed, Keyword, ParsedFeed, Pending, Topic, Topics
from monitor.read import parse_feed
from monitor.read.parse_source import SourceDocument
from monitor.tasks import (
    ReadTask,
    entry_fingerprints,
    pack_topics,
    parse_and_match,
    read_and_match,
)
from tests.read.documents import FEED_URL, NOW, PARAGRAPH, item, rss

FEED = Feed(FEED_URL, language="en")
PACKED = pack_topics(
    Topics((), (Topic("extradition", "Extradition", (Keyword("extradition", language="en"),)),), "v1")
)


def document(*numbers: int) -> SourceDocument:
    """Return a feed of full-text articles that match."""
    text = f"<p>{PARAGRAPH * 3}</p>"
    items = (item(number, content_encoded=f"<![CDATA[{text} No. {number}.]]>") for number in numbers)
    return SourceDocument(FEED, rss(*items), "application/rss+xml", NOW)


def test_a_full_text_article_equals_its_entry_read_alone() -> None:
    """One task gives the parsed entries, and the articles that reading and matching each alone gives."""
    feed = document(1, 2, 3)
    result = parse_and_match(feed, b"", PACKED)
    parsed = parse_feed(feed.body, feed.content_type, FEED_URL, feed.at)
    assert result.parsed == parsed
    assert isinstance(parsed, ParsedFeed)
    assert list(result.articles) == [entry.key for entry in parsed.entries]
    for entry in parsed.entries:
        read = read_and_match(ReadTask(Pending(1, entry, NOW, full_text=True), language="en"), PACKED)
        assert (result.articles[entry.key].article, result.articles[entry.key].matching) == (
            read.article,
            read.matching,
        )
        assert read.matching.matches


def test_known_entries_are_not_matched_again() -> None:
    """With the fingerprints of the last document, only new entries are matched."""
    first = parse_and_match(document(1, 2), b"", PACKED)
    second = parse_and_match(document(3, 2, 1), first.seen, PACKED)
    assert list(second.articles) == ["id-3"]
    assert isinstance(second.parsed, ParsedFeed)
    assert second.seen == entry_fingerprints(second.parsed.entries)
    assert parse_and_match(document(3, 2, 1), second.seen, PACKED).articles == {}


def test_an_endless_document_is_matched_in_part() -> None:
    """At most a hundred articles are matched with their document; the others become tasks of their own."""
    result = parse_and_match(document(*range(150)), b"", PACKED)
    assert list(result.articles) == [f"id-{number}" for number in range(100)]
    assert isinstance(result.parsed, ParsedFeed)
    assert len(result.parsed.entries) == 150


@pytest.mark.parametrize("body", [b"", b"<html><body>Moved</body></html>"])
def test_a_document_that_is_not_a_feed_has_no_articles(body) -> None:
    """A document that is not a feed gives only the failure."""
    result = parse_and_match(SourceDocument(FEED, body, "text/html", NOW + timedelta(hours=1)), b"", PACKED)
    assert isinstance(result.parsed, Failure)
    assert (result.articles, result.seen) == ({}, b"")


def test_topics_are_compiled_once_for_each_version(monkeypatch) -> None:
    """Every task carries the topics; a worker compiles them only if their version is new."""
    compiled, compile_topics = list[str](), tasks.compile_topics

    def counted(topics: Topics) -> CompiledTopics:
        compiled.append(topics.version)
        return compile_topics(topics)

    monkeypatch.setattr(tasks, "compile_topics", counted)
    for version in ("once-1", "once-2"):
        packed_topics = pack_topics(
            Topics((), (Topic("laos", "Laos", (Keyword("laos", language="en"),)),), version)
        )
        for number in range(5):
            parse_and_match(document(number), b"", pickle.loads(pickle.dumps(packed_topics)))
    assert compiled == ["once-1", "once-2"]
