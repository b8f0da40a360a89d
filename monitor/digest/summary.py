"""Summaries of digests for the index page and the Atom feeds: one small record per day.

A summary is made from a digest's JSON document, so that the catalogue can be rebuilt from the stored files.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from monitor.digest.event_ids import name_events_of_day
from monitor.digest.headlines import EventIndex, Headline, OtherReport, utc_time
from monitor.digest.render.json import SCHEMA_VERSION, document, dump, utc_text
from monitor.models import Digest

HEADLINES = 20  # events of each topic and day
KEEP_HEADLINES = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class TopicSummary:
    """One topic of one day.

    Attributes:
        stories: number of its stories; `new` of those that no earlier digest had.
        headlines: its first few events.
        events: number of its events; None in a catalogue of an earlier version.
        told: number of those that the digest shows under this topic.
    """

    id: str
    title: str
    stories: int
    new: int
    spike: bool
    headlines: tuple[Headline, ...] = ()
    events: int | None = None
    told: int | None = None


@dataclass(frozen=True, slots=True)
class DigestSummary:
    """Summary of one digest.

    Attributes:
        updated: when it was last written.
        stories: number of stories in all topics, each counted once.
        new: number of those that no earlier digest had.
        period: name of the week or month of the digest of one; "" for that of a day.
        events: number of events, each counted once; None in a catalogue of an earlier version, as the rest.
        new_events: number of events without a story in any earlier digest.
        articles: number of articles that are new in the digest.
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
    events: int | None = None
    new_events: int | None = None
    articles: int | None = None


def summarise(digest: Digest) -> DigestSummary:
    """Return the summary of a digest."""
    return summary_of(document(digest))


def summary_of(content: Mapping[str, Any]) -> DigestSummary:
    """Return the summary of a digest given as its JSON document.

    Raises:
        ValueError: if it is not the document of a digest.
    """
    try:
        end = utc_time(content["window"]["end"])
        index = EventIndex(content["topics"], end)
        status = {story["id"]: story["status"] for topic in content["topics"] for story in topic["stories"]}
        return DigestSummary(
            day=date.fromisoformat(content["date"]),
            updated=end,
            timezone=content["timezone"],
            stories=len(status),
            new=sum(value == "new" for value in status.values()),
            feeds=content["counts"]["feeds"],
            feeds_failing=content["counts"]["feeds_failing"],
            topics=tuple(_topic(topic, index) for topic in content["topics"]),
            period=content.get("period", ""),
            events=index.events,
            new_events=index.new,
            articles=index.articles,
        )
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"not a digest: {error!r}") from error


def join(known: Iterable[DigestSummary], added: DigestSummary) -> tuple[DigestSummary, ...]:
    """Return the known digests plus or replacing one, newest first; old ones lose their headlines.

    The events of the added one get the ids that they had before, see `name_events_of_day`.
    """
    days = {summary.day: summary for summary in known}
    days[added.day] = _named(
        added, [days[day] for day in sorted(days) if timedelta(0) <= added.day - day <= KEEP_HEADLINES]
    )
    newest = max(days)
    return tuple(
        days[day] if newest - day <= KEEP_HEADLINES else _without_headlines(days[day])
        for day in sorted(days, reverse=True)
    )


def _named(added: DigestSummary, before: Sequence[DigestSummary]) -> DigestSummary:
    def named(topic: TopicSummary) -> TopicSummary:
        earlier = [part.headlines for summary in before for part in summary.topics if part.id == topic.id]
        ids = name_events_of_day([line.stories or (line.story,) for line in topic.headlines], earlier)
        lines = zip(topic.headlines, ids, strict=True)
        return replace(topic, headlines=tuple(replace(line, event=event) for line, event in lines))

    return replace(added, topics=tuple(named(topic) for topic in added.topics))


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


def _topic(topic: Mapping[str, Any], index: EventIndex) -> TopicSummary:
    stories, mains = topic["stories"], index.mains(topic)
    lines = [index.headline(main, topic) for main in mains]
    return TopicSummary(
        id=topic["id"],
        title=topic["title"],
        stories=len(stories),
        new=sum(story["status"] == "new" for story in stories),
        spike=topic["trend"]["spike"],
        headlines=tuple(lines[:HEADLINES]),
        events=len(lines),
        told=sum(not line.elsewhere for line in lines),
    )


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
    day, updated = date.fromisoformat(item["day"]), utc_time(item["updated"])
    return DigestSummary(**{**item, "day": day, "updated": updated, "topics": topics})


def _kept(line: Mapping[str, Any]) -> Headline:
    """Return a headline of a catalogue; one of an earlier version has no quote, no times and no event."""
    since, updated = line.get("since"), line.get("updated")
    return Headline(
        **{
            **line,
            "outlets": tuple(line.get("outlets", ())),
            "stories": tuple(line.get("stories", ())),
            "reports": tuple(OtherReport(**report) for report in line.get("reports", ())),
            "since": date.fromisoformat(since) if since else None,
            "updated": utc_time(updated) if updated else None,
        }
    )
