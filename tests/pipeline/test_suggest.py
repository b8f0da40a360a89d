"""Suggestions name the words that a topic lacks, where they belong, and what they do elsewhere."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.archive import Archive
from monitor.match import compile_topics, match_article
from monitor.match.grams import text_grams
from monitor.match.text import phrases
from monitor.models import UNKNOWN_OUTLET, Answer, Group, Keyword, Suggestions, Topic, Topics
from monitor.pipeline.suggested_words import suggest_words
from tests.archive.making import NOW, entry, outcome, poll
from tests.empty_archive import new_archive

TOPICS = Topics(
    (Group("laos", (Keyword("Laos"), Keyword("Vientiane"), Keyword("라오스"), Keyword("老挝"))),),
    (
        Topic(
            "surrender",
            "Surrender of suspects",
            (
                *(Keyword(word, language="en") for word in ("extradition", "handed over", "deported")),
                *(Keyword(word, 6.0, "en") for word in ("suspect", "treaty")),
                *(
                    Keyword(word, language="en")
                    for word in ("return", "transfer", "flight", "escort", "border")
                ),
            ),
            ("laos",),
        ),
    ),
    "topics",
)
# Words that the topic lacks; the last one belongs to its group.
LACKING = ("rendition", "asset forfeiture", "fugitive convoy", "legal pact", "Savannakhet")
NOISY = ("return", "transfer", "flight", "escort", "border")
_SYLLABLES = (
    "ba",
    "cor",
    "den",
    "fi",
    "gul",
    "hem",
    "jo",
    "kan",
    "lor",
    "mi",
    "nes",
    "pol",
    "ri",
    "tam",
    "vu",
)
_VERBS = ("opened", "visited", "praised", "repaired", "described", "closed", "painted", "counted", "sold")


def sentence(draw: random.Random) -> str:
    """Invent a sentence of words that hardly occur again."""
    one, other, third = ("".join(draw.choices(_SYLLABLES, k=4)) for _ in range(3))
    return f"The {one} {draw.choice(_VERBS)} the {other} near the {third}."


def article(draw: random.Random, *said: str) -> tuple[str, str]:
    """Invent the title and text of an article that contains some sentences."""
    sentences = [sentence(draw) for _ in range(8)]
    for one in said:
        sentences.insert(draw.randrange(len(sentences)), one)
    return sentence(draw).rstrip("."), " ".join(sentences)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive in a file."""
    with new_archive(tmp_path) as opened:
        yield opened


def store(
    archive: Archive, texts: Sequence[tuple[str, str]], language: str = "en", days_apart: int = 0
) -> list[int]:
    """Store articles with what the topics match in them, published some days apart; return their ids."""
    compiled = compile_topics(TOPICS)
    known = archive.articles.last_id()
    poll(archive, [entry(known + number, title=title) for number, (title, _) in enumerate(texts)])
    outcomes = []
    for number, (pending, (title, text)) in enumerate(
        zip(archive.articles.pending(NOW, 2000), texts, strict=True)
    ):
        made = outcome(
            pending,
            match_article(compiled, title, text),
            title=title,
            text=text,
            language=language,
            published=NOW - number * days_apart * timedelta(days=1),
        )
        grams = text_grams(title, text).tobytes()
        outcomes.append(type(made)(made.article_id, made.article, made.matching, None, grams=grams))
    archive.articles.store_results(outcomes, NOW)
    while archive.search.improve_index():
        pass
    return [one.article_id for one in outcomes]


def judge(archive: Archive, numbers: Sequence[int], answer: Answer) -> None:
    """Record the same verdict on some articles."""
    for number in numbers:
        archive.verdicts.record(number, "surrender", answer, NOW, "config")


def suggest(archive: Archive, most: int = 12, topics: Topics = TOPICS) -> Suggestions:
    """Suggest words for the topic."""
    return suggest_words(archive, topics, "surrender", (None, None), lambda *_: UNKNOWN_OUTLET, most)


def seed(archive: Archive) -> None:
    """Store news of other things, matches, noise, and articles that lack each of five words."""
    draw = random.Random(7)
    store(archive, [article(draw) for _ in range(120)])
    said = "Laos is in the news.", "The weather was discussed."
    store(archive, [article(draw, *said) for _ in range(40)])
    good = [article(draw, "Laos agreed to the extradition.") for _ in range(15)]
    judge(archive, store(archive, good)[:8], Answer.YES)
    for word in NOISY:
        noise = [article(draw, f"The {word} took place in Laos.") for _ in range(4)]
        judge(archive, store(archive, noise)[:3], Answer.NO)
    for word in LACKING[:-1]:
        missed = [article(draw, "Laos is in the news.", f"The {word} was discussed.") for _ in range(4)]
        judge(archive, store(archive, missed)[:2], Answer.YES)
    there = [article(draw, "The court in Savannakhet allowed the extradition.") for _ in range(4)]
    judge(archive, store(archive, there)[:2], Answer.YES)
    # The words of the group: the town is named in news of the country.
    store(archive, [article(draw, "Savannakhet is a town in Laos.") for _ in range(12)])


