"""Similarity to one later article makes no story, and events are compared within a language."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from monitor.digest.boilerplate import without_boilerplate
from monitor.digest.events import group_events
from monitor.digest.stories import cluster_stories
from monitor.digest.titles import squash, unique_outlets
from monitor.models import MatchedArticle
from tests.digest.inputs import WIRE, article

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "events.jsonl").read_text(encoding="utf-8").splitlines()
]
LANGUAGES = sorted({row["lang"] for row in ROWS})
FOOTER = {
    "en": "Copyright 2025 Mekong News Agency. All rights reserved. Reproduction in whole or in part without "
    "written permission is prohibited. Follow our channel for the latest news from the region every day.",
    "ko": "저작권자 메콩통신 무단 전재 및 재배포 금지. 제보는 메콩통신으로 보내 주시기 "
    "바랍니다. 구독하면 매일 아침 소식을 받아 봅니다.",
    "lo": "ສະຫງວນລິຂະສິດ ສຳນັກຂ່າວສານແມ່ຂອງ ຫ້າມນຳໄປເຜີຍແຜ່ໂດຍບໍ່ໄດ້ຮັບອະນຸຍາດ. ຕິດຕາມຂ່າວສານໄດ້ທີ່ເພຈຂອງພວກເຮົາທຸກໆວັນ.",
}


def reports(rows: list[dict[str, str]], start: int = 1) -> list[MatchedArticle]:
    """Make articles of labelled rows, each of its own outlet."""
    return [
        article(number, row["title"], row["text"], f"Outlet {number}", language=row["lang"])
        for number, row in enumerate(rows, start)
    ]


def pairs(articles: list[MatchedArticle]) -> set[tuple[int, int]]:
    """List the pairs of articles in one event or story."""
    stories = cluster_stories(articles)
    events = group_events(stories)
    groups = defaultdict(list)
    for story in stories:
        groups[events.get(story.id, story.id)] += [one.article_id for one in story.articles]
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def labelled(rows: list[dict[str, str]], start: int = 1) -> set[tuple[int, int]]:
    """List the pairs of rows that report one event; only the treaty is one in two languages."""
    numbered = list(enumerate(rows, start))
    return {
        (one, other)
        for (one, first), (other, second) in combinations(numbered, 2)
        if first["event"] == second["event"]
        and (first["lang"] == second["lang"] or first["event"] == "treaty")
    }


def words(random: Random, count: int) -> str:
    """Write a sentence of invented words."""
    letters = "aeiourstlnmkpdbg"
    made = ("".join(random.choices(letters, k=random.randint(3, 9))) for _ in range(count))
    return " ".join(made).capitalize() + "."


def agency_news(days: int, each: int, background: str) -> Iterator[MatchedArticle]:
    """Yield the news of an agency: own sentences, a running background, a template, one footer."""
    random = Random(7)
    for day in range(days):
        for place in range(each):
            number = day * each + place
            own = " ".join(words(random, 9) for _ in range(4))
            rates = (
                f"The bank set the rate at {random.randint(21000, 22000)} kip to the dollar, "
                f"{random.randint(600, 700)} to the baht and {random.randint(2900, 3100)} to the yuan. Rates "
                "apply from eight in the morning until the close of business. Questions go to the counter."
            )
            text = f"{rates if place == 0 else own} {background} {FOOTER['en']}"
            title = "Rates of the day" if place == 0 else words(random, 6)
            yield article(
                number, title, text, f"Outlet {number % 5}", day=date(2025, 10, 1) + timedelta(days=day)
            )


@pytest.mark.fault(285)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_event_is_not_a_language(language: str) -> None:
    """On a day of few texts in one language, each event has exactly its two reports."""
    rows = [row for row in ROWS if row["lang"] == language]
    assert pairs(reports(rows)) == labelled(rows)


@pytest.mark.parametrize("seed", range(3))
def test_a_day_of_many_languages(seed: int) -> None:
    """Mixed, in any order, a day of seven languages has the same events as each alone, and one in two."""
    rows = ROWS[:]
    Random(seed).shuffle(rows)
    assert pairs(reports(rows)) == labelled(rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_articles_of_two_events(language: str) -> None:
    """A day of two articles in one language about two events has none in common."""
    rows = [row for row in ROWS if row["lang"] == language]
    for one, other in combinations(rows, 2):
        if one["event"] != other["event"]:
            assert not pairs(reports([one, other])), (one["title"], other["title"])


@pytest.mark.fault(285)
@pytest.mark.parametrize("language", ["lo", "th", "zh"])
def test_a_rare_language_in_a_big_day(language: str) -> None:
    """Three hundred English articles around them leave the events of a rarer language as they are."""
    random = Random(3)
    rows = [row for row in ROWS if row["lang"] == language]
    crowd = [
        article(1000 + n, words(random, 6), " ".join(words(random, 12) for _ in range(6)), f"Paper {n}")
        for n in range(300)
    ]
    found = {pair for pair in pairs(reports(rows) + crowd) if max(pair) < 1000}
    assert found == labelled(rows)


@pytest.mark.no_cover
@pytest.mark.fault(283)
def test_sixty_days_of_agency_news_do_not_fuse() -> None:
    """Boilerplate, a template with other figures and a paragraph of background make no long story."""
    random = Random(1)
    for background in ("", " ".join(words(random, 12) for _ in range(5))):
        stories = cluster_stories(list(agency_news(60, 12, background)))
        assert max(len(story.articles) for story in stories) <= 3


@pytest.mark.fault(284)
def test_a_chain_of_revisions_is_not_one_story() -> None:
    """Forty texts of which each shares most with the one before, none with the first, are several stories."""
    random = Random(5)
    sentences = [words(random, 12) for _ in range(80)]
    chain = [
        article(n, words(random, 6), " ".join(sentences[n : n + 8]), f"Outlet {n}", hours=-10 + n / 10)
        for n in range(40)
    ]
    assert max(len(story.articles) for story in cluster_stories(chain)) <= 12


@pytest.mark.fault(283)
@pytest.mark.parametrize("language", sorted(FOOTER))
def test_a_long_footer_does_not_make_reports_similar(language: str) -> None:
    """Unrelated short reports over one long footer stay apart; a copy over another footer joins."""
    rows = [row for row in ROWS if row["lang"] == language]
    rows = list({row["event"]: row for row in rows}.values())
    footed = [{**row, "text": f"{row['text'][:150]}\n{FOOTER[language]}"} for row in rows]
    assert len(rows) >= 3
    articles = reports(footed)
    if len(articles) < 4:
        articles += reports([{**footed[0], "title": "0", "text": f"{WIRE}\n{FOOTER[language]}"}], 50)
    assert all(len(story.articles) == 1 for story in cluster_stories(articles))


def test_sentences_of_a_copied_report_are_not_boilerplate() -> None:
    """A wire report printed by ten outlets, each with its own footer, keeps all its sentences."""
    random = Random(9)
    texts = [f"{WIRE}\n{words(random, 8)}" for _ in range(10)]
    times = [datetime(2025, 12, 16, hour, tzinfo=UTC) for hour in range(10)]
    for text in without_boilerplate(texts, times):
        assert squash(WIRE) in text


def test_a_later_day_changes_no_earlier_story() -> None:
    """The stories of two weeks keep their ids and articles when a third week comes."""
    news = list(agency_news(21, 6, WIRE))
    copies = [
        replace(one, article_id=5000 + one.article_id, url=f"{one.url}/copy", sources=("Copier",))
        for one in news[::4]
    ]
    everything = [*news, *copies]
    limit = date(2025, 10, 15)
    before = cluster_stories([one for one in everything if one.digest_date < limit])
    after = {story.id: story for story in cluster_stories(everything)}
    for story in before:
        kept = [one for one in after[story.id].articles if one.digest_date < limit]
        assert kept == list(story.articles)


AGGREGATED = [
    [
        ("Laos, South Korea bring extradition treaty into force - The Paper", "The Paper"),
        ("Laos, South Korea bring extradition treaty into force | Paper", "Google News"),
        ("Laos, South Korea bring extradition treaty into force- Yahoo News", "Yahoo News"),
        ("Laos, South Korea bring extradition treaty into force (Yonhap)", "Yonhap"),
    ],
    [
        ("Luang Prabang airport tender draws three Korean bidders — Mekong Wire", "Google News"),
        ("Luang Prabang airport tender draws three Korean bidders", "Mekong Wire"),
        ("Luang Prabang airport tender draws three Korean bidders - Mekong Wire - MSN", "MSN"),
    ],
    [
        ("한·라오스 범죄인 인도 조약 발효 - 메콩일보", "메콩일보"),
        ("한·라오스 범죄인 인도 조약 발효 | 뉴스포털", "뉴스포털"),
        ("[속보] 한·라오스 범죄인 인도 조약 발효 (연합)", "연합"),
    ],
    [
        ("老挝与韩国引渡条约正式生效_湄公网", "湄公网"),
        ("老挝与韩国引渡条约正式生效-万象日报", "聚合新闻"),
        ("老挝与韩国引渡条约正式生效｜湄公网", "湄公网"),
    ],
]


@pytest.mark.fault(286)
def test_the_outlet_after_a_headline_makes_no_new_story() -> None:
    """One headline under the names of several outlets and aggregators is one story, in each script."""
    listed = [(group, *line) for group, lines in enumerate(AGGREGATED) for line in lines]
    articles = [
        article(n, title, title, outlet, hours=-9 + n / 10) for n, (_, title, outlet) in enumerate(listed)
    ]
    stories = cluster_stories(articles)
    assert len(stories) == len(AGGREGATED)
    for story in stories:
        assert len({listed[one.article_id][0] for one in story.articles}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Laos and South Korea sign treaty - minister", "Laos and South Korea sign treaty - villagers"),
        ("Laos and South Korea sign treaty - day 1", "Laos and South Korea sign treaty - day 2"),
        ("Photos - Mekong Wire", "Photos - The Paper"),
    ],
)  # fmt: skip
def test_headlines_with_different_ends_are_different(one: str, other: str) -> None:
    """Headlines that differ in words, numbers or in all that is distinct are two."""
    assert len(cluster_stories([article(1, one, "", "A"), article(2, other, "", "B")])) == 2


@pytest.mark.fault(286)
def test_a_story_names_each_outlet_once() -> None:
    """Two feeds of one outlet, and a second announcement, add no outlet to a story."""
    names = [
        "The Paper",
        "Paper",
        "Mekong Wire - Asia",
        "Mekong Wire | World",
        "mekong wire",
        "Yonhap",
        "Yonhap",
    ]
    assert unique_outlets(names) == ("The Paper", "Mekong Wire - Asia", "Yonhap")
