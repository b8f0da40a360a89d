"""The input of a digest, and the digest itself."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from monitor.models.articles import TextSource
from monitor.models.matches import Evidence, Match
from monitor.models.missed import MissedArticle
from monitor.models.periods import period_name


@dataclass(frozen=True, slots=True)
class Window:
    """What one digest covers: the articles processed with sequence numbers first < seq <= last.

    Sequences make consecutive windows meet exactly, regardless of changes of clocks and time zones.

    Attributes:
        date: local date of the digest.
        timezone: IANA name in force when it was written.
        start: end of the window before it; for the first digest, when the archive was created.
        end: when it was last written.
        first: sequence of the last article processed before it.
        last: sequence of the last article in it.
        closed: it is final; later articles belong to the next digest.
        requested: it is the range of a query, not a stored window, and owns no articles.
        period: `week` or `month` for the digest of one; its date is the last day of it. Else `day`.
    """

    date: date
    timezone: str
    start: datetime
    end: datetime
    first: int
    last: int
    closed: bool = False
    requested: bool = False
    period: str = "day"

    @property
    def name(self) -> str:
        """Return the name of the digest: its date, `2026-W49` or `2026-11`."""
        return period_name(self.period, self.date)


@dataclass(frozen=True, slots=True)
class MatchedArticle:
    """An archived article with its matches, as input of a digest.

    Attributes:
        article_id: its id in the archive.
        url: canonical URL or None.
        sources: names of the outlets whose feeds carried this URL, in the order they were found.
        country: of the first of them.
        found: when its first entry was found.
        late: found before its window began, processed within.
        reason: why its page could not be read, "" if it was.
        digest_date: the digest in which it is new.
        matches: in config order; never empty.
        updated: an earlier text was processed before; the matches are of the present text.
        earlier_title: title of that text, "" if not updated.
        earlier_text: that text, "" if not updated or no longer kept.
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
    earlier_title: str = ""
    earlier_text: str = ""


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """The state of one feed when the digest was written.

    Attributes:
        status: a FeedStatus value, or for a feed that answers `silent` (nothing new for long), `old`,
            `shrinking` (far fewer entries than usual) or `unreadable` (none of its last articles could be
            read).
        reason: code of the problem, or "".
        detail: the problem in one line.
        since: start of this state, or None.
    """

    name: str
    url: str
    status: str
    reason: str = ""
    detail: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An article of the window whose page could not be read; the feed's text was matched instead."""

    title: str
    source: str
    reason: str
    url: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A period in which no feed was polled. `feeds` (names) may have dropped entries in it."""

    start: datetime
    end: datetime
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """All failures that the reader must know to trust the digest.

    Attributes:
        feeds: feeds that are not OK, in config order.
        unreadable: articles of the window.
        gaps: within the window.
        config_problems: of a refused edit, one line each.
        deliveries: of earlier digests that failed, one line each.
        notices: events of the archive, one line each.
    """

    feeds: tuple[FeedHealth, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    gaps: tuple[Gap, ...] = ()
    config_problems: tuple[str, ...] = ()
    deliveries: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of the window, and of the feeds when it was written."""

    feeds: int = 0
    feeds_failing: int = 0
    articles: int = 0  # processed in the window, without backlog
    matched: int = 0
    unreadable: int = 0
    backlog: int = 0  # old when first seen: archived and matched, never news
    pending: int = 0  # pages not read yet; they come in the next digest, marked late


