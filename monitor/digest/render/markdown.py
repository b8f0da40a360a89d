"""Render the digest as Markdown that GitHub renders correctly and that is readable as plain text."""

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
    """Render a digest as CommonMark that is also safe with GitHub's extensions."""
    return "\n".join(_lines(build_view(digest, most))).rstrip() + "\n"


def escaped(text: str) -> str:
    """Return text as one line in which nothing is Markdown, HTML, an entity or a link.

    Only active characters are escaped, so that the source stays readable.
    """
    line = _ACTIVE.sub(r"\\\1", one_line(text))
    line = _LINK.sub(r"\\\g<0>", line)
    return _AT_START.sub(lambda match: _escape_start(match[0]), line)


def _escape_start(found: str) -> str:
    return found + "\\" if found.isdigit() else "\\" + found


def _lines(view: DigestView) -> Iterator[str]:
    yield (f"# {escaped(view.title)}: digest of {view.day}" if view.title else f"# Digest of {view.day}")
    yield ""
    yield f"{escaped(view.summary)}"
    yield ""
    still_open = "" if view.closed else "; rewritten until the day is closed"
    yield f"Covers {view.start.text} to {view.end.text}, all times {escaped(view.zone)}{still_open}."
    yield ""
    for warning in view.warnings:
        yield f"> **Warning:** {escaped(warning)}"
        yield ""
    if view.leads:
        yield "## Top stories"
        yield ""
        for number, lead in enumerate(view.leads, 1):
            yield f"{number}. **{escaped(lead.article.title)}**"
            yield f"   {escaped(lead.article.outlet)} · {escaped(lead.topic)}. {escaped(lead.reason)}."
        yield ""
    for section in view.sections:
        yield from _section(section)
    yield from _health(view)


def _section(section: SectionView) -> Iterator[str]:
    yield f"## {escaped(section.title)}"
    yield ""
    if not section.count:
        yield f"{section.trend_text}."
        yield ""
        return
    yield section.trend_text + "."
    if section.trend.spike:
        yield f"**Spike:** {escaped(section.trend.reason)}."
    yield ""
    for story in section.stories:
        yield from _story(story)
    if section.more:
        more = plural(section.more, "more story", "more stories")
        yield f"…and {more}, all in the JSON file of this digest."
        yield ""


def _story(story: StoryView) -> Iterator[str]:
    if not story.full:
        yield f"### {escaped(story.lead.title)}"
        yield ""
        yield f"{escaped(story.lead.outlet)}. Shown above under {escaped(story.shown_under)}."
        yield ""
        return
    yield f"### {escaped(story.lead.title)}"
    yield ""
    status = story.status.upper() + (f" since {story.since}" if story.since else "")
    if story.together:
        status += ", same event as above"
    yield f"{status} · {_byline(story.lead)}"
    yield from _link(story.lead)
    yield ""
    if story.lead.quote:
        yield f"> {_quote(story.lead.quote)}"
        yield ""
    for article in story.further:
        yield f"- {escaped(article.title)}"
        yield f"  {_byline(article)}"
        yield from (f"  {line}" for line in _link(article))
    if story.further:
        yield ""
    also = [*story.also, *story.elsewhere]
    if also:
        yield f"Also in: {escaped(names(also))}. First: {escaped(story.first or story.lead.outlet)}."
    if story.other_topics:
        yield f"Also under: {escaped(names(story.other_topics))}."
    if also or story.other_topics:
        yield ""
    yield f"Why: {escaped(story.lead.arithmetic or 'score ' + story.lead.score)}"
    yield ""


def _byline(article: ArticleView) -> str:
    return " · ".join(map(escaped, article.byline))


def _link(article: ArticleView) -> Iterator[str]:
    if article.url:
        yield f"<{article.url}>"


def _quote(quote: Quote) -> str:
    """Return a quote with its hits in bold. Only its first segment could start a Markdown block."""
    parts = [_bold(segment.text) if segment.is_hit else _within(segment.text) for segment in quote.segments]
    if parts and not quote.segments[0].is_hit:
        parts[0] = escaped(f"{quote.segments[0].text}x")[:-1]
    return "".join(parts)


def _bold(text: str) -> str:
    """Return a hit in bold, without the punctuation at its ends.

    CommonMark ignores `**` between punctuation and a letter, which is common in Chinese and Korean.
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
    """Escape text inside a line and keep its outer spaces."""
    return escaped(f"x{text}x")[1:-1]


def _health(view: DigestView) -> Iterator[str]:
    yield "## Health"
    yield ""
    yield escaped("; ".join(view.counts)) + "."
    yield ""
    for notice in view.notices:
        yield f"**{notice.title}**"
        yield ""
        yield from (f"- {escaped(line)}" for line in notice.lines)
        if notice.more:
            yield f"- and {notice.more} more"
        yield ""
    if not view.notices:
        yield view.well
        yield ""
    yield f"Written {view.end.text} from configuration {escaped(view.config_version)}."
