"""Render the page that lists all digests, with a small chart per topic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from monitor.digest.render.chart import bars
from monitor.digest.render.clean import one_line
from monitor.digest.render.html import page
from monitor.digest.render.in_words import plural
from monitor.digest.render.locale_names import month_name, short_day
from monitor.digest.render.slug import slug
from monitor.digest.summary import DigestSummary, TopicSummary

_SPAN = 90


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic with its chart, the sum of what the chart shows, and the paths of its chronicle and feed."""

    id: str
    title: str
    page: str
    feed: str
    chart: Markup
    sum: int


@dataclass(frozen=True, slots=True)
class DigestRow:
    """One digest in the list.

    Attributes:
        events: number of events as text; in a catalogue of an earlier version only the stories are known.
        new: number of new ones.
        articles: number of articles as text, "" if unknown.
    """

    iso: str
    day: str
    events: str
    new: int
    articles: str
    busiest: str
    alarm: str


def render_index(
    summaries: Sequence[DigestSummary],
    *,
    feeds: bool = True,
    title: str = "",
    periods: Sequence[DigestSummary] = (),
) -> str:
    """Render the list of all digests by month, newest first; link the Atom feeds if `feeds`.

    Digests of weeks and months, `periods`, are listed above those of days.
    """
    newest = summaries[0] if summaries else None
    topics = [topic_row(topic, summaries) for topic in newest.topics] if newest else []
    months = [
        (f"{month_name(month)} {year}", [digest_row(summary) for summary in group])
        for (year, month), group in groupby(
            summaries, key=lambda summary: (summary.day.year, summary.day.month)
        )
    ]
    return page(
        "index.html.j2",
        periods=[digest_row(summary) for summary in periods],
        topics=topics,
        months=months,
        feeds=feeds,
        span=_SPAN,
        unit=counted_in_charts(summaries),
        title=one_line(title),
    )


def counted_in_charts(summaries: Sequence[DigestSummary]) -> str:
    """Return what the charts of the last 90 days count: `events`, or `stories` if a day has no others.

    `summaries` are newest first.
    """
    topics = (topic for summary in _in_charts(summaries) for topic in summary.topics)
    return "events" if all(topic.events is not None for topic in topics) else "stories"


def topic_row(topic: TopicSummary, summaries: Sequence[DigestSummary]) -> TopicRow:
    """Return a topic with the chart of its last 90 days; `summaries` are newest first."""
    unit = counted_in_charts(summaries)
    counts = [
        (summary.day, getattr(found, unit))
        for summary in reversed(_in_charts(summaries))
        for found in summary.topics
        if found.id == topic.id
    ]
    chart = bars(counts, f"{unit.capitalize()} a day", _SPAN)
    name = slug(topic.id)
    return TopicRow(
        id=name,
        title=one_line(topic.title),
        page=f"topics/{name}.html",
        feed=f"topics/{name}.atom",
        chart=chart,
        sum=sum(count for _, count in counts),
    )


def _in_charts(summaries: Sequence[DigestSummary]) -> list[DigestSummary]:
    return [summary for summary in summaries if (summaries[0].day - summary.day).days < _SPAN]


def digest_row(summary: DigestSummary) -> DigestRow:
    """Return one digest as a row of the list."""
    known = summary.events is not None
    return DigestRow(
        iso=summary.period or summary.day.isoformat(),
        day=summary.period or short_day(summary.day),
        events=f"{summary.events:,}" if known else plural(summary.stories, "story", "stories"),
        new=summary.new if summary.new_events is None else summary.new_events,
        articles="" if summary.articles is None else f"{summary.articles:,}",
        busiest=", ".join(_busiest(summary)),
        alarm=_alarm(summary),
    )


def _busiest(summary: DigestSummary) -> Iterator[str]:
    counts = [
        (topic, topic.stories if topic.events is None else topic.events)
        for topic in summary.topics
        if topic.stories
    ]
    for topic, count in sorted(counts, key=lambda one: -one[1])[:3]:
        yield f"{one_line(topic.title)} {count}" + (" (spike)" if topic.spike else "")


def _alarm(summary: DigestSummary) -> str:
    if summary.feeds and summary.feeds_failing >= summary.feeds:
        return "no feed could be read"
    if summary.feeds and summary.feeds_failing * 2 >= summary.feeds:
        return f"{summary.feeds_failing} of {summary.feeds} feeds failed"
    return ""
