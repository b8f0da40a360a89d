"""Gather everything that the archive has of one article, and why it matches each topic or not."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from monitor.archive import Archive, ArticleHistory, KnownArticle
from monitor.errors import UsageError
from monitor.match import compile_topics
from monitor.match.missed.why_not import ArticleExplanation, explain_article
from monitor.models import UNKNOWN_OUTLET, Config, Outlet, Verdict
from monitor.pipeline.article_reference import read_reference
from monitor.pipeline.explanations import topic_document


@dataclass(frozen=True, slots=True)
class ArticleDetails:
    """Everything about one article.

    Attributes:
        known: its status, and the digest that has it.
        history: its text, entries and versions.
        explanation: what it has and lacks of each topic in force.
        verdicts: what a person said, by topic; topics that are no longer in force are included.
        differences: of each earlier version, the lines that the next one removed (`-`) and added (`+`).
    """

    known: KnownArticle
    history: ArticleHistory
    explanation: ArticleExplanation
    verdicts: Mapping[str, Verdict]
    differences: tuple[tuple[str, ...], ...]


def article_facts(archive: Archive, config: Config, reference: str) -> ArticleDetails:
    """Return everything about the article with a number or URL. Writes nothing.

    Raises:
        UsageError: there is no such article.
    """
    wanted = read_reference(reference)
    known, history = archive.articles.get(wanted), archive.articles.history(wanted)
    if known is None or history is None:
        raise UsageError(f"there is no article {reference}; `monitor search` shows the IDs of articles")
    topics, outlet = compile_topics(config.topics), outlet_of_article(config, history)
    explanation = explain_article(topics, history.title, history.text, outlet)
    verdicts = archive.verdicts.of_articles([history.article_id]).get(history.article_id, {})
    return ArticleDetails(known, history, explanation, verdicts, tuple(_differences(history)))


def outlet_of_article(config: Config, history: ArticleHistory) -> Outlet:
    """Return the publisher of the feed that announced an article first, as the config names it."""
    announced = {one.feed_url for one in history.announcements[:1]}
    return next((feed.outlet for feed in config.feeds if feed.url in announced), UNKNOWN_OUTLET)


def _differences(history: ArticleHistory) -> Iterator[tuple[str, ...]]:
    texts = [*((one.title, one.text) for one in history.versions), (history.title, history.text)]
    for before, after in pairwise(texts):
        lines = difflib.unified_diff(
            "\n".join(before).splitlines(), "\n".join(after).splitlines(), n=0, lineterm=""
        )
        yield tuple(line for line in list(lines)[2:] if not line.startswith("@@"))


def article_document(facts: ArticleDetails) -> dict[str, Any]:
    """Return the JSON document of an article, for `monitor article --json` and the JSON API."""
    known, history, explanation = facts.known, facts.history, facts.explanation
    return {
        "id": history.article_id,
        "url": history.url,
        "title": history.title,
        "author": history.author,
        "source": known.sources[0] if known.sources else "",
        "sources": list(known.sources),
        "language": history.language,
        "published": _time(known.published),
        "found": _time(known.found),
        "processed": _time(known.processed),
        "status": known.status.value,
        "reason": known.reason,
        "detail": known.detail,
        "attempts": known.attempts,
        "next_try": _time(known.next_try),
        "backlog": known.backlog,
        "digest": known.digest_date.isoformat() if known.digest_date else None,
        "text_source": history.text_source.value if history.text_source else None,
        "text": history.text,
        "hits": [
            {"field": field, "start": start, "end": end}
            for field, marks in (("title", explanation.title_marks), ("text", explanation.text_marks))
            for start, end in marks
        ],
        "entries": [
            {
                "outlet": one.outlet,
                "feed": one.feed_url,
                "title": one.title,
                "published": _time(one.published),
                "found": _time(one.found),
            }
            for one in history.announcements
        ],
        "versions": [
            {
                "replaced": _time(one.replaced),
                "title": one.title,
                "text": one.text,
                "difference": list(difference),
            }
            for one, difference in zip(history.versions, facts.differences, strict=True)
        ],
        "topics": [
            topic_document(one) | {"verdict": _answer(facts.verdicts.get(one.topic))}
            for one in explanation.topics
        ],
    }


def _answer(verdict: Verdict | None) -> str | None:
    return verdict.answer.value if verdict else None


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
