"""Quotes are shown whole, and exactly their hits are marked."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.digest.render.article_view import ArticleView, build_article_view
from monitor.digest.render.foreign import Foreign
from monitor.digest.render.quote import Quote
from monitor.models import Evidence, ReadingAids, StoryArticle, TextSource

WORDS = "Laos and Korea signed the extradition treaty today"


def found(text: str, form: str, *, field: str = "body", points: float = 10.0, group: str = "") -> Evidence:
    """Return evidence of a form in a text of one sentence."""
    at = text.index(form)
    return Evidence(
        field,
        form,
        form,
        text,
        0,
        len(text),
        at,
        at + len(form),
        points=points,
        group=group,  # type: ignore[arg-type]
    )


def piece_of(*evidence: Evidence, title: str = "A treaty") -> ArticleView:
    """Return the view of an article with evidence."""
    article = StoryArticle(
        url="https://courier.example/1",
        title=title,
        source="Courier",
        country="KR",
        language="en",
        published=None,
        found=datetime(2025, 12, 16, tzinfo=UTC),
        score=10.0,
        evidence=evidence,
        text_source=TextSource.PAGE,
        late=False,
        reason="",
        copy=False,
    )
    return build_article_view(article, ZoneInfo("Asia/Seoul"), 2025, Foreign(ReadingAids()))


def marked(quote: Quote | None) -> list[str]:
    """Return the marked parts of a quote."""
    return [part.text for part in quote.segments if part.is_hit] if quote else []


def whole(quote: Quote | None) -> str:
    """Return the text of a quote."""
    return "".join(part.text for part in quote.segments) if quote else ""


def test_every_hit_in_the_quote_is_marked() -> None:
    """Keywords and group words in the sentence are marked; overlapping hits are merged."""
    piece = piece_of(
        found(WORDS, "extradition treaty"),
        found(WORDS, "treaty today", points=4),
        found(WORDS, "Laos", points=0, group="laos"),
    )
    assert marked(piece.quote) == ["Laos", "extradition treaty today"]
    assert whole(piece.quote) == WORDS


def test_the_sentence_worth_most_is_shown() -> None:
    """Two keywords in one sentence outweigh a single heavier one; hits elsewhere are not marked in it."""
    other = found("The prosecutor handed him over.", "handed", points=11)
    offset = len(WORDS) + 1
    away = Evidence(
        "body", "handed", "handed", other.quote, offset, offset + len(other.quote),
        offset + other.hit_start, offset + other.hit_end, points=11,
    )  # fmt: skip
    piece = piece_of(away, found(WORDS, "treaty", points=6), found(WORDS, "extradition", points=6))
    assert whole(piece.quote) == WORDS
    assert marked(piece.quote) == ["extradition", "treaty"]


@pytest.mark.parametrize(
    ("quote", "form", "shown"),
    [
        ("The treaty, the Treaty and the treaties", "treaty", ["treaty", "Treaty"]),
        ("老挝稀土开采与稀土出口", "稀土", ["稀土", "稀土"]),
        ("범죄인 인도조약과 인도조약", "인도조약", ["인도조약", "인도조약"]),
        ("Laotian papers on Laos", "Lao", []),
    ],
)
def test_what_the_headline_says_is_marked_in_the_quote_too(quote: str, form: str, shown: list[str]) -> None:
    """A keyword found in the headline is also marked where it occurs as a word in the sentence."""
    title = f"{form} in the headline"
    lead = Evidence("lead", "x", quote[:1], quote, 0, len(quote), 0, 1, points=0.0)
    piece = piece_of(found(title, form, field="title"), lead, title=title)
    assert whole(piece.quote) == quote
    assert [mark for mark in marked(piece.quote) if mark != quote[:1]] == shown


def test_the_headline_is_marked_only_without_a_quote() -> None:
    """Hits in the headline are marked only if there is no quote of the text."""
    title = f" {WORDS}\n"
    hit = found(title, "treaty", field="title")
    alone = piece_of(hit, title=title).headline
    assert (whole(alone), marked(alone)) == (WORDS, ["treaty"])
    assert marked(piece_of(hit, found(WORDS, "Laos"), title=title).headline) == []


def test_a_title_of_nothing_has_words() -> None:
    """A headline without printable characters is shown as missing."""
    assert whole(piece_of(title=" \u200e ").headline) == "(no headline)"


@given(st.text(alphabet="ab c", min_size=1), st.lists(st.tuples(st.integers(-2, 9), st.integers(-2, 9))))
def test_marks_never_change_the_headline(text: str, spans: list[tuple[int, int]]) -> None:
    """Any spans in the evidence, even invalid ones, leave the text of the headline unchanged."""
    evidence = [Evidence("title", "x", "x", text, 0, len(text), start, end) for start, end in spans]
    headline = piece_of(*evidence, title=text).headline
    assert whole(headline).split() == (text.split() or ["(no", "headline)"])
