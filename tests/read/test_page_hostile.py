"""Hostile pages and non-pages take seconds at most, and always give text or a reason."""

import time

import pytest

from monitor.models import Article, ArticleStatus, Page, TextSource
from monitor.read import read_page
from tests.cpu_time import is_within
from tests.read.documents import PARAGRAPH, entry

TEXT = "".join(f"<p>{number}. {PARAGRAPH}</p>" for number in range(5))


def take(html: str | bytes) -> tuple[Article, float]:
    """Read a page; return the article and the CPU seconds it took."""
    body = html if isinstance(html, bytes) else html.encode("utf-8", "replace")
    start = time.thread_time()
    article = read_page(Page("https://news.test/1", body, "text/html"), entry())
    return article, time.thread_time() - start


@pytest.mark.fault(115)
@pytest.mark.parametrize("depth", [300, 1000, 1900])
def test_deep_pages_are_read(depth) -> None:
    """Nesting beyond 255 levels, which libxml2 drops by default, is read."""
    article, seconds = take(f"<html><body>{'<div>' * depth}{TEXT}{'</div>' * depth}</body></html>")
    assert (article.status, article.text_source) == (ArticleStatus.READ, TextSource.PAGE)
    assert is_within(seconds, 5)


@pytest.mark.no_cover
@pytest.mark.fault(115)
@pytest.mark.parametrize("depth", [2500, 10_000, 20_000])
def test_too_deep_nesting_is_reported(depth) -> None:
    """Beyond the parser's last limit the summary is used, with the reason."""
    article, seconds = take(f"<html><body>{'<div>' * depth}{TEXT}{'</div>' * depth}</body></html>")
    assert (article.status, article.reason) == (ArticleStatus.UNREADABLE, "too_deep")
    assert (article.text_source, article.text) == (TextSource.SUMMARY, "Summary 1.")
    assert is_within(seconds, 10)


@pytest.mark.fault(115)
def test_text_before_the_depth_limit_is_kept() -> None:
    """Text before the point where the parser gave up is used, with a note that its end may be missing."""
    article, _ = take(f"<html><body><article>{TEXT}</article>{'<div>' * 5000}</body></html>")
    assert (article.status, article.text_source) == (ArticleStatus.READ, TextSource.PAGE)
    assert "too deeply" in article.detail


@pytest.mark.fault(116, 117)
@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<p>" + "<br>" * 200_000, "too_many_tags"),
        ("<p>" + "<a href=x>y</a>" * 200_000, "too_many_tags"),
        (f"<p {' '.join(f'a{n}' for n in range(40_000))}>{TEXT}", "tag_too_long"),
        (f"<p {''.join(f'a{n}=b' for n in range(40_000))}>{TEXT}", "tag_too_long"),
    ],
    ids=["breaks", "links", "attributes", "glued attributes"],
)
def test_markup_that_takes_quadratic_time(html, reason) -> None:
    """Masses of tags and attributes are refused before parsing; the feed's text remains."""
    article, seconds = take(f"<html><body>{html}</body></html>")
    assert (article.status, article.reason, article.text) == (ArticleStatus.UNREADABLE, reason, "Summary 1.")
    assert is_within(seconds, 1)


@pytest.mark.fault(117)
def test_long_values_and_scripts_are_accepted() -> None:
    """An inline image of 300 kB and a script full of markup do not count as tags."""
    image = f'<img src="data:image/png;base64,{"A" * 300_000}">'
    script = f"<script>{'document.write(`<a b=c>`);' * 40_000}</script>"
    article, seconds = take(f"<html><head>{script}</head><body>{image}{TEXT}</body></html>")
    assert (article.status, article.text_source) == (ArticleStatus.READ, TextSource.PAGE)
    assert is_within(seconds, 2)


