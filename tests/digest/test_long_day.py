"""A day of 500 events in nine languages, and a day with one event, stay readable."""

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache
from html import unescape

import pytest

from monitor.digest import build_digest, digest_message, render_html, render_json, render_markdown
from monitor.digest.render import markdown
from monitor.digest.render.allotment import FULL, LISTED, allot
from monitor.models import Digest
from tests.digest.crowded import TOPICS, crowded_day
from tests.digest.inputs import DAY, article, material

EVENTS = 500


@cache
def crowded() -> Digest:
    """Return the digest of the crowded day."""
    return build_digest(crowded_day(EVENTS))


@pytest.mark.no_cover
def test_every_event_is_on_the_page() -> None:
    """The page has every headline, 40 stories in full and the others in one line each."""
    page = render_html(crowded())
    assert page.count('<article class="story') == FULL
    lines = re.findall(r'<ul class="brief".*?</ul>', page, re.DOTALL)
    assert sum(block.count("<li ") for block in lines) == EVENTS - FULL
    text = unescape(re.sub(r"<[^>]+>", "", page))
    for section in crowded().topics:
        for story in section.stories:
            assert story.headline in text
    assert len(page.encode()) < 400_000


def test_the_contents_name_each_topic_with_its_count() -> None:
    """The contents come before the first story, and link to each topic."""
    page = render_html(crowded())
    nav = page.partition('<nav class="contents"')[2].partition("</nav>")[0]
    assert page.index('<nav class="contents"') < page.index("<main")
    for section in crowded().topics:
        assert f'href="#{section.id}"' in nav
        assert f'<span class="count">{len(section.stories)}</span>' in nav
    contents = render_markdown(crowded()).partition("## Topics")[2].partition("## Extradition")[0]
    for section in crowded().topics:
        assert f"- {section.title}: {len(section.stories)}\n" in contents


def test_a_small_topic_is_complete_beside_a_large_one() -> None:
    """Each topic gets room in turn, so the smallest has all of its stories in full."""
    sizes = {section.id: len(section.stories) for section in crowded().topics}
    shared = allot(crowded())
    full = {
        section.id: sum(story.id in shared.full for story in section.stories) for section in crowded().topics
    }
    smallest = min(sizes, key=sizes.__getitem__)
    assert sum(full.values()) == FULL
    assert sizes[smallest] < FULL
    assert full[smallest] >= min(sizes[smallest], FULL // len(TOPICS))
    assert {top.story.id for top in crowded().top} <= shared.full


def test_the_most_important_come_first_in_each_topic() -> None:
    """Stories in full are the first of their topic, and the lines continue in the same order."""
    page = render_html(crowded())
    for section in crowded().topics:
        part = page.partition(f'id="{section.id}"')[2].partition("</section>")[0]
        shown = re.findall(r'(?:<article class="story[^>]*|<li) id="(s[0-9a-f]+)"', part)
        assert shown == [story.id for story in section.stories]


def test_more_events_than_the_page_lists_are_counted_with_a_link() -> None:
    """Beyond 600 stories the page counts the rest and links to the data, which has all of them."""
    digest = build_digest(crowded_day(LISTED + 150))
    page = render_html(digest)
    counts = re.findall(r'and (\d+) more events?, all in the <a href="2025-12-16\.json">', page)
    assert sum(map(int, counts)) == 150
    assert render_json(digest).count('"headline"') == LISTED + 150


def test_markdown_and_mail_are_limited_in_bytes_and_link_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Too much text is cut between stories, and each topic counts and links what is missing."""
    whole = render_markdown(crowded())
    assert len(whole.encode()) <= markdown.MOST_BYTES
    assert "more event" not in whole
    monkeypatch.setattr(markdown, "MOST_BYTES", 30_000)
    cut = render_markdown(crowded())
    assert len(cut.encode()) <= 30_000
    told = sum(story.headline in cut.replace("\\", "") for t in crowded().topics for story in t.stories)
    left = [
        int(found)
        for found in re.findall(r"…and (\d+) more events?: see \[the page\]\(2025-12-16\.html\)", cut)
    ]
    assert told + sum(left) == EVENTS
    assert "(digests/2025-12-16.html)" in render_markdown(crowded(), "digests/")
    mail = digest_message(crowded()).html
    assert len(mail.encode()) < 100_000
    assert re.search(r"\d+ more events are in the whole digest: digests/2025-12-16\.html", mail)


def test_a_quiet_day_is_short() -> None:
    """Topics without stories share one line after the news, with their usual rates."""
    history = [
        (DAY - timedelta(days=back), topic, int(topic == "scams"))
        for back in range(1, 29)
        for topic, _ in TOPICS
    ]
    one = article(1, "Treaty in force", "The treaty entered into force on Monday.", extradition=["treaty"])
    digest = build_digest(replace(material([one]), history=tuple(history)))
    line = (
        "Nothing on Luang Prabang airport (0.0, 0.0), Critical minerals (0.0, 0.0), Online scams (1.0, 1.0)."
        " In brackets: events a day over 7 and 28 days."
    )
    page = render_html(digest)
    text = " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())
    assert line in text
    assert text.index("Treaty in force") < text.index("Nothing on")
    assert page.count("<h2") == 2  # the topic and the health
    assert '<nav class="contents"' not in page
    markdown_text, mail = render_markdown(digest), digest_message(digest)
    assert line in markdown_text
    assert markdown_text.count("\n## ") == 2
    assert line in mail.plain
    assert line in unescape(mail.html)
