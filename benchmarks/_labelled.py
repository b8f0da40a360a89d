"""Labelled texts for the benchmarks of events, matched with the shipped topics as in the program."""

import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import combinations
from pathlib import Path
from random import Random

from monitor.config import read_topics
from monitor.match import compile_topics, match_article
from monitor.models import MatchedArticle, TextSource

ROOT = Path(__file__).parents[1]
INVENTED = ROOT / "tests" / "digest" / "data" / "events"
Pairs = set[tuple[int, int]]
_UNDATED = date(2025, 12, 16)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its event, "" for none."""

    title: str
    text: str
    language: str
    event: str
    day: date


def read_invented() -> list[Labelled]:
    """Read the invented articles of tests/digest/data/events."""
    return [
        Labelled(row["title"], row["text"].strip(), row["lang"], row["event"], row["date"])
        for path in sorted(INVENTED.glob("*.toml"))
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["articles"]
    ]


def read_lines(path: Path) -> list[Labelled]:
    """Read labelled texts, one JSON object a line."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [
        Labelled(
            row["title"],
            row["text"],
            row["lang"],
            row["event"] or "",
            date.fromisoformat(row["date"]) if row["date"] else _UNDATED,
        )
        for row in rows
    ]


def with_background(texts: Sequence[Labelled], seed: int) -> list[Labelled]:
    """Add to each text up to two later paragraphs of articles about other events, as background."""
    random = Random(seed)
    longer = []
    for one in texts:
        pool = [
            paragraph
            for other in texts
            if other.language == one.language and (other.event != one.event or not one.event)
            for paragraph in other.text.split("\n")[1:]
            if len(paragraph) <= 0.45 * len(one.text)
        ]
        added = random.sample(pool, min(len(pool), random.choice([0, 1, 1, 2])))
        longer.append(replace(one, text="\n".join([one.text, *added])))
    return longer


def matched(texts: Iterable[Labelled], *, one_day: date | None = None) -> dict[int, MatchedArticle]:
    """Match texts with the shipped topics; return those that match, by their place."""
    topics = compile_topics(read_topics(ROOT / "config"))
    articles = {}
    for number, one in enumerate(texts):
        found = match_article(topics, one.title, one.text).matches
        if found:
            day = one_day or one.day
            when = datetime.combine(day, time(12), UTC)
            articles[number] = MatchedArticle(
                number, f"https://{number}.example/", one.title, one.text, (f"Outlet {number}",), "",
                one.language, when, when, late=False, text_source=TextSource.PAGE, reason="",
                digest_date=day, matches=found,
            )  # fmt: skip
    return articles


def name_forms() -> tuple[tuple[str, str], ...]:
    """Return the names of the shipped topics."""
    return read_topics(ROOT / "config").name_forms


def true_pairs(texts: Sequence[Labelled], articles: dict[int, MatchedArticle]) -> Pairs:
    """List the pairs of articles that report one event within two days."""
    return {
        (one, other)
        for one, other in combinations(sorted(articles), 2)
        if texts[one].event
        and texts[one].event == texts[other].event
        and abs((articles[one].found - articles[other].found).days) <= 2
    }
