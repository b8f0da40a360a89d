"""Summaries of digests for the index page and the Atom feeds: one small record per day.

A summary is made from a digest's JSON document, so that the catalogue can be rebuilt from the stored files.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from monitor.digest.render.article_view import BLOCKED
from monitor.digest.render.json import SCHEMA_VERSION, document, dump, utc_text
from monitor.models import Digest

HEADLINES = 20  # of each topic and day
_MOST_QUOTED = 600  # characters
KEEP_HEADLINES = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Headline:
    """A story as the feeds show it.

    Attributes:
        quote: the sentence of its first article with the most points, "" if only the headline matched.
        why: the arithmetic of that article's match.
        outlets: names of all outlets that carried it.
        since: date of the first digest that had it.
        updated: when its newest article that adds something was found; the end of the window if an article
            was read again.
    """

    story: str
    title: str
    language: str
    outlet: str
    url: str | None
    status: str
    quote: str = ""
    why: str = ""
    outlets: tuple[str, ...] = ()
    since: date | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class TopicSummary:
    """One topic of one day: the number of its stories and the first few headlines."""

    id: str
    title: str
    stories: int
    new: int
    spike: bool
    headlines: tuple[Headline, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestSummary:
    """Summary of one digest.

    Attributes:
        updated: when it was last written.
        stories: number of stories in all topics, each counted once.
        new: number of those that no earlier digest had.
        period: name of the week or month of the digest of one; "" for that of a day.
    """

    day: date
    updated: datetime
    timezone: str
    stories: int
    new: int
    feeds: int
    feeds_failing: int
    topics: tuple[TopicSummary, ...]
    period: str = ""


def summarise(digest: Digest) -> DigestSummary:
    """Return the summary of a digest."""
    return summary_of(document(digest))


def summary_of(content: Mapping[str, Any]) -> DigestSummary:
    """Return the summary of a digest given as its JSON document.

    Raises:
        ValueError: if it is not the document of a digest.
    """
    try:
        status = {story["id"]: story["status"] for topic in content["topics"] for story in topic["stories"]}
        return DigestSummary(
            day=date.fromisoformat(content["date"]),
            updated=_moment(content["window"]["end"]),
            timezone=content["timezone"],
            stories=len(status),
            new=sum(value == "new" for value in status.values()),
            feeds=content["counts"]["feeds"],
            feeds_failing=content["counts"]["feeds_failing"],
            topics=tuple(_topic(topic, _moment(content["window"]["end"])) for topic in content["topics"]),
            period=content.get("period", ""),
        )
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"not a digest: {error!r}") from error


def join(known: Iterable[DigestSummary], added: DigestSummary) -> tuple[DigestSummary, ...]:
    """Return the known digests plus or replacing one, newest first; old ones lose their headlines."""
    days = {summary.day: summary for summary in known} | {added.day: added}
    newest = max(days)
    return tuple(
        days[day] if newest - day <= KEEP_HEADLINES else _without_headlines(days[day])
        for day in sorted(days, reverse=True)
    )


def join_periods(known: Iterable[DigestSummary], added: DigestSummary) -> tuple[DigestSummary, ...]:
    """Return the known digests of weeks and months plus or replacing one, newest first, without headlines."""
    named = {summary.period: summary for summary in known} | {added.period: _without_headlines(added)}
    return tuple(sorted(named.values(), key=lambda summary: (summary.day, summary.period), reverse=True))


def render_catalogue(summaries: Sequence[DigestSummary]) -> str:
    """Return summaries as the JSON document that `read_catalogue` reads."""
    return dump({"schema_version": SCHEMA_VERSION, "digests": [_plain(summary) for summary in summaries]})


def read_catalogue(text: str) -> tuple[DigestSummary, ...]:
    """Parse a catalogue.

    Raises:
        ValueError: if it is not a catalogue, damaged, or of another version.
    """
    content = json.loads(text)
    try:
        if content["schema_version"] != SCHEMA_VERSION:
            raise ValueError("catalogue of another version")
        return tuple(_summary(item) for item in content["digests"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a catalogue: {error!r}") from error


def _topic(topic: Mapping[str, Any], end: datetime) -> TopicSummary:
    stories = topic["stories"]
    return TopicSummary(
        id=topic["id"],
        title=topic["title"],
        stories=len(stories),
        new=sum(story["status"] == "new" for story in stories),
        spike=topic["trend"]["spike"],
        headlines=tuple(_headline(story, end) for story in stories[:HEADLINES]),
    )


def _headline(story: Mapping[str, Any], end: datetime) -> Headline:
    lead, articles = story["articles"][0], story["articles"]
    found = [_moment(article["found"]) for article in articles if not article["copy"]]
    reread = any(article.get("updated") for article in articles)
    return Headline(
        story=story["id"],
        title=story["headline"],
        language=story["language"],
        outlet=lead["source"],
        url=None if lead.get("reason") == BLOCKED else lead["url"],
        status=story["status"],
        quote=_quote(lead["evidence"]),
        why=lead["arithmetic"],
        outlets=tuple(story["outlets"]),
        since=date.fromisoformat(story["since"]),
        # A clock that was ahead may have dated an article after its digest.
        updated=end if reread else min(end, max(found, default=_moment(lead["found"]))),
    )


def _quote(evidence: Sequence[Mapping[str, Any]]) -> str:
    """Return the sentence of the text whose keywords have the most points, or "" without one."""
    points: dict[str, float] = {}
    for found in evidence:
        if found["field"] != "title":
            points[found["quote"]] = points.get(found["quote"], 0.0) + found["points"]
    best = max(points, key=points.__getitem__, default="")
    return best if len(best) <= _MOST_QUOTED else best[: _MOST_QUOTED - 1].rstrip() + "…"


def _without_headlines(summary: DigestSummary) -> DigestSummary:
    return replace(summary, topics=tuple(replace(topic, headlines=()) for topic in summary.topics))


def _plain(summary: DigestSummary) -> dict[str, Any]:
    plain = asdict(summary) | {"day": summary.day.isoformat(), "updated": utc_text(summary.updated)}
    for line in (line for topic in plain["topics"] for line in topic["headlines"]):
        line["since"] = line["since"].isoformat() if line["since"] else None
        line["updated"] = utc_text(line["updated"]) if line["updated"] else None
    return plain


def _summary(item: Mapping[str, Any]) -> DigestSummary:
    topics = tuple(
        TopicSummary(**{**topic, "headlines": tuple(_kept(line) for line in topic["headlines"])})
        for topic in item["topics"]
    )
    day, updated = date.fromisoformat(item["day"]), _moment(item["updated"])
    return DigestSummary(**{**item, "day": day, "updated": updated, "topics": topics})


def _kept(line: Mapping[str, Any]) -> Headline:
    """Return a headline of a catalogue; one written by an earlier version has no quote and no times."""
    since, updated = line.get("since"), line.get("updated")
    return Headline(
        **{
            **line,
            "outlets": tuple(line.get("outlets", ())),
            "since": date.fromisoformat(since) if since else None,
            "updated": _moment(updated) if updated else None,
        }
    )


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
