"""What a digest is made of, and the digest itself."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from monitor.models.articles import TextSource
from monitor.models.matches import Evidence, Match


@dataclass(frozen=True, slots=True)
class Window:
    """What one digest covers: the articles settled with numbers first < seq <= last.

    Sequences, not clock times, make the windows tile: they survive clock jumps and zone changes.

    Attributes:
        date: the digest's local date.
        timezone: IANA name in force when it was written.
        start: when the window before it ended; for the first digest, when the archive began.
        end: when it was last written.
        first: number of the last article settled before it.
        last: number of the last article in it.
        closed: it is no longer rewritten; what comes later belongs to the next digest.
        requested: a span that the user requested, not the window of a recorded digest.
    """

    date: date
    timezone: str
    start: datetime
    end: datetime
    first: int
    last: int
    closed: bool = False
    requested: bool = False


@dataclass(frozen=True, slots=True)
class MatchedArticle:
    """An archived article with its matches, as a digest needs it.

    Attributes:
        article_id: the archive's number for it.
        url: canonical URL or None.
        sources: names of the outlets whose feeds carried this URL, first finder first.
        country: country of the first of them.
        found: when its first entry was found.
        late: found before its window began, settled within.
        reason: why its page could not be read, "" if it was.
        digest_date: the digest in which it is new.
        matches: in config order; never empty.
        updated: an earlier text of it was settled before; these matches are of the text as it is now.
    """

    article_id: int
    url: str | None
    title: str
    text: str
    sources: tuple[str, ...]
    country: str
    language: str
    published: datetime | None
    found: datetime
    late: bool
    text_source: TextSource
    reason: str
    digest_date: date
    matches: tuple[Match, ...]
    updated: bool = False


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """How one feed stood when the digest was written.

    Attributes:
        status: a FeedStatus value, or `silent` for a feed that answers but has had nothing new for long.
        since: since when, or None.
    """

    name: str
    url: str
    status: str
    reason: str = ""
    detail: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An article of the window whose page could not be read; it was matched on the feed's own words."""

    title: str
    source: str
    reason: str
    url: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which no feed was polled; `feeds` may have scrolled past it (names)."""

    start: datetime
    end: datetime
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """What the reader must know to trust the digest: all that failed.

    Attributes:
        feeds: those not in order, in config order.
        unreadable: articles of the window.
        gaps: within the window.
        config_problems: of a refused edit, one line each.
        deliveries: of earlier digests that failed, one line each.
        notices: what happened to the archive, one line each.
    """

    feeds: tuple[FeedHealth, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    gaps: tuple[Gap, ...] = ()
    config_problems: tuple[str, ...] = ()
    deliveries: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Sequences of the window, and of the feeds when it was written."""

    feeds: int = 0
    feeds_failing: int = 0
    articles: int = 0  # settled in the window, backlog left out
    matched: int = 0
    unreadable: int = 0
    backlog: int = 0  # first seen when already old: archived and matched, never news
    pending: int = 0  # pages still to be had; they come in the next digest, marked late


@dataclass(frozen=True, slots=True)
class DigestInput:
    """All that a digest is a function of; the archive gives the same material for the same date.

    Attributes:
        config_version: hash of the config in force when it was written.
        topics: (id, title) in config order, as of then.
        articles: new in this window, by number.
        earlier: matched articles of the digests of the 28 days before, by number, to continue their stories.
        history: (date, topic id, stories) of the digests of those days.
        title: of the monitor, as configured when it was written; "" for none.
        archive_id: random, tells this archive from others.
    """

    window: Window
    config_version: str
    topics: tuple[tuple[str, str], ...]
    top_stories: int
    articles: tuple[MatchedArticle, ...]
    earlier: tuple[MatchedArticle, ...]
    history: tuple[tuple[date, str, int], ...]
    counts: Counts
    health: Health
    title: str = ""
    archive_id: str = ""


class StoryStatus(StrEnum):
    """How a story stands against earlier digests."""

    NEW = "new"
    UPDATE = "update"  # something was added: a changed text, an outlet with new facts
    RUNNING = "running"  # only more copies


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """An article as it stands in a story of one topic; `copy` marks another's text word for word.

    `updated` marks one that was read before, and matches in the text that it has now.
    """

    url: str | None
    title: str
    source: str
    country: str
    language: str
    published: datetime | None
    found: datetime
    score: float
    late: bool
    text_source: TextSource
    reason: str
    copy: bool
    evidence: tuple[Evidence, ...]
    arithmetic: str = ""
    updated: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """One story in one topic.

    Attributes:
        id: stable over days and over the order in which articles arrived.
        status: against earlier digests.
        headline: title of its first article, in its original language.
        articles: those new in this digest, the one to read first; never empty.
        outlets: names of all outlets that carried it, first first, earlier days included.
        since: date of the first digest that had it.
        event: id shared by separate stories that report one event, or "".
        other_topics: ids of the other topics it stands under.
    """

    id: str
    status: StoryStatus
    headline: str
    language: str
    articles: tuple[StoryArticle, ...]
    outlets: tuple[str, ...]
    since: date
    event: str = ""
    other_topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """Stories a day against the days before.

    Attributes:
        today: stories in this digest.
        mean_7: mean of the 7 digests' days before, None without history.
        mean_28: likewise of 28.
        days: (date, stories) of up to 28 days before and this one, oldest first.
        spike: today is surprising against the baseline, small counts allowed for.
        reason: why it is or is not, in words, with the numbers.
    """

    today: int
    mean_7: float | None
    mean_28: float | None
    days: tuple[tuple[date, int], ...]
    spike: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TopicSection:
    """One topic of a digest, stories by weight; a topic with nothing has no stories and says so."""

    id: str
    title: str
    stories: tuple[Story, ...]
    trend: Trend


@dataclass(frozen=True, slots=True)
class TopStory:
    """A story that leads the digest, and why it does."""

    topic: str
    story: Story
    reason: str


@dataclass(frozen=True, slots=True)
class Digest:
    """One day's digest: the single model behind HTML, Markdown, JSON and Atom.

    Attributes:
        title: of the monitor that wrote it, "" where it has none.
        archive_id: of the archive that it was made from.
    """

    window: Window
    config_version: str
    counts: Counts
    top: tuple[TopStory, ...]
    topics: tuple[TopicSection, ...]
    health: Health
    title: str = ""
    archive_id: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One digest or alert on its way to one target.

    Attributes:
        id: the outbox's number for it.
        key: what is delivered, such as `digest:2025-12-16`; an alert's says of which articles it tells.
        target: name of the target as configured, never the secret behind it.
        attempts: tries so far.
        next_try: not before; None when done or given up.
        sent: when it was accepted, or None.
        error: what the last try said, "" if none or if it succeeded.
    """

    id: int
    key: str
    target: str
    attempts: int = 0
    next_try: datetime | None = None
    sent: datetime | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class SkippedDeliveries:
    """Closed digests that a target was not sent, because too many had come together.

    Attributes:
        target: its name.
        first: key of the first of them.
        last: key of the last.
        count: how many.
    """

    target: str
    first: str
    last: str
    count: int
