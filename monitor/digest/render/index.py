"""Render the page that lists all digests, with a small chart per topic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from monitor.digest.render.chart import bars
from monitor.digest.render.clean import one_line
from monitor.digest.render.html import page
from monitor.digest.render.locale_names import month_name, short_day
from monitor.digest.render.slug import slug
from monitor.digest.summary import DigestSummary, TopicSummary

_SPAN = 90


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic with its chart."""

    id: str
    title: str
    feed: str
    chart: Markup
    stories: int


@dataclass(frozen=True, slots=True)
class DigestRow:
    """One digest in the list."""

    iso: str
    day: str
    stories: int
    new: int
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
        title=one_line(title),
    )


def topic_row(topic: TopicSummary, summaries: Sequence[DigestSummary]) -> TopicRow:
    """Return a topic with the chart of its last 90 days; `summaries` are newest first."""
    counts = [
        (summary.day, found.stories)
        for summary in reversed(summaries)
        if (summaries[0].day - summary.day).days < _SPAN
        for found in summary.topics
        if found.id == topic.id
    ]
    chart = bars(counts, "Stories a day", _SPAN)
    name = slug(topic.id)
    return TopicRow(
        name, one_line(topic.title), f"topics/{name}.atom", chart, sum(count for _, count in counts)
    )


def digest_row(summary: DigestSummary) -> DigestRow:
    """Return one digest as a row of the list."""
    return DigestRow(
        iso=summary.period or summary.day.isoformat(),
        day=summary.period or short_day(summary.day),
        stories=summary.stories,
        new=summary.new,
        busiest=", ".join(_busiest(summary)),
        alarm=_alarm(summary),
    )


def _busiest(summary: DigestSummary) -> Iterator[str]:
    busy = sorted((topic for topic in summary.topics if topic.stories), key=lambda topic: -topic.stories)
    for topic in busy[:3]:
        yield f"{one_line(topic.title)} {topic.stories}" + (" (spike)" if topic.spike else "")


def _alarm(summary: DigestSummary) -> str:
    if summary.feeds and summary.feeds_failing >= summary.feeds:
        return "no feed could be read"
    if summary.feeds and summary.feeds_failing * 2 >= summary.feeds:
        return f"{summary.feeds_failing} of {summary.feeds} feeds failed"
    return ""
