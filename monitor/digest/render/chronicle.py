"""Render the chronicle of a topic as an HTML page or a part of one, as Markdown and as JSON.

Headlines keep their language; all links lead to the reports and, if there are digests beside the file, to the
digests.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from markupsafe import Markup

from monitor.digest.render.chart import bars
from monitor.digest.render.clean import one_line, safe_url
from monitor.digest.render.html import fragment, page
from monitor.digest.render.in_words import names, plural
from monitor.digest.render.json import dump
from monitor.digest.render.locale_names import language_name, long_day, month_name, short_day
from monitor.digest.render.markdown import escaped
from monitor.models import Chronicle, ChronicleMonth, ChronicleStory, LongStory, TurningPoint

SCHEMA_VERSION = 1
MOST_LONG = 40  # long stories shown
_MOST_GAPS = 5
_QUIET = 7  # days without a report that are worth a sentence


def render_chronicle_html(chronicle: Chronicle, digests: str | None = None, feed: str = "") -> str:
    """Render a chronicle as one self-contained page.

    Args:
        chronicle: the chronicle.
        digests: path from the file to the folder `digests`, such as `../`; None for no links to digests.
        feed: path from the file to the Atom feed of the topic, "" without one.
    """
    body, title = chronicle_fragment(chronicle, digests), one_line(chronicle.title) or chronicle.topic
    return page("chronicle.html.j2", title=title, body=body, digests=digests, feed=feed)


def chronicle_fragment(chronicle: Chronicle, digests: str | None = None) -> Markup:
    """Render a chronicle as part of a page whose style is that of digests."""
    return fragment(
        "chronicle_body.html.j2",
        chronicle=chronicle,
        title=one_line(chronicle.title) or chronicle.topic,
        state=state_of(chronicle),
        span=span_of(chronicle),
        long_stories=chronicle.long_stories[:MOST_LONG],
        more=max(0, len(chronicle.long_stories) - MOST_LONG),
        digests=digests,
        rows=_rows(chronicle.months),
        gaps=_gaps_text(chronicle),
        language=lambda story: language_name(story.language),
        short_day=short_day,
        headline=_headline,
        link=lambda story: safe_url(story.url),
        bars=bars,
        one_line=one_line,
    )


def span_of(chronicle: Chronicle) -> str:
    """Return in a sentence which days a chronicle covers and what it counts."""
    if chronicle.since is None or chronicle.until is None:
        return "No digest has had this topic yet."
    stories = plural(chronicle.new, "new event", "new events")
    days = plural(chronicle.days, "day", "days")
    return f"{short_day(chronicle.since)} to {short_day(chronicle.until)}: {stories} on {days}."


def state_of(chronicle: Chronicle) -> str:
    """Return the present state in a sentence: since when there is nothing, or that reports continue."""
    if chronicle.latest is None:
        return "Nothing was ever reported."
    if chronicle.silent >= _QUIET:
        return f"Nothing for {chronicle.silent} days, since {short_day(chronicle.latest.day)}."
    if chronicle.silent:
        return f"The latest report is {plural(chronicle.silent, 'day', 'days')} old."
    return "Reported in the latest digest."


def render_chronicle_markdown(chronicle: Chronicle) -> str:
    """Render a chronicle as Markdown that is readable as plain text."""
    return "\n".join(_lines(chronicle)).rstrip() + "\n"


def render_chronicle_json(chronicle: Chronicle) -> str:
    """Render a chronicle as one JSON document."""
    return dump(chronicle_document(chronicle))


def chronicle_document(chronicle: Chronicle) -> dict[str, Any]:
    """Return the JSON document of a chronicle as plain dictionaries and lists."""
    return {
        "schema_version": SCHEMA_VERSION,
        "topic": chronicle.topic,
        "title": chronicle.title,
        "since": _date(chronicle.since),
        "until": _date(chronicle.until),
        "new_events": chronicle.new,
        "days_with_stories": chronicle.days,
        "days_without_details": chronicle.days_without_details,
        "first": _story(chronicle.first),
        "latest": _story(chronicle.latest),
        "silent_days": chronicle.silent,
        "state": state_of(chronicle),
        "statuses": [_point(point) for point in chronicle.statuses],
        "gaps": [{"first": first.isoformat(), "last": last.isoformat()} for first, last in chronicle.gaps],
        "months": [
            {
                "month": f"{month.first:%Y-%m}",
                "new_events": month.new,
                "days": [{"date": day.isoformat(), "events": count} for day, count in month.days],
                "widest": _story(month.widest),
                "turning_points": [_point(point) for point in month.points],
                "others": [_story(story) for story in month.others],
                "more": month.more,
            }
            for month in chronicle.months
        ],
        "long_stories": [
            {
                "id": one.id,
                "first": _story(one.first),
                "latest": _story(one.latest),
                "days": one.days,
                "turning_points": [_point(point) for point in one.points],
            }
            for one in chronicle.long_stories
        ],
    }


def _point(point: TurningPoint) -> dict[str, Any]:
    return {
        "date": point.day.isoformat(),
        "until": point.last.isoformat(),
        "kind": point.kind.value,
        "text": point.text,
        "story": _story(point.story),
    }


def _story(story: ChronicleStory | None) -> dict[str, Any] | None:
    if story is None:
        return None
    return {
        "id": story.story,
        "date": story.day.isoformat(),
        "status": story.status,
        "headline": story.headline,
        "language": story.language,
        "source": story.outlet,
        "url": safe_url(story.url) or None,
        "outlets": story.outlets,
    }


def _date(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _headline(story: ChronicleStory) -> str:
    return one_line(story.headline) or "(no headline)"


def _month_title(month: ChronicleMonth) -> str:
    return f"{month_name(month.first.month)} {month.first.year}"


def _rows(months: Sequence[ChronicleMonth]) -> list[tuple[str, ChronicleMonth | None]]:
    """Return the months, newest first, with their titles; silent ones in a row are one row with None."""
    rows: list[tuple[str, ChronicleMonth | None]] = []
    for silent, group in groupby(months, key=lambda month: month.widest is None):
        found = list(group)
        if silent:
            first, last = _month_title(found[-1]), _month_title(found[0])
            rows.append((first if first == last else f"{first} to {last}", None))
        else:
            rows += [(_month_title(month), month) for month in found]
    return rows


def _gaps_text(chronicle: Chronicle) -> str:
    """Return in a sentence when there was no digest with the topic, or ""."""
    if not chronicle.gaps:
        return ""
    spans = (f"{short_day(first)} to {short_day(last)}" for first, last in chronicle.gaps)
    return f"No digest had this topic from {names(spans, _MOST_GAPS)}: what came then is not known here."


def _lines(chronicle: Chronicle) -> Iterator[str]:
    yield f"# Chronicle: {escaped(chronicle.title or chronicle.topic)}"
    yield ""
    yield span_of(chronicle)
    yield ""
    if chronicle.first and chronicle.latest:
        yield f"**{state_of(chronicle)}**"
        yield ""
        yield f"- First report: {_described(chronicle.first)}"
        yield f"- Latest: {_described(chronicle.latest)}"
        yield ""
    for note in filter(None, (_gaps_text(chronicle), _missing_details(chronicle))):
        yield note
        yield ""
    if chronicle.statuses:
        yield "## Latest status in headlines"
        yield ""
        yield from map(_point_line, chronicle.statuses)
        yield ""
    if chronicle.long_stories:
        yield "## Long stories"
        yield ""
        for one in chronicle.long_stories[:MOST_LONG]:
            yield from _long_story(one)
        if len(chronicle.long_stories) > MOST_LONG:
            yield f"…and {len(chronicle.long_stories) - MOST_LONG} more, all in the JSON document."
            yield ""
    for title, month in _rows(chronicle.months):
        yield from _month(title, month)


def _month(title: str, month: ChronicleMonth | None) -> Iterator[str]:
    if month is None:
        yield f"{title}: nothing."
    else:
        yield f"## {title}"
        yield ""
        yield plural(month.new, "new event", "new events") + "."
        yield ""
        yield from map(_point_line, month.points)
        yield from (f"- {short_day(story.day)}: {_described(story, dated=False)}" for story in month.others)
        if month.more:
            yield f"- and {plural(month.more, 'more event', 'more events')}"
    yield ""


def _missing_details(chronicle: Chronicle) -> str:
    if not chronicle.days_without_details:
        return ""
    days = plural(chronicle.days_without_details, "day has", "days have")
    return f"{days} counts only so far; the daemon reads their stories again step by step."


def _long_story(one: LongStory) -> Iterator[str]:
    yield f"### {escaped(_headline(one.first))}"
    yield ""
    span = f"{short_day(one.first.day)} to {short_day(one.latest.day)}"
    yield f"{span}, in {plural(one.days, 'digest', 'digests')}."
    yield ""
    yield f"- First: {_described(one.first)}"
    yield from map(_point_line, one.points)
    yield f"- Latest: {_described(one.latest)}"
    yield ""


def _point_line(point: TurningPoint) -> str:
    return f"- {short_day(point.day)}: **{escaped(point.text)}**. {_described(point.story, dated=False)}"


def _described(story: ChronicleStory, *, dated: bool = True) -> str:
    day = f"{long_day(story.day)}, " if dated else ""
    link = safe_url(story.url)
    outlets = f" and {plural(story.outlets - 1, 'outlet', 'outlets')} more" if story.outlets > 1 else ""
    byline = ", ".join(filter(None, (escaped(story.outlet) + outlets, language_name(story.language))))
    return f"{day}{escaped(_headline(story))} ({byline})" + (f" <{link}>" if link else "")
