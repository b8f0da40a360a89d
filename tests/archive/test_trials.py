"""A trial of edited topics on stored articles equals matching every article with both versions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.archive import Archive
from monitor.archive.search import search_index
from monitor.match import compile_topics, match_article
from monitor.match.grams import text_grams
from monitor.models import UNKNOWN_OUTLET, Answer, Keyword, Matching, Outlet, Topic, Topics, Trial
from monitor.pipeline import try_topics as trials
from monitor.pipeline.try_topics import TrialRequest, trial_document, try_topics
from tests.archive.making import HOUR, NOW, entry, outcome, poll, record_digest
from tests.empty_archive import new_archive
from tests.match.edits import articles, edited

Text = tuple[str, str, Outlet]
PACT = Topics((), (Topic("pacts", "Pacts", (Keyword("pact"), Keyword("treaty", 6.0))),), "before")
WIDER = Topics((), (Topic("pacts", "Pacts", (Keyword("accord"), Keyword("treaty", 6.0))),), "after")


def fill(archive: Archive, texts: Sequence[Text], topics: Topics, version: str = "") -> None:
    """Store articles with what the topics match in them."""
    poll(archive, [entry(number, title=title or "No title") for number, (title, _, _) in enumerate(texts)])
    compiled = compile_topics(topics)
    outcomes = []
    for pending, (title, text, outlet) in zip(archive.articles.pending(NOW, 1000), texts, strict=True):
        found = match_article(compiled, title, text, outlet)
        matching = Matching(version or topics.version, found.matches, found.near_misses)
        given = {"title": title, "text": text, "language": "en", "grams": text_grams(title, text).tobytes()}
        grams = given.pop("grams")
        made = outcome(pending, matching, **given)
        outcomes.append(type(made)(made.article_id, made.article, matching, made.page, grams=grams))
    archive.articles.store_results(outcomes, NOW)


def attempt(archive: Archive, **request: object) -> Trial:
    """Try an edit; every article has an unknown outlet."""
    values = {"before": PACT, "after": WIDER, **request}
    return try_topics(archive, TrialRequest(**values), lambda *_: UNKNOWN_OUTLET)  # type: ignore[arg-type]


def listed(trial: Trial) -> dict[str, tuple[set[int], set[int], int]]:
    """Return the articles gained, the articles lost and the number of those kept, by topic."""
    return {
        one.topic: (
            {tried.article.id for tried in one.gained},
            {tried.article.id for tried in one.lost},
            one.kept,
        )
        for one in trial.topics
    }


def rematch(texts: Sequence[Text], edit: tuple[Topics, Topics]) -> dict[str, tuple[set[int], set[int], int]]:
    """Match every text with both versions."""
    found: list[dict[str, set[int]]] = [{}, {}]
    for side, topics in zip(found, edit, strict=True):
        compiled = compile_topics(topics)
        for number, (title, text, _) in enumerate(texts, 1):
            for match in match_article(compiled, title, text).matches:
                side.setdefault(match.topic, set()).add(number)
    before, after = found
    return {
        topic: (
            after.get(topic, set()) - before.get(topic, set()),
            before.get(topic, set()) - after.get(topic, set()),
            len(after.get(topic, set()) & before.get(topic, set())),
        )
        for topic in {one.id for topics in edit for one in topics.topics}
    }


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(edited(), st.lists(articles(), min_size=1, max_size=12), st.booleans(), st.booleans())
def test_a_trial_equals_matching_everything_again(
    tmp_path_factory: pytest.TempPathFactory,
    edit: tuple[Topics, Topics],
    texts: list[Text],
    indexed: bool,  # noqa: FBT001
    outdated: bool,  # noqa: FBT001
) -> None:
    """For random edits and texts, gained, lost and kept are those of a full match; so for one topic alone."""
    texts = [(title, text, UNKNOWN_OUTLET) for title, text, _ in texts]
    with (
        pytest.MonkeyPatch.context() as patch,
        new_archive(tmp_path_factory.mktemp("trial")) as archive,
    ):
        patch.setattr(search_index, "TAIL", 4)
        fill(archive, texts, edit[0], "an older version" if outdated else "")
        while indexed and archive.search.improve_index():
            pass
        expected = rematch(texts, edit)
        assert listed(attempt(archive, before=edit[0], after=edit[1])) == expected
        assert listed(attempt(archive, before=edit[0], after=edit[1], complete=True)) == expected
        topic = next(iter(expected))
        before, after = (
            replace(one, topics=tuple(each for each in one.topics if each.id == topic)) for one in edit
        )
        assert listed(attempt(archive, before=before, after=after))[topic] == expected[topic]


TEXTS = [
    ("The pact", "A pact was signed.", UNKNOWN_OUTLET),
    ("An accord", "An accord on the treaty was signed.", UNKNOWN_OUTLET),
    ("Weather", "It rained all day.", UNKNOWN_OUTLET),
    ("A treaty and a pact", "The treaty is a pact and an accord.", UNKNOWN_OUTLET),
]


def test_every_database_gives_the_trial(archive: Archive) -> None:
    """On SQLite and PostgreSQL the same articles are gained, lost and kept, without matching the others."""
    fill(archive, [*TEXTS, *[TEXTS[2]] * 20], PACT)
    while archive.search.improve_index():
        pass
    trial = attempt(archive)
    assert listed(trial) == {"pacts": ({2}, {1}, 1)}
    assert trial.examined == 3
    (lost,) = trial.topics[0].lost
    assert lost.effect.because == 'keyword "pact" removed'
    assert trial.topics[0].by_source("lost") == {"Vientiane Example Times": 1}


def test_a_span_leaves_out_what_was_found_outside(archive: Archive) -> None:
    """Only articles found since the start and before the end are compared and counted."""
    fill(archive, TEXTS, PACT)
    assert listed(attempt(archive, since=NOW + HOUR)) == {"pacts": (set(), set(), 0)}
    assert listed(attempt(archive, until=NOW)) == {"pacts": (set(), set(), 0)}
    whole = listed(attempt(archive, since=NOW - HOUR, until=NOW + HOUR))
    assert whole == {"pacts": ({2}, {1}, 1)}
    assert whole == listed(attempt(archive, since=NOW - HOUR, until=NOW + HOUR, complete=True))


def test_without_topics_before_the_stored_matches_count(archive: Archive) -> None:
    """Without topics in force, an edit is compared with the matches that the archive has."""
    fill(archive, TEXTS, PACT)
    trial = attempt(archive, before=None)
    assert listed(trial) == {"pacts": ({2}, {1}, 1)}
    assert trial.examined == 4
    assert trial.topics[0].gained[0].effect.because == '"accord" counts now'


def test_verdicts_come_first(archive: Archive) -> None:
    """An article that the user judged is listed before newer ones, with its verdict."""
    fill(archive, [("", "The accord.", UNKNOWN_OUTLET)] * 3, PACT)
    archive.verdicts.record(2, "pacts", Answer.NO, NOW, "config")
    (topic,) = attempt(archive).topics
    assert [tried.article.id for tried in topic.gained] == [2, 3, 1]
    document = trial_document(attempt(archive), "the config in force")
    assert [one["verdict"] for one in document["topics"][0]["gained"]] == ["no", None, None]


def test_articles_without_a_text_are_left_out_and_counted(archive: Archive) -> None:
    """If the text of an article is no longer stored, the effect of an edit on it is unknown."""
    fill(archive, TEXTS, PACT)
    record_digest(archive, now=NOW + HOUR, closed=True)
    archive.maintenance.prune(NOW + timedelta(days=400), timedelta(days=30), timedelta(days=30))
    trial = attempt(archive, complete=True)
    assert (trial.examined, trial.without_text) == (2, 2)  # matched texts are kept for digests


def test_many_outdated_articles_are_counted(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unmatched articles of an older version are counted if they are too many to be matched again."""
    fill(archive, TEXTS, PACT, "an older version")
    monkeypatch.setattr(trials, "_MOST_OUTDATED", 2)
    trial = attempt(archive)
    assert listed(trial) == {"pacts": ({2}, {1}, 1)}
    assert trial.outdated == 2
