"""Render a digest as mail: an HTML page that no mail program clips, and a text with every address.

Mail programs support neither style variables nor nested rules, and clip a page at 102,000 bytes. So the style
is plain, and the page takes whole stories, the first of each topic first, until it is full.
"""

from collections.abc import Iterator
from itertools import chain, zip_longest

from markupsafe import Markup

from monitor.digest.render.clean import one_line
from monitor.digest.render.html import fragment
from monitor.digest.render.missed_view import MISSED_TITLE
from monitor.digest.render.view import DigestView, SectionView, StoryView, build_view, names, plural
from monitor.models import Digest

MOST_BYTES = 100_000
_MOST_TEXT = 500_000  # bytes of the text part, which is not clipped
_HEALTH = 12_000  # bytes of the health notes
_FRAME = 6_000  # bytes of style, header, silent topics and footer
_CUT = 300  # characters of one line about a feed or a gap
_ALL = 1_000_000


def render_mail_html(digest: Digest) -> str:
    """Render the HTML part: at most 100,000 bytes, with a note where to find the stories left out."""
    view = build_view(digest, _ALL)
    health = _health(view)
    missed = fragment("mail_missed.html.j2", view=view)
    room = MOST_BYTES - _FRAME - len("".join((*health, missed)).encode())
    rendered: dict[str, list[Markup]] = {section.id: [] for section in view.sections}
    for section, story in _round_robin(view):
        text = fragment("mail_story.html.j2", story=story)
        size = len(text.encode())
        if not rendered[section.id]:
            size += len(_heading(section).encode())
        if size <= room:
            room -= size
            rendered[section.id].append(text)
    stories = sum(section.count for section in view.sections)
    shown = sum(map(len, rendered.values()))
    sections = [
        (_heading(section), rendered[section.id]) for section in view.sections if rendered[section.id]
    ]
    return fragment(
        "mail.html.j2",
        view=view,
        warnings=[_cut(line) for line in view.warnings[:5]],
        sections=sections,
        missed=missed,
        health=health,
        silent=_silent(view),
        rest=_rest(view, stories - shown) if shown < stories else "",
    )


def render_mail_text(digest: Digest) -> str:
    """Render the text part: every story with its URL and the URLs of further reports."""
    view = build_view(digest, _ALL)
    lines = [view.day, view.summary, "", *(f"! {_cut(line)}" for line in view.warnings)]
    lines.append(f"Covers {view.start.text} to {view.end.text}, all times {view.zone}.")
    kept, room = "\n".join(lines) + "\n", _MOST_TEXT
    left = 0
    for section in view.sections:
        if not section.stories:
            continue
        kept += f"\n\n{section.title} ({section.count})\n"
        for story in section.stories:
            text = _story_text(story)
            room -= len(text.encode())
            if room < 0:
                left += 1
            else:
                kept += text
    silent = _silent(view)
    tail = [*([silent] if silent else []), *([_rest(view, left)] if left else [])]
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
    if not story.full:
        lines[-1] += f", told above under {story.shown_under}"
    for article in (lead, *story.further, *story.copies):
        if article is not lead:
            lines.append(f"{article.outlet}: {article.title}")
        if article.url:
            lines.append(article.url)
    return "\n".join(lines) + "\n"


def _round_robin(view: DigestView) -> Iterator[tuple[SectionView, StoryView]]:
    """Yield the first story of each topic, then the second, and so on: a full page has every topic."""
    columns = ([(section, story) for story in section.stories] for section in view.sections)
    return (pair for pair in chain.from_iterable(zip_longest(*columns)) if pair is not None)


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
    quiet = [_cut(section.title, 60) for section in view.sections if not section.count]
    return f"Nothing matched {names(quiet)}." if quiet and len(quiet) < len(view.sections) else ""


def _rest(view: DigestView, left: int) -> str:
    return (
        f"{plural(left, 'more story is', 'more stories are')} in the whole digest: "
        f"digests/{view.iso_day}.html in the monitor's output folder, and on its page."
    )


def _cut(text: str, most: int = _CUT) -> str:
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
