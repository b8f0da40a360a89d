"""Summaries of digests, the catalogue, the index page and the Atom feeds."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from monitor.digest import (
    DigestSummary,
    build_digest,
    join,
    read_catalogue,
    render_atom,
    render_catalogue,
    render_index,
    render_json,
    summarise,
    summary_of,
)
from monitor.digest.summary import Headline, TopicSummary
from tests.digest.inputs import DAY, busy_day, deaf_day, empty_day, window

ATOM = "{http://www.w3.org/2005/Atom}"


def on(back: int, day=busy_day) -> DigestSummary:
    """Return the summary of a digest, dated a number of days earlier."""
    return summarise(build_digest(replace(day(), window=window(DAY - timedelta(days=back)))))


def test_a_summary_is_the_same_from_digest_and_file() -> None:
    """A summary can be made from the JSON file of a digest."""
    digest = build_digest(busy_day())
    assert summary_of(json.loads(render_json(digest))) == summarise(digest)
    assert (summarise(digest).stories, summarise(digest).new) == (7, 4)


def test_a_catalogue_reads_back() -> None:
    """The catalogue can be read back without loss."""
    summaries = join(join((), on(1)), on(0))
    assert read_catalogue(render_catalogue(summaries)) == summaries


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"schema_version": 2, "digests": []}',
        '{"schema_version": 1, "digests": [{}]}',
        '{"schema_version": 1, "digests": 7}',
    ],
)
def test_a_damaged_catalogue_is_refused(text: str) -> None:
    """Anything but a catalogue raises ValueError."""
    with pytest.raises(ValueError):  # noqa: PT011
        read_catalogue(text)


@pytest.mark.parametrize("content", [{}, [], None, {"topics": []}, {"topics": [{}]}, {"topics": 1}])
def test_a_document_that_is_not_a_digest_is_refused(content) -> None:
    """A document that is not a digest raises ValueError."""
    with pytest.raises(ValueError):  # noqa: PT011
        summary_of(content)


def test_joining_replaces_a_date_and_sorts() -> None:
    """A rewritten digest replaces the earlier one; the order is newest first."""
    summaries = join(join(join((), on(0, empty_day)), on(3)), on(0))
    assert [summary.day for summary in summaries] == [DAY, DAY - timedelta(days=3)]
    assert summaries[0].stories == 7


def test_old_digests_keep_only_their_counts() -> None:
    """After sixty days the headlines are dropped and the counts stay."""
    old = join(join((), on(61)), on(0))[1]
    assert old.stories == 7
    assert not any(topic.headlines for topic in old.topics)


def test_the_feed_of_all_digests() -> None:
    """Each digest is an entry with a link to its page; a day without news says so."""
    feed = ET.fromstring(render_atom(join(join(join((), on(0)), on(1, empty_day)), on(2, deaf_day))))
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}link").get("href") for entry in entries] == [
        "2025-12-16.html",
        "2025-12-15.html",
        "2025-12-14.html",
    ]
    contents = [entry.findtext(f"{ATOM}content") for entry in entries]
    assert "Khammouane" in contents[0]
    assert contents[1] == "<p>Nothing matched any topic.</p>"
    assert contents[2].startswith("<p><strong>No feed could be read.</strong></p>")
    assert feed.findtext(f"{ATOM}updated") == "2025-12-16T00:00:00Z"


def test_the_feed_of_a_topic_skips_days_without() -> None:
    """The feed of a topic has its stories, with links to the article and to the place in the digest."""
    feed = ET.fromstring(render_atom(join(join((), on(0)), on(1, empty_day)), "airport"))
    (entry,) = feed.findall(f"{ATOM}entry")
    links = {link.get("rel"): link.get("href") for link in entry.findall(f"{ATOM}link")}
    story = entry.findtext(f"{ATOM}id").rpartition("/")[2]
    assert links == {"alternate": "https://news.example/15", "related": f"../2025-12-16.html#{story}"}
    assert feed.findtext(f"{ATOM}title") == "Luang Prabang airport"
    empty = ET.fromstring(render_atom(join((), on(0, empty_day)), "airport"))
    assert not empty.findall(f"{ATOM}entry")


def test_the_newest_thirty_are_enough() -> None:
    """A feed does not grow with the archive."""
    summaries: tuple[DigestSummary, ...] = ()
    one = on(0)
    for back in range(40):
        summaries = join(summaries, replace(one, day=DAY - timedelta(days=back)))
    assert len(ET.fromstring(render_atom(summaries)).findall(f"{ATOM}entry")) == 30
    assert render_index(summaries).count('<th scope="row"><a href="2025-') == 40


def test_the_index_before_the_first_digest() -> None:
    """Without digests, the index says that there are none."""
    assert "No digest has been written yet." in render_index(())


def test_the_index_marks_days_that_cannot_be_trusted() -> None:
    """The list marks a day on which no feed could be read."""
    assert "no feed could be read" in render_index(join((), on(0, deaf_day)))


def entries_of(summaries: tuple[DigestSummary, ...], topic: str, **changes: str) -> list[ET.Element]:
    """Return the entries of the feed of a topic."""
    return ET.fromstring(render_atom(summaries, topic, **changes)).findall(f"{ATOM}entry")


def story_on(back: int, *, status: str, found: int, quote: str = "The treaty is in force.") -> DigestSummary:
    """Return a day with one story, whose newest article was found a number of hours after its midnight."""
    day = DAY - timedelta(days=back)
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=found)
    line = Headline(
        "s1", "Treaty in force", "en", "Mekong Wire", "https://news.example/1", status, quote=quote,
        why="treaty 10 (title) = 10 >= 10", outlets=("Mekong Wire", "Seoul Morning"),
        since=DAY - timedelta(days=3), updated=at,
    )  # fmt: skip
    topic = TopicSummary(
        "extradition", "Extradition", 1, int(status == "new"), spike=False, headlines=(line,)
    )
    return replace(on(back), topics=(topic,))


def test_a_story_is_one_entry_over_all_its_days() -> None:
    """Its id and quote stay, an update changes its time, and more copies do not."""
    days = join((), story_on(3, status="new", found=1))
    (first,) = entries_of(days, "extradition")
    days = join(days, story_on(2, status="running", found=2))
    (running,) = entries_of(days, "extradition")
    days = join(days, story_on(1, status="update", found=3, quote="Prosecutors met."))
    (update,) = entries_of(days, "extradition")
    (again,) = entries_of(join(days, story_on(0, status="running", found=4)), "extradition")
    told = (first, running, update, again)
    assert len({entry.findtext(f"{ATOM}id") for entry in told}) == 1
    assert [entry.findtext(f"{ATOM}updated") for entry in told] == [
        "2025-12-13T01:00:00Z", "2025-12-13T01:00:00Z", "2025-12-15T03:00:00Z", "2025-12-15T03:00:00Z",
    ]  # fmt: skip
    content = update.findtext(f"{ATOM}content")
    quiet = join(days, story_on(0, status="running", found=4, quote=""))
    assert "Prosecutors met." in entries_of(quiet, "extradition")[0].findtext(f"{ATOM}content")
    assert '<blockquote><span lang="en">Prosecutors met.</span></blockquote>' in content
    assert "In Mekong Wire, Seoul Morning." in content
    assert "Why: treaty 10 (title) = 10 &gt;= 10" in content
    assert "reported since 13 Dec 2025" in content


def test_rewriting_an_open_digest_updates_no_entry() -> None:
    """The time of an entry is that of its articles, not of the digest."""
    later = replace(on(0), updated=on(0).updated + timedelta(hours=5))
    for topic in ("extradition", "scams"):
        one, other = (
            [entry.findtext(f"{ATOM}updated") for entry in entries_of(join((), summary), topic)]
            for summary in (on(0), later)
        )
        assert one == other


@pytest.mark.parametrize("topic", ["", "airport"])
def test_links_are_absolute_with_the_address_of_the_page(topic: str) -> None:
    """With a public address every link is absolute, and each feed names itself."""
    url = "https://monitor.example/laos"
    for base in ("", url):
        feed = ET.fromstring(render_atom(join((), on(0)), topic, url=base))
        own = next(link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self")
        file = f"topics/{topic}.atom" if topic else "feed.atom"
        assert own.get("href") == (f"{url}/digests/{file}" if base else file.removeprefix("topics/"))
        links = [link.get("href") for link in feed.iter(f"{ATOM}link")]
        assert all(link.startswith("https://") for link in links) == bool(base)


def test_a_catalogue_of_an_earlier_version_is_read() -> None:
    """A catalogue without quotes and times gives feeds without them."""
    plain = json.loads(render_catalogue(join((), on(0))))
    for topic in plain["digests"][0]["topics"]:
        for line in topic["headlines"]:
            for added in ("quote", "why", "outlets", "since", "updated"):
                del line[added]
    (old,) = read_catalogue(json.dumps(plain))
    (entry,) = entries_of((old,), "airport")
    assert entry.findtext(f"{ATOM}updated") == "2025-12-16T00:00:00Z"
    assert "<blockquote>" not in entry.findtext(f"{ATOM}content")


def test_the_index_counts_events_and_articles() -> None:
    """A row has events, new ones and articles; days of an earlier catalogue say that they count stories."""
    page = render_index(join((), on(0)))
    assert '<td class="number">5</td><td class="number">3</td><td class="number">10</td>' in page
    assert "Events a day, 90 days" in page
    plain = json.loads(render_catalogue(join((), on(1))))
    for key in ("events", "new_events", "articles"):
        del plain["digests"][0][key]
    for topic in plain["digests"][0]["topics"]:
        del topic["events"], topic["told"]
    old = read_catalogue(json.dumps(plain))
    page = render_index(join(old, on(0)))
    assert '<td class="number">7 stories</td><td class="number">4</td><td class="number"></td>' in page
    assert "Stories a day, 90 days" in page
    assert ": 7 stories</title>" in render_atom(old)
