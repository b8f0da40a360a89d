"""Render digests as Atom feeds (RFC 4287): one feed of all digests, and one of the events of each topic.

The XML is built as a tree, never from strings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from xml.etree import ElementTree as ET

from markupsafe import Markup, escape

from monitor.digest.headlines import Headline, OtherReport
from monitor.digest.render.clean import one_line, safe_url
from monitor.digest.render.in_words import names, plural
from monitor.digest.render.json import utc_text
from monitor.digest.render.locale_names import language_name, long_day, short_day
from monitor.digest.render.slug import slug
from monitor.digest.summary import DigestSummary, TopicSummary
from monitor.models import StoryStatus

ENTRIES = 30  # digests in the feed of all
EVENTS = 100  # events in the feed of a topic
_HEADLINES = 5  # of each topic in an entry of a digest
_ATOM = "http://www.w3.org/2005/Atom"
# Tag URIs (RFC 4151) under a reserved name (RFC 2606): stable, and no one else can own the name.
_TAG = "tag:summit-monitor.invalid,2025:"


@dataclass(frozen=True, slots=True)
class _Entry:
    """One event of a topic, over all digests that had it.

    Attributes:
        newest: the event as the newest digest shows it.
        quoted: the same in the newest digest that has a quote: a running event keeps its quote.
        day: date of that digest.
        since: date of the first digest that had it, None if a catalogue of an earlier version does not say.
        updated: when the newest article that adds something was found.
    """

    newest: Headline
    quoted: Headline
    day: date
    since: date | None
    updated: datetime


def render_atom(
    summaries: Sequence[DigestSummary],
    topic: str = "",
    *,
    title: str = "",
    archive_id: str = "",
    url: str = "",
) -> str:
    """Render the newest digests as an Atom feed, or the newest events of a topic, updated last first.

    An event is one entry with one id over all its days and in all its languages. It is updated if a digest
    has new facts or a further report, not if there are only more copies. The ids contain the archive's id, so
    that feed readers keep two monitors apart.

    Args:
        summaries: digests, newest first.
        topic: id of the topic; "" for the feed of digests.
        title: the monitor's title.
        archive_id: the archive's id.
        url: public address of the local page; links are absolute with it, else relative to the feed.
    """
    tag = f"{_TAG}{archive_id}/" if archive_id else _TAG
    render = partial(_render_topic, topic=topic) if topic else _render_digests
    return render(summaries, tag=tag, title=title, url=url)


def _render_digests(summaries: Sequence[DigestSummary], *, tag: str, title: str, url: str) -> str:
    shown, base = summaries[:ENTRIES], f"{url}/digests/" if url else ""
    feed = _feed(f"{tag}digests", _named("Daily digest", title), title, f"{base}feed.atom")
    _add(feed, "updated", _time(max((summary.updated for summary in shown), default=None)))
    for summary in shown:
        day = summary.day.isoformat()
        entry = ET.SubElement(feed, "entry")
        _add(entry, "id", f"{tag}digest/{day}")
        _add(entry, "title", f"{long_day(summary.day)}: {_counted(summary)}")
        _add(entry, "updated", _time(summary.updated))
        ET.SubElement(entry, "link", rel="alternate", type="text/html", href=f"{base}{day}.html")
        _add(entry, "content", str(_day_content(summary)), type="html")
    return _document(feed)


def _render_topic(summaries: Sequence[DigestSummary], *, topic: str, tag: str, title: str, url: str) -> str:
    found = [(summary, part) for summary in summaries for part in summary.topics if part.id == topic]
    name = found[0][1].title if found else topic
    identity, base = f"{tag}topic/{slug(topic)}", f"{url}/digests/" if url else "../"
    own = f"{base}topics/{slug(topic)}.atom" if url else f"{slug(topic)}.atom"
    feed = _feed(identity, _named(name, title), title, own)
    entries = _entries(found)[:EVENTS]
    _add(feed, "updated", _time(max((entry.updated for entry in entries), default=None)))
    for one in entries:
        # Events are named by their first story, as entries were when each was one story.
        event = f"{identity}/story/{one.newest.event or one.newest.story}"
        _event(feed, one, event, f"{base}{one.day.isoformat()}.html")
    return _document(feed)


def _entries(found: Sequence[tuple[DigestSummary, TopicSummary]]) -> list[_Entry]:
    """Return the events of the days of a topic, which are newest first."""
    days: dict[str, list[tuple[DigestSummary, Headline]]] = {}
    for summary, part in found:
        for line in part.headlines:
            days.setdefault(line.event or line.story, []).append((summary, line))
    entries = []
    for told in days.values():
        summary, newest = told[0]
        # A running event has more copies only: the last digest before says when something was added.
        moved, line = next((day for day in told if day[1].status != StoryStatus.RUNNING), told[0])
        since = min((line.since for _, line in told if line.since), default=None)
        quoted = next((line for _, line in told if line.quote), newest)
        entries.append(_Entry(newest, quoted, summary.day, since, line.updated or moved.updated))
    return sorted(entries, key=lambda entry: (-entry.updated.timestamp(), entry.newest.story))


def _event(feed: ET.Element, one: _Entry, identity: str, page: str) -> None:
    line = one.newest
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", identity)
    _add(entry, "title", line.title or "(no headline)")
    _add(entry, "updated", _time(one.updated))
    own, told = safe_url(line.url), f"{page}#{line.place or line.story}"
    ET.SubElement(entry, "link", rel="alternate", type="text/html", href=own or told)
    if own:
        ET.SubElement(entry, "link", rel="related", type="text/html", title="Digest", href=told)
    _add(ET.SubElement(entry, "author"), "name", line.outlet or "unknown outlet")
    ET.SubElement(entry, "category", term=line.status)
    _add(entry, "content", str(_event_content(one)), type="html")


def _event_content(one: _Entry) -> Markup:
    """Return quote, outlets, other reports and reason of an event as HTML."""
    line, quoted = one.newest, one.quoted
    parts = []
    if quoted.quote:
        quote = _tagged(one_line(quoted.quote), quoted.language)
        parts.append(Markup("<blockquote>{}</blockquote>").format(quote))
    if line.outlets:
        parts.append(Markup("<p>In {}.</p>").format(names(line.outlets)))
    if line.reports:
        reports = Markup("").join(map(_report, line.reports))
        rest = Markup("<li>and {} more</li>").format(line.more_reports) if line.more_reports else ""
        parts.append(Markup("<p>Other reports:</p><ul>{}{}</ul>").format(reports, rest))
    if line.why:
        parts.append(Markup("<p>Why: {}</p>").format(one_line(line.why)))
    since = f", reported since {short_day(one.since)}" if one.since and one.since != one.day else ""
    status = f"{line.status.capitalize()}, digest of {long_day(one.day)}{since}"
    parts.append(Markup("<p>{}</p>").format(status))
    return Markup("").join(parts)


def _report(report: OtherReport) -> Markup:
    language = language_name(report.language)
    outlet = one_line(report.outlet) or "unknown outlet"
    told = Markup("{}, {}").format(language, outlet) if language else outlet
    return Markup("<li>{}: {}</li>").format(told, _linked(report.title, report.language, report.url))


def _feed(identity: str, name: str, author: str, own: str) -> ET.Element:
    feed = ET.Element("feed", xmlns=_ATOM)
    _add(feed, "id", identity)
    _add(feed, "title", name)
    ET.SubElement(feed, "link", rel="self", type="application/atom+xml", href=own)
    _add(ET.SubElement(feed, "author"), "name", author or "summit-monitor")
    return feed


def _document(feed: ET.Element) -> str:
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _named(name: str, title: str) -> str:
    return f"{title}: {name}" if title else name


def _day_content(summary: DigestSummary) -> Markup:
    """Return the headlines of a day as HTML."""
    parts = [Markup("")]
    if summary.feeds and summary.feeds_failing >= summary.feeds:
        parts.append(Markup("<p><strong>No feed could be read.</strong></p>"))
    if not any(found.stories for found in summary.topics):
        parts.append(Markup("<p>Nothing matched any topic.</p>"))
    for found in summary.topics:
        told = found.stories if found.told is None else found.told
        if not told:
            continue
        parts.append(Markup("<h2>{}</h2><ul>").format(one_line(found.title)))
        shown = [line for line in found.headlines if not line.elsewhere][:_HEADLINES]
        parts.extend(_item(line) for line in shown)
        more = told - len(shown)
        if more > 0:
            rest = f"and {more:,} more" if shown else _number_of_events(more, known=found.told is not None)
            parts.append(Markup("<li>{}</li>").format(rest))
        parts.append(Markup("</ul>"))
    return Markup("").join(parts)


def _counted(summary: DigestSummary) -> str:
    """Return what a day has, in words; of a catalogue of an earlier version the stories are known."""
    if summary.events is None or summary.articles is None:
        return _number_of_events(summary.stories, known=False)
    articles = plural(summary.articles, "article", "articles")
    return f"{_number_of_events(summary.events)} from {articles}" if summary.events else "nothing"


def _number_of_events(number: int, *, known: bool = True) -> str:
    return plural(number, "event", "events") if known else plural(number, "story", "stories")


def _item(line: Headline) -> Markup:
    outlet = one_line(line.outlet) or "unknown outlet"
    return Markup("<li>{} ({})</li>").format(_linked(line.title, line.language, line.url), outlet)


def _linked(title: str, language: str, url: str | None) -> Markup:
    """Return a headline as a link to its report, or as text without an address."""
    text, link = _tagged(one_line(title) or "(no headline)", language), safe_url(url)
    return Markup('<a href="{}">{}</a>').format(link, text) if link else text


def _tagged(text: str, language: str) -> Markup:
    tagged = language.isascii() and language.replace("-", "").isalnum()
    return Markup('<span lang="{}">{}</span>').format(language, text) if tagged else escape(text)


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = one_line(text)


def _time(at: datetime | None) -> str:
    return utc_text(at or datetime(1970, 1, 1, tzinfo=UTC))
