"""Render digests as Atom feeds (RFC 4287): one feed of all digests and one per topic.

The XML is built as a tree, never from strings.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from markupsafe import Markup, escape

from monitor.digest.render.clean import one_line, safe_url
from monitor.digest.render.locale_names import long_day, short_day
from monitor.digest.render.slug import slug
from monitor.digest.render.view import plural
from monitor.digest.summary import DigestSummary, TopicSummary

ENTRIES = 30
_ATOM = "http://www.w3.org/2005/Atom"
# Tag URIs (RFC 4151) under a reserved name (RFC 2606): stable, and no one else can own the name.
_TAG = "tag:summit-monitor.invalid,2025:"


def render_atom(
    summaries: Sequence[DigestSummary], topic: str = "", *, title: str = "", archive_id: str = ""
) -> str:
    """Render the newest digests as an Atom feed, newest first.

    The ids of the feed and its entries contain the archive's id, so that feed readers keep two monitors
    apart. Links are relative to the digests folder, or to its folder `topics` in the feed of a topic.

    Args:
        summaries: digests, newest first.
        topic: id of a topic; the feed then holds only days with stories in it. "" for all topics.
        title: the monitor's title.
        archive_id: the archive's id.
    """
    feed = ET.Element("feed", xmlns=_ATOM)
    shown = [(summary, _topics_of(summary, topic)) for summary in summaries]
    shown = [(summary, topics) for summary, topics in shown if topics or not topic][:ENTRIES]
    tag = f"{_TAG}{archive_id}/" if archive_id else _TAG
    name = next((topics[0].title for _, topics in shown if topics), topic) if topic else ""
    _add(feed, "id", tag + (f"topic/{slug(topic)}" if topic else "digests"))
    what = f"Digest: {name}" if topic else "Daily digest"
    _add(feed, "title", f"{title}: {what[0].lower()}{what[1:]}" if title else what)
    _add(feed, "updated", _time(max((summary.updated for summary, _ in shown), default=None)))
    _add(ET.SubElement(feed, "author"), "name", title or "summit-monitor")
    for summary, topics in shown:
        _entry(feed, summary, topics, topic, tag)
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _topics_of(summary: DigestSummary, topic: str) -> list[TopicSummary]:
    """Return the topics that have stories in a digest, limited to `topic` if given."""
    return [found for found in summary.topics if found.stories and (not topic or found.id == topic)]


def _entry(
    feed: ET.Element, summary: DigestSummary, topics: Sequence[TopicSummary], topic: str, tag: str
) -> None:
    day = summary.day.isoformat()
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", f"{tag}{f'topic/{slug(topic)}/' if topic else 'digest/'}{day}")
    if topic:
        count = sum(found.stories for found in topics)
        _add(entry, "title", f"{short_day(summary.day)}: {plural(count, 'story', 'stories')}")
    else:
        _add(entry, "title", f"{long_day(summary.day)}: {plural(summary.stories, 'story', 'stories')}")
    _add(entry, "updated", _time(summary.updated))
    href = f"../{day}.html#{slug(topic)}" if topic else f"{day}.html"
    ET.SubElement(entry, "link", rel="alternate", type="text/html", href=href)
    _add(entry, "content", str(_content(summary, topics, topic)), type="html")


def _content(summary: DigestSummary, topics: Sequence[TopicSummary], topic: str) -> Markup:
    """Return the headlines of a day as HTML."""
    parts = [Markup("")]
    if summary.feeds and summary.feeds_failing >= summary.feeds:
        parts.append(Markup("<p><strong>No feed could be read.</strong></p>"))
    if not topics:
        parts.append(Markup("<p>Nothing matched any topic.</p>"))
    for found in topics:
        if not topic:
            parts.append(Markup("<h2>{}</h2>").format(one_line(found.title)))
        parts.append(Markup("<ul>"))
        parts.extend(_item(line.title, line.url, line.outlet, line.language) for line in found.headlines)
        more = found.stories - len(found.headlines)
        if more > 0:
            parts.append(Markup("<li>and {} more</li>").format(more) if found.headlines else
                         Markup("<li>{}</li>").format(plural(more, "story", "stories")))  # fmt: skip
        parts.append(Markup("</ul>"))
    return Markup("").join(parts)


def _item(title: str, url: str | None, outlet: str, language: str) -> Markup:
    shown = escape(one_line(title) or "(no headline)")
    tagged = language.isascii() and language.replace("-", "").isalnum()
    text = Markup('<span lang="{}">{}</span>').format(language, shown) if tagged else shown
    link = safe_url(url)
    linked = Markup('<a href="{}">{}</a>').format(link, text) if link else text
    return Markup("<li>{} ({})</li>").format(linked, one_line(outlet) or "unknown outlet")


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = one_line(text)


def _time(at: datetime | None) -> str:
    return (at or datetime(1970, 1, 1, tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
