"""The digest as Markdown that renders right on GitHub and reads well raw in a terminal.

Pure: no I/O, no clock.
"""

import re
import unicodedata
from collections.abc import Iterator

from monitor.digest.render.article_view import ArticleView, Quote
from monitor.digest.render.clean import one_line
from monitor.digest.render.view import (
    MOST_STORIES,
    DigestView,
    SectionView,
    StoryView,
    build_view,
    names,
    plural,
)
from monitor.models import Digest

_ACTIVE = re.compile(r"([\\`*_\[\]<>&~|#$])")
_AT_START = re.compile(r"^(?:[-+=:]|\d+(?=[.)]))")
_LINK = re.compile(r"(?i)(?:(?<=http)|(?<=https)|(?<=ftp)|(?<=mailto)|(?<=xmpp)):|(?<=www)\.")


def render_markdown(digest: Digest, most: int = MOST_STORIES) -> str:
    """Render a digest as CommonMark with GitHub's extensions in mind; readable as it is."""
    return "\n".join(_lines(build_view(digest, most))).rstrip() + "\n"


def escaped(text: str) -> str:
    """Return text as one line in which nothing is Markdown, HTML, an entity or a link.

    Only what could act is escaped, so that the raw text stays readable.
    """
    line = _ACTIVE.sub(r"\\\1", one_line(text))
    line = _LINK.sub(r"\\\g<0>", line)
    return _AT_START.sub(lambda match: _escape_start(match[0]), line)


def _escape_start(found: str) -> str:
    return found + "\\" if found.isdigit() else "\\" + found


def _lines(reading: DigestView) -> Iterator[str]:
    yield (
        f"# {escaped(reading.title)}: digest of {reading.day}"
        if reading.title
        else f"# Digest of {reading.day}"
    )
    yield ""
    yield f"{escaped(reading.summary)}"
    yield ""
    still_open = "" if reading.closed else "; rewritten until the day is closed"
    yield f"Covers {reading.start.text} to {reading.end.text}, all times {escaped(reading.zone)}{still_open}."
    yield ""
    for warning in reading.warnings:
        yield f"> **Warning:** {escaped(warning)}"
        yield ""
    if reading.leads:
        yield "## Top stories"
        yield ""
        for number, lead in enumerate(reading.leads, 1):
            yield f"{number}. **{escaped(lead.piece.title)}**"
            yield f"   {escaped(lead.piece.outlet)} · {escaped(lead.topic)}. {escaped(lead.reason)}."
        yield ""
    for part in reading.parts:
        yield from _part(part)
    yield from _health(reading)


def _part(part: SectionView) -> Iterator[str]:
    yield f"## {escaped(part.title)}"
    yield ""
    if not part.stories:
        yield f"{part.trend_text}."
        yield ""
        return
    yield part.trend_text + "."
    if part.trend.spike:
        yield f"**Spike:** {escaped(part.trend.reason)}."
    yield ""
    for telling in part.tellings:
        yield from _telling(telling)
    if part.more:
        yield f"…and {plural(part.more, 'more story', 'more stories')}, all in the JSON file of this digest."
        yield ""


def _telling(telling: StoryView) -> Iterator[str]:
    if not telling.full:
        yield f"### {escaped(telling.lead.title)}"
        yield ""
        yield f"{escaped(telling.lead.outlet)}. Told above under {escaped(telling.told_under)}."
        yield ""
        return
    yield f"### {escaped(telling.lead.title)}"
    yield ""
    status = telling.status.upper() + (f" since {telling.since}" if telling.since else "")
    if telling.together:
        status += ", same event as above"
    yield f"{status} · {_byline(telling.lead)}"
    yield from _link(telling.lead)
    yield ""
    if telling.lead.quote:
        yield f"> {_quote(telling.lead.quote)}"
        yield ""
    for piece in telling.further:
        yield f"- {escaped(piece.title)}"
        yield f"  {_byline(piece)}"
        yield from (f"  {line}" for line in _link(piece))
    if telling.further:
        yield ""
    also = [*telling.also, *telling.elsewhere]
    if also:
        yield f"Also in: {escaped(names(also))}. First: {escaped(telling.first or telling.lead.outlet)}."
    if telling.other_topics:
        yield f"Also under: {escaped(names(telling.other_topics))}."
    if also or telling.other_topics:
        yield ""
    yield f"Why: {escaped(telling.lead.arithmetic or 'score ' + telling.lead.score)}"
    yield ""


def _byline(piece: ArticleView) -> str:
    parts = [
        f"{piece.outlet}, {piece.country}" if piece.country else piece.outlet,
        piece.language_name,
        f"published {piece.published.text}" if piece.published else "undated",
        f"found {piece.found.text}",
        "late" if piece.late else "",
        "updated" if piece.updated else "",
        piece.note,
    ]
    return " · ".join(escaped(part) for part in parts if part)


def _link(piece: ArticleView) -> Iterator[str]:
    if piece.url:
        yield f"<{piece.url}>"


def _quote(quote: Quote) -> str:
    """Write a quote with its hits in bold; only what opens it could be taken for the start of a block."""
    said = [_bold(part.text) if part.is_hit else _within(part.text) for part in quote.segments]
    if said and not quote.segments[0].is_hit:
        said[0] = escaped(f"{quote.segments[0].text}x")[:-1]
    return "".join(said)


def _bold(text: str) -> str:
    """Write a hit in bold, the punctuation at its ends outside.

    Two stars beside punctuation begin or end nothing where a letter follows, as in Chinese and Korean.
    """
    core = text.strip()
    start, end = 0, len(core)
    while start < end and unicodedata.category(core[start])[0] in "PSZ":
        start += 1
    while end > start and unicodedata.category(core[end - 1])[0] in "PSZ":
        end -= 1
    if start == end:
        return _within(text)
    place = text.index(core)
    first, last = place + start, place + end
    return f"{_within(text[:first])}**{_within(text[first:last])}**{_within(text[last:])}"


def _within(text: str) -> str:
    """Escape text that stands beside other text, its outer spaces kept."""
    return escaped(f"x{text}x")[1:-1]


def _health(reading: DigestView) -> Iterator[str]:
    yield "## Health"
    yield ""
    yield escaped("; ".join(reading.counts)) + "."
    yield ""
    for notice in reading.notices:
        yield f"**{notice.title}**"
        yield ""
        yield from (f"- {escaped(line)}" for line in notice.lines)
        if notice.more:
            yield f"- and {notice.more} more"
        yield ""
    if not reading.notices:
        yield reading.well
        yield ""
    yield f"Written {reading.end.text} from configuration {escaped(reading.config_version)}."
