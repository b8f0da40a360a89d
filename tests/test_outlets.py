"""Tests of the outlet to which a URL belongs."""

import pytest

from monitor.models import same_outlet


@pytest.mark.fault(247)
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.kbs.co.kr/x", "http://news.kbs.co.kr:8080/", True),
        ("https://feeds.bbc.co.uk/rss", "https://m.bbc.co.uk/a", True),
        ("https://example.co.uk/", "https://other.co.uk/", False),
        ("https://one.blogspot.com/", "https://two.blogspot.com/", False),
        ("https://vientianetimes.gov.la/", "https://mofa.gov.la/", False),
        ("https://feeds.news.example/", "https://news.example/a", True),
        ("https://news.example/", "https://times.example/", False),
        ("http://127.0.0.7:80/", "http://127.0.0.8:80/", False),
        ("http://127.0.0.7:80/feed", "http://127.0.0.7:81/a", True),
        ("http://localhost:80/", "http://localhost/", True),
        ("http://[::1]/a", "http://[::2]/a", False),
        ("https://evil.example/bbc.co.uk", "https://bbc.co.uk/", False),
        ("https://bbc.co.uk@evil.example/", "https://bbc.co.uk/", False),
        ("https://notbbc.co.uk/", "https://bbc.co.uk/", False),
        ("https://www.BBC.com/", "https://bbc.com./x", True),
    ],
)
def test_hosts_of_one_domain_are_one_outlet(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    """Subdomains are one outlet; names below a public suffix are not."""
    assert same_outlet(one, other) is same
    assert same_outlet(other, one) is same
