"""The Atom feed of a topic has one entry for each event, with one id over days and languages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.digest import (
    DigestSummary,
    build_digest,
    join,
    read_catalogue,
    render_atom,
    render_catalogue,
    summarise,
)
from monitor.digest.event_ids import name_events_of_day
from monitor.digest.headlines import Headline
from monitor.models import MatchedArticle, ReadingAids
from tests.digest.inputs import DAY, material, window
from tests.digest.test_telling import NOON, vote

ATOM = "{http://www.w3.org/2005/Atom}"
READER = ReadingAids(languages=("en",))


def report(number: int, language: str, found: datetime, topic: str = "scams") -> MatchedArticle:
    """Make a report of the vote in one language, read at a time."""
    return replace(vote(number, language, (topic, 12)), found=found, published=found)


def digest_of(*articles: MatchedArticle, back: int = 0, earlier: Sequence[MatchedArticle] = ()):
    """Return the digest of some reports, for a reader of English, dated a number of days earlier."""
    given = replace(material(list(articles), earlier=tuple(earlier)), aids=READER)
    return build_digest(replace(given, window=window(DAY - timedelta(days=back))))


def entries_of(summaries: Sequence[DigestSummary], topic: str = "scams", url: str = "") -> list[ET.Element]:
    """Return the entries of the feed of a topic."""
    return ET.fromstring(render_atom(summaries, topic, url=url)).findall(f"{ATOM}entry")


def id_of(entry: ET.Element) -> str:
    """Return the id of an entry."""
    return entry.findtext(f"{ATOM}id") or ""


def test_an_event_in_three_languages_is_one_entry() -> None:
    """It has the headline in the reader's language, the quote, why, the outlets and all reports."""
    days = join(
        (), summarise(digest_of(*(report(n, lang, NOON) for n, lang in enumerate(["ko", "en", "vi"]))))
    )
    (entry,) = entries_of(days)
    content = entry.findtext(f"{ATOM}content") or ""
    assert entry.findtext(f"{ATOM}title") == "Parliament ratifies treaty, 142 in favour"
    assert "In Outlet en, Outlet ko, Outlet vi." in content
    assert "<li>Korean, Outlet ko: <a href=" in content
    assert '<span lang="vi">Quốc hội phê chuẩn' in content
    assert "Why: " in content


@pytest.mark.fault(352)
@pytest.mark.parametrize("order", list(permutations(["en", "ko", "vi"])))
def test_a_further_report_keeps_the_id_and_updates_the_entry(order: tuple[str, ...]) -> None:
    """Whichever language comes first, reports that join later the same day keep the id of the entry."""
    reports = [report(number, lang, NOON + timedelta(hours=number)) for number, lang in enumerate(order)]
    days: tuple[DigestSummary, ...] = ()
    told = []
    for number in range(1, 4):
        days = join(days, summarise(digest_of(*reports[:number])))
        told += entries_of(days)
    assert len({id_of(entry) for entry in told}) == 1
    updated = [entry.findtext(f"{ATOM}updated") for entry in told]
    assert updated == ["2025-12-15T12:00:00Z", "2025-12-15T13:00:00Z", "2025-12-15T14:00:00Z"]
    # The id is a function of the digest: a monitor without a catalogue gives the same.
    assert id_of(entries_of(join((), summarise(digest_of(*reports))))[0]) == id_of(told[0])


def test_the_id_stays_over_days_and_restarts() -> None:
    """If another report tells the event on the next day, the entry keeps its id, also after a restart."""
    first = report(1, "ko", NOON - timedelta(days=1))
    known = replace(first, digest_date=DAY - timedelta(days=1))
    days = join((), summarise(digest_of(first, back=1)))
    (before,) = entries_of(days)
    # The Korean report runs on in another outlet, and English and Vietnamese reports join.
    again = replace(first, article_id=2, found=NOON, sources=("Other",), url="https://other.example/2")
    digest = digest_of(again, report(3, "en", NOON), report(4, "vi", NOON), earlier=(known,))
    (after,) = entries_of(join(read_catalogue(render_catalogue(days)), summarise(digest)))
    assert id_of(after) == id_of(before)
    assert after.findtext(f"{ATOM}title", "").startswith("Parliament")
    assert "Update, digest of" in after.findtext(f"{ATOM}content", "")
    assert "reported since 15 Dec 2025" in after.findtext(f"{ATOM}content", "")