@dataclass(frozen=True, slots=True)
class ReadingAids:
    """What helps to read reports in foreign languages.

    Attributes:
        language: BCP 47 tag of the reader's language; reports in others are foreign.
        languages: that the reader prefers, the first most: a report in one of them shows its event.
        link: URL of a translation service with `{url}` for the address of the report; "" for none.
        glosses: (keyword, meaning) of the topics in force when the digest was written.
        translations: (original, machine translation) of headlines and quotes.
    """

    language: str = "en"
    link: str = ""
    glosses: tuple[tuple[str, str], ...] = ()
    translations: tuple[tuple[str, str], ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestInput:
    """Everything a digest is computed from; the archive returns the same input for the same date.

    Attributes:
        config_version: hash of the config in force when the digest was written.
        topics: (id, title) in config order at that time.
        articles: new in this window, by sequence.
        earlier: matched articles of the 28 days before, by sequence, to continue their stories.
        history: (date, topic id, stories) of the digests of those days.
        title: of the monitor, as configured at that time; "" for none.
        archive_id: random id of the archive.
        missed: articles of the window that match no topic but may belong to one, as recorded then.
        previous: date of the digest before, None if there is none.
        name_forms: names of the topics at that time, see `Topics.name_forms`.
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
    missed: tuple[MissedArticle, ...] = ()
    previous: date | None = None
    name_forms: tuple[tuple[str, str], ...] = ()
    aids: ReadingAids = ReadingAids()


@dataclass(frozen=True, slots=True)
class SharedFacts:
    """What two reports of one event have in common, the most telling first.

    Attributes:
        dates: as `2026-01-14`.
        numbers: in plain notation, such as `412000000` and `35%`.
        names: glosses of the topics' names, countries (ISO 3166), words in Latin letters.
        words: concepts, in English.
    """

    dates: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EarlierReport:
    """A report of the same event in an earlier digest, in another story.

    Attributes:
        story: id of its story.
        day: date of the first digest that had it.
        url: of the report, None if it has none.
        shared: what the two stories have in common.
    """

    story: str
    day: date
    headline: str
    language: str
    source: str
    url: str | None
    shared: SharedFacts = SharedFacts()


class StoryStatus(StrEnum):
    """How a story relates to earlier digests."""

    NEW = "new"
    UPDATE = "update"  # something was added: a changed text, an outlet with new facts
    RUNNING = "running"  # only more copies


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """An article in a story of one topic.

    Attributes:
        copy: its text repeats another article of the story word for word.
        updated: it was read before; its evidence is of the present text.
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
        status: relative to earlier digests.
        headline: title of its first article, in the original language.
        articles: those new in this digest, the one to read first; never empty.
        outlets: names of all outlets that carried it, in order, earlier days included.
        since: date of the first digest that had it, or another report of its event.
        event: id shared by separate stories about one event, or ""; that of its first story.
        other_topics: ids of the other topics it belongs to.
        main: id of the story that shows its event, "" if that is this one.
        told_under: id of the topic where its event is shown: where it scores highest against the threshold.
        shared: what it has in common with the main story of its event.
        added: the sentence that an update adds, in the original language; "" if none is known.
        earlier_headline: the headline of an update before it was changed, or "".
        quote: a hit in the text of another of its articles, if its first article has none in the text.
        earlier: reports of its event in earlier digests, if it is new itself, newest first.
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
    main: str = ""
    told_under: str = ""
    shared: SharedFacts = SharedFacts()
    added: str = ""
    earlier_headline: str = ""
    quote: Evidence | None = None
    earlier: tuple[EarlierReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """Events a day compared with the days before.

    Attributes:
        today: events in this digest.
        mean_7: mean of the 7 days before, None without history.
        mean_28: mean of the 28 days before, None without history.
        days: (date, events) of up to 28 days before and of this one, oldest first.
        spike: today's number is surprising against the baseline, with an allowance for small numbers.
        reason: why it is or is not a spike, in words, with the numbers.
    """

    today: int
    mean_7: float | None
    mean_28: float | None
    days: tuple[tuple[date, int], ...]
    spike: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TopicSection:
    """One topic of a digest, with its stories by rank; it may have none."""

    id: str
    title: str
    stories: tuple[Story, ...]
    trend: Trend

    @property
    def events(self) -> int:
        """The number of events that its stories report."""
        return len({story.event or story.id for story in self.stories})


@dataclass(frozen=True, slots=True)
class TopStory:
    """A story that leads the digest, and the reason."""

    topic: str
    story: Story
    reason: str


@dataclass(frozen=True, slots=True)
class Digest:
    """The digest of one day: the single model behind HTML, Markdown, JSON and Atom.

    Attributes:
        title: of the monitor that wrote it, "" if it has none.
        archive_id: of the archive it was computed from.
        missed: articles that match no topic but may belong to one; no part of any story.
        previous: date of the digest before, None if there is none.
    """

    window: Window
    config_version: str
    counts: Counts
    top: tuple[TopStory, ...]
    topics: tuple[TopicSection, ...]
    health: Health
    title: str = ""
    archive_id: str = ""
    missed: tuple[MissedArticle, ...] = ()
    previous: date | None = None
    aids: ReadingAids = ReadingAids()
