"""The view model of a digest: the order, wording and length of all parts.

HTML, Markdown, mail and the terminal only format this model.
"""

from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import zip_longest

from monitor.digest.ranking import Reach, event_reach, strength
from monitor.digest.render.allotment import (
    FULL,
    LISTED,
    Allotment,
    allot,
    topics_told_under,
    with_main_stories,
)
from monitor.digest.render.article_view import ArticleView, ShownTime, build_article_view, moment_of
from monitor.digest.render.clean import one_line
from monitor.digest.render.foreign import Foreign
from monitor.digest.render.health import Notice, health_notes, warnings
from monitor.digest.render.in_words import plural, rates, rates_note, size_text, trend_text
from monitor.digest.render.locale_names import long_day, month_name, offset, short_day, zone
from monitor.digest.render.missed_view import MissedView, missed_views
from monitor.digest.render.report_view import (
    EarlierView,
    ReportView,
    build_earlier_view,
    build_report_view,
    reports_by_main,
)
from monitor.digest.render.slug import slug
from monitor.digest.titles import outlet_key
from monitor.models import (
    MONTH,
    WEEK,
    Digest,
    Story,
    StoryStatus,
    TopicSection,
    Trend,
    Window,
    period_name,
)

_KICKERS = {"day": "Daily digest", WEEK: "Weekly digest", MONTH: "Monthly digest"}
_REPORTS = 12
_EARLIER = 3
_STATUS = {StoryStatus.NEW: "New", StoryStatus.UPDATE: "Update", StoryStatus.RUNNING: "Running"}


