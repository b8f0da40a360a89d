"""Links get one canonical spelling, and unsafe links none."""

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.read import canonical_url
from monitor.read.urls import resolve


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://News.Test/a", "https://news.test/a"),
        ("HTTPS://news.test:443/a", "https://news.test/a"),
        ("http://news.test:8080/a", "http://news.test:8080/a"),
        ("https://news.test", "https://news.test/"),
        ("https://news.test./a", "https://news.test/a"),
        ("https://news.test/a#comments", "https://news.test/a"),
        ("https://news.test/a?utm_source=x&id=7&utm_medium=rss&fbclid=q", "https://news.test/a?id=7"),
        ("https://news.test/a?b=1&a=2", "https://news.test/a?b=1&a=2"),
        ("https://news.test/a?utm_source=rss", "https://news.test/a"),
        (" https://news.test/a \n", "https://news.test/a"),
        ("https://news.test/a b", "https://news.test/a%20b"),
        (
            "https://news.test/뉴스?제목=라오스",
            "https://news.test/%EB%89%B4%EC%8A%A4?%EC%A0%9C%EB%AA%A9=%EB%9D%BC%EC%98%A4%EC%8A%A4",
        ),
        ("https://뉴스.test/1", "https://xn--vg1b002a.test/1"),
        ("https://news.test/%E2%82%AC?x=%20", "https://news.test/%E2%82%AC?x=%20"),
        ("http://[2001:db8::1]/a", "http://[2001:db8::1]/a"),
    ],
)
def test_canonical_spelling(url, canonical) -> None:
    """Different links to one article give one URL."""
    assert canonical_url(url) == canonical


@pytest.mark.fault(16, 17, 52, 112)
@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.test/a",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "FILE:/etc/passwd",
        "ftp://news.test/a",
        "http://",
        "http:///a",
        "http://[bad/",
        "http://[::1%25eth0]/",
        "https://user:secret@news.test/",
        "https://user@news.test/",
        "https://news.test\\@evil.test/",
        "https://news.test/a\\b",
        "https://news.test/a\nb",
        "https://news.te\tst/",
        "https://news.test/\x00",
        "https://news.test:99999/",
        "https://news.test:x/",
        "https://news%00.test/",
        "https://new s.test/",
        "https://" + "a" * 64 + ".test/",
        "https://news.test/" + "a" * 2048,
        "https://news.test/" + "a" * 500_000,
    ],
)
def test_unsafe_links_are_none(url) -> None:
    """Other schemes, user names, ambiguous characters and endless links give None."""
    assert canonical_url(url) is None


@pytest.mark.parametrize(
    ("link", "resolved"),
    [
        ("/a", "https://news.test/a"),
        ("a?x=1", "https://news.test/rss/a?x=1"),
        ("//other.test/a", "https://other.test/a"),
        ("http://other.test/a", "http://other.test/a"),
        ("javascript:alert(1)", None),
        ("urn:uuid:1225c695", None),
        ("//[bad/", None),
        ("", None),
    ],
)
def test_relative_links(link, resolved) -> None:
    """A relative link is resolved against its feed; an unsafe one is not."""
    assert resolve(link, "https://news.test/rss/feed.xml") == resolved


@given(st.text(max_size=80) | st.from_regex(r"https?://[^ ]{0,60}", fullmatch=True))
def test_canonical_is_settled(url) -> None:
    """A canonical URL is unchanged by a second pass, plain ASCII, and http or https."""
    canonical = canonical_url(url)
    if canonical is not None:
        assert canonical_url(canonical) == canonical
        assert canonical.isascii()
        assert canonical.startswith(("http://", "https://"))
        assert not set(canonical) & set(' \n\t\\<>"')


_PLAIN = r"https?://[a-z0-9.-]{1,30}[/:][a-zA-Z0-9/.;:@%~?#&= -]{0,30}"


@given(st.from_regex(_PLAIN, fullmatch=True), st.sampled_from(["https://news.test/feed", "http://a.test/b/"]))
def test_a_link_is_resolved_alike_however_it_is_spelt(link, base) -> None:
    """The fast path for canonical links gives the same result as the parser."""
    assert resolve(link, base) == canonical_url(urljoin(base, link))
