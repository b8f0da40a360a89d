"""Render a digest as mail: an HTML page that no mail program clips, and a text with every address.

Mail programs support neither style variables nor nested rules, and clip a page at 102,000 bytes. So the style
is plain, and the page takes whole stories, the first of each topic first, until it is full. On a long day
most stories are one line.
"""

from markupsafe import Markup

from monitor.digest.render.allotment import that_fit
from monitor.digest.render.clean import one_line
from monitor.digest.render.html import fragment
from monitor.digest.render.in_words import names, plural
from monitor.digest.render.missed_view import MISSED_TITLE
from monitor.digest.render.view import DigestView, SectionView, StoryView, build_view
from monitor.models import Digest

MOST_BYTES = 100_000
_MOST_TEXT = 500_000  # bytes of the text part, which is not clipped
_HEALTH = 12_000  # bytes of the health notes
_FRAME = 12_000  # bytes of style, header, contents, silent topics and footer
_CUT = 300  # characters of one line about a feed or a gap
_MOST_LISTED = MOST_BYTES // 100  # no story takes less than 100 bytes
_ALL = 1_000_000


def render_mail_html(digest: Digest, url: str = "") -> str:
    """Render the HTML part: at most 100,000 bytes, with a note where to find the events left out."""
    view = build_view(digest, listed=_MOST_LISTED)
    health = _health(view)
    missed = fragment("mail_missed.html.j2", view=view)
    room = MOST_BYTES - _FRAME - len("".join((*health, missed)).encode())
    headings = [_heading(section) for section in view.sections]
    columns = [
        [fragment("mail_story.html.j2", story=story) for story in section.stories]
        for section in view.sections
    ]
    rendered = that_fit(headings, columns, room)
    events = sum(section.count for section in view.sections)
    shown = sum(map(len, rendered))
    sections = [(heading, told) for heading, told in zip(headings, rendered, strict=True) if told]
    return fragment(
        "mail.html.j2",
        view=view,
        warnings=[_cut(line) for line in view.warnings[:5]],
        sections=sections,
        missed=missed,
        health=health,
        silent=_silent(view),
        page=f"{url}/digests/{view.iso_day}.html" if url else "",
        rest=_rest(view, events - shown, url) if shown < events else "",
    )


def render_mail_text(digest: Digest, url: str = "") -> str:
    """Render the text part: every story with its URL and the URLs of further reports."""
    view = build_view(digest, _ALL, _ALL)
    lines = [view.day, view.summary, "", *(f"! {_cut(line)}" for line in view.warnings)]
    lines.append(f"Covers {view.start.text} to {view.end.text}, all times {view.zone}.")
    kept, room = "\n".join(lines) + "\n", _MOST_TEXT
    left = 0
    for section in view.sections:
        kept += f"\n\n{section.title} ({section.count})\n"
        for story in section.stories:
            text = _story_text(story)
            room -= len(text.encode())
            if room < 0:
                left += 1
            else:
                kept += text
    silent = _silent(view)
    tail = [*([silent] if silent else []), *([_rest(view, left, url)] if left else [])]
    for one in view.missed:
        tail += [
            "",
            f"{MISSED_TITLE} (perhaps {one.topic}): {_cut(one.title)}",
            *([one.url] if one.url else []),
        ]
    tail += [f"{notice.title}: {len(notice.lines) + notice.more}" for notice in view.notices]
    return kept + ("\n" + "\n".join(tail) + "\n" if tail else "")


def _story_text(story: StoryView) -> str:
    lead = story.lead
    lines = ["", lead.title, f"{story.status} - {lead.outlet}"]
    if story.shown_under:
        lines[-1] += f", shown under {story.shown_under}"
    for article in (lead, *story.further, *story.copies):
        if article is not lead:
            lines.append(f"{article.outlet}: {article.title}")
        if article.url:
            lines.append(article.url)
    for earlier in story.earlier:
        lines += [f"Earlier: {earlier.day}, {earlier.byline}: {earlier.title}", *filter(None, [earlier.url])]
    for report in story.reports:
        lines.append(
            f"{report.article.language_name}, {report.article.outlet}: {report.article.title}".lstrip(", ")
        )
        if report.article.url:
            lines.append(report.article.url)
    return "\n".join(lines) + "\n"


def _heading(section: SectionView) -> Markup:
    trend = section.trend_text + (f". Unusually many: {section.trend.reason}" if section.trend.spike else "")
    return Markup("<h2>{}</h2>\n<p class=soft>{}</p>\n").format(_cut(section.title), _cut(trend))


def _health(view: DigestView) -> list[Markup]:
    """Return the health notes, as many lines as fit into `_HEALTH` bytes."""
    room, rendered = _HEALTH, list[Markup]()
    for notice in view.notices:
        lines = [Markup("<h3>{}</h3>\n").format(notice.title)]
        left = notice.more
        for line in notice.lines:
            item = Markup('<p class=soft dir="auto">{}</p>\n').format(_cut(line))
            size = len(item.encode())
            if size > room:
                left += 1
            else:
                room -= size
                lines.append(item)
        if left:
            lines.append(Markup("<p class=soft>and {} more</p>\n").format(left))
        rendered += lines
    return rendered


def _silent(view: DigestView) -> str:
    quiet = names(
        _cut(topic.title, 60) + (f" ({topic.rates})" if topic.rates else "") for topic in view.quiet
    )
    note = f" In brackets: {view.quiet_note}." if view.quiet_note else ""
    return f"Nothing on {quiet}.{note}" if quiet else ""


def _rest(view: DigestView, left: int, url: str) -> str:
    if url:
        return (
            f"{plural(left, 'more event is', 'more events are')} in the whole digest: "
            f"{url}/digests/{view.iso_day}.html"
        )
    return (
        f"{plural(left, 'more event is', 'more events are')} in the whole digest: "
        f"digests/{view.iso_day}.html in the monitor's output folder, and on its page."
    )


def _cut(text: str, most: int = _CUT) -> str:
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
