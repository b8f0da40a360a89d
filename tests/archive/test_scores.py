"""Scores of the second opinion: made once for each model, and only of the text that was read."""

from dataclasses import replace

from sqlalchemy import func, select

from monitor.archive import Archive
from monitor.archive.digest_schema import scores
from monitor.models import Answer, SecondOpinion
from tests.archive.making import HIT, HOUR, MISS, NOW, entry, outcome, poll, store_all

LATER = NOW + HOUR


def opinions(*given: tuple[int, str, float]) -> list[SecondOpinion]:
    """Make scores."""
    return [SecondOpinion(*one) for one in given]


def test_a_score_stays_and_models_are_not_mixed(archive: Archive) -> None:
    """A second score of one model changes nothing; another model has scores of its own."""
    poll(archive, [entry(1), entry(2)])
    store_all(archive, MISS)
    archive.scores.add(opinions((1, "rail", 0.8), (2, "rail", 0.1)), "a", NOW)
    archive.scores.add(opinions((1, "rail", 0.3), (1, "rice", 0.4)), "a", LATER)
    assert archive.scores.of_articles([1, 2, 1], "a") == {
        (1, "rail"): 0.8,
        (2, "rail"): 0.1,
        (1, "rice"): 0.4,
    }
    assert archive.scores.of_articles([1, 2], "b") == {}
    archive.scores.add(opinions((1, "rail", 0.2)), "b", LATER)
    assert archive.scores.of_articles([1], "b") == {(1, "rail"): 0.2}
    assert archive.scores.of_articles([], "a") == {}
    archive.scores.add([], "a", LATER)


def test_the_budget_counts_articles(archive: Archive) -> None:
    """An article counts once, whatever the number of its topics, and only after the moment."""
    poll(archive, [entry(1), entry(2)])
    store_all(archive, MISS)
    archive.scores.add(opinions((1, "rail", 0.8), (1, "rice", 0.1)), "a", NOW)
    archive.scores.add(opinions((2, "rail", 0.8)), "a", LATER)
    assert archive.scores.scored_since(NOW - HOUR) == 2
    assert archive.scores.scored_since(NOW) == 1
    assert archive.scores.scored_since(LATER) == 0


def test_a_changed_text_loses_its_scores(archive: Archive) -> None:
    """An article that is read again keeps its scores unless its text changed."""
    poll(archive, [entry(1), entry(2)])
    store_all(archive, MISS)
    archive.scores.add(opinions((1, "rail", 0.8), (2, "rail", 0.7)), "a", NOW)
    poll(archive, [entry(1, title="Changed"), entry(2, title="Changed")], now=LATER)
    due = archive.articles.due_rereads(LATER, 10)
    assert [pending.article_id for pending in due] == [1, 2]
    as_before = {"title": "Title 1", "text": "Text of Title 1.\nລົດໄຟ 철도"}
    same = replace(outcome(due[0], MISS, **as_before), again=True)
    changed = replace(outcome(due[1], MISS), again=True)
    archive.articles.store_results([same, changed], LATER)
    assert archive.scores.of_articles([1, 2], "a") == {(1, "rail"): 0.8}
    with archive.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(scores)).scalar() == 1


def test_marked_articles_have_neither_match_nor_verdict(archive: Archive) -> None:
    """They come best first, from the least score on, of the span and of one model only."""
    poll(archive, [entry(1), entry(2)])
    store_all(archive, MISS)
    poll(archive, [entry(3)], now=LATER)
    store_all(archive, HIT, LATER)
    given = opinions(
        (1, "rail", 0.5), (1, "rice", 0.49), (2, "rail", 0.9), (3, "rail", 0.9), (3, "rice", 0.6)
    )
    archive.scores.add(given, "a", NOW)
    archive.scores.add(opinions((1, "dams", 1.0)), "b", NOW)
    before, after = NOW - HOUR, LATER + HOUR
    assert archive.scores.marked("a", 0.5, before, after) == opinions(
        (2, "rail", 0.9), (3, "rice", 0.6), (1, "rail", 0.5)
    )
    archive.verdicts.record(2, "rail", Answer.UNSURE, LATER, "c")
    assert archive.scores.marked("a", 0.5, before, after) == opinions((3, "rice", 0.6), (1, "rail", 0.5))
    assert archive.scores.marked("a", 0.5, before, NOW) == opinions((1, "rail", 0.5))
    assert archive.scores.marked("c", 0.0, before, after) == []
