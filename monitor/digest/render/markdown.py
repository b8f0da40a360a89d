"""Render the digest as Markdown that GitHub renders correctly and that is readable as plain text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from monitor.digest.render.allotment import that_fit
from monitor.digest.render.article_view import ArticleView
from monitor.digest.render.clean import one_line
from monitor.digest.render.foreign import ForeignView
from monitor.digest.render.in_words import names, plural
from monitor.digest.render.missed_view import MISSED_NOTE, MISSED_TITLE
from monitor.digest.render.quote import Quote
from monitor.digest.render.view import DigestView, SectionView, StoryView, build_view
from monitor.models import Digest

MOST_BYTES = 200_000  # GitHub shows no Markdown of more than 500 kB; editors become slow earlier

_REST = 300  # bytes kept for the line of each topic that says where the rest is
_ACTIVE = re.compile(r"([\\`*_\[\]<>&~|#$])")
_AT_START = re.compile(r"^(?:[-+=:]|\d+(?=[.)]))")
_LINK = re.compile(r"(?i)(?:(?<=http)|(?<=https)|(?<=ftp)|(?<=mailto)|(?<=xmpp)):|(?<=www)\.")


def render_markdown(digest: Digest, digests: str = "") -> str:
    """Render a digest as CommonMark that is also safe with GitHub's extensions, in at most 200,000 bytes.

    Args:
        digest: the digest.
        digests: path from the file to the folder `digests`, such as `digests/`; links begin with it.
    """
    view = build_view(digest)
    head, tail = _text(_head(view, digests)), _text([*_missed(view), *_quiet(view), *_health(view)])
    headings = [_text(_heading(section)) for section in view.sections]
    columns = [[_text(_told(story)) for story in section.stories] for section in view.sections]
    room = MOST_BYTES - len((head + tail).encode()) - _REST * len(headings)
    sections = []
    for section, heading, kept in zip(
        view.sections, headings, that_fit(headings, columns, room), strict=True
    ):
        more = section.count - len(kept)
        ends_in_list = bool(kept) and not kept[-1].endswith("\n\n")
        sections += [heading, *kept, "\n" if ends_in_list else ""]
        sections += [_text(_rest(view, more, digests))] if more else []
    return (head + "".join(sections) + tail).rstrip() + "\n"


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def escaped(text: str) -> str:
    """Return text as one line in which nothing is Markdown, HTML, an entity or a link.

    Only active characters are escaped, so that the source stays readable.
    """
    line = _ACTIVE.sub(r"\\\1", one_line(text))
    line = _LINK.sub(r"\\\g<0>", line)
    return _AT_START.sub(lambda match: _escape_start(match[0]), line)


def _escape_start(found: str) -> str:
    return found + "\\" if found.isdigit() else "\\" + found


def _head(view: DigestView, digests: str) -> Iterator[str]:
    yield (f"# {escaped(view.title)}: digest of {view.day}" if view.title else f"# Digest of {view.day}")
    yield ""
    yield f"{escaped(view.summary)}"
    yield ""
    still_open = "" if view.closed else "; rewritten until the day is closed"
    yield f"Covers {view.start.text} to {view.end.text}, all times {escaped(view.zone)}{still_open}."
    yield ""
    if view.links and view.previous:
        yield f"Earlier: [{view.previous.text}]({digests}{view.previous.iso}.md)"
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
    if view.is_long and len(view.sections) > 1:
        yield "## Topics"
        yield ""
        yield from (f"- {escaped(section.title)}: {section.count}" for section in view.sections)
        yield ""


def _heading(section: SectionView) -> Iterator[str]:
    yield f"## {escaped(section.title)}"
    yield ""
    yield section.trend_text + "."
    if section.trend.spike:
        yield f"**Spike:** {escaped(section.trend.reason)}."
    yield ""


def _rest(view: DigestView, more: int, digests: str) -> Iterator[str]:
    events = plural(more, "more event", "more events")
    if view.links:
        name = f"{digests}{view.iso_day}"
        yield f"…and {events}: see [the page]({name}.html) and [all data]({name}.json) of this digest."
    else:
        yield f"…and {events}, all in the JSON file of this digest."
    yield ""


def _quiet(view: DigestView) -> Iterator[str]:
    if not view.quiet:
        return
    topics = (escaped(topic.title) + (f" ({topic.rates})" if topic.rates else "") for topic in view.quiet)
    note = f" In brackets: {view.quiet_note}." if view.quiet_note else ""
    yield f"Nothing on {', '.join(topics)}.{note}"
    yield ""


def _told(story: StoryView) -> Iterator[str]:
    """Return a story in full, in one line, or as a mention of the topic that shows it."""
    if story.full:
        yield from _story(story)
    elif story.brief:
        others = f" and {plural(story.outlets - 1, 'outlet', 'outlets')} more" if story.outlets > 1 else ""
        status = f" · {story.status.lower()} since {story.since}" if story.since else ""
        byline = ", ".join(escaped(part) for part in (story.lead.outlet, story.lead.language_name) if part)
        link = f" <{story.lead.url}>" if story.lead.url else ""
        shown = story.lead.foreign
        translated = f" · machine translation: {escaped(shown.title)}" if shown.title else ""
        meaning = f" · {escaped(shown.meaning)}" if shown.glosses and not translated else ""
        yield f"- {escaped(story.lead.title)} · {byline}{others}{status}{translated}{meaning}{link}"
    else:
        yield f"### {escaped(story.lead.title)}"
        yield ""
        yield f"{escaped(story.lead.outlet)}. Shown under {escaped(story.shown_under)}."
        yield ""


def _story(story: StoryView) -> Iterator[str]:
    yield f"### {escaped(story.lead.title)}"
    yield ""
    status = story.status.upper() + (f" since {story.since}" if story.since else "")
    yield f"{status} · {_byline(story.lead)}"
    yield from _link(story.lead)
    yield ""
    if story.lead.quote:
        yield f"> {_quote(story.lead.quote)}"
        yield ""
    yield from _changes(story)
    yield from _foreign(story.lead.foreign)
    for article in story.further:
        yield f"- {escaped(article.title)}"
        yield f"  {_byline(article)}"
        yield from (f"  {line}" for line in _link(article))
    if story.further:
        yield ""
    yield from _reports(story)
    also = [*story.also, *story.elsewhere]
    if also:
        yield f"Also in: {escaped(names(also))}. First: {escaped(story.first or story.lead.outlet)}."
    if story.other_topics:
        yield f"Also under: {escaped(names(story.other_topics))}."
    if also or story.other_topics:
        yield ""
    strength = f"{story.strength}; " if story.strength else ""
    yield f"Why: {escaped(strength + (story.lead.arithmetic or 'score ' + story.lead.score))}"
    for report in story.reports:
        if report.shared:
            yield f"Same event as {escaped(report.article.outlet)}: both have {escaped(report.shared)}."
    yield ""


def _changes(story: StoryView) -> Iterator[str]:
    """Yield what an update changed and added."""
    if story.earlier_headline:
        yield f"Headline before: {escaped(story.earlier_headline)}"
        yield ""
    for report in story.earlier:
        link = f" <{report.url}>" if report.url else ""
        shared = f" (both have {escaped(report.shared)})" if report.shared else ""
        yield f"Earlier: {report.day}, {escaped(report.byline)}: {escaped(report.title)}{shared}{link}"
        yield ""
    if story.added:
        yield f"Added: {escaped(story.added)}"
        yield ""


def _reports(story: StoryView) -> Iterator[str]:
    """Yield the other reports of an event, one line each."""
    for report in story.reports:
        byline = ", ".join(part for part in (report.article.language_name, report.article.outlet) if part)
        others = f" and {plural(report.others, 'outlet', 'outlets')} more" if report.others else ""
        link = f" <{report.article.url}>" if report.article.url else ""
        aid = _aid(report.article.foreign)
        yield f"- {escaped(byline)}{others}: {escaped(report.article.title)}{aid}{link}"
    if story.more_reports:
        yield f"- and {plural(story.more_reports, 'more report', 'more reports')}"
    if story.reports:
        yield ""


def _aid(shown: ForeignView) -> str:
    """Return the translation of a headline, or the meaning of its hits, behind a line."""
    if shown.title:
        return f" · *Machine translation:* {escaped(shown.title)}"
    return f" · {escaped(shown.meaning)}" if shown.glosses else ""


def _foreign(shown: ForeignView) -> Iterator[str]:
    if shown.title or shown.quote:
        translated = " ".join(escaped(text) for text in (shown.title, shown.quote) if text)
        yield f"*Machine translation:* {translated}"
        yield ""
    if shown.glosses:
        yield escaped(shown.meaning)
        yield ""
    if shown.link:
        yield f"Translate: <{shown.link}>"
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


def _missed(view: DigestView) -> Iterator[str]:
    if not view.missed:
        return
    yield f"## {MISSED_TITLE}"
    yield ""
    yield escaped(MISSED_NOTE)
    yield ""
    for one in view.missed:
        dated = f"published {one.published.text}" if one.published else "undated"
        parts = (one.outlet, one.language_name, dated, f"perhaps {one.topic}")
        yield f"- {escaped(one.title)}"
        yield "  " + " · ".join(escaped(part) for part in parts if part)
        if one.quote:
            yield f"  “{_within(one.quote)}”"
        if one.opinion:
            yield f"  {escaped(one.opinion.capitalize())}"
        yield f"  Lacks: {escaped(one.lacking)}"
        if one.url:
            yield f"  <{one.url}>"
    yield ""


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
