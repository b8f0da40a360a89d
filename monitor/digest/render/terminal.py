"""Render the digest for a terminal with rich, from the same view as HTML and Markdown."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from monitor.digest.render.article_view import ArticleView
from monitor.digest.render.in_words import names, plural
from monitor.digest.render.missed_view import MISSED_NOTE, MISSED_TITLE
from monitor.digest.render.quote import Quote
from monitor.digest.render.view import DigestView, SectionView, StoryView, build_view
from monitor.models import Digest

_STATUS = {"new": "bold green", "update": "bold yellow", "running": "dim"}
_SOFT, _HIT, _ALARM = "dim", "bold reverse", "bold red"


def render_terminal(digest: Digest) -> RenderableType:
    """Return a digest as a rich renderable; no text in it is read as rich markup."""
    return Group(*_lines(build_view(digest)))


def _lines(view: DigestView) -> Iterator[RenderableType]:
    heading = f"{view.title}: digest of {view.day}" if view.title else f"Digest of {view.day}"
    yield Rule(Text(heading, style="bold"), characters="═")
    yield Text(view.summary, style="italic")
    still_open = "" if view.closed else "; rewritten until the day is closed"
    covered = f"Covers {view.start.text} to {view.end.text}, all times {view.zone}{still_open}."
    yield Text(covered, style=_SOFT)
    for warning in view.warnings:
        yield Text(f"\nWarning: {warning}", style=_ALARM)
    if view.leads:
        yield Text("\nTop stories", style="bold")
        for number, lead in enumerate(view.leads, 1):
            yield Padding(Text(f"{number}. {lead.article.title}", style="bold"), (0, 0, 0, 1))
            yield Padding(
                Text(f"{lead.article.outlet} · {lead.topic}. {lead.reason}.", style=_SOFT), (0, 0, 0, 4)
            )
    for section in view.sections:
        yield from _section(section)
    if view.quiet:
        topics = ", ".join(topic.title + (f" ({topic.rates})" if topic.rates else "") for topic in view.quiet)
        note = f" In brackets: {view.quiet_note}." if view.quiet_note else ""
        yield Text(f"\nNothing on {topics}.{note}", style=_SOFT)
    yield from _missed(view)
    yield from _health(view)


def _section(section: SectionView) -> Iterator[RenderableType]:
    yield Text()
    yield Rule(Text(section.title, style="bold"), align="left")
    yield Text(section.trend_text + ".", style=_SOFT)
    if section.trend.spike:
        yield Text(f"Spike: {section.trend.reason}.", style=_ALARM)
    for story in section.stories:
        yield Text()
        yield from (Padding(line, (0, 0, 0, 2)) for line in _story(story))
    if section.more:
        yield Text(f"\n…and {plural(section.more, 'more event', 'more events')}, all in the JSON file.")


def _story(story: StoryView) -> Iterator[RenderableType]:
    if story.brief:
        since = f", {story.status.lower()} since {story.since}" if story.since else ""
        yield Text.assemble(story.lead.title, (f"  {story.lead.outlet}{since}", _SOFT))
        return
    if story.shown_under:
        yield Text(story.lead.title, style="bold")
        yield Text(f"{story.lead.outlet}. Shown under {story.shown_under}.", style=_SOFT)
        return
    since = f" since {story.since}" if story.since else ""
    yield Text.assemble(
        (story.status.upper(), _STATUS.get(story.mark, "bold")), (since, _SOFT), "  ",
        _quoted(story.lead.headline, "bold"),
    )  # fmt: skip
    yield _byline(story.lead)
    if story.lead.quote:
        yield Padding(_quoted(story.lead.quote), (0, 0, 0, 2))
    if story.lead.url:
        yield _link(story.lead.url)
    yield from _changes(story)
    for article in story.further:
        yield Text.assemble("- ", article.title)
        yield Padding(_byline(article), (0, 0, 0, 2))
        if article.url:
            yield Padding(_link(article.url), (0, 0, 0, 2))
    yield from _reports(story)
    also = [*story.also, *story.elsewhere]
    if also:
        first = story.first or story.lead.outlet
        yield Text(f"Also in: {names(also)}. First: {first}.", style=_SOFT)
    if story.other_topics:
        yield Text(f"Also under: {names(story.other_topics)}.", style=_SOFT)
    strength = f"{story.strength}; " if story.strength else ""
    yield Text(f"Why: {strength}{story.lead.arithmetic or 'score ' + story.lead.score}", style=_SOFT)


def _reports(story: StoryView) -> Iterator[RenderableType]:
    for report in story.reports:
        byline = ", ".join(part for part in (report.article.language_name, report.article.outlet) if part)
        yield Text.assemble("- ", (f"{byline}: ", _SOFT), report.article.title)
    if story.more_reports:
        yield Text(f"- and {plural(story.more_reports, 'more report', 'more reports')}", style=_SOFT)


def _changes(story: StoryView) -> Iterator[RenderableType]:
    if story.earlier_headline:
        yield Text(f"Headline before: {story.earlier_headline}", style=_SOFT)
    for report in story.earlier:
        yield Text(f"Earlier: {report.day}, {report.byline}: {report.title}", style=_SOFT)
    if story.added:
        yield Text(f"Added: {story.added}")


def _byline(article: ArticleView) -> Text:
    return Text(" · ".join(article.byline), style=_SOFT)


def _quoted(quote: Quote, style: str = "") -> Text:
    segments = [(segment.text, f"{style} {_HIT}" if segment.is_hit else style) for segment in quote.segments]
    return Text.assemble(*segments)


def _link(url: str) -> Text:
    return Text(url, style="underline blue", no_wrap=True, overflow="fold")


def _missed(view: DigestView) -> Iterator[RenderableType]:
    if not view.missed:
        return
    yield Text()
    yield Rule(Text(MISSED_TITLE, style="bold"), align="left")
    yield Text(MISSED_NOTE, style=_SOFT)
    for one in view.missed:
        yield Text(f"\n- {one.title}")
        yield Padding(
            Text(f"{one.outlet} · {one.language_name} · perhaps {one.topic}", style=_SOFT), (0, 0, 0, 2)
        )
        if one.quote:
            yield Padding(Text(one.quote), (0, 0, 0, 2))
        if one.opinion:
            yield Padding(Text(one.opinion.capitalize(), style=_SOFT), (0, 0, 0, 2))
        yield Padding(Text(f"Lacks: {one.lacking}", style=_SOFT), (0, 0, 0, 2))
        if one.url:
            yield Padding(_link(one.url), (0, 0, 0, 2))


def _health(view: DigestView) -> Iterator[RenderableType]:
    yield Text()
    yield Rule(Text("Health", style="bold"), align="left")
    yield Text("; ".join(view.counts) + ".")
    for notice in view.notices:
        yield Text(notice.title, style="bold")
        yield from (Padding(Text(f"- {line}"), (0, 0, 0, 1)) for line in notice.lines)
        if notice.more:
            yield Text(f" - and {notice.more} more")
    if not view.notices:
        yield Text(view.well)
    yield Text(f"\nWritten {view.end.text} from configuration {view.config_version}.", style=_SOFT)
