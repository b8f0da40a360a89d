"""A digest laid out for a reader: in which order, what in full and what in short, in which words.

HTML and Markdown only set this in type. Pure: no I/O, no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import tzinfo

from monitor.digest.render.article_view import ArticleView, Moment, build_article_view, moment_of
from monitor.digest.render.clean import one_line
from monitor.digest.render.health import Notice, health_notes, warnings
from monitor.digest.render.locale_names import long_day, offset, short_day, zone
from monitor.digest.render.slug import slug
from monitor.digest.titles import outlet_key
from monitor.models import (
    Digest,
    Story,
    StoryStatus,
    TopicSection,
    Trend,
    Window,
)

MOST_STORIES = 40
_WEEK = 7
_STATUS = {StoryStatus.NEW: "New", StoryStatus.UPDATE: "Update", StoryStatus.RUNNING: "Running"}


@dataclass(frozen=True, slots=True)
class StoryView:
    """One story as it is read: its piece to read first, further reports, and where else it ran.

    Attributes:
        full: it is told here; else it was told under `told_under` and is only named.
        copies: pieces that print another's text, one of each outlet not named before.
        elsewhere: outlets that carried it on earlier days, or through another piece's URL.
        together: it continues the event of the story above it.
    """

    id: str
    status: str
    mark: str
    lead: ArticleView
    further: tuple[ArticleView, ...]
    copies: tuple[ArticleView, ...]
    also: tuple[str, ...]
    elsewhere: tuple[str, ...]
    first: str
    since: str
    full: bool
    told_under: str
    other_topics: tuple[str, ...]
    together: bool


@dataclass(frozen=True, slots=True)
class SectionView:
    """One topic as it is read."""

    id: str
    title: str
    tellings: tuple[StoryView, ...]
    stories: int
    more: int
    trend: Trend
    trend_text: str


@dataclass(frozen=True, slots=True)
class LeadView:
    """A story on top."""

    piece: ArticleView
    id: str
    topic: str
    reason: str


@dataclass(frozen=True, slots=True)
class DigestView:
    """A whole digest as it is read."""

    title: str
    kicker: str
    day: str
    iso_day: str
    start: Moment
    end: Moment
    zone: str
    summary: str
    counts: tuple[str, ...]
    warnings: tuple[str, ...]
    leads: tuple[LeadView, ...]
    parts: tuple[SectionView, ...]
    notices: tuple[Notice, ...]
    config_version: str
    closed: bool
    well: str


_WELL = "All feeds are in order, every page could be read, no gap."
# How feeds stood at another time is not known; the digests of those days say it.
_ASKED_WELL = "Every page could be read, no gap."


@dataclass(frozen=True, slots=True)
class _Setting:
    """What all parts of a reading share."""

    titles: dict[str, str]
    where: tzinfo
    year: int
    most: int


def build_view(digest: Digest, most: int = MOST_STORIES) -> DigestView:
    """Lay a digest out for reading; of each topic at most so many stories, the rest counted."""
    window = digest.window
    where = zone(window.timezone)
    titles = {section.id: one_line(section.title) for section in digest.topics}
    told: dict[str, str] = {}
    setting = _Setting(titles, where, window.date.year, most)
    parts = [_part(section, told, setting) for section in digest.topics]
    shown = {telling.id for part in parts for telling in part.tellings}
    stories = {story.id for section in digest.topics for story in section.stories}
    leads = [
        LeadView(
            build_article_view(top.story.articles[0], where, window.date.year),
            top.story.id,
            titles.get(top.topic, ""),
            one_line(top.reason),
        )
        for top in digest.top
        if top.story.id in shown
    ]
    return DigestView(
        title=one_line(digest.title),
        kicker="Digest of a chosen span" if window.requested else "Daily digest",
        day=_day(window, where),
        iso_day=window.date.isoformat(),
        start=moment_of(window.start, where),
        end=moment_of(window.end, where),
        zone=_zone(window, where),
        summary=_summary(digest, len(stories)),
        counts=_counts(digest),
        warnings=warnings(digest, where),
        leads=tuple(leads) if len(stories) > len(leads) else (),
        parts=tuple(parts),
        notices=health_notes(digest, where),
        config_version=one_line(digest.config_version),
        closed=window.closed,
        well=_ASKED_WELL if window.requested else _WELL,
    )


def _part(section: TopicSection, told: dict[str, str], setting: _Setting) -> SectionView:
    tellings: list[StoryView] = []
    above = ""
    for story in section.stories[: setting.most]:
        telling = _telling(story, told.get(story.id, ""), setting)
        tellings.append(replace(telling, together=bool(story.event) and story.event == above))
        told.setdefault(story.id, setting.titles[section.id])
        above = story.event
    return SectionView(
        id=slug(section.id),
        title=setting.titles[section.id],
        tellings=tuple(tellings),
        stories=len(section.stories),
        more=max(0, len(section.stories) - setting.most),
        trend=section.trend,
        trend_text=trend_text(section.trend),
    )


def _telling(story: Story, told_under: str, setting: _Setting) -> StoryView:
    pieces = [
        (article, build_article_view(article, setting.where, setting.year)) for article in story.articles
    ]
    named = {outlet_key(article.source) for article in story.articles}
    known = {outlet_key(article.source) for article in story.articles[:1]}
    copies = []
    for article, piece in pieces[1:]:
        if article.copy and outlet_key(article.source) not in known:
            known.add(outlet_key(article.source))
            copies.append(piece)
    return StoryView(
        id=story.id,
        status=_STATUS[story.status],
        mark=story.status.value,
        lead=pieces[0][1],
        further=tuple(piece for article, piece in pieces[1:] if not article.copy),
        copies=tuple(copies),
        also=tuple(piece.outlet for piece in copies),
        elsewhere=tuple(one_line(outlet) for outlet in story.outlets if outlet_key(outlet) not in named),
        first=one_line(story.outlets[0]) if len(story.outlets) > 1 else "",
        since="" if story.status is StoryStatus.NEW else short_day(story.since),
        full=not told_under,
        told_under=told_under,
        other_topics=tuple(setting.titles[topic] for topic in story.other_topics if topic in setting.titles),
        together=False,
    )


def _day(window: Window, where: tzinfo) -> str:
    """Name the date of a digest, or the days from first to last of a span that was asked for."""
    if not window.requested:
        return long_day(window.date)
    first = window.start.astimezone(where).date()
    return (
        long_day(window.date) if first == window.date else f"{short_day(first)} to {short_day(window.date)}"
    )


def _zone(window: Window, where: tzinfo) -> str:
    first, last = offset(window.start, where), offset(window.end, where)
    return f"{one_line(window.timezone)} ({first if first == last else f'{first}, then {last}'})"


def trend_text(trend: Trend) -> str:
    """Say a trend in words: `3 stories; 1.0 a day over 7 days, 0.9 over 28`, or over the days known."""
    count = trend.days[-1][1] if trend.days else 0
    stories = plural(count, "story", "stories") if count else "Nothing matched this topic"
    known = len(trend.days) - 1
    if trend.mean_28 is None:
        return stories
    if known == 1:
        return f"{stories}; {trend.days[0][1]} in the digest before"
    if trend.mean_7 is None or known <= _WEEK:
        return f"{stories}; {trend.mean_28:.1f} a day over {plural(known, 'day', 'days')} so far"
    return f"{stories}; {trend.mean_7:.1f} a day over {_WEEK} days, {trend.mean_28:.1f} over {known}"


def plural(number: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many}"


def _summary(digest: Digest, stories: int) -> str:
    busy = sum(bool(section.stories) for section in digest.topics)
    if not stories:
        of = "the topic" if len(digest.topics) == 1 else f"any of the {len(digest.topics)} topics"
        return f"Nothing matched {of}."
    new = {s.id for t in digest.topics for s in t.stories if s.status is StoryStatus.NEW}
    topics = plural(len(digest.topics), "topic", "topics")
    return f"{plural(stories, 'story', 'stories')} in {busy} of {topics}, {len(new)} new."


def _counts(digest: Digest) -> tuple[str, ...]:
    counts = digest.counts
    lines = [
        f"{plural(counts.articles, 'article', 'articles')} read from {plural(counts.feeds, 'feed', 'feeds')}",
        f"{counts.matched:,} matched",
    ]
    if counts.backlog:
        lines.append(f"{counts.backlog:,} already old when first seen, kept as backlog")
    if counts.pending:
        lines.append(f"{counts.pending:,} still to be read, due in the next digest")
    return tuple(lines)


def names(values: Iterable[str], most: int = 12) -> str:
    """Join names for a sentence, cut behind so many."""
    listed = [one_line(value) for value in values]
    rest = len(listed) - most
    return ", ".join(listed[:most]) + (f" and {rest} more" if rest > 0 else "")
