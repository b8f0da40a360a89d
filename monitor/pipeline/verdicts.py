"""Judge articles, and move verdicts between archives as JSON Lines."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Final

from monitor.archive import Archive, ArticleHistory
from monitor.errors import UsageError
from monitor.models import BELONGS, Answer, ArticleToJudge, Config, Verdict, VerdictImport
from monitor.pipeline.article_reference import read_reference
from monitor.pipeline.known_topics import check_topic_ids
from monitor.pipeline.second_opinion import opinion_model
from monitor.read import canonical_url

_MOST_MARKED: Final = 200
_SHOWN_TEXT: Final = 300  # characters
_ANSWERS: Final = ", ".join(answer.value for answer in Answer)


def judge(
    archive: Archive, config: Config, reference: str, topic: str, answer: Answer, now: datetime
) -> tuple[Verdict, Verdict | None]:
    """Store a verdict; return it and the one that it replaces, or None.

    Args:
        archive: writable.
        config: the config in force.
        reference: number or URL of the article.
        topic: id of a topic of the config.
        answer: whether the article belongs to the topic.
        now: the present time.

    Raises:
        UsageError: the article or the topic is unknown.
    """
    check_topic_ids(config.topics, [topic])
    number = stored_article(archive, reference).article_id
    earlier = archive.verdicts.record(number, topic, answer, now, config.version)
    return archive.verdicts.of_articles([number])[number][topic], earlier


def stored_article(archive: Archive, reference: str) -> ArticleHistory:
    """Return the article with that number or URL; raises UsageError if there is none."""
    history = archive.articles.history(read_reference(reference))
    if history is None:
        raise UsageError(f"there is no article {reference}; `monitor search` shows the IDs of articles")
    return history


def verdict_document(verdict: Verdict) -> dict[str, Any]:
    """Return the JSON object of a verdict, as `monitor verdicts export` writes it.

    The article is given by `url`, or by `feed` and `key` (its first entry) if it has no URL of its own.
    """
    place: dict[str, Any] = {"url": verdict.url}
    if verdict.url is None:
        place |= {"feed": verdict.feed_url, "key": verdict.entry_key}
    return place | {
        "title": verdict.title,
        "topic": verdict.topic,
        "verdict": verdict.answer.value,
        "judged": verdict.judged.isoformat(),
        "config_version": verdict.config_version,
    }


def verdict_lines(verdicts: Iterable[Verdict], topic: str = "") -> list[str]:
    """Return verdicts as lines of JSON, those on every topic or on one."""
    return [
        json.dumps(verdict_document(verdict), ensure_ascii=False)
        for verdict in verdicts
        if not topic or verdict.topic == topic
    ]


def read_verdicts(lines: Iterable[str], now: datetime) -> Iterator[Verdict]:
    """Yield the verdict of each line that is not blank.

    Args:
        lines: JSON objects as `verdict_document` makes them; `judged`, `title` and `config_version` may be
            missing.
        now: the time of verdicts without `judged`.

    Raises:
        UsageError: a line is not a verdict; the message names the line and what is wrong.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _read_verdict(json.loads(line), now)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"line {number} is not a verdict: {error}") from error


def import_verdicts(archive: Archive, lines: Iterable[str], now: datetime) -> VerdictImport:
    """Store the verdicts of another archive, all or none; raises UsageError as `read_verdicts` does."""
    return archive.verdicts.add(list(read_verdicts(lines, now)))


def unjudged_articles(
    archive: Archive, config: Config, since: datetime, until: datetime, topic: str = ""
) -> Iterator[ArticleToJudge]:
    """Yield the matches and near misses of the config's topics that have no verdict, newest first.

    What the second opinion marks comes before them, best first.

    Args:
        archive: may be read-only.
        config: the config in force.
        since: articles processed after this time.
        until: and up to this time.
        topic: id of the only topic to ask about, "" for all.

    Raises:
        UsageError: the topic is unknown.
    """
    check_topic_ids(config.topics, [topic] if topic else [])
    wanted = {one.id for one in config.topics.topics if topic in {"", one.id}}
    marked = [one for one in _marked(archive, config, since, until) if one.topic in wanted]
    shown = {(one.article.id, one.topic) for one in marked}
    others = (one for one in archive.verdicts.unjudged(since, until) if one.topic in wanted)
    return chain(marked, (one for one in others if (one.article.id, one.topic) not in shown))


def _marked(archive: Archive, config: Config, since: datetime, until: datetime) -> Iterator[ArticleToJudge]:
    """Yield the articles that the second opinion marks, without match and verdict, best first."""
    model = opinion_model(config, archive)
    if model is None:
        return
    found = archive.scores.marked(model.key, BELONGS, since, until)[:_MOST_MARKED]
    stored = {one.id: one for one in archive.found.details(sorted({one.article_id for one in found}))}
    for one in found:
        if (article := stored.get(one.article_id)) is not None:
            why = f"the second opinion says it belongs: {one.score:.2f}"
            yield ArticleToJudge(article, one.topic, "missed", why, article.text[:_SHOWN_TEXT])


def _read_verdict(document: Any, now: datetime) -> Verdict:
    if not isinstance(document, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004 - every problem of a line is one kind
    topic, answer = _text(document, "topic"), _text(document, "verdict")
    if answer not in {one.value for one in Answer}:
        raise ValueError(f'"verdict" must be one of {_ANSWERS}, not {answer!r}')
    url, feed, key = _text(document, "url", required=False), "", ""
    if url:
        url = canonical_url(url) or ""
        if not url:
            raise ValueError(f'"url" is not a web address: {document["url"]!r}')
    else:
        feed, key = _text(document, "feed"), _text(document, "key")
    return Verdict(
        topic=topic,
        answer=Answer(answer),
        judged=_moment(document, now),
        config_version=_text(document, "config_version", required=False),
        url=url or None,
        feed_url=feed,
        entry_key=key,
        title=_text(document, "title", required=False),
    )


def _text(document: dict[str, Any], name: str, *, required: bool = True) -> str:
    value = document.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value.strip()):
        hint = ' (an article without a URL needs "feed" and "key")' if name in {"feed", "key"} else ""
        raise ValueError(f'"{name}" must be text{hint}')
    return value


def _moment(document: dict[str, Any], now: datetime) -> datetime:
    text = _text(document, "judged", required=False)
    if not text:
        return now
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
