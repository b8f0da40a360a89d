"""Reports of one event in several languages are one event; other events of the topic stay apart."""

import re
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from monitor.config import read_topics
from monitor.digest.concepts import concept_words
from monitor.digest.events import event_facts, group_events, shared_by
from monitor.digest.lexicon import Lexicon, solid, spaced
from monitor.digest.stories import cluster_stories
from monitor.match import compile_topics, match_article
from monitor.models import MatchedArticle, Topics
from monitor.models.caseless import caseless
from tests.digest.inputs import article

ROOT = Path(__file__).parents[2]
LANGUAGES = (
    "en", "fr", "de", "es", "it", "pt", "ru", "id", "vi", "ko", "lo", "th", "km", "my", "zh", "ja",
)  # fmt: skip
NOON = datetime(2025, 12, 15, 12, tzinfo=UTC)
Pairs = set[tuple[int, int]]


@cache
def rows() -> list[dict[str, Any]]:
    """Read the invented articles."""
    folder = Path(__file__).parent / "data" / "events"
    return [
        row
        for path in sorted(folder.glob("*.toml"))
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["articles"]
    ]


@cache
def topics() -> Topics:
    """Read the shipped topics."""
    return read_topics(ROOT / "config")


@cache
def news() -> tuple[MatchedArticle, ...]:
    """Make an article of each row that matches a shipped topic."""
    compiled = compile_topics(topics())
    made = []
    for number, row in enumerate(rows()):
        found = match_article(compiled, row["title"], row["text"]).matches
        if found:
            when = datetime.combine(row["date"], time(9), UTC)
            made.append(
                article(
                    number, row["title"], row["text"], row["outlet"], language=row["lang"],
                    published=when, found=when, matches=found,
                )
            )  # fmt: skip
    return tuple(made)


def told(articles: Sequence[MatchedArticle]) -> Pairs:
    """List the pairs of articles in one event."""
    stories = cluster_stories(articles)
    events = group_events(stories, topics().name_forms)
    home = {one.article_id: events.get(story.id, story.id) for story in stories for one in story.articles}
    return {pair for pair in combinations(sorted(home), 2) if home[pair[0]] == home[pair[1]]}


def expected(articles: Sequence[MatchedArticle]) -> Pairs:
    """List the pairs of articles that report one event."""
    numbers = sorted(one.article_id for one in articles)
    return {
        pair
        for pair in combinations(numbers, 2)
        if rows()[pair[0]]["event"] and rows()[pair[0]]["event"] == rows()[pair[1]]["event"]
    }


def test_the_invented_set_is_large_enough() -> None:
    """The set has 25 events, nine languages and 300 pairs across languages."""
    across = {pair for pair in expected(news()) if rows()[pair[0]]["lang"] != rows()[pair[1]]["lang"]}
    assert len(across) >= 300
    assert len({row["event"] for row in rows()}) > 25
    assert len({row["lang"] for row in rows()}) >= 9


@pytest.mark.no_cover
@pytest.mark.parametrize("language", ["", "lo", "vi", "th"])
def test_one_event_in_many_languages(language: str) -> None:
    """Links across languages are right, and most are found; so are those of Lao, Vietnamese and Thai."""
    across = {
        pair
        for pair in told(news()) | expected(news())
        if rows()[pair[0]]["lang"] != rows()[pair[1]]["lang"]
        and (not language or language in {rows()[pair[0]]["lang"], rows()[pair[1]]["lang"]})
    }
    found, true = told(news()) & across, expected(news()) & across
    assert len(found & true) >= 0.95 * len(found)
    assert len(found & true) >= 0.8 * len(true)


def test_one_event_in_one_language() -> None:
    """Within a language nine of ten pairs are right, and most are found."""
    alike = {
        pair for pair in told(news()) | expected(news()) if rows()[pair[0]]["lang"] == rows()[pair[1]]["lang"]
    }
    found, true = told(news()) & alike, expected(news()) & alike
    assert len(found & true) >= 0.9 * len(found)
    assert len(found & true) >= 0.8 * len(true)


@pytest.mark.no_cover
def test_order_changes_nothing() -> None:
    """The events and their ids are the same in any order of the articles."""
    shuffled = list(news())
    Random(3).shuffle(shuffled)
    first, second = (cluster_stories(articles) for articles in (news(), shuffled))
    assert group_events(first, topics().name_forms) == group_events(second, topics().name_forms)


