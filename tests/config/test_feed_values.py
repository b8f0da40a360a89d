"""Name, language and country of a found source."""

import pytest

from monitor.config.feed_values import country_of, name_of, values_of_source
from monitor.models import FoundSource


@pytest.mark.parametrize(
    ("title", "url", "name"),
    [
        ("Mekong Courier » Feed", "https://courier.test/feed", "Mekong Courier"),
        ("RSS | Daily News", "https://daily.test/rss", "Daily News"),
        ("라오스 신문 - 전체기사", "https://laos.test/rss", "라오스 신문"),
        ("RSS Feed", "https://www.herald.test/rss", "herald.test"),
        ("", "https://www.herald.test/rss", "herald.test"),
        ("A\u202eB Post", "https://post.test/", "AB Post"),
    ],
)
def test_names(title: str, url: str, name: str) -> None:
    """The name is that of the site without words for feeds; else the host."""
    assert name_of(title, url) == name


@pytest.mark.parametrize(
    ("url", "language", "country"),
    [
        ("https://news.test.vn/rss", "vi", "VN"),
        ("https://bbc.example.uk/rss", "en", "GB"),
        ("https://startup.io/rss", "en", ""),
        ("https://bar.la/feed", "en", ""),
        ("https://bar.la/feed", "lo", "LA"),
        ("https://www.moic.gov.la/rss", "en", "LA"),
        ("https://daily.example/rss", "ko", "KR"),
        ("https://daily.example/rss", "en", ""),
        ("https://odd.zz/rss", "th", "TH"),
    ],
)
def test_countries(url: str, language: str, country: str) -> None:
    """The domain decides, unless it is sold as a word; then the language of one country does."""
    assert country_of(url, language) == country


@pytest.mark.parametrize(("language", "kind"), [("lo", "page"), ("not a tag", "feed"), ("", "sitemap")])
def test_keys_of_a_source(language: str, kind: str) -> None:
    """Only what is known and valid becomes a key."""
    source = FoundSource("https://kpl.example/", kind, "KPL | News", language, "", ())
    values = values_of_source(source)
    assert values["name"] == "KPL"
    assert values.get("language", "") == (language if language == "lo" else "")
    assert values.get("kind", "feed") == kind
