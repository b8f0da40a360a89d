"""Verdicts outlive matching, pruning, and the move to another archive."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from monitor.archive import Archive, open_archive
from monitor.archive.schema import articles
from monitor.errors import UsageError
from monitor.models import Answer, Matching, VerdictImport
from tests.archive.making import (
    DAY,
    HERALD,
    HOUR,
    MISS,
    NOW,
    RAIL,
    TIMES,
    entry,
    poll,
    record_digest,
    store_all,
)

DAYS = timedelta(days=1)
LATER = NOW + HOUR


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Archive]:
    """Open a second archive."""
    with open_archive("sqlite:///other.db", tmp_path) as opened:
        yield opened


def answers(archive: Archive) -> list[tuple[int | None, str, str]]:
    """List the verdicts with their articles."""
    return [(one.article_id, one.topic, one.answer.value) for one in archive.verdicts.all()]


def test_the_last_verdict_counts(archive: Archive) -> None:
    """A second verdict on an article and topic replaces the first, which is returned and can be restored."""
    poll(archive, [entry(1), entry(2)])
    assert archive.verdicts.record(1, "rail", Answer.YES, NOW, "c1") is None
    assert archive.verdicts.record(1, "rice", Answer.UNSURE, NOW, "c1") is None
    earlier = archive.verdicts.record(1, "rail", Answer.NO, LATER, "c2")
    assert earlier is not None
    assert (earlier.answer, earlier.judged, earlier.config_version) == (Answer.YES, NOW, "c1")
    assert archive.verdicts.of_articles([1, 2])[1]["rail"].answer is Answer.NO
    archive.verdicts.restore(1, "rail", earlier)
    archive.verdicts.restore(1, "rice", None)
    assert answers(archive) == [(1, "rail", "yes")]
    assert archive.verdicts.all()[0] == earlier
    with pytest.raises(UsageError, match="no article 7"):
        archive.verdicts.record(7, "rail", Answer.YES, NOW, "c1")


def test_verdicts_survive_matching_again_and_pruning(archive: Archive) -> None:
    """A new config changes no verdict, and the text of a judged article is kept when others are deleted."""
    poll(archive, [entry(1), entry(2)])
    store_all(archive, MISS)
    archive.verdicts.record(1, "rail", Answer.YES, NOW, "c1")
    archive.articles.replace_matches([(1, Matching("v2", (RAIL,)))])
    record_digest(archive, closed=True)
    archive.articles.replace_matches([(1, Matching("v3"))])
    record_digest(archive, DAY + DAYS, NOW + DAYS, closed=True)
    archive.maintenance.prune(NOW + 30 * DAYS, DAYS, DAYS)
    kept = {one.article_id: one.text for one in archive.articles.texts_between(NOW - DAYS, NOW + DAYS)}
    assert kept[1]
    assert kept[2] is None
    assert answers(archive) == [(1, "rail", "yes")]


def test_verdicts_move_to_another_archive(archive: Archive, other: Archive) -> None:
    """They find their articles by URL, also those found later, and a second import changes nothing."""
    poll(archive, [entry(1), entry(2), entry("bare", url=None)])
    for number, answer in ((1, Answer.YES), (2, Answer.NO), (3, Answer.UNSURE)):
        archive.verdicts.record(number, "rail", answer, NOW, "c1")
    moved = archive.verdicts.all()

    poll(other, [entry(2), entry("bare", url=None)])
    assert other.verdicts.add(moved) == VerdictImport(added=3, unknown=1)
    assert other.verdicts.add(moved) == VerdictImport(unchanged=3, unknown=1)
    assert answers(other) == [(None, "rail", "yes"), (1, "rail", "no"), (2, "rail", "unsure")]
    poll(other, [entry(1)], now=LATER)
    assert answers(other) == [(3, "rail", "yes"), (1, "rail", "no"), (2, "rail", "unsure")]
    assert other.verdicts.of_articles([3])[3]["rail"].answer is Answer.YES
    earlier = other.verdicts.record(3, "rail", Answer.NO, LATER, "c2")
    assert earlier is not None
    assert answers(other)[-1] == (3, "rail", "no")
    assert len(answers(other)) == 3


def test_the_newer_of_two_verdicts_stays(archive: Archive) -> None:
    """An imported verdict replaces an older one only."""
    poll(archive, [entry(1)])
    archive.verdicts.record(1, "rail", Answer.YES, NOW, "c1")
    (mine,) = archive.verdicts.all()
    older = replace(mine, answer=Answer.NO, judged=NOW - HOUR)
    newer = replace(mine, answer=Answer.UNSURE, judged=NOW + HOUR)
    assert archive.verdicts.add([older]) == VerdictImport(unchanged=1)
    assert archive.verdicts.add([newer, older]) == VerdictImport(replaced=1, unchanged=1)
    assert answers(archive) == [(1, "rail", "unsure")]


def test_an_article_that_loses_its_link_keeps_its_verdict(archive: Archive) -> None:
    """A verdict stays with its article when the link leads to another article, which can be judged apart."""
    poll(archive, [entry(1), entry(2)])
    archive.verdicts.record(1, "rail", Answer.YES, NOW, "c1")
    with archive.database.write() as connection:
        hashes = dict(
            connection.execute(articles.select().with_only_columns(articles.c.id, articles.c.url_hash)).all()
        )
        connection.execute(update(articles).where(articles.c.id == 1).values(url_hash=None))
        connection.execute(update(articles).where(articles.c.id == 2).values(url_hash=hashes[1]))
    archive.verdicts.record(2, "rail", Answer.NO, LATER, "c1")
    assert answers(archive) == [(1, "rail", "yes"), (2, "rail", "no")]


def test_articles_without_a_verdict_are_offered(archive: Archive) -> None:
    """Matches and near misses of the span come newest first, without those that were judged."""
    poll(archive, [entry(1), entry(2)])
    store_all(archive)
    poll(archive, [entry(3)], now=LATER)
    store_all(archive, MISS, now=LATER)
    archive.verdicts.record(2, "rice", Answer.NO, NOW, "c1")
    offered = list(archive.verdicts.unjudged(NOW - DAYS, LATER))
    assert [(one.article.id, one.topic, one.kind) for one in offered] == [
        (2, "rail", "match"),
        (1, "rail", "match"),
        (1, "rice", "missed"),
    ]
    assert offered[-1].why == "score 6 of 10"
    assert list(archive.verdicts.unjudged(LATER, LATER + DAYS)) == []


def test_what_each_outlet_brought(archive: Archive) -> None:
    """Articles count once for each outlet, in the whole span, its end, and by their matches."""
    poll(archive, [entry(1), entry(2)])
    store_all(archive)
    poll(archive, [entry(3), entry(4)], HERALD, now=LATER)
    store_all(archive, MISS, now=LATER)
    times, herald = archive.source_counts(NOW - HOUR, LATER, NOW)
    assert (times.name, times.articles, times.matched, times.recent, times.earlier) == (
        TIMES.name,
        2,
        2,
        0,
        2,
    )
    assert (herald.name, herald.articles, herald.matched, herald.recent) == (HERALD.name, 2, 0, 2)
    assert (times.last, herald.last) == (NOW, LATER)
    outside = archive.source_counts(LATER, LATER + HOUR, LATER)
    assert [(one.articles, one.last) for one in outside] == [(0, LATER), (0, NOW)]
    archive.verdicts.record(1, "rail", Answer.YES, NOW, "c")
    assert archive.judged_by_outlet() == {TIMES.name: [1]}
