"""The HTML page, for readers and screen readers."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from monitor.digest import (
    build_digest,
    join,
    render_html,
    render_index,
    render_json,
    render_markdown,
    summarise,
)
from monitor.digest.render.in_words import trend_text
from monitor.digest.trend import trend_of
from monitor.models import Counts, Digest, FeedHealth, Gap, Health
from tests.digest.inputs import (
    DAWN,
    DAY,
    TOPICS,
    WIRE,
    article,
    busy_day,
    deaf_day,
    empty_day,
    lao_day,
    long_day,
    material,
    window,
)


def busy() -> str:
    """Render the busy day."""
    return render_html(build_digest(busy_day()))


def flat(html: str) -> str:
    """Return the text of a page with white space collapsed."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html[html.index("<body>") :]))


def test_landmarks_and_headings() -> None:
    """The page has one h1, landmarks, a working skip link, and no gap in the heading levels."""
    text = busy()
    for landmark in ("<header", "<nav", "<main", "<footer"):
        assert landmark in text
    assert text.count("<h1") == 1
    assert '<a class="skip" href="#stories">' in text
    assert 'id="stories"' in text
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_inner_link_leads_somewhere_and_ids_are_unique() -> None:
    """Each anchor exists, and each id is unique."""
    text = busy()
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', text)) <= set(ids)


def test_foreign_words_carry_their_language() -> None:
    """Headlines and quotes in other languages are marked with lang; the page itself is English."""
    text = busy()
    assert '<html lang="en">' in text
    for tag in ("ko", "lo", "th"):
        assert re.search(rf'<a [^>]*lang="{tag}"', text)
    for tag in ("lo", "th"):
        assert re.search(rf'<blockquote lang="{tag}"', text)


def test_the_hit_is_marked() -> None:
    """The quote marks the hit; if only the headline has it, the headline does."""
    text = busy()
    assert "mutual <mark>legal assistance</mark> in criminal" in text
    assert "Bokeo raid frees 41 from <mark>scam</mark> compound" in text


def test_an_event_is_shown_once() -> None:
    """Beneath the main report stands the other in one line; another topic only links to it."""
    text = busy()
    assert len(re.findall(r'<li id="s[0-9a-f]{12}"><span class="byline">Korean', text)) == 1
    assert text.count('<h3 id="') == 5
    assert re.search(r'<a href="#s[0-9a-f]{12}" lang="ko" dir="auto">한·라오스', text)
    assert "Same event as 한강일보: both have 15 Dec 2025, Luang Prabang; extradition" in flat(text)
    assert "shown under Extradition" in flat(text)


def test_times_are_local_and_the_zone_is_named() -> None:
    """The window shows its zone, and times have their offset for machines."""
    text = busy()
    assert "Covers 15 Dec 2025, 07:00 to 16 Dec 2025, 07:00, all times Asia/Vientiane (UTC+07:00)" in flat(
        text
    )
    assert '<time datetime="2025-12-15T21:42+07:00">15 Dec, 21:42</time>' in text
    assert "found 22:00" in flat(text)


def test_a_window_over_a_change_of_clocks_names_both_offsets() -> None:
    """The page shows both offsets if clocks changed within the window."""
    change = DAWN.replace(month=10, day=26, hour=6)
    over = window(
        DAY.replace(month=10, day=26), timezone="Europe/Berlin", start=change - timedelta(days=1), end=change
    )
    assert "Europe/Berlin (UTC+02:00, then UTC+01:00)" in render_html(build_digest(material(window=over)))


def test_an_unknown_zone_is_shown_in_utc() -> None:
    """An unknown time zone does not stop the digest."""
    digest = build_digest(material(window=window(timezone="Mars/Olympus")))
    assert "Mars/Olympus (UTC)" in render_html(digest)


