"""A digest as mail: a page that no mail program clips, and a text that holds every address.

Mail programs know neither style variables nor one rule within another, and clip a page at 102,000 bytes; so
the style is plain, and whole stories are told, each topic's first ones first, until the page is full.
Pure: no I/O, no clock.
"""

from collections.abc import Iterator
from itertools import chain, zip_longest

from markupsafe import Markup

from monitor.digest.render.clean import one_line
from monitor.digest.render.html import fragment
from monitor.digest.render.view import DigestView, SectionView, StoryView, build_view, names, plural
from monitor.models import Digest

MOST_BYTES = 100_000
_MOST_TEXT = 500_000  # bytes of the text beside it, which nobody clips
_HEALTH = 12_000  # bytes of what is told of feeds and pages
_FRAME = 6_000  # bytes of style, masthead, names and closing lines
_CUT = 300  # letters of one line about a feed or a gap
_ALL = 1_000_000


def render_mail_html(digest: Digest) -> str:
    """Render the page: at most 100,000 bytes, and where the rest is if it does not hold all."""
    reading = build_view(digest, _ALL)
    health = _health(reading)
    room = MOST_BYTES - _FRAME - len("".join(health).encode())
    told: dict[str, list[Markup]] = {part.id: [] for part in reading.parts}
    for part, telling in _by_turns(reading):
        text = fragment("mail_story.html.j2", told=telling)
        size = len(text.encode())
        if not told[part.id]:
            size += len(_heading(part).encode())
        if size <= room:
            room -= size
            told[part.id].append(text)
    stories = sum(part.stories for part in reading.parts)
    shown = sum(map(len, told.values()))
    sections = [(_heading(part), told[part.id]) for part in reading.parts if told[part.id]]
    return fragment(
        "mail.html.j2",
        reading=reading,
        warnings=[_cut(line) for line in reading.warnings[:5]],
        sections=sections,
        health=health,
        silent=_silent(reading),
        rest=_rest(reading, stories - shown) if shown < stories else "",
    )


def render_mail_text(digest: Digest) -> str:
    """Render the text beside the page: every story with its address, and the addresses of further reports."""
    reading = build_view(digest, _ALL)
    lines = [reading.day, reading.summary, "", *(f"! {_cut(line)}" for line in reading.warnings)]
    lines.append(f"Covers {reading.start.text} to {reading.end.text}, all times {reading.zone}.")
    kept, room = "\n".join(lines) + "\n", _MOST_TEXT
    left = 0
    for part in reading.parts:
        if not part.tellings:
            continue
        kept += f"\n\n{part.title} ({part.stories})\n"
        for telling in part.tellings:
            text = _story_text(telling)
            room -= len(text.encode())
            if room < 0:
                left += 1
            else:
                kept += text
    silent = _silent(reading)
    tail = [*([silent] if silent else []), *([_rest(reading, left)] if left else [])]
    tail += [f"{notice.title}: {len(notice.lines) + notice.more}" for notice in reading.notices]
    return kept + ("\n" + "\n".join(tail) + "\n" if tail else "")


def _story_text(telling: StoryView) -> str:
    lead = telling.lead
    lines = ["", lead.title, f"{telling.status} - {lead.outlet}"]
    if not telling.full:
        lines[-1] += f", told above under {telling.told_under}"
    for piece in (lead, *telling.further, *telling.copies):
        if piece is not lead:
            lines.append(f"{piece.outlet}: {piece.title}")
        if piece.url:
            lines.append(piece.url)
    return "\n".join(lines) + "\n"


def _by_turns(reading: DigestView) -> Iterator[tuple[SectionView, StoryView]]:
    """Yield the first story of each topic, then the second, and so on: a full page has something of all."""
    columns = ([(part, telling) for telling in part.tellings] for part in reading.parts)
    return (pair for pair in chain.from_iterable(zip_longest(*columns)) if pair is not None)


def _heading(part: SectionView) -> Markup:
    trend = part.trend_text + (f". Unusually many: {part.trend.reason}" if part.trend.spike else "")
    return Markup("<h2>{}</h2>\n<p class=soft>{}</p>\n").format(_cut(part.title), _cut(trend))


def _health(reading: DigestView) -> list[Markup]:
    """Return what is told of feeds, pages and gaps, as much as there is room for."""
    room, told = _HEALTH, list[Markup]()
    for notice in reading.notices:
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
        told += lines
    return told


def _silent(reading: DigestView) -> str:
    quiet = [_cut(part.title, 60) for part in reading.parts if not part.stories]
    return f"Nothing matched {names(quiet)}." if quiet and len(quiet) < len(reading.parts) else ""


def _rest(reading: DigestView, left: int) -> str:
    return (
        f"{plural(left, 'more story is', 'more stories are')} in the whole digest: "
        f"digests/{reading.iso_day}.html in the monitor's output folder, and on its page."
    )


def _cut(text: str, most: int = _CUT) -> str:
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
