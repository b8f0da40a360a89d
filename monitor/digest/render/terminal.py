"""The digest for a terminal: the same reading as in HTML and Markdown, set with rich.

Pure: no I/O, no clock; it is printed by the command line.
"""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from monitor.digest.render.article_view import ArticleView, Quote
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

_STATUS = {"new": "bold green", "update": "bold yellow", "running": "dim"}
_SOFT, _HIT, _ALARM = "dim", "bold reverse", "bold red"


def render_terminal(digest: Digest, most: int = MOST_STORIES) -> RenderableType:
    """Return what rich prints of a digest; nothing in it is markup, every word stands as it is."""
    return Group(*_lines(build_view(digest, most)))


def _lines(reading: DigestView) -> Iterator[RenderableType]:
    heading = f"{reading.title}: digest of {reading.day}" if reading.title else f"Digest of {reading.day}"
    yield Rule(Text(heading, style="bold"), characters="═")
    yield Text(reading.summary, style="italic")
    still_open = "" if reading.closed else "; rewritten until the day is closed"
    covered = f"Covers {reading.start.text} to {reading.end.text}, all times {reading.zone}{still_open}."
    yield Text(covered, style=_SOFT)
    for warning in reading.warnings:
        yield Text(f"\nWarning: {warning}", style=_ALARM)
    if reading.leads:
        yield Text("\nTop stories", style="bold")
        for number, lead in enumerate(reading.leads, 1):
            yield Padding(Text(f"{number}. {lead.piece.title}", style="bold"), (0, 0, 0, 1))
            yield Padding(
                Text(f"{lead.piece.outlet} · {lead.topic}. {lead.reason}.", style=_SOFT), (0, 0, 0, 4)
            )
    for part in reading.parts:
        yield from _part(part)
    yield from _health(reading)


def _part(part: SectionView) -> Iterator[RenderableType]:
    yield Text()
    yield Rule(Text(part.title, style="bold"), align="left")
    yield Text(part.trend_text + ".", style=_SOFT)
    if part.trend.spike:
        yield Text(f"Spike: {part.trend.reason}.", style=_ALARM)
    for telling in part.tellings:
        yield Text()
        yield from (Padding(line, (0, 0, 0, 2)) for line in _telling(telling))
    if part.more:
        yield Text(f"\n…and {plural(part.more, 'more story', 'more stories')}, all in the JSON file.")


def _telling(telling: StoryView) -> Iterator[RenderableType]:
    if not telling.full:
        yield Text(telling.lead.title, style="bold")
        yield Text(f"{telling.lead.outlet}. Told above under {telling.told_under}.", style=_SOFT)
        return
    since = f" since {telling.since}" if telling.since else ""
    same = ", same event as above" if telling.together else ""
    yield Text.assemble(
        (telling.status.upper(), _STATUS.get(telling.mark, "bold")), (f"{since}{same}", _SOFT), "  ",
        _quoted(telling.lead.headline, "bold"),
    )  # fmt: skip
    yield _byline(telling.lead)
    if telling.lead.quote:
        yield Padding(_quoted(telling.lead.quote), (0, 0, 0, 2))
    if telling.lead.url:
        yield _link(telling.lead.url)
    for piece in telling.further:
        yield Text.assemble("- ", piece.title)
        yield Padding(_byline(piece), (0, 0, 0, 2))
        if piece.url:
            yield Padding(_link(piece.url), (0, 0, 0, 2))
    also = [*telling.also, *telling.elsewhere]
    if also:
        first = telling.first or telling.lead.outlet
        yield Text(f"Also in: {names(also)}. First: {first}.", style=_SOFT)
    if telling.other_topics:
        yield Text(f"Also under: {names(telling.other_topics)}.", style=_SOFT)
    yield Text(f"Why: {telling.lead.arithmetic or 'score ' + telling.lead.score}", style=_SOFT)


def _byline(piece: ArticleView) -> Text:
    parts = [
        f"{piece.outlet}, {piece.country}" if piece.country else piece.outlet,
        piece.language_name,
        f"published {piece.published.text}" if piece.published else "undated",
        f"found {piece.found.text}",
        "late" if piece.late else "",
        piece.note,
    ]
    return Text(" · ".join(part for part in parts if part), style=_SOFT)


def _quoted(quote: Quote, style: str = "") -> Text:
    segments = [(part.text, f"{style} {_HIT}" if part.is_hit else style) for part in quote.segments]
    return Text.assemble(*segments)


def _link(url: str) -> Text:
    return Text(url, style="underline blue", no_wrap=True, overflow="fold")


def _health(reading: DigestView) -> Iterator[RenderableType]:
    yield Text()
    yield Rule(Text("Health", style="bold"), align="left")
    yield Text("; ".join(reading.counts) + ".")
    for notice in reading.notices:
        yield Text(notice.title, style="bold")
        yield from (Padding(Text(f"- {line}"), (0, 0, 0, 1)) for line in notice.lines)
        if notice.more:
            yield Text(f" - and {notice.more} more")
    if not reading.notices:
        yield Text(reading.well)
    yield Text(f"\nWritten {reading.end.text} from configuration {reading.config_version}.", style=_SOFT)
