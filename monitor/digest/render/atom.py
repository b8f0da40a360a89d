"""Render digests as Atom feeds (RFC 4287): one feed of all digests, and one of the stories of each topic.

The XML is built as a tree, never from strings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from xml.etree import ElementTree as ET

from markupsafe import Markup, escape

from monitor.digest.render.clean import one_line, safe_url
from monitor.digest.render.in_words import names, plural
from monitor.digest.render.json import utc_text
from monitor.digest.render.locale_names import long_day, short_day
from monitor.digest.render.slug import slug
from monitor.digest.summary import DigestSummary, Headline, TopicSummary
from monitor.models import StoryStatus

ENTRIES = 30  # digests in the feed of all
STORIES = 100  # stories in the feed of a topic
_HEADLINES = 5  # of each topic in an entry of a digest
_ATOM = "http://www.w3.org/2005/Atom"
# Tag URIs (RFC 4151) under a reserved name (RFC 2606): stable, and no one else can own the name.
_TAG = "tag:summit-monitor.invalid,2025:"


@dataclass(frozen=True, slots=True)
class _Entry:
    """One story of a topic, over all digests that had it.

    Attributes:
        newest: the story as the newest digest shows it.
        day: date of that digest.
        updated: when the newest article that adds something was found.
    """

    newest: Headline
    day: date
    updated: datetime


def render_atom(
    summaries: Sequence[DigestSummary],
    topic: str = "",
    *,
    title: str = "",
    archive_id: str = "",
    url: str = "",
) -> str:
    """Render the newest digests as an Atom feed, or the newest stories of a topic, the last updated first.

    A story is one entry with one id over all its days. It is updated if a digest has new facts about it, not
    if there are only more copies. The ids contain the archive's id, so that feed readers keep two monitors
    apart.

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
        _add(entry, "title", f"{long_day(summary.day)}: {plural(summary.stories, 'story', 'stories')}")
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
    entries = _entries(found)[:STORIES]
    _add(feed, "updated", _time(max((entry.updated for entry in entries), default=None)))
    for one in entries:
        _story(feed, one, f"{identity}/story/{one.newest.story}", f"{base}{one.day.isoformat()}.html")
    return _document(feed)


def _entries(found: Sequence[tuple[DigestSummary, TopicSummary]]) -> list[_Entry]:
    """Return the stories of the days of a topic, which are newest first."""
    days: dict[str, list[tuple[DigestSummary, Headline]]] = {}
    for summary, part in found:
        for line in part.headlines:
            days.setdefault(line.story, []).append((summary, line))
    entries = []
    for told in days.values():
        summary, newest = told[0]
        # A running story has more copies only: the last digest before says when something was added.
        moved, line = next((day for day in told if day[1].status != StoryStatus.RUNNING), told[0])
        entries.append(_Entry(newest, summary.day, line.updated or moved.updated))
    return sorted(entries, key=lambda entry: (-entry.updated.timestamp(), entry.newest.story))


def _story(feed: ET.Element, one: _Entry, identity: str, page: str) -> None:
    line = one.newest
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", identity)
    _add(entry, "title", line.title or "(no headline)")
    _add(entry, "updated", _time(one.updated))
    own, told = safe_url(line.url), f"{page}#{line.story}"
    ET.SubElement(entry, "link", rel="alternate", type="text/html", href=own or told)
    if own:
        ET.SubElement(entry, "link", rel="related", type="text/html", title="Digest", href=told)
    _add(ET.SubElement(entry, "author"), "name", line.outlet or "unknown outlet")
    ET.SubElement(entry, "category", term=line.status)
    _add(entry, "content", str(_story_content(one)), type="html")


def _story_content(one: _Entry) -> Markup:
    """Return quote, reason and outlets of a story as HTML."""
    line = one.newest
    parts = []
    if line.quote:
        parts.append(
            Markup("<blockquote>{}</blockquote>").format(_tagged(one_line(line.quote), line.language))
        )
    if line.outlets:
        parts.append(Markup("<p>In {}.</p>").format(names(line.outlets)))
    if line.why:
        parts.append(Markup("<p>Why: {}</p>").format(one_line(line.why)))
    since = f", a story since {short_day(line.since)}" if line.since and line.since != one.day else ""
    status = f"{line.status.capitalize()}, digest of {long_day(one.day)}{since}"
    parts.append(Markup("<p>{}</p>").format(status))
    return Markup("").join(parts)


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
    topics = [found for found in summary.topics if found.stories]
    parts = [Markup("")]
    if summary.feeds and summary.feeds_failing >= summary.feeds:
        parts.append(Markup("<p><strong>No feed could be read.</strong></p>"))
    if not topics:
        parts.append(Markup("<p>Nothing matched any topic.</p>"))
    for found in topics:
        parts.append(Markup("<h2>{}</h2><ul>").format(one_line(found.title)))
        shown = found.headlines[:_HEADLINES]
        parts.extend(_item(line) for line in shown)
        more = found.stories - len(shown)
        if more > 0:
            parts.append(Markup("<li>and {} more</li>").format(more) if shown else
                         Markup("<li>{}</li>").format(plural(more, "story", "stories")))  # fmt: skip
        parts.append(Markup("</ul>"))
    return Markup("").join(parts)


def _item(line: Headline) -> Markup:
    text = _tagged(one_line(line.title) or "(no headline)", line.language)
    link = safe_url(line.url)
    linked = Markup('<a href="{}">{}</a>').format(link, text) if link else text
    return Markup("<li>{} ({})</li>").format(linked, one_line(line.outlet) or "unknown outlet")


def _tagged(text: str, language: str) -> Markup:
    tagged = language.isascii() and language.replace("-", "").isalnum()
    return Markup('<span lang="{}">{}</span>').format(language, text) if tagged else escape(text)


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = one_line(text)


def _time(at: datetime | None) -> str:
    return utc_text(at or datetime(1970, 1, 1, tzinfo=UTC))
