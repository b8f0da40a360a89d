"""Cleaned text has no markup and no invisible characters, and is bounded."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.read.cleaning import ELLIPSIS, clean_line, clean_text, html_to_text
from tests.read.documents import item, read, rss


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("<p>One</p><p>Two<br/>Three</p>", "One\nTwo\nThree"),
        ("<b>bold</b>face", "boldface"),
        ("a &amp; b &lt; c", "a & b < c"),
        ("&amp;quot;Laos&amp;quot;", '"Laos"'),
        ("&amp;lt;p&amp;gt;twice&amp;lt;/p&amp;gt;", "twice"),
        ("<script>alert(1)</script>seen<style>p{}</style>", "seen"),
        ("<img src=x onerror=alert(1)>seen", "seen"),
        ("<a href='javascript&colon;alert(1)'>link</a>", "link"),
        ("<svg><script>alert(1)</script></svg>seen", "seen"),
        ("<li>one<li>two", "one\ntwo"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
        ("cut mid-wor<", "cut mid-wor<"),
    ],
)
def test_markup_becomes_text(markup, text) -> None:
    """Tags and hidden content are dropped, blocks end lines, entities are decoded, twice if needed."""
    assert clean_text(html_to_text(markup), 1000) == text


@pytest.mark.fault(96, 97, 98)
@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\x00b\x07c\x1b[2Jd", "abc[2Jd"),
        ("\x1b]8;;http://evil.test\x07click\x1b]8;;\x07", "]8;;http://evil.testclick]8;;"),
        ("\x9b31mred\x85next", "31mred next"),
        ("cl\u200bimate", "climate"),
        ("cl\u200c\u200dimate", "climate"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066x\u2069\u200e\u200f\u061c", "x"),
        ("\ufeffBOM", "BOM"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("한글", "한글"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("ສປປ\u200bລາວ", "ສປປລາວ"),
        ("a\u2028b\u00a0c\u3000d", "a b c d"),
        ("e" + "\u0301" * 50, "é"),
        ("x" + "\ufe0f" * 5000, "x\ufe0f"),
    ],
)
def test_what_cannot_be_seen(raw, clean) -> None:
    """Controls, bidi marks, zero widths and mark floods are removed; joiners in spelling stay."""
    assert clean_line(raw, 1000) == clean


def test_paragraphs() -> None:
    """White space is collapsed, empty lines are dropped, paragraphs stay lines."""
    assert clean_text(" a  b \r\n\r\n\t c\u2029d \n", 100) == "a b\nc\nd"


@pytest.mark.fault(107)
def test_lengths_are_capped_with_a_mark() -> None:
    """A title of 1 MB and a description of 5 MB are cut and end with an ellipsis."""
    feed = read(rss(item(title="t" * 1_000_000, description="d " * 2_500_000)))
    assert len(feed.entries[0].title) < 600
    assert len(feed.entries[0].summary) < 11_000
    assert feed.entries[0].title.endswith(ELLIPSIS)
    assert feed.entries[0].summary.endswith(ELLIPSIS)


@pytest.mark.fault(114)
def test_html_in_plain_fields() -> None:
    """Markup in titles and authors becomes text or is dropped, and is never kept as markup."""
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>1</id>
        <title type="text">Use &lt;b&gt; sparingly</title><author><name>&lt;i&gt;Kim&lt;/i&gt;</name></author>
        </entry></feed>"""
    kept = read(atom.encode()).entries[0]
    assert kept.title == "Use <b> sparingly"
    assert kept.author == "Kim"
    html = read(rss(item(title="&lt;b&gt;Bold&lt;/b&gt; &amp;amp; true"))).entries[0]
    assert html.title == "Bold & true"


def test_doubled_entities_in_titles() -> None:
    """A title that is encoded twice is decoded twice."""
    feed = read(rss(item(title="&amp;quot;Laos&amp;quot; &amp;#8217;s &amp;amp; R&amp;D")))
    assert feed.entries[0].title == '"Laos" ’s & R&D'


@given(st.text(max_size=300))
def test_clean_is_settled(raw) -> None:
    """Cleaning is idempotent; the result has no controls or lone surrogates and is NFC."""
    clean = clean_text(raw, 200)
    assert clean_text(clean, 1000) == clean
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} and char != "\n" for char in clean)
    assert unicodedata.is_normalized("NFC", clean)
    clean.encode("utf-8")


@given(st.text(alphabet="<>&;/=\"' abpscriptdivquotlgxml!-[]#x0", max_size=200))
def test_flattening_never_raises(markup) -> None:
    """Any fragment gives text that is no longer than the input."""
    assert len(html_to_text(markup)) <= 2 * len(markup)


@given(st.characters())
def test_nothing_unwanted_is_printable(character) -> None:
    """The fast path for printable lines gives the same result as the full cleaning."""
    assert clean_line(f"a{character}b", 10) == clean_line(f"a{character}b\x01", 10)
