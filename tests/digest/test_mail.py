"""Mail: every URL is in the text, no program clips the page, every program knows its style."""

import re
from dataclasses import replace

import pytest

from monitor.digest import build_digest, digest_message
from monitor.models import Digest
from tests.digest.inputs import busy_day

CLIPPED_AT = 100_000


def flood(topics: int, stories: int, url: str, title: str) -> Digest:
    """Return a day with a number of topics and stories per topic."""
    digest = build_digest(busy_day())
    section = next(section for section in digest.topics if section.stories)
    story = section.stories[0]

    def made(topic: int, number: int) -> object:
        lead = replace(
            story.articles[0], url=f"{url}{topic}-{number}", title=f"{title} {topic}-{number}", evidence=()
        )
        return replace(story, id=f"s{topic}-{number}", articles=(lead,), headline=lead.title)

    sections = tuple(
        replace(
            section,
            id=f"topic-{topic}",
            title=f"{title} {topic}",
            stories=tuple(made(topic, number) for number in range(stories)),
        )
        for topic in range(topics)
    )
    return replace(digest, topics=sections, top=())


FLOODS = [
    (8, 20, "https://example.org/" + "a" * 400, "Laos and Korea"),
    (400, 3, "https://example.org/", "Topic of many"),
    (5, 60, "https://example.org/" + "길" * 200, "라오스와 대한민국은 범죄인 인도 조약에 서명했다 " * 6),
    (2, 900, "https://example.org/", "ການສົ່ງຜູ້ຮ້າຍຂ້າມແດນ"),
    (1, 3, "https://example.org/", "長" * 40_000),
]


@pytest.mark.fault(279)
@pytest.mark.parametrize(("topics", "stories", "url", "title"), FLOODS)
def test_a_page_is_never_clipped(topics: int, stories: int, url: str, title: str) -> None:
    """The page has a bounded size, contains whole stories only, and says where the rest is."""
    digest = flood(topics, stories, url, title)
    page = digest_message(digest).html
    assert len(page.encode()) < CLIPPED_AT
    assert page.rstrip().endswith("</html>")
    rest = re.search(r"([\d,]+) more events? (?:is|are) in the whole digest: digests/[\d-]+\.html", page)
    told = page.count('<a href="https://example.org/')
    assert told + int(rest[1].replace(",", "")) == topics * stories if rest else told == topics * stories
    assert page.count("<a ") == page.count("</a>")
    if topics * stories > 100 and topics < 10:
        assert told > 60


@pytest.mark.fault(278)
@pytest.mark.parametrize(("topics", "stories", "url", "title"), FLOODS[:3])
def test_the_text_has_every_address(topics: int, stories: int, url: str, title: str) -> None:
    """The text part has the URL of each story."""
    message = digest_message(flood(topics, stories, url, title))
    found = set(re.findall(r"https://example\.org/\S+", message.plain))
    assert len(found) == topics * stories
    assert message.plain.splitlines()[0] == "Tuesday, 16 December 2025"


@pytest.mark.fault(280)
def test_the_style_is_one_that_mail_programs_know() -> None:
    """The style has no variables and no nested rules, and the page has no skip link."""
    page = digest_message(build_digest(busy_day())).html
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    assert "var(" not in page
    assert "@" not in style
    assert "Skip" not in page
    assert all(line.count("{") == line.count("}") for line in style.splitlines())
    body = page.partition("<body>")[2]
    assert re.sub("<[^>]+>", "", body).strip().startswith("Tuesday, 16 December 2025")


@pytest.mark.fault(278)
def test_every_address_of_a_usual_day_is_in_both_parts() -> None:
    """The text part has every link of the page."""
    message = digest_message(build_digest(busy_day()))
    linked = set(re.findall(r'href="([^"]+)"', message.html))
    assert linked
    assert all(url.replace("&amp;", "&") in message.plain for url in linked)


def test_a_mail_links_to_the_digest_on_the_page() -> None:
    """With the public address of the page, the mail links to the digest, also if stories are left out."""
    url = "https://monitor.example/laos"
    short, long = build_digest(busy_day()), flood(2, 900, "https://example.org/", "ການສົ່ງ")
    link = f'<a href="{url}/digests/2025-12-16.html">'
    assert link in digest_message(short, url).html
    assert link in digest_message(long, url).html
    assert f"in the whole digest: {url}/digests/2025-12-16.html" in digest_message(long, url).html
    assert url not in digest_message(short).html
