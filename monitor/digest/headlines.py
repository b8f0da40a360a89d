"""Summarise the events of a digest as the feeds show them: one record for each event and topic.

They are made from a digest's JSON document. Documents of earlier versions have no events: each story is one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from monitor.digest.render.article_view import BLOCKED
from monitor.digest.titles import unique_outlets
from monitor.models import StoryStatus

MOST_REPORTS = 12  # further reports of an event
_MOST_QUOTED = 600  # characters


@dataclass(frozen=True, slots=True)
class OtherReport:
    """A further report of an event, often in another language."""

    title: str
    language: str
    outlet: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Headline:
    """An event as the feeds show it under one topic.

    Attributes:
        story: id of the story that shows the event under this topic.
        title: its headline; `language`, `outlet` and `url` are of its first article.
        status: `new`, `update` or `running`; a story that joins an event of an earlier digest is an update.
        quote: the sentence of that article with the most points, "" if only the headline matched.
        why: the arithmetic of that article's match.
        outlets: names of all outlets that carried the event.
        since: date of the first digest that had it.
        updated: when the newest article that adds something was found; the end of the window if an article
            was read again.
        event: id of the event, the same over all its days, see `name_events_of_day`; "" in a catalogue of an
            earlier version.
        stories: ids of its stories, the one found first in front, those of earlier digests included.
        place: id of the story under which the digest shows it.
        elsewhere: the digest shows it under another topic.
        reports: its other stories and those of earlier digests, at most twelve.
        more_reports: number of those left out.
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
    event: str = ""
    stories: tuple[str, ...] = ()
    place: str = ""
    elsewhere: bool = False
    reports: tuple[OtherReport, ...] = ()
    more_reports: int = 0


class EventIndex:
    """The stories of a digest's JSON document by event."""

    def __init__(self, topics: Iterable[Mapping[str, Any]], end: datetime) -> None:
        self._end = end
        self._members: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
        articles: dict[tuple[str | None, str, str], str] = {}
        for topic in topics:
            for story in topic["stories"]:
                self._members[main_of(story)].setdefault(story["id"], story)
                for one in story["articles"]:
                    articles[one["url"], one["title"], one["source"]] = story["id"]
        self.events = len(self._members)
        self.articles = len(articles)
        self.new = sum(_status(stories.values()) == StoryStatus.NEW for stories in self._members.values())

    def mains(self, topic: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the events of a topic, by the ids of their main stories, in reading order."""
        return tuple(dict.fromkeys(main_of(story) for story in topic["stories"]))

    def headline(self, main: str, topic: Mapping[str, Any]) -> Headline:
        """Return an event as the feed of a topic shows it, with its first story there."""
        stories = self._members[main]
        told = next(story for story in topic["stories"] if main_of(story) == main)
        lead = told["articles"][0]
        others = [story for number, story in stories.items() if number != told["id"]]
        others.sort(key=lambda story: (story["id"] != main, story["language"], story["id"]))
        reports = [*map(_report, others), *_earlier_reports(stories.values())]
        outlets = unique_outlets(name for story in (told, *others) for name in story["outlets"])
        return Headline(
            story=told["id"],
            title=told["headline"],
            language=told["language"],
            outlet=lead["source"],
            url=_link(lead),
            status=_status(stories.values()),
            quote=_quote(lead["evidence"]),
            why=lead["arithmetic"],
            outlets=tuple(outlets),
            since=min(date.fromisoformat(story["since"]) for story in stories.values()),
            updated=self._updated(stories.values()),
            stories=_ids(stories.values()),
            place=main,
            elsewhere=told.get("told_under", topic["id"]) not in ("", topic["id"]),
            reports=tuple(reports[:MOST_REPORTS]),
            more_reports=max(0, len(reports) - MOST_REPORTS),
        )

    def _updated(self, stories: Iterable[Mapping[str, Any]]) -> datetime:
        told = list(stories)
        adding = [story for story in told if story["status"] != StoryStatus.RUNNING] or told
        return max(self._updated_story(story) for story in adding)

    def _updated_story(self, story: Mapping[str, Any]) -> datetime:
        articles = story["articles"]
        if any(article.get("updated") for article in articles):
            return self._end
        found = [utc_time(article["found"]) for article in articles if not article["copy"]]
        # A clock that was ahead may have dated an article after its digest.
        return min(self._end, max(found, default=utc_time(articles[0]["found"])))


def utc_time(text: str) -> datetime:
    """Parse a time of a document, in UTC if it names no zone.

    Raises:
        ValueError: it is not a time.
    """
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def main_of(story: Mapping[str, Any]) -> str:
    """Return the id of the story that shows the event of a story; it may be the story itself."""
    return str(story.get("main") or story["id"])


def _status(stories: Iterable[Mapping[str, Any]]) -> str:
    found = {story["status"] for story in stories}
    return str(found.pop() if len(found) == 1 else StoryStatus.UPDATE)


def _ids(stories: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the ids of the stories of an event, the one found first in front, also of earlier digests."""
    listed = sorted(stories, key=_order_found)
    earlier = [(one["date"], one["id"]) for story in listed for one in story.get("earlier", ())]
    return tuple(dict.fromkeys([*(number for _, number in sorted(earlier)), *(one["id"] for one in listed)]))


def _order_found(story: Mapping[str, Any]) -> tuple[str, str, str]:
    found = (str(article["found"]) for article in story["articles"])
    return story["since"], min(found), story["id"]


def _report(story: Mapping[str, Any]) -> OtherReport:
    lead = story["articles"][0]
    return OtherReport(story["headline"], story["language"], lead["source"], _link(lead))


def _earlier_reports(stories: Iterable[Mapping[str, Any]]) -> list[OtherReport]:
    known = {one["id"]: one for story in stories for one in story.get("earlier", ())}
    return [
        OtherReport(one["headline"], one["language"], one["source"], one["url"]) for one in known.values()
    ]


def _link(article: Mapping[str, Any]) -> str | None:
    return None if article.get("reason") == BLOCKED else article["url"]


def _quote(evidence: Sequence[Mapping[str, Any]]) -> str:
    """Return the sentence of the text whose keywords have the most points, or "" without one."""
    points: dict[str, float] = {}
    for found in evidence:
        if found["field"] != "title":
            points[found["quote"]] = points.get(found["quote"], 0.0) + found["points"]
    best = max(points, key=points.__getitem__, default="")
    return best if len(best) <= _MOST_QUOTED else best[: _MOST_QUOTED - 1].rstrip() + "…"