@pytest.mark.fault(352)
def test_a_report_of_the_next_day_joins_the_entry() -> None:
    """A report in another language on the next day updates the entry of the event, and tells it."""
    first = replace(report(1, "ko", NOON - timedelta(days=1)), digest_date=DAY - timedelta(days=1))
    days = join((), summarise(digest_of(first, back=1)))
    (before,) = entries_of(days)
    (after,) = entries_of(join(days, summarise(digest_of(report(2, "en", NOON), earlier=(first,)))))
    assert id_of(after) == id_of(before)
    assert after.findtext(f"{ATOM}updated") == "2025-12-15T12:00:00Z"
    assert "<li>Korean, Outlet ko: <a href=" in after.findtext(f"{ATOM}content", "")


def test_the_entry_links_to_where_the_digest_shows_it() -> None:
    """The feed of a weaker topic links to the place of the event under its strongest topic."""
    both = vote(1, "en", ("extradition", 12), ("scams", 30))
    korean = vote(2, "ko", ("extradition", 11))
    days = join((), summarise(digest_of(both, korean)))
    places = set()
    for topic in ("extradition", "scams"):
        (entry,) = entries_of(days, topic, url="https://monitor.example")
        links = {link.get("rel"): link.get("href") for link in entry.findall(f"{ATOM}link")}
        places.add(links["related"])
        assert links["alternate"] == "https://news.example/1"
    (place,) = places
    story = build_digest(material([both])).topics[0].stories[0].id
    assert place == f"https://monitor.example/digests/2025-12-16.html#{story}"
    # The feed of days shows it once.
    content = ET.fromstring(render_atom(days)).findtext(f"{ATOM}entry/{ATOM}content") or ""
    assert content.count("Parliament ratifies") == 1
    assert "1 event from 2 articles" in ET.fromstring(render_atom(days)).findtext(
        f"{ATOM}entry/{ATOM}title", ""
    )


def line(event: str, *stories: str) -> Headline:
    """Make an event of an earlier digest."""
    return Headline(stories[0], "", "en", "", None, "new", event=event, stories=stories)


@pytest.mark.parametrize(
    ("earlier", "events", "ids"),
    [
        ([], [("a", "b"), ("c",)], ("a", "c")),
        ([[line("a", "a")]], [("b", "a")], ("a",)),
        ([[line("a", "a")], [line("a", "b")]], [("b", "c")], ("a",)),
        ([[line("x", "b")], [line("a", "a")]], [("a", "b")], ("x",)),
        ([[line("a", "a", "b")]], [("b", "c"), ("a",)], ("b", "a")),
        ([[line("x", "a", "b")]], [("a",), ("b",)], ("x", "b")),
        ([[line("", "a")]], [("b", "a")], ("a",)),
    ],
)
def test_events_keep_their_ids(earlier, events, ids: tuple[str, ...]) -> None:
    """Events that join keep the older id; of an event that parts, the part with the first story keeps it."""
    assert name_events_of_day(events, earlier) == ids


STORIES = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1, max_size=8)


@settings(deadline=None)
@given(st.lists(st.tuples(STORIES, st.integers(1, 4)), min_size=1, max_size=5))
def test_no_two_events_of_a_digest_have_one_id(days: list[tuple[list[str], int]]) -> None:
    """However events part and join over days, the ids of a digest differ, and the same days give the same."""
    for _ in range(2):
        earlier: list[list[Headline]] = []
        for stories, size in days:
            events = [tuple(stories[at : at + size]) for at in range(0, len(stories), size)]
            ids = name_events_of_day(events, earlier)
            assert len(set(ids)) == len(events)
            earlier.append([line(event, *members) for event, members in zip(ids, events, strict=True)])
