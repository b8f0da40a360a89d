"""All spellings of a feed's URL have one normal form."""

import pytest

from monitor.models.feed_urls import loose_feed_url, normal_feed_url


@pytest.mark.fault(254)
@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("HTTPS://NEWS.Example:443/rss#top", "https://news.example/rss"),
        ("http://news.example.:80", "http://news.example/"),
        ("https://news.example/%7euser/%e0%ba%a5?q=%41", "https://news.example/~user/%E0%BA%A5?q=A"),
        ("https://news.example:8443/a?", "https://news.example:8443/a"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://[2001:DB8::1]/", "https://[2001:db8::1]/"),
        ("https://news.example/A%2fb", "https://news.example/A%2Fb"),
        ("http://[bad/", "http://[bad/"),
        ("https://news.example:99999/", "https://news.example:99999/"),
    ],
)
def test_the_normal_form(url: str, plain: str) -> None:
    """Differences without meaning are removed, others stay, and the function is idempotent."""
    assert normal_feed_url(url) == plain
    assert normal_feed_url(plain) == plain


def test_what_probably_is_one_feed() -> None:
    """Scheme, www. and a trailing slash are ignored; the path is not."""
    assert loose_feed_url("http://www.news.example/rss/") == loose_feed_url("https://news.example/rss")
    assert loose_feed_url("https://news.example/rss") != loose_feed_url("https://news.example/RSS")