def test_an_empty_day_says_so() -> None:
    """A day without a match says that nothing matched, per topic, and that all feeds work."""
    text = flat(render_html(build_digest(empty_day())))
    assert "Nothing matched any of the 4 topics." in text
    assert text.count("Nothing on") == 1
    for _, title in TOPICS:
        assert text.count(title) == 1
    assert "All feeds are in order" in text


@pytest.mark.fault(192)
def test_a_day_on_which_every_feed_failed_is_announced_first() -> None:
    """If every feed failed, page and Markdown say so first."""
    digest = build_digest(deaf_day())
    text = render_html(digest)
    assert text.index("None of the 4 feeds could be read") < text.index("<main")
    markdown = render_markdown(digest)
    assert markdown.index("None of the 4 feeds") < markdown.index("##")
    assert "rewritten until the day is closed" in flat(text)


@pytest.mark.fault(194)
def test_half_the_feeds_down_is_a_warning() -> None:
    """If half of the feeds or more failed, the digest says that it is incomplete."""
    half = render_html(build_digest(material(counts=Counts(feeds=4, feeds_failing=2))))
    less = render_html(build_digest(material(counts=Counts(feeds=5, feeds_failing=2))))
    assert "2 of 4 feeds could not be read; this digest is incomplete." in half
    assert 'class="warnings"' not in less


@pytest.mark.fault(188)
def test_a_gap_is_stated_with_the_feeds_it_may_have_cost() -> None:
    """After downtime the digest shows the gap and a limited list of feeds that may have lost entries."""
    gap = Gap(DAWN - timedelta(days=3), DAWN, tuple(f"Feed {n}" for n in range(20)))
    text = flat(render_html(build_digest(material(health=Health(gaps=(gap,))))))
    assert "No feed was polled from 13 Dec 2025, 07:00 to 16 Dec 2025, 07:00." in text
    assert "Feed 7 and 12 more." in text


def crowd(stories: int) -> Digest:
    """Return the digest of a day with many stories under one topic."""
    articles = [
        article(n, f"Village {n * 7919}: treaty", f"{n * 104729} people of village {n} read it {n**3} times.")
        for n in range(stories)
    ]
    return build_digest(material(articles))


@pytest.mark.fault(134)
def test_many_stories_are_cut_and_counted_but_kept_in_json() -> None:
    """The page shows 40 of 700 stories in full, 560 in one line, counts the rest; the JSON has all."""
    digest = crowd(700)
    told = len(digest.topics[0].stories)
    assert told == 700
    text = render_html(digest)
    assert text.count("<article") == 40
    assert f"and {told - 600} more events" in flat(text)
    assert f"…and {told - 600} more events" in render_markdown(digest)
    assert render_json(digest).count('"headline"') == told
    assert len(text) < 400_000


@pytest.mark.no_cover
@pytest.mark.fault(134)
def test_a_flood_costs_time_by_its_size_only() -> None:
    """Three thousand articles, some of them copies, are clustered within the time limit of the suite."""
    wire = [article(n, f"Copy {n}", f"{WIRE} {n % 3}", f"Outlet {n}") for n in range(1500)]
    digest = build_digest(
        material([*wire, *(replace(one, article_id=one.article_id + 5000) for one in crowd_articles())])
    )
    assert any(len(story.articles) == 1500 for story in digest.topics[0].stories)


def crowd_articles() -> list:
    """Return 1,500 articles that have little in common."""
    return [
        article(
            n,
            f"Report {n * 7919}",
            f"{n * 104729} residents of district {n**2} met on {n}.",
            url=f"https://x.example/{n}",
        )
        for n in range(1500)
    ]


def test_top_stories_lead_only_where_there_is_more_to_read() -> None:
    """The top stories are left out if they would repeat the whole digest."""
    assert "Top stories" in busy()
    assert "Top stor" not in render_html(build_digest(long_day()))