@pytest.mark.parametrize(
    ("one", "other", "numbers", "words"),
    [
        ("en", "lo", "142", "extradition"),
        ("ko", "vi", "142", "parliament"),
        ("ko", "fr", "142", "extradition"),
    ],
)
def test_a_link_is_explained(one: str, other: str, numbers: str, words: str) -> None:
    """What two reports share is named: dates, numbers, names, concepts."""
    vote = [item for item in news() if rows()[item.article_id]["event"] == "lao-vote"]
    first = next(item for item in vote if item.language == one)
    second = next(item for item in vote if item.language == other)
    shared = shared_by(*event_facts(cluster_stories([first, second]), topics().name_forms))
    assert numbers in shared.numbers
    assert words in shared.words


@pytest.mark.parametrize(("one", "other"), [("en", "lo"), ("lo", "en"), ("en", "zh")])
def test_a_name_in_two_scripts_explains_a_link(one: str, other: str) -> None:
    """A name that sounds alike in two scripts is shown as the report in Latin letters writes it."""
    raid = [item for item in news() if rows()[item.article_id]["event"] == "warehouse-raid"]
    first = next(item for item in raid if item.language == one)
    second = next(item for item in raid if item.language == other)
    shared = shared_by(*event_facts(cluster_stories([first, second]), topics().name_forms))
    assert "Bounmy Keosavang" in shared.names


@cache
def in_seven_languages() -> dict[tuple[str, str], MatchedArticle]:
    """Read the reports of three events in seven languages, by language and event."""
    path = Path(__file__).parent / "data" / "languages.toml"
    read = tomllib.loads(path.read_text(encoding="utf-8"))["reports"]
    return {
        (row["lang"], row["event"]): article(
            number, row["title"], row["text"], f"Outlet {number}", language=row["lang"],
            published=NOON, found=NOON,
        )
        for number, row in enumerate(read)
    }  # fmt: skip


def are_one(one: MatchedArticle, other: MatchedArticle) -> bool:
    """Return whether two reports, which are all the news of a day, are one event."""
    events = group_events(cluster_stories([one, other]))
    return len(events) == 2 and len(set(events.values())) == 1


@pytest.mark.parametrize("language", ["ru", "pt", "it", "id", "km", "my"])
def test_a_language_is_linked_with_english(language: str) -> None:
    """A report is linked with the English one of its event, and with none of other events like it."""
    reports = in_seven_languages()
    for event in ("vote", "airport", "raid"):
        linked = {other for (lang, other), one in reports.items()
                  if lang == "en" and are_one(reports[language, event], one)}  # fmt: skip
        assert linked == {event}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_each_concept(language: str) -> None:
    """A concept has at least one word in each language, and no word twice."""
    listed = concept_words(language)
    assert [concept for concept, _ in listed] == [concept for concept, _ in concept_words("en")]
    assert all(words and len(set(words)) == len(words) and all(words) for _, words in listed)


@pytest.mark.parametrize(
    ("language", "text", "concept"),
    [
        ("pt", "consultar o médico", "consulate"), ("pt", "recursos naturais", "appeal"),
        ("it", "consolidare i conti", "consulate"), ("it", "il razzismo", "missile"),
        ("ru", "консультация врача", "consulate"), ("id", "konsultasi publik", "consulate"),
        ("km", "ស្ត្រី និងមន្ត្រី", "fish"), ("my", "ရွှေ့ဆိုင်း", "gold"),
    ],
)  # fmt: skip
def test_a_word_that_only_begins_like_another(language: str, text: str, concept: str) -> None:
    """The words of a concept are not found in other words that begin, or are written, like them."""
    words = Lexicon(concept_words(language)).count(spaced(caseless(text)), solid(caseless(text)))
    assert concept not in words


def test_each_word_of_the_concepts_can_be_found() -> None:
    """A star ends a word: one inside a word would have the word never found."""
    forms = [form for language in LANGUAGES for _, words in concept_words(language) for form in words]
    assert len(forms) > 1000
    assert [form for form in forms if re.search(r"\*\w", form)] == []


def test_a_language_without_concepts() -> None:
    """In a language without a list of concepts, two reports are compared by their own words."""
    text = "Mafuriko katika kijiji cha Songambele yalifunika ghala la mahindi na daraja la mbao la wakazi"
    first = article(1, "Mafuriko yafunika kijiji cha Songambele", text, "A", language="sw")
    second = article(
        2, "Kijiji cha Songambele chafunikwa na mafuriko", f"{text}, alisema", "B", language="sw"
    )
    assert not concept_words("sw")
    stories = [cluster_stories([one])[0] for one in (first, second)]
    assert len(set(group_events(stories).values())) == 1
