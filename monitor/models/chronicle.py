"""The chronicle of a topic: its stories over months and years."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ChronicleStory:
    """A story in the digest of one day.

    Attributes:
        day: date of the digest.
        story: id of the story.
        event: id of the event that it reports; that of the story if no other story reports it.
        status: `new`, `update` or `running`.
        headline: of the article shown first.
        outlet: of that article.
        outlets: number of outlets that carried the story so far.
        found: when that article was found.
    """

    day: date
    story: str
    event: str
    status: str
    headline: str
    language: str
    outlet: str
    url: str | None
    outlets: int
    found: datetime


@dataclass(frozen=True, slots=True)
class ChronicleInput:
    """Everything a chronicle is computed from.

    Attributes:
        topic: id of the topic.
        title: of the topic.
        days: (date, number of events) of every digest that had the topic, oldest first.
        stories: in the order of the digests.
    """

    topic: str
    title: str
    days: tuple[tuple[date, int], ...]
    stories: tuple[ChronicleStory, ...]


class PointKind(StrEnum):
    """Why a day is a turning point."""

    FIRST = "first"  # the first report
    RETURN = "return"  # the first report after a long silence
    BURST = "burst"  # unusually many events
    LANGUAGE = "language"  # the first report in a language
    STATUS = "status"  # a headline says that something was signed, approved, delayed, ...


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """One turning point.

    Attributes:
        day: date of the digest; the first one of a burst.
        last: the last one of a burst, else `day`.
        kind: why it is one.
        text: what happened, in words.
        story: the story that shows it.
    """

    day: date
    last: date
    kind: PointKind
    text: str
    story: ChronicleStory


@dataclass(frozen=True, slots=True)
class LongStory:
    """A story over weeks or more.

    Attributes:
        id: id of its first story; it stays the same for ever.
        first: its first report.
        latest: its latest report.
        days: number of digests that had it.
        points: its turning points, oldest first.
    """

    id: str
    first: ChronicleStory
    latest: ChronicleStory
    days: int
    points: tuple[TurningPoint, ...]


@dataclass(frozen=True, slots=True)
class ChronicleMonth:
    """One month.

    Attributes:
        first: its first day.
        days: (date, number of events) of its digests.
        new: number of new events.
        widest: the story that most outlets carried, None in a month without stories.
        points: turning points of the topic, oldest first.
        others: of each further event the story that most outlets carried; the widest, oldest first.
        more: number of events beside them.
    """

    first: date
    days: tuple[tuple[date, int], ...]
    new: int
    widest: ChronicleStory | None
    points: tuple[TurningPoint, ...]
    others: tuple[ChronicleStory, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Chronicle:
    """The chronicle of a topic.

    Attributes:
        topic: id of the topic.
        title: of the topic.
        since: date of the first digest it covers, None without digests.
        until: date of the last one.
        new: number of new events.
        days: number of digests with stories.
        first: the first report of all, also if it is before `since`.
        latest: the latest report up to `until`.
        silent: days from the latest report to `until`.
        months: newest first.
        long_stories: those with a report in the span, the latest first.
        days_without_details: number of digests with counts but no events stored yet.
        statuses: the newest headline with each status word up to `until`, the newest first.
        gaps: (first, last) of the days without a digest inside the span, where there are three or more.
    """

    topic: str
    title: str
    since: date | None
    until: date | None
    new: int
    days: int
    first: ChronicleStory | None
    latest: ChronicleStory | None
    silent: int
    months: tuple[ChronicleMonth, ...]
    long_stories: tuple[LongStory, ...]
    days_without_details: int
    statuses: tuple[TurningPoint, ...] = ()
    gaps: tuple[tuple[date, date], ...] = ()
