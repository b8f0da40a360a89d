"""Full-length reports of one event are joined; other events of their topic are not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from random import Random

import pytest

from monitor.digest.events import group_events
from monitor.digest.facts import name_lexicon, story_facts
from monitor.digest.similarity import signals, similarities
from monitor.digest.stories import cluster_stories
from monitor.models import MatchedArticle
from tests.digest.inputs import DAWN, article, match
from tests.digest.reports import FACTS, full_reports

NO_NAMES = name_lexicon(())
Rows = Sequence[dict[str, str]]


def articles(rows: Rows) -> list[MatchedArticle]:
    """Make an article of each row, each of its own outlet, all on one topic."""
    return [
        replace(
            article(number, row["title"], row["text"], f"Outlet {number}", language=row["lang"]),
            matches=(match("scams", row["title"], row["text"], ()),),
        )
        for number, row in enumerate(rows)
    ]


def together(news: Sequence[MatchedArticle]) -> set[tuple[int, int]]:
    """List the pairs of articles in one story or event."""
    stories = cluster_stories(news)
    events = group_events(stories)
    home = {one.article_id: events.get(story.id, story.id) for story in stories for one in story.articles}
    return {pair for pair in combinations(sorted(home), 2) if home[pair[0]] == home[pair[1]]}


def expected(rows: Rows) -> set[tuple[int, int]]:
    """List the pairs of rows that report one event in one language."""
    return {
        (one, other)
        for one, other in combinations(range(len(rows)), 2)
        if (rows[one]["lang"], rows[one]["event"]) == (rows[other]["lang"], rows[other]["event"])
    }


@pytest.mark.parametrize("seed", [1, 2, 3, 8])
def test_events_of_one_topic_stay_apart(seed: int) -> None:
    """On a day of one topic in seven languages, nine of ten pairs are right and most are found."""
    rows = list(full_reports(seed))
    found, true = together(articles(rows)), expected(rows)
    assert len(rows) >= 90
    assert len(found & true) >= 0.9 * len(found)
    assert len(found & true) >= 0.7 * len(true)


@pytest.mark.parametrize("language", sorted(FACTS))
def test_each_language(language: str) -> None:
    """The bars hold within each language, over several days."""
    right = wrong = missed = 0
    for seed in range(1, 7):
        rows = [row for row in full_reports(seed) if row["lang"] == language]
        found, true = together(articles(rows)), expected(rows)
        right, wrong, missed = (
            right + len(found & true), wrong + len(found - true), missed + len(true - found),
        )  # fmt: skip
    assert right >= 0.85 * (right + wrong)
    assert right >= 0.7 * (right + missed)


def test_order_changes_nothing() -> None:
    """The events are the same in whatever order the articles come."""
    news = articles(list(full_reports(2)))
    shuffled = news.copy()
    Random(4).shuffle(shuffled)
    assert together(news) == together(shuffled)


WORDS = "Inspectors visited the warehouse and counted boxes beside the harbour while traders watched quietly"


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("Inspectors seized 4,713 boxes", "Inspectors seized 9,208 boxes"),
        ("Captain Somlith Inthirath spoke", "Captain Vannida Keosavang spoke"),
        ("Harbour warehouse: boxes counted", "Something else happened entirely"),
    ],
    ids=["figures", "names", "headline"],
)
def test_facts_that_make_stories_alike(more: str, less: str) -> None:
    """Stories that share figures, names or the words of a headline are more alike than those that do not."""
    first = article(1, more, f"{WORDS}. Inspectors seized 4,713 boxes with Somlith Inthirath.", "A")
    second = article(2, more, f"{WORDS}. Later came Somlith Inthirath for 4,713 boxes.", "B")
    third = replace(second, title=less, text=f"{WORDS}. {less}.")

    def similarity(other: MatchedArticle) -> float:
        stories = sorted(cluster_stories([first]) + cluster_stories([other]), key=lambda story: story.id)
        return similarities([story_facts(story, NO_NAMES) for story in stories])[0, 1]

    assert similarity(second) > similarity(third)


def test_what_many_stories_share_counts_less() -> None:
    """Two stories are less alike when many others are as like them."""
    texts = [f"{WORDS} on pier {word}" for word in ("north", "south", "east", "west", "upper", "lower")]
    news = [
        article(number, f"Pier {number}", text, f"Outlet {number}", url=f"https://{number}.example/")
        for number, text in enumerate(texts)
    ]
    compared = [story_facts(cluster_stories([one])[0], NO_NAMES) for one in news]
    few, many = similarities(compared[:2]), similarities(compared)
    assert few[0, 1] > many[0, 1]


def test_two_days_apart_is_not_alike() -> None:
    """Stories published more than 48 hours apart are not compared."""
    near = article(1, "Harbour", WORDS, "A", published=DAWN)
    late = article(2, "Harbour", WORDS, "B", published=DAWN + timedelta(hours=49))
    assert not similarities([story_facts(cluster_stories([one])[0], NO_NAMES) for one in (near, late)])


@pytest.mark.parametrize(
    ("same", "other"),
    [
        ("Court frees 17 miners held at Quay Nine", "Court frees 43 miners held at Quay Nine"),
        ("Ferry with 230 pilgrims sinks off the cape", "Ferry with 64 pilgrims sinks off the cape"),
        ("Bank lends 85 million dollars to the mills", "Bank lends 12 million dollars to the mills"),
    ],
)
def test_headlines_with_other_numbers_are_less_alike(same: str, other: str) -> None:
    """A story whose headline has other numbers is less alike than one whose headline has none."""
    none = " ".join(word for word in other.split() if not word.isdigit())
    news = [
        article(number, title, f"{WORDS}. {title}.", f"Outlet {number}", url=f"https://{number}.example/")
        for number, title in enumerate((same, other, none))
    ]
    first, second, third = (story_facts(cluster_stories([one])[0], NO_NAMES) for one in news)
    assert similarities([first, second])[0, 1] < similarities([first, third])[0, 1]


def test_own_words_do_not_count_across_languages() -> None:
    """In a language without concepts, the words of a text change no similarity with other languages."""
    other = article(1, "Factory in Vientiane makes 4,713 boats", f"{WORDS}. 4,713 boats.", "A", language="en")
    short = article(2, "Tehdas Vientianessa 4713", "Tehdas teki 4713 venettä.", "B", language="fi")
    longer = replace(short, text=f"{short.text} Kylmä syksy toi sateita ja tuulia kaikkialle maahan.")
    facts = [story_facts(cluster_stories([one])[0], NO_NAMES) for one in (other, short, longer)]
    few, many = (signals([facts[0], one])[0, 1]["facts"] for one in facts[1:])
    assert few == pytest.approx(many, rel=0.2)
