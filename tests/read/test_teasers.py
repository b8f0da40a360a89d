"""Teasers of other articles are not article text, in whatever markup; sections of the article stay."""

from collections.abc import Callable
from itertools import count

import pytest

from monitor.models import Page
from monitor.read import read_page
from tests.read.documents import entry

URL = "https://news.test/laos/1"
HEADLINE = "Laos and Korea sign extradition treaty"
BODY = (
    "The ministers of Laos and Korea met in Vientiane on Monday and signed a treaty on extradition.",
    "Officials said that the treaty enters into force when both parliaments have approved it next spring.",
    "A hotline between the two police forces opens in January, with four officers posted in each capital.",
    "The opposition welcomed the step but asked for a clause that protects people from the death penalty.",
)
TEASERS = (
    ("Typhoon nears the coast of Vietnam", "Thousands of people moved to shelters as the storm came nearer."),
    ("Rice prices climb for a third month", "Traders blame the drought in the delta and the weak currency."),
    ("Football league opens its new season", "Twelve clubs from nine provinces take part from Saturday on."),
    (
        "Museum shows hall of old manuscripts",
        "Visitors can see palm leaves hidden for almost three centuries.",
    ),
)
SECTIONS = (
    ("The hotline", "Police in both capitals can call each other at any hour of the day, officials say."),
    ("The treaty", "Suspects can be sent home if the offence carries a year in prison or more."),
    ("The airport", "A new runway is planned by the year 2029, and a builder is still to be found."),
    ("The minerals", "Tin, tungsten and rare earths are named, and a joint survey starts in March."),
)
Shape = Callable[[int, str, str], str]

FOREIGN: dict[str, Shape] = {
    "a script": lambda n, head, words: (
        f"<div class=k onclick=\"location.href='/n/{n}'\"><h3>{head}</h3><p>{words}</p></div>"
    ),
    "a data attribute": lambda n, head, words: (
        f"<article data-href=/n/{n}><h3>{head}</h3><p>{words}</p></article>"
    ),
    "a data attribute without a heading": lambda n, head, words: (
        f"<div role=link data-url=/n/{n}><p>{head}</p><p>{words}</p></div>"
    ),
    "a link behind the words": lambda n, head, words: (
        f"<div class=k><h3>{head}</h3><p>{words}</p><a href=/n/{n}>Read more</a></div>"
    ),
    "a link at the end of the words": lambda n, head, words: (
        f"<section><h4>{head}</h4><p>{words} <a href=/n/{n}>Continue</a> »</p></section>"
    ),
    "a picture that is a link": lambda n, head, words: (
        f"<article><a href=/n/{n}><img src=x></a><h3>{head}</h3><p>{words}</p></article>"
    ),
    "an empty link over it": lambda n, head, words: (
        f"<div class=k><h3>{head}</h3><p>{words}</p><a class=over href=/n/{n}></a></div>"
    ),
    "a list of definitions": lambda n, head, words: f"<dt><a href=/n/{n}>{head}</a></dt><dd>{words}</dd>",
    "headings and paragraphs": lambda n, head, words: f"<h3><a href=/n/{n}>{head}</a></h3><p>{words}</p>",
    "paragraphs alone": lambda n, head, words: f"<p><a href=/n/{n}>{head}</a></p><p>{words}</p>",
    "items that begin with a link": lambda n, head, words: (
        f"<li><a href=/n/{n}>{head}</a><span>{words}</span></li>"
    ),
    "strong headlines": lambda n, head, words: (
        f"<div class=k><strong><a href=/n/{n}>{head}</a></strong><p>{words}</p></div>"
    ),
}
OWN: dict[str, Shape] = {
    "sections": lambda n, head, words: f"<section><h3>{head}</h3><p>{words}</p></section>",
    "sections with links inside": lambda n, head, words: (
        f"<section><h3>{head}</h3><p>{words} More was <a href=/n/{n}>agreed</a> in Seoul.</p></section>"
    ),
    "an accordion": lambda n, head, words: f"<div onclick=toggle(this)><h3>{head}</h3><p>{words}</p></div>",
    "questions and answers": lambda n, head, words: f"<dt>{head}?</dt><dd>{words}</dd>",
    "items that go on with a sentence": lambda n, head, words: (
        f"<li><a href=/n/{n}>{head} between the states</a> means this: {words}</li>"
    ),
    "posts of a live page": lambda n, head, words: (
        f"<div class=post><h3><a href=/laos/1#p{n}>10:{n}0 {head}</a></h3><p>{words}</p></div>"
    ),
    "sources behind paragraphs": lambda n, head, words: (
        f"<p>{words} <a href=https://ministry.test/{n}>{head}</a></p>"
    ),
}


def article(inserted: str, place: str) -> str:
    """Return the text that is read from a page with a block before, within or after its article."""
    paragraphs = [f"<p>{paragraph}</p>" for paragraph in BODY]
    at = {"before": 0, "within": 2, "after": 4}[place]
    inside = "".join([*paragraphs[:at], inserted, *paragraphs[at:]])
    body = f"<main><div class=story><h1>{HEADLINE}</h1>{inside}</div></main>"
    html = f"<html><head><title>{HEADLINE}</title></head><body>{body}</body></html>"
    return read_page(Page(URL, html.encode()), entry(url=URL, title=HEADLINE, summary="")).text


def block(shape: Shape, parts: tuple[tuple[str, str], ...]) -> str:
    """Return a list of the given shape."""
    made = "".join(shape(n, head, words) for n, (head, words) in zip(count(2), parts, strict=False))
    if made.startswith("<li"):
        return f"<ul>{made}</ul>"
    return f"<dl>{made}</dl>" if made.startswith("<dt") else made


@pytest.mark.fault(227)
@pytest.mark.parametrize("place", ["before", "within", "after"])
@pytest.mark.parametrize("shape", FOREIGN)
def test_teasers_are_left_out_in_any_markup(shape: str, place: str) -> None:
    """Neither headline nor words of a teaser are article text, and no paragraph of the article is lost."""
    text = article(block(FOREIGN[shape], TEASERS), place)
    assert [part for teaser in TEASERS for part in teaser if part in text] == []
    assert [paragraph for paragraph in BODY if paragraph not in text] == []


@pytest.mark.fault(227)
@pytest.mark.parametrize("place", ["before", "within", "after"])
@pytest.mark.parametrize("shape", OWN)
def test_sections_of_an_article_stay(shape: str, place: str) -> None:
    """Short sections of the article itself are kept, although they repeat and may have links."""
    text = article(block(OWN[shape], SECTIONS), place)
    assert [words for _, words in SECTIONS if words not in text] == []
    assert [paragraph for paragraph in BODY if paragraph not in text] == []


def test_an_article_of_short_linked_sections_is_kept() -> None:
    """A page that has nothing beside its linked sections keeps them: they are the article."""
    headline = "Police in both capitals, a new runway and rare earths"
    sections = block(FOREIGN["a link behind the words"], SECTIONS)
    html = f"<title>{headline}</title><body><main><h1>{headline}</h1>{sections}</main></body>"
    text = read_page(Page(URL, html.encode()), entry(url=URL, title=headline, summary="")).text
    assert all(words in text for _, words in SECTIONS)