def test_a_spike_is_called_and_explained() -> None:
    """A topic with a spike shows the mark and the numbers."""
    history = tuple((DAY - timedelta(days=back), "extradition", 0) for back in range(1, 29))
    digest = build_digest(replace(material(crowd_articles()[:5]), history=history))
    text = flat(render_html(digest))
    assert "spike" in text
    assert "the 28 days before had 0.0 a day, at most 0; chance of so many under 0.1 %." in text
    assert "**Spike:**" in render_markdown(digest)


def test_charts_say_their_numbers() -> None:
    """The title of each chart lists the stories of each day."""
    assert re.search(r"<title>Events a day, 18 Nov 2025 to 16 Dec 2025: [0-9, ]+</title>", busy())


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (0, ""),
        (1, "2 events in the digest before"),
        (7, "2.0 events a day over 7 days so far"),
        (20, "2.0 events a day over 7 days, 2.0 over 20"),
        (40, "2.0 events a day over 7 days, 2.0 over 28"),
    ],
)
def test_means_name_the_days_they_are_over(before: int, said: str) -> None:
    """A mean over few days is not shown as a mean over four weeks."""
    history = [(DAY - timedelta(days=back), 2) for back in range(1, before + 1)]
    assert trend_text(trend_of(DAY, 1, history)) == said


def test_a_range_digest_has_its_range_as_title() -> None:
    """A digest of a range has its days as title and is not called daily."""
    start = DAWN - timedelta(days=3)
    asked = replace(busy_day(), window=window(requested=True, start=start), history=())
    digest = build_digest(asked)
    for text in (render_html(digest), render_markdown(digest)):
        assert "13 Dec 2025 to 16 Dec 2025" in text
    assert "Digest of a chosen span" in render_html(digest)
    assert "Daily digest" not in render_html(digest)


def test_nothing_is_listed_twice_on_an_empty_day() -> None:
    """Without stories there is no table of contents, and each topic says once that nothing matched."""
    text = render_html(build_digest(empty_day()))
    assert '<nav class="contents"' not in text
    for _, title in TOPICS:
        assert text.count(title) == 1


def test_one_day_of_history_has_no_chart() -> None:
    """A topic without history shows its number and no chart."""
    assert "<svg" not in render_html(build_digest(lao_day()))
    assert "<svg" in render_html(build_digest(busy_day()))


def test_failing_feeds_of_one_name_show_their_urls() -> None:
    """If several failing feeds have one name, the URL is shown, with secrets masked."""
    sick = [
        FeedHealth("Courier", f"https://courier.example/{path}", "failing", "timeout", "", None)
        for path in ("world.xml", "asia.xml?token=hunter2")
    ]
    alone = FeedHealth("Gazette", "https://gazette.example/rss", "failing", "timeout", "", None)
    digest = replace(build_digest(busy_day()), health=Health(feeds=(*sick, alone)))
    page = render_markdown(digest)
    assert "Courier courier.example/world.xml: failing" in page
    assert "hunter2" not in page
    assert "Gazette: failing" in page


def test_digests_link_to_each_other() -> None:
    """A digest links to the one before by its date, to all of them, and to its own row for later ones."""
    digest = build_digest(replace(busy_day(), previous=DAY - timedelta(days=3)))
    page = render_html(digest)
    assert '<a rel="prev" href="2025-12-13.html">← 13 Dec 2025</a>' in page
    assert 'href="index.html#d2025-12-16">Later' in page
    assert 'href="topics/airport.html">Chronicle' in page
    assert '<a rel="prev" href="digests/2025-12-13.html">' in render_html(digest, "digests/")
    assert "[13 Dec 2025](2025-12-13.md)" in render_markdown(digest)
    index = render_index(join((), summarise(digest)))
    assert '<tr id="d2025-12-16">' in index
    assert '<tr id="topic-airport"><th scope="row"><a href="topics/airport.html">' in index
    still_open = replace(digest, window=replace(digest.window, closed=False))
    assert "Later" not in render_html(still_open)
    asked = replace(digest, window=replace(digest.window, requested=True))
    assert "index.html" not in render_html(asked)
