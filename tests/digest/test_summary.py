"""Summaries of digests, the catalogue, the index page and the Atom feeds."""

import json
from dataclasses import replace
from datetime import timedelta
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
from tests.digest.inputs import DAY, busy_day, deaf_day, empty_day, window

ATOM = "{http://www.w3.org/2005/Atom}"


def on(back: int, day=busy_day) -> DigestSummary:
    """Return the summary of a digest, dated a number of days earlier."""
    return summarise(build_digest(replace(day(), window=window(DAY - timedelta(days=back)))))


def test_a_summary_is_the_same_from_digest_and_file() -> None:
    """A summary can be made from the JSON file of a digest."""
    digest = build_digest(busy_day())
    assert summary_of(json.loads(render_json(digest))) == summarise(digest)
    assert (summarise(digest).stories, summarise(digest).new) == (7, 5)


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
def test_what_is_no_digest_is_refused(content) -> None:
    """A document that is not a digest raises ValueError."""
    with pytest.raises(ValueError):  # noqa: PT011
        summary_of(content)


def test_joining_replaces_a_date_and_sorts() -> None:
    """A rewritten digest replaces the earlier one; the order is newest first."""
    summaries = join(join(join((), on(0, empty_day)), on(3)), on(0))
    assert [summary.day for summary in summaries] == [DAY, DAY - timedelta(days=3)]
    assert summaries[0].stories == 7


def test_old_digests_keep_their_counts_alone() -> None:
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
    """The feed of a topic has its days with stories, with links to the topic's section."""
    feed = ET.fromstring(render_atom(join(join((), on(0)), on(1, empty_day)), "airport"))
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href") == "../2025-12-16.html#airport"
    assert feed.findtext(f"{ATOM}title") == "Digest: Luang Prabang airport"
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
