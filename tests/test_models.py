"""Models survive the transfer between processes unchanged."""

import copy
import pickle
from datetime import UTC, datetime, timedelta

from monitor.models import (
    Article,
    Entry,
    Evidence,
    Match,
    Matching,
    NearMiss,
    Page,
    ParsedFeed,
    Pending,
    ReadArticle,
    TextSource,
)

NOW = datetime(2025, 12, 16, 9, tzinfo=UTC)
ENTRY = Entry("https://news.test/feed", "key", "https://news.test/1", "ສົນທິສັນຍາ", "Summary", published=NOW)
ARTICLE = Article(ENTRY.url, ENTRY.title, "text", TextSource.SUMMARY, language="lo", published=NOW)
EVIDENCE = Evidence("title", "treaty", "Treaty", "Treaty signed", 0, 13, 0, 6)
MATCHING = Matching(
    "v1",
    (Match("law", 15.0, 10.0, (EVIDENCE,), "15 >= 10"),),
    (NearMiss("aid", 6.0, 10.0, (EVIDENCE,), ("score 6 of 10",)),),
)
PENDING = Pending(7, ENTRY, NOW, attempts=2, full_text=True)


def test_models_survive_pickling() -> None:
    """A pickled or copied model equals itself, with every field."""
    page = Page("https://news.test/1", b"<html>", "text/html")
    models = [
        ENTRY,
        ParsedFeed("News", "rss20", (ENTRY, ENTRY), timedelta(minutes=5), "partial"),
        ReadArticle(7, ARTICLE, MATCHING, page),
        PENDING,
    ]
    for protocol in (2, pickle.HIGHEST_PROTOCOL):
        assert pickle.loads(pickle.dumps(models, protocol)) == models
    assert copy.deepcopy(models) == models
    assert hash(pickle.loads(pickle.dumps(ENTRY))) == hash(ENTRY)
