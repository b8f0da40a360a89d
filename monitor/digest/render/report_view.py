"""The view model of the other reports of an event: one line each, and what it shares with the main one."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from monitor.digest.ranking import rank
from monitor.digest.render.article_view import ArticleView, build_article_view, safe_language
from monitor.digest.render.clean import one_line, safe_url
from monitor.digest.render.foreign import Foreign
from monitor.digest.render.locale_names import country_name, language_name, short_day
from monitor.digest.render.quote import Quote, Segment
from monitor.digest.telling import language_place
from monitor.models import Digest, EarlierReport, SharedFacts, Story


@dataclass(frozen=True, slots=True)
class ReportView:
    """Another report of an event, in one line.

    Attributes:
        others: number of further outlets that carried the report.
        shared: what it has in common with the main report, in words.
    """

    id: str
    article: ArticleView
    others: int
    shared: str


@dataclass(frozen=True, slots=True)
class EarlierView:
    """A report of the event in an earlier digest, in one line.

    Attributes:
        place: path of its place in that digest, from the folder `digests`.
        url: of the report, "" without a link.
        shared: what it has in common with the story, in words.
    """

    day: str
    place: str
    byline: str
    title: str
    language: str
    url: str
    shared: str


def build_earlier_view(report: EarlierReport) -> EarlierView:
    """Return the view of a report in an earlier digest."""
    names = (one_line(report.source) or "unknown outlet", language_name(report.language))
    return EarlierView(
        day=short_day(report.day),
        place=f"{report.day.isoformat()}.html#{report.story}",
        byline=", ".join(filter(None, names)),
        title=one_line(report.headline) or "(no headline)",
        language=safe_language(report.language),
        url=safe_url(report.url),
        shared=one_line(_shared_text(report.shared)),
    )


def reports_by_main(digest: Digest) -> dict[str, list[Story]]:
    """Return the other stories of each event by the id of its main story, in the reader's languages first."""
    found: dict[str, dict[str, Story]] = defaultdict(dict)
    for section in digest.topics:
        for story in section.stories:
            if story.main:
                found[story.main].setdefault(story.id, story)
    return {
        main: sorted(
            stories.values(),
            key=lambda story: (
                language_place(story.language, digest.aids.languages), story.language, rank(story),
            ),
        )
        for main, stories in found.items()
    }  # fmt: skip


def build_report_view(story: Story, tz: tzinfo, year: int, foreign: Foreign) -> ReportView:
    """Return the view of another report of an event."""
    article = build_article_view(story.articles[0], tz, year, foreign)
    return ReportView(
        id=story.id,
        article=replace(article, headline=Quote((Segment(article.title),))),
        others=len(story.outlets) - 1,
        shared=one_line(_shared_text(story.shared)),
    )


def _shared_text(shared: SharedFacts) -> str:
    """Return what two reports share as text: `14 Jan, 142, Bokeo; vote, treaty`."""
    days = [short_day(date.fromisoformat(day)) for day in shared.dates]
    names = [country_name(name) if name.isupper() else name for name in shared.names]
    figures = [f"{int(number):,}" if number.isdigit() else number for number in shared.numbers]
    facts = ", ".join([*days, *figures, *names])
    return "; ".join(part for part in (facts, ", ".join(shared.words)) if part)
