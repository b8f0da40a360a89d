"""What workers do on one trip is what they do on several."""

import pickle
from datetime import timedelta

import pytest

from monitor import tasks
from monitor.match import CompiledTopics
from monitor.models import Failure, Keyword, ParsedFeed, Pending, Topic, Topics
from monitor.read import parse_feed
from monitor.tasks import FeedDocument, ReadTask, marks, pack, parse_and_match, read_and_match
from tests.read.documents import FEED_URL, NOW, PARAGRAPH, item, rss

PARCEL = pack(
    Topics((), (Topic("extradition", "Extradition", (Keyword("extradition", language="en"),)),), "v1")
)


def document(*numbers: int, seen: bytes = b"") -> FeedDocument:
    """Write a feed of whole articles that match."""
    text = f"<p>{PARAGRAPH * 3}</p>"
    items = (item(number, content_encoded=f"<![CDATA[{text} No. {number}.]]>") for number in numbers)
    return FeedDocument(rss(*items), "application/rss+xml", FEED_URL, NOW, "en", seen)


def test_a_told_article_is_what_reading_its_entry_gives() -> None:
    """One trip gives the entries that parsing gives, and of each what reading and matching it gives."""
    feed = document(1, 2, 3)
    told = parse_and_match(feed, PARCEL)
    parsed = parse_feed(feed.body, feed.content_type, feed.url, feed.at)
    assert told.parsed == parsed
    assert isinstance(parsed, ParsedFeed)
    assert list(told.told) == [entry.key for entry in parsed.entries]
    for entry in parsed.entries:
        read = read_and_match(ReadTask(Pending(1, entry, NOW, full_text=True), language="en"), PARCEL)
        assert (told.told[entry.key].article, told.told[entry.key].matching) == (read.article, read.matching)
        assert read.matching.matches


def test_what_the_last_document_had_is_not_matched_again() -> None:
    """Marks of entries come back with each document; with them only what is new is told."""
    first = parse_and_match(document(1, 2), PARCEL)
    second = parse_and_match(document(3, 2, 1, seen=first.seen), PARCEL)
    assert list(second.told) == ["id-3"]
    assert isinstance(second.parsed, ParsedFeed)
    assert second.seen == marks(second.parsed.entries)
    assert parse_and_match(document(3, 2, 1, seen=second.seen), PARCEL).told == {}


def test_an_endless_document_is_told_in_part() -> None:
    """A hundred articles travel with their document; the others are left to trips of their own."""
    told = parse_and_match(document(*range(150)), PARCEL)
    assert list(told.told) == [f"id-{number}" for number in range(100)]
    assert isinstance(told.parsed, ParsedFeed)
    assert len(told.parsed.entries) == 150


@pytest.mark.parametrize("body", [b"", b"<html><body>Moved</body></html>"])
def test_what_is_no_feed_tells_nothing(body) -> None:
    """The failure comes back alone."""
    told = parse_and_match(FeedDocument(body, "text/html", FEED_URL, NOW + timedelta(hours=1)), PARCEL)
    assert isinstance(told.parsed, Failure)
    assert (told.told, told.seen) == ({}, b"")


def test_topics_are_compiled_once_for_each_version(monkeypatch) -> None:
    """Every task brings its own copy of the topics; a worker compiles them when their version is new."""
    compiled, compile_topics = list[str](), tasks.compile_topics

    def counted(topics: Topics) -> CompiledTopics:
        compiled.append(topics.version)
        return compile_topics(topics)

    monkeypatch.setattr(tasks, "compile_topics", counted)
    for version in ("once-1", "once-2"):
        packed_topics = pack(Topics((), (Topic("laos", "Laos", (Keyword("laos", language="en"),)),), version))
        for number in range(5):
            parse_and_match(document(number), pickle.loads(pickle.dumps(packed_topics)))
    assert compiled == ["once-1", "once-2"]