@pytest.mark.no_cover
@pytest.mark.fault(118)
def test_an_enormous_text_node() -> None:
    """Ten megabytes in one node are cut, not lost."""
    article, seconds = take(f"<html><body><p>{'word ' * 2_100_000}</p></body></html>")
    assert (article.status, article.text_source) == (ArticleStatus.READ, TextSource.PAGE)
    assert 100_000 < len(article.text) < 400_000
    assert is_within(seconds, 5)


@pytest.mark.fault(119)
def test_tables_with_absurd_spans() -> None:
    """A column span of 2^53 and hundreds of wide tables take no extra time."""
    spans = '<table><tr><td colspan="9007199254740992" rowspan="9007199254740992">x</td></tr></table>'
    wide = ("<table><tr>" + "<td colspan=1000>x</td>" * 60 + "</tr></table>") * 300
    for tables in (spans, wide):
        article, seconds = take(f"<html><body>{tables}<article>{TEXT}</article></body></html>")
        assert PARAGRAPH in article.text
        assert is_within(seconds, 5)


@pytest.mark.fault(120)
@pytest.mark.parametrize(
    "opening", ["[", '{"articleBody":', '{"@graph":[', '[{"@type":"NewsArticle","author":']
)
@pytest.mark.parametrize("text", [TEXT, "<p>x</p>"], ids=["article", "stub"])
def test_json_ld_nested_absurdly(opening, text) -> None:
    """JSON-LD with a hundred thousand levels does not end the process."""
    script = f'<script type="application/ld+json">{opening * 100_000}</script>'
    undated = entry(published=None, title="")
    page = Page(
        "https://news.test/1", f"<html><head>{script}</head><body>{text}</body></html>".encode(), "text/html"
    )
    assert read_page(page, undated).status is (
        ArticleStatus.READ if text is TEXT else ArticleStatus.UNREADABLE
    )


@pytest.mark.fault(121)
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no_text"),
        (b"   ", "no_text"),
        (bytes(range(256)) * 400, "not_html"),
        (b"\xff\xfe", "no_text"),
        (b"<html></html>", "no_text"),
        (b"<!-- only a comment -->", "no_text"),
        (b"<script>" * 3000, "no_text"),
        (b"\x1f\x8b\x08junk", "bad_encoding"),
    ],
)
def test_bodies_that_are_not_pages_are_unreadable(body, reason) -> None:
    """Empty bodies, noise and shells are unreadable with a reason."""
    article, _ = take(body)
    assert (article.status, article.reason, article.text) == (ArticleStatus.UNREADABLE, reason, "Summary 1.")


@pytest.mark.fault(121)
@pytest.mark.parametrize(
    "body",
    [
        f"<html><body>{TEXT}</body></html>".encode("utf-16"),
        TEXT.encode(),
        "\n\n".join([PARAGRAPH] * 3).encode(),
        f"<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN'><html xmlns='x' />{TEXT}".encode(),
        f"\x00<html><body>{TEXT}\x00</body></html>".encode(),
        f"<?xml version='1.0' encoding='euc-kr'?><html><body>{TEXT}</body></html>".encode(),
    ],
    ids=["utf-16", "no html tag", "no markup", "closed root", "zero bytes", "prolog"],
)
def test_odd_pages_are_read(body) -> None:
    """UTF-16, fragments, plain text and unusual root elements give their text."""
    article, _ = take(body)
    assert (article.status, PARAGRAPH in article.text) == (ArticleStatus.READ, True)


@pytest.mark.parametrize("character", ["\x0c", "&#12;", "&#x1f;", "&#xffff;", "\ufffe"])
@pytest.mark.parametrize("removed", ["<script></script>", "<nav>News</nav>", "<img src=x>"])
def test_control_characters_beside_removed_elements(character: str, removed: str) -> None:
    """A character that XML does not allow beside an element that is removed does not cost the article."""
    body = f"{removed}{character}<p>{PARAGRAPH}</p>{removed}{character}<p>{PARAGRAPH} Again.</p>"
    article = read_page(Page("https://news.test/1", body.encode()), entry(title="Treaty on extradition"))
    assert article.text_source is TextSource.PAGE
    assert "Again." in article.text