def test_lacking_words_come_first(archive: Archive) -> None:
    """Of five words that a topic lacks, each is among the first seven, in the place where it belongs."""
    seed(archive)
    found = suggest(archive)
    first = {word.term: word for word in found.words[:7]}
    for term in LACKING:
        named = [word for word in first.values() if term.casefold() in (word.term, *word.variants)]
        assert named, (term, list(first))
        assert named[0].place == ("group" if term == "Savannakhet" else "keyword")
        assert named[0].gains.yes == 2
        assert named[0].gains.no == named[0].loses == 0
    assert (found.missed, found.found) == (10, 10)


def test_the_gain_in_other_events_is_counted_separately(archive: Archive) -> None:
    """A word of several events is suggested without each; a word of one gains nothing elsewhere."""
    draw = random.Random(3)
    store(archive, [article(draw) for _ in range(60)])
    often = [article(draw, "Laos.", "The rendition.") for _ in range(3)]
    once = [("The forfeiture", f"Laos. {article(draw)[1]}")]
    judge(archive, store(archive, [*often, *once], days_apart=4), Answer.YES)
    found = suggest(archive)
    by_term = {term: word for word in found.words for term in (word.term, *word.variants)}
    assert (by_term["rendition"].gains.yes, by_term["rendition"].elsewhere.yes) == (3, 3)
    assert by_term["rendition"].events == 3
    assert (by_term["forfeiture"].gains.yes, by_term["forfeiture"].elsewhere.yes) == (1, 0)
    assert (found.missed, found.found, found.found_elsewhere) == (4, 4, 3)


def test_a_word_with_noise_becomes_a_weak_keyword(archive: Archive) -> None:
    """A word that is also in articles judged no is suggested with a weight that counts only with another."""
    draw = random.Random(5)
    store(archive, [article(draw) for _ in range(60)])
    good = [article(draw, "Laos.", "The handback of the suspect.") for _ in range(4)]
    judge(archive, store(archive, good), Answer.YES)
    noise = [article(draw, "Laos.", "The handback.") for _ in range(5)]
    judge(archive, store(archive, noise), Answer.NO)
    (word,) = [one for one in suggest(archive).words if one.term == "handback"]
    assert (word.place, word.weight) == ("weak keyword", 6.0)
    assert word.line == '{ term = "handback", weight = 6 }'
    assert (word.gains.yes, word.gains.no) == (4, 0)


def test_near_misses_come_behind_what_was_judged(archive: Archive) -> None:
    """A word of one article judged yes stands before a word of many near misses without a verdict."""
    draw = random.Random(9)
    store(archive, [article(draw) for _ in range(320)])
    near = [article(draw, "Laos.", "The suspect was there.")[1] for _ in range(48)]
    store(archive, [("An ombudsman", text) for text in near])
    judge(archive, store(archive, [article(draw, "Laos.", "The forfeiture.")]), Answer.YES)
    words = suggest(archive).words
    assert words[0].gains.yes == 1
    assert any("ombudsman" in word.term for word in words[1:])


def test_words_of_included_groups_and_function_words_are_not_suggested(archive: Archive) -> None:
    """A word of a group that a required group includes is known; words such as "they" say nothing."""
    draw = random.Random(4)
    store(archive, [article(draw) for _ in range(60)])
    said = "They could.", "All of them were in Laos."
    judge(archive, store(archive, [article(draw, *said) for _ in range(3)]), Answer.YES)
    region = Group("region", (Keyword("Mekong"),), includes=("laos",))
    wider = replace(TOPICS.topics[0], require=("region",))
    found = suggest(archive, topics=Topics((*TOPICS.groups, region), (wider,), "topics"))
    assert found.words
    assert {"laos", "they", "could"}.isdisjoint(word.term for word in found.words)


CHINESE = "老挝官员周一同意移交两名嫌犯。"


def test_chinese_gives_words_with_the_segmenter(archive: Archive) -> None:
    """With the extra `segment`, a script without spaces gives whole words."""
    pytest.importorskip("icu4py", reason="the extra `segment` is not installed")
    judge(
        archive, store(archive, [("老挝新闻", CHINESE), ("老挝", "老挝与邻国移交案卷。")], "zh"), Answer.YES
    )
    found = suggest(archive)
    assert any("移交" in (word.term, *word.variants) for word in found.words)
    assert found.unsegmented == ()


def test_without_the_segmenter_no_fragments_are_given(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the extra, a script without spaces gives no pieces of words, and the language is named."""
    monkeypatch.setattr(phrases, "_load", lambda: None)
    judge(archive, store(archive, [("老挝新闻", CHINESE)], "zh"), Answer.YES)
    found = suggest(archive)
    assert found.words == ()
    assert found.unsegmented == ("zh",)


def test_an_empty_archive_suggests_nothing(archive: Archive) -> None:
    """Without articles there are no words."""
    found = suggest(archive)
    assert (found.words, found.missed, found.examined) == ((), 0, 0)
