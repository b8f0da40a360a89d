"""The view model of one article: cleaned text, local times, a quote and the reasons for the match."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from monitor.digest.render.clean import one_line, safe_url
from monitor.digest.render.locale_names import country_name, language_name, moment
from monitor.models import Evidence, StoryArticle, TextSource

BLOCKED = "blocked_address"  # the page is at, or redirects to, a private address
_NO_LINK = "links to a private address, so not linked here"
_SOURCE_NOTES = {
    TextSource.SUMMARY: "read from the feed’s summary",
    TextSource.TITLE: "read from the headline only",
}
_LATIN = re.compile("[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_FIELD = {"title": "headline", "lead": "lead", "body": "text"}


@dataclass(frozen=True, slots=True)
class ShownTime:
    """A time as text and in ISO 8601."""

    text: str
    iso: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a quote: a hit, or the text between hits."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim quote, split at the start and end of each hit."""

    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One keyword that was found: its field, the quote, and its points."""

    keyword: str
    field: str
    quote: Quote
    points: str
    group: str


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
    reasons: tuple[Reason, ...]
    arithmetic: str
    score: str


def build_article_view(
    article: StoryArticle, tz: tzinfo, year: int, beside: Evidence | None = None
) -> ArticleView:
    """Return the view of one article.

    Args:
        article: the article.
        tz: time zone of all times.
        year: year of the digest; times in this year are printed without it.
        beside: a hit to quote if the article has none in its text.
    """
    published = article.published
    day = published.astimezone(tz).date() if published else None
    quote = _best_quote(article.evidence) or (_quote(beside) if beside else None)
    return ArticleView(
        title=one_line(article.title) or "(no headline)",
        headline=_headline(article, marked=quote is None),
        url="" if article.reason == BLOCKED else safe_url(article.url),
        outlet=one_line(article.source) or "unknown outlet",
        country=one_line(country_name(article.country)),
        language=_tag(article.language),
        language_name=one_line(language_name(article.language)),
        published=moment_of(published, tz, year) if published else None,
        found=moment_of(article.found, tz, year, day),
        late=article.late,
        updated=article.updated,
        note=_note(article),
        quote=quote,
        reasons=tuple(_reason(evidence) for evidence in article.evidence),
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
    return _cut(article.title, [(found.hit_start, found.hit_end) for found in hits])


def _best_quote(evidence: Sequence[Evidence]) -> Quote | None:
    """Return the sentence of the text whose hits have the most points, or None without hits in the text."""
    body = [found for found in evidence if found.field != "title"]
    best = max(body, key=lambda quoted: _worth(quoted, evidence), default=None)
    if best is None:
        return None
    return _cut(best.quote, [span for found in evidence for span in _spans(best, found)])


def _worth(quoted: Evidence, evidence: Sequence[Evidence]) -> float:
    return sum(found.points for found in evidence if _spans(quoted, found))


def _spans(quoted: Evidence, found: Evidence) -> list[tuple[int, int]]:
    """Return the spans of a keyword in a quote: its own hit, and every other occurrence of the same form.

    Evidence holds one place per keyword, often in the headline, but readers expect marks in the sentence too.
    """
    spans = [match.span() for match in _as_word(found.form).finditer(quoted.quote)] if found.form else []
    if found.field != "title" and quoted.start <= found.hit_start < found.hit_end <= quoted.end:
        spans.append((found.hit_start - quoted.start, found.hit_end - quoted.start))
    return spans


def _as_word(form: str) -> re.Pattern[str]:
    """Return a pattern for a form: a whole word in Latin script, a substring in other scripts."""
    before = r"(?<!\w)" if _LATIN.match(form) else ""
    after = r"(?!\w)" if _LATIN.match(form[-1]) else ""
    return re.compile(before + re.escape(form) + after, re.IGNORECASE)


def _quote(evidence: Evidence) -> Quote:
    return _cut(evidence.quote, [(evidence.hit_start - evidence.start, evidence.hit_end - evidence.start)])


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> Quote:
    """Split a text at its hits. Overlapping hits are merged; hits outside the text are ignored."""
    segments: list[Segment] = []
    done = len(text) - len(text.lstrip())
    for start, end in sorted(spans):
        if not 0 <= start < end <= len(text) or end <= done:
            continue
        hit = _soft(text[max(start, done) : end])
        if segments and start <= done:
            segments[-1] = Segment(segments[-1].text + hit, is_hit=True)
        else:
            segments += [Segment(_soft(text[done:start])), Segment(hit, is_hit=True)]
        done = end
    segments.append(Segment(_soft(text[done:]).rstrip()))
    return Quote(tuple(segment for segment in segments if segment.text))


def _soft(text: str) -> str:
    """Clean a part of a quote like `one_line`, but keep the spaces at its ends."""
    return one_line(f"|{text}|")[1:-1]


def _reason(evidence: Evidence) -> Reason:
    times = f" ×{evidence.count}" if evidence.count > 1 else ""
    return Reason(
        keyword=one_line(evidence.keyword),
        field=_FIELD[evidence.field] + times,
        quote=_quote(evidence),
        points=f"{evidence.points:g}",
        group=one_line(evidence.group),
    )


def _tag(language: str) -> str:
    """Return a language tag that is safe in a `lang` attribute, or ""."""
    return language if language.replace("-", "").isalnum() and language.isascii() else ""


def moment_of(at: datetime, tz: tzinfo, year: int | None = None, day: date | None = None) -> ShownTime:
    """Return a time; `year` and `day` are left out of the text if the time is in that year or on that day."""
    text = moment(at, tz, year=year, day=day)
    return ShownTime(text, at.astimezone(tz).isoformat(timespec="minutes"))
