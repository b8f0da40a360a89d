"""The view model of one article: cleaned text, local times, a quote and the reasons for the match."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from monitor.digest.render.clean import one_line, safe_url
from monitor.digest.render.foreign import Foreign, ForeignView
from monitor.digest.render.locale_names import country_name, language_name, moment
from monitor.digest.render.quote import Quote, Segment, best_evidence, cut, marked_quote
from monitor.models import Evidence, StoryArticle, TextSource

BLOCKED = "blocked_address"  # the page is at, or redirects to, a private address
_NO_LINK = "links to a private address, so not linked here"
_SOURCE_NOTES = {
    TextSource.SUMMARY: "read from the feed’s summary",
    TextSource.TITLE: "read from the headline only",
}
_FIELD = {"title": "headline", "lead": "lead", "body": "text"}


@dataclass(frozen=True, slots=True)
class ShownTime:
    """A time as text and in ISO 8601."""

    text: str
    iso: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One keyword that was found: its field, the quote, its points, and its meaning ("" without one)."""

    keyword: str
    field: str
    quote: Quote
    points: str
    group: str
    gloss: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article of a story as shown."""

    title: str
    headline: Quote
    url: str
    outlet: str
    country: str
    language: str
    language_name: str
    published: ShownTime | None
    found: ShownTime
    late: bool
    updated: bool
    note: str
    quote: Quote | None
    foreign: ForeignView
    reasons: tuple[Reason, ...]
    arithmetic: str
    score: str

    @property
    def byline(self) -> tuple[str, ...]:
        """The facts below the headline of a text format: outlet, language, times and marks."""
        parts = (
            f"{self.outlet}, {self.country}" if self.country else self.outlet,
            self.language_name,
            f"published {self.published.text}" if self.published else "undated",
            f"found {self.found.text}",
            "late" if self.late else "",
            "updated" if self.updated else "",
            self.note,
        )
        return tuple(filter(None, parts))


def build_article_view(
    article: StoryArticle, tz: tzinfo, year: int, foreign: Foreign, beside: Evidence | None = None
) -> ArticleView:
    """Return the view of one article.

    Args:
        article: the article.
        tz: time zone of all times.
        year: year of the digest; times in this year are printed without it.
        foreign: makes what is shown beside foreign words.
        beside: a hit to quote if the article has none in its text.
    """
    published = article.published
    day = published.astimezone(tz).date() if published else None
    best = best_evidence(article.evidence) or beside
    return ArticleView(
        title=one_line(article.title) or "(no headline)",
        headline=_headline(article, marked=best is None),
        url="" if article.reason == BLOCKED else safe_url(article.url),
        outlet=one_line(article.source) or "unknown outlet",
        country=one_line(country_name(article.country)),
        language=safe_language(article.language),
        language_name=one_line(language_name(article.language)),
        published=moment_of(published, tz, year) if published else None,
        found=moment_of(article.found, tz, year, day),
        late=article.late,
        updated=article.updated,
        note=_note(article),
        quote=marked_quote(best, (*article.evidence, best)) if best else None,
        foreign=foreign.view(article, best),
        reasons=tuple(_reason(evidence, foreign.gloss(evidence)[1]) for evidence in article.evidence),
        arithmetic=one_line(article.arithmetic),
        score=f"{article.score:g}",
    )


def _note(article: StoryArticle) -> str:
    """Return a note if the text is not from the page or if the article is not linked."""
    notes = [_SOURCE_NOTES.get(article.text_source, ""), _NO_LINK if article.reason == BLOCKED else ""]
    return ", ".join(note for note in notes if note)


def _headline(article: StoryArticle, *, marked: bool) -> Quote:
    """Return the headline; mark its hits only if `marked`, that is if there is no quote of the text."""
    if not one_line(article.title):
        return Quote((Segment("(no headline)"),))
    hits = [found for found in article.evidence if found.field == "title"] if marked else []
    return cut(article.title, [(found.hit_start, found.hit_end) for found in hits])


def _quote(evidence: Evidence) -> Quote:
    return cut(evidence.quote, [(evidence.hit_start - evidence.start, evidence.hit_end - evidence.start)])


def _reason(evidence: Evidence, gloss: str) -> Reason:
    times = f" ×{evidence.count}" if evidence.count > 1 else ""
    return Reason(
        keyword=one_line(evidence.keyword),
        field=_FIELD[evidence.field] + times,
        quote=_quote(evidence),
        points=f"{evidence.points:g}",
        group=one_line(evidence.group),
        gloss=gloss,
    )


def safe_language(language: str) -> str:
    """Return a language tag that is safe in a `lang` attribute, or ""."""
    return language if language.replace("-", "").isalnum() and language.isascii() else ""


def moment_of(at: datetime, tz: tzinfo, year: int | None = None, day: date | None = None) -> ShownTime:
    """Return a time; `year` and `day` are left out of the text if the time is in that year or on that day."""
    text = moment(at, tz, year=year, day=day)
    return ShownTime(text, at.astimezone(tz).isoformat(timespec="minutes"))