@dataclass(frozen=True, slots=True)
class StoryView:
    """One story as shown: the lead article, further reports, and other outlets.

    Attributes:
        full: True if the story is shown in full here.
        brief: True if it is shown in one line, because the day is long. If neither, only its headline is
            shown, because the event is shown in the section `shown_under`.
        copies: articles that reprint another article's text, one per outlet not named before.
        elsewhere: outlets that carried the story on earlier days or through another article's URL.
        outlets: number of outlets that carried the story.
        place: id of the story that shows the event: itself, or the main story that `shown_under` shows.
        reports: the other reports of the event, those in the reader's languages first.
        more_reports: number of reports left out.
        strength: why it is strong, in words.
        added: the sentence that an update adds, "" if none is known.
        earlier_headline: the headline before it was changed, or "".
        earlier: reports of the event in earlier digests, if the story is new itself.
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
    brief: bool
    shown_under: str
    other_topics: tuple[str, ...]
    outlets: int
    place: str
    reports: tuple[ReportView, ...]
    more_reports: int
    strength: str
    added: str
    earlier_headline: str
    earlier: tuple[EarlierView, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """One topic with stories as shown.

    Attributes:
        stories: the stories that are shown, those in one line last.
        count: number of all events of the topic.
        new: number of those that are new.
        more: number of events left out.
        trend_text: the numbers of events and articles, and the usual number of events.
    """

    id: str
    title: str
    stories: tuple[StoryView, ...]
    count: int
    new: int
    more: int
    trend: Trend
    trend_text: str


@dataclass(frozen=True, slots=True)
class QuietView:
    """A topic without stories: its title, and its usual number of events as text ("" if unknown)."""

    id: str
    title: str
    rates: str


@dataclass(frozen=True, slots=True)
class LeadView:
    """A top story."""

    article: ArticleView
    id: str
    topic: str
    reason: str


@dataclass(frozen=True, slots=True)
class DigestView:
    """A whole digest as shown.

    Attributes:
        sections: the topics with stories.
        quiet: the topics without, in config order.
        quiet_note: what the rates of the quiet topics mean; "" without rates.
        previous: date of the digest before, as text and in ISO 8601; None if there is none.
        links: it has a place among the digests, so that it can link to its other files.
        is_translated: it has machine translations.
        is_long: some stories are shown in one line.
    """

    title: str
    kicker: str
    day: str
    iso_day: str
    start: ShownTime
    end: ShownTime
    zone: str
    summary: str
    counts: tuple[str, ...]
    warnings: tuple[str, ...]
    leads: tuple[LeadView, ...]
    sections: tuple[SectionView, ...]
    missed: tuple[MissedView, ...]
    quiet: tuple[QuietView, ...]
    quiet_note: str
    previous: ShownTime | None
    links: bool
    is_translated: bool
    is_long: bool
    notices: tuple[Notice, ...]
    config_version: str
    closed: bool
    well: str


_WELL = "All feeds are in order, every page could be read, no gap."
# The health of feeds at an earlier time is not stored; only the digests of those days show it.
_RANGE_WELL = "Every page could be read, no gap."


@dataclass(frozen=True, slots=True)
class _Options:
    """What all sections of a view share."""

    titles: dict[str, str]
    tz: tzinfo
    year: int
    allotment: Allotment
    reports: dict[str, list[Story]]
    reach: dict[str, Reach]
    told_under: dict[str, str]
    foreign: Foreign


def build_view(digest: Digest, full: int = FULL, listed: int = LISTED) -> DigestView:
    """Return the view of a digest: `full` stories in full, further ones in one line, `listed` in all.

    The rest are counted.
    """
    digest, window = with_main_stories(digest), digest.window
    tz = zone(window.timezone)
    titles = {section.id: one_line(section.title) for section in digest.topics}
    options = _Options(
        titles,
        tz,
        window.date.year,
        allot(digest, full, listed),
        reports_by_main(digest),
        event_reach(digest.topics),
        topics_told_under(digest),
        Foreign(digest.aids),
    )
    sections = [_section_view(section, options) for section in digest.topics if section.stories]
    silent = [section for section in digest.topics if not section.stories]
    shown = {story.id for section in sections for story in section.stories}
    events = len(options.reach)
    leads = [
        LeadView(
            build_article_view(top.story.articles[0], tz, window.date.year, options.foreign),
            top.story.id,
            titles.get(top.topic, ""),
            one_line(top.reason),
        )
        for top in digest.top
        if top.story.id in shown
    ]
    return DigestView(
        title=one_line(digest.title),
        kicker="Digest of a chosen span" if window.requested else _KICKERS[window.period],
        day=_day(window, tz),
        iso_day=window.name,
        start=moment_of(window.start, tz),
        end=moment_of(window.end, tz),
        zone=_zone(window, tz),
        summary=_summary(digest, options.reach),
        counts=_counts(digest),
        warnings=warnings(digest, tz),
        leads=tuple(leads) if events > len(leads) else (),
        sections=tuple(sections),
        missed=missed_views(digest.missed, titles, tz, window.date.year),
        quiet=tuple(
            QuietView(slug(section.id), titles[section.id], rates(section.trend)) for section in silent
        ),
        quiet_note=rates_note([section.trend for section in silent]),
        previous=_previous(window, digest.previous),
        links=not window.requested,
        is_translated=bool(digest.aids.translations),
        is_long=bool(options.allotment.brief),
        notices=health_notes(digest, tz),
        config_version=one_line(digest.config_version),
        closed=window.closed,
        well=_RANGE_WELL if window.requested else _WELL,
    )


def _section_view(section: TopicSection, options: _Options) -> SectionView:
    events: dict[str, Story] = {}
    for story in section.stories:
        events.setdefault(story.main or story.id, story)
    brief, told = options.allotment.brief, options.allotment.full | options.allotment.brief
    stories = [
        _story_view(story, section.id, options)
        for story in sorted(events.values(), key=lambda story: (story.main or story.id) in brief)
        if (story.main or story.id) in told
    ]
    return SectionView(
        id=slug(section.id),
        title=options.titles[section.id],
        stories=tuple(stories),
        count=len(events),
        new=sum(story.status is StoryStatus.NEW for story in events.values()),
        more=len(events) - len(stories),
        trend=section.trend,
        trend_text=_trend_text(section, len(events)),
    )


def _trend_text(section: TopicSection, events: int) -> str:
    articles = {(one.url, one.title, one.source) for story in section.stories for one in story.articles}
    size, usual = size_text(events, len(articles)), trend_text(section.trend)
    return f"{size}; {usual}" if usual else size


def _story_view(story: Story, topic: str, options: _Options) -> StoryView:
    articles = [
        (article, build_article_view(article, options.tz, options.year, options.foreign, beside))
        for article, beside in zip_longest(story.articles, [story.quote])
    ]
    named = {outlet_key(article.source) for article in story.articles}
    known = {outlet_key(article.source) for article in story.articles[:1]}
    copies = []
    for article, view in articles[1:]:
        if article.copy and outlet_key(article.source) not in known:
            known.add(outlet_key(article.source))
            copies.append(view)
    told_under = options.told_under[story.id]
    shown_under = options.titles.get(told_under, "") if told_under != topic else ""
    reports = options.reports.get(story.id, [])
    reach = options.reach[story.main or story.id]
    return StoryView(
        id=story.id,
        status=_STATUS[story.status],
        mark=story.status.value,
        lead=articles[0][1],
        further=tuple(view for article, view in articles[1:] if not article.copy),
        copies=tuple(copies),
        also=tuple(view.outlet for view in copies),
        elsewhere=tuple(one_line(outlet) for outlet in story.outlets if outlet_key(outlet) not in named),
        first=one_line(story.outlets[0]) if len(story.outlets) > 1 else "",
        since="" if story.status is StoryStatus.NEW else short_day(story.since),
        full=not shown_under and story.id in options.allotment.full,
        brief=not shown_under and story.id in options.allotment.brief,
        shown_under=shown_under,
        other_topics=tuple(options.titles[topic] for topic in story.other_topics if topic in options.titles),
        outlets=reach.outlets,
        place=story.main or story.id,
        reports=tuple(
            build_report_view(report, options.tz, options.year, options.foreign)
            for report in reports[:_REPORTS]
        ),
        more_reports=max(0, len(reports) - _REPORTS),
        strength=strength(story, reach),
        added=one_line(story.added),
        earlier_headline=one_line(story.earlier_headline),
        earlier=tuple(map(build_earlier_view, story.earlier[:_EARLIER])),
    )


def _previous(window: Window, day: date | None) -> ShownTime | None:
    """Return the digest before one, as text and by its name."""
    if day is None:
        return None
    name = period_name(window.period, day)
    return ShownTime(short_day(day) if window.period == "day" else name, name)


def _day(window: Window, tz: tzinfo) -> str:
    """Return the date of a digest, its week or month, or the first and last day of a requested range."""
    if window.period == WEEK:
        year, week, _ = window.date.isocalendar()
        return f"Week {week} of {year}"
    if window.period == MONTH:
        return f"{month_name(window.date.month)} {window.date.year}"
    if not window.requested:
        return long_day(window.date)
    first = window.start.astimezone(tz).date()
    return (
        long_day(window.date) if first == window.date else f"{short_day(first)} to {short_day(window.date)}"
    )


def _zone(window: Window, tz: tzinfo) -> str:
    first, last = offset(window.start, tz), offset(window.end, tz)
    return f"{one_line(window.timezone)} ({first if first == last else f'{first}, then {last}'})"


def _summary(digest: Digest, reach: dict[str, Reach]) -> str:
    busy = sum(bool(section.stories) for section in digest.topics)
    if not reach:
        of = "the topic" if len(digest.topics) == 1 else f"any of the {len(digest.topics)} topics"
        return f"Nothing matched {of}."
    known = {
        story.main or story.id
        for section in digest.topics
        for story in section.stories
        if story.status is not StoryStatus.NEW
    }
    topics = plural(len(digest.topics), "topic", "topics")
    articles = plural(sum(one.articles for one in reach.values()), "article", "articles")
    events = plural(len(reach), "event", "events")
    return f"{events} in {busy} of {topics}, {len(reach) - len(known)} new, from {articles}."


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
