"""Reports of one event are joined, all others are not."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from monitor.digest.events import group_events
from monitor.digest.stories import cluster_stories
from tests.digest.inputs import DAY, LAO, THAI, article

TEXTS = Path(__file__).parents[2].parent / "shared" / "data" / "texts"

SEOUL = "Korean and Lao prosecutors signed a treaty on extradition in Vientiane on Monday after talks."
VIENTIANE = "The extradition treaty that Lao and Korean prosecutors signed in Vientiane on Monday took years."
DAM = "Engineers found a crack in the wall of a dam near Pakse; villages below it moved their cattle."


def test_two_reports_of_one_event() -> None:
    """Reports in their own words share an event, an unrelated story has none."""
    stories = cluster_stories([
        article(1, "Treaty signed", SEOUL, "A"), article(2, "Ten years for a treaty", VIENTIANE, "B"),
        article(3, "Dam", DAM, "C"),
        article(4, "สัญญา", THAI, "D"), article(5, "ສະໜາມບິນ", LAO, "E"),
    ])  # fmt: skip
    events = group_events(stories)
    by_number = {story.articles[0].article_id: events.get(story.id, "") for story in stories}
    assert by_number[1] == by_number[2] != ""
    assert by_number[3] == by_number[4] == by_number[5] == ""


def test_an_event_does_not_last_a_week() -> None:
    """Alike reports a week apart are two events."""
    old = article(1, "Treaty signed", SEOUL, "A", day=DAY - timedelta(days=7))
    assert not group_events(cluster_stories([old, article(2, "Ten years for a treaty", VIENTIANE, "B")]))


def test_no_stories_give_no_event() -> None:
    """No stories, or stories without words, give no event."""
    assert not group_events(())
    assert not group_events(
        cluster_stories([article(1, "", "", url="https://a.example/"), article(2, "", "")])
    )


@pytest.mark.parametrize("name", ["dev.jsonl", "dev2.jsonl"])
def test_labelled_events(name: str) -> None:
    """On labelled texts no two events are one story or one event, and a third of what belongs together is."""
    if not (TEXTS / name).is_file():
        pytest.skip("the labelled texts are not on this machine")
    rows = [json.loads(line) for line in (TEXTS / name).read_text(encoding="utf-8").splitlines()]
    articles = []
    for number, row in enumerate(rows):
        noon = datetime.combine(date.fromisoformat(row["date"] or "2025-01-01"), datetime.min.time(), UTC)
        outlet = urlsplit(row["url"] or "").hostname or f"outlet {number}"
        url = row["url"] if row["url_exact"] else f"https://news.example/{number}"
        articles.append(
            article(
                number, row["title"], row["text"], outlet,
                url=url, published=noon, found=noon, language=row["lang"],
            )
        )  # fmt: skip
    stories = cluster_stories(articles)
    folded = [pair for story in stories for pair in combinations(story.articles, 2)]
    labels = [(rows[one.article_id]["event"], rows[other.article_id]["event"]) for one, other in folded]
    assert all(one == other and one is not None for one, other in labels)
    events = group_events(stories)
    by_number = {
        one.article_id: events.get(story.id, story.id) for story in stories for one in story.articles
    }
    labelled = [number for number in by_number if rows[number]["event"]]
    right = wrong = missed = 0
    for one, other in combinations(labelled, 2):
        together = by_number[one] == by_number[other]
        same = rows[one]["event"] == rows[other]["event"]
        near = abs(articles[one].found - articles[other].found) <= timedelta(days=2)
        right += together and same
        wrong += together and not same
        missed += same and near and rows[one]["lang"] == rows[other]["lang"] and not together
    assert right / (right + wrong) >= 0.95
    assert right / (right + missed) >= 0.35
