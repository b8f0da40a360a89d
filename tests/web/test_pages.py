"""The content of the local page."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from monitor.models import Feed
from monitor.pipeline import FeedSummary
from monitor.web.wording import relative, short_url

PAYLOAD = '<script>alert("x")</script>\'"><img src=x onerror=alert(1)>'


@pytest.fixture
def feeds(facts):
    """Put three feeds in the status: working, failing, disabled."""
    listed = (
        FeedSummary("Vientiane Times", "https://vientianetimes.example/rss", "ok", polled=facts.status.now),
        FeedSummary(
            "KPL", "https://kpl.example/rss", "failing", "timeout", "30 s", polled=facts.status.now, entries=7
        ),
        FeedSummary("GDELT", "https://gdelt.example/rss", "disabled"),
    )
    show(facts, *listed)
    return listed


def show(facts, *listed):
    """Put feeds in the config and in the status."""
    configured = tuple(Feed(one.url, one.name, enabled=one.status != "disabled") for one in listed)
    facts.config = replace(facts.config, feeds=configured)
    facts.status = replace(facts.status, feeds=listed)


async def test_the_sources_page_shows_all_problems(browser, facts, feeds):
    """The page of sources shows feeds with their problems and what to do, config problems and notices."""
    facts.status = replace(
        facts.status, config_problems=("topics.toml:3: unknown key",), notices=("set aside",)
    )
    code, headers, text = await browser.ask("/sources")
    assert (code, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    for shown in ("1 of 2 feeds not in order", "KPL", "timeout: 30 s", "2025-12-16 09:30 KST", "set aside"):
        assert shown in text
    assert "The answer took too long" in text
    assert "topics.toml:3: unknown key" in text
    assert text.index("GDELT") < text.index("Switched off")


async def test_feeds_with_problems_come_first(browser, facts, feeds):
    """Feeds with problems come first; times are relative, with exact times in titles; URLs are short."""
    long = "https://www.kpl.example/rss/lao/domestic/latest-news-and-announcements.xml"
    later = facts.status.now + timedelta(minutes=25)
    show(facts, *feeds, FeedSummary("\u0e82\u0e9b\u0ea5", long, "gone", next_poll=later))
    _, _, text = await browser.ask("/sources")
    places = [text.index(f">{name}<") for name in ("KPL", "\u0e82\u0e9b\u0ea5", "Vientiane Times", "GDELT")]
    assert places == sorted(places)
    assert f'title="{long}">kpl.example/' in text
    assert 'title="2025-12-16 09:55 KST">in 25 min</time>' in text


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "now"),
        (-44, "now"),
        (-60, "1 min ago"),
        (59 * 60 + 40, "in 1 h"),
        (90_000, "in 1 d"),
        (-7200, "2 h ago"),
    ],
)
def test_times_are_shown_in_their_largest_unit(seconds, told):
    """Times are shown in their largest whole unit, in the past or the future."""
    now = datetime(2025, 12, 16, tzinfo=UTC)
    assert relative(now + timedelta(seconds=seconds), now) == told


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://www.a.example/rss/", "a.example/rss"),
        ("https://a.example", "a.example"),
        ("https://a.example/" + "x" * 99 + "end.xml", "a.example/\u2026" + "x" * 21 + "end.xml"),
        ("no url", "no url"),
    ],
)
def test_a_url_keeps_its_host_and_its_end(url, told):
    """A short URL keeps the part that differs between feeds of one host."""
    assert short_url(url) == told


async def test_feeds_that_differ_in_a_secret_have_separate_metrics(browser, facts):
    """Two feeds that look the same with masked secrets have different labels."""
    url = "https://news.example/rss?token=***"
    feeds = (
        FeedSummary("A", url, "ok", polled=facts.status.now),
        FeedSummary("B", url, "failing", polled=facts.status.now),
    )
    facts.status = replace(facts.status, feeds=feeds)
    _, _, text = await browser.ask("/metrics")
    (up,) = [family for family in text_string_to_metric_families(text) if family.name == "monitor_feed_up"]
    assert {sample.labels["feed"]: sample.value for sample in up.samples} == {url: 1, f"{url} (2)": 0}


@pytest.mark.fault(205)
async def test_nothing_shown_is_markup(browser, facts):
    """Feed names, URLs, error texts and config values are escaped."""
    show(facts, FeedSummary(PAYLOAD, PAYLOAD, "failing", PAYLOAD, PAYLOAD))
    facts.status = replace(facts.status, config_problems=(PAYLOAD,), config_version=PAYLOAD)
    for path in ("/sources", "/"):
        _, _, text = await browser.ask(path)
        assert "&lt;script&gt;" in text
        assert "<script>" not in text
        assert "<img" not in text


async def test_the_style_is_a_file_of_its_own(browser):
    """The style sheet is a separate file, so the content security policy allows no inline style."""
    code, headers, text = await browser.ask("/style.css")
    assert (code, headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "color-scheme" in text


@pytest.mark.fault(174)
@pytest.mark.parametrize(
    ("age", "code", "word"), [(0.0, 200, "ok"), (599.0, 200, "ok"), (600.0, 503, "stale")]
)
async def test_health_is_the_age_of_the_last_tick(browser, facts, age, code, word):
    """A daemon whose jobs stopped is unhealthy, and the check does not read the archive."""
    facts.age, facts.archive_broken = age, True
    status, _, text = await browser.ask("/healthz")
    assert (status, json.loads(text)) == (code, {"status": word, "tick_age": age})
    assert facts.reads == 0


async def test_metrics_are_what_prometheus_reads(browser, facts, feeds):
    """The metrics parse and have the counts of articles and the status of each enabled feed."""
    code, headers, text = await browser.ask("/metrics")
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert (code, headers["Content-Type"].split(";")[0]) == (200, "text/plain")
    assert samples["monitor_articles_matched",] == 12
    assert samples["monitor_tick_age_seconds",] == 1.0
    assert samples["monitor_feeds", "failing"] == 1
    assert samples["monitor_feeds", "gone"] == 0
    assert samples["monitor_feed_up", "https://vientianetimes.example/rss"] == 1
    assert samples["monitor_feed_up", "https://kpl.example/rss"] == 0
    assert ("monitor_feed_up", "https://gdelt.example/rss") not in samples
    assert samples["monitor_last_sweep_timestamp_seconds",] == facts.status.now.timestamp()


async def test_many_requests_read_the_archive_once(browser, facts):
    """Many requests in a short time read the archive once."""
    for _ in range(20):
        assert (await browser.ask("/sources"))[0] == 200
    assert facts.reads == 1


async def test_an_unreadable_archive_is_reported(browser, facts):
    """The page answers 503 with a plain message, without a traceback or a path."""
    facts.archive_broken = True
    code, _, text = await browser.ask("/metrics")
    assert (code, text) == (503, "The archive cannot be read\n")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/latest.html", "text/html"),
        ("/latest.json", "application/json"),
        ("/digests/", "text/html"),
        ("/digests/2025-12-15.html", "text/html"),
        ("/digests/2025-W50.html", "text/html"),
        ("/digests/2025-12.json", "application/json"),
        ("/digests/2025-12-15.md", "text/markdown"),
        ("/digests/2025-12-15.json", "application/json"),
        ("/digests/feed.atom", "application/atom+xml"),
        ("/digests/topics/extradition.atom", "application/atom+xml"),
        ("/digests/topics/extradition.html", "text/html"),
    ],
)
async def test_digests_are_served_as_written(browser, output, path, kind):
    """Each file is served byte for byte, with its type and charset."""
    code, headers, text = await browser.ask(path)
    name = "digests/index.html" if path == "/digests/" else path[1:]
    assert (code, headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")
    assert text == (output / name).read_text(encoding="utf-8")
