"""Precision and speed of grouping copies and events.

Usage: python benchmarks/stories.py [FOLDER]; FOLDER has labelled texts (texts/dev.jsonl, one JSON object
per line: title, text, url, lang, date, event) and recorded pages (pages/). Without it the demo's texts are
used.

The invented articles of tests/digest/data/events are always measured: matched with the shipped topics, served
on one day, events within each language and across languages, Lao and Vietnamese apart.

There are two more kinds of truth. Natural: the
`event` groups of texts/dev.jsonl, which are reports of one event
by several outlets; two of them are copies only if their texts are one. They are used at their dates, and
again as the news of a single day. Planted: copies made from real article texts in the way of outlets (with
another title or a footer, cut to the first half, 2 to 20 % of the words edited), whose origin is known. At
the end it prints the largest story of sixty days of an invented agency, whose articles share a footer, a
paragraph of background and a template, against the number of articles: it must not grow.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from _labelled import matched, name_forms, read_invented, true_pairs, with_background

from monitor.demo_site.demo import load
from monitor.digest.events import group_events
from monitor.digest.stories import cluster_stories
from monitor.models import Match, MatchedArticle, TextSource

DAY = date(2025, 12, 16)
NOON = datetime(2025, 12, 16, 12, tzinfo=UTC)
MATCHES = (Match("any", 10.0, 10.0, ()),)
Pairs = set[tuple[int, int]]


def article(
    number: int, title: str, text: str, outlet: str, published: datetime, url: str = "", language: str = ""
) -> MatchedArticle:
    """Make an article of the benchmark."""
    return MatchedArticle(
        number, url or f"https://example.org/{number}", title, text, (outlet,), "", language, published,
        published, late=False, text_source=TextSource.PAGE, reason="", digest_date=published.date(),
        matches=MATCHES,
    )  # fmt: skip


def pairs_of(groups: Iterable[Iterable[int]]) -> Pairs:
    """List all pairs inside groups."""
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def report(name: str, found: Pairs, true: Pairs) -> None:
    """Print precision and recall of pairs."""
    right = len(found & true)
    precision = f"{right / len(found):.3f}" if found else "  -  "
    recall = f"{right / len(true):.3f}" if true else "  -  "
    print(f"{name:<44} pairs {len(found):>6}  precision {precision}  recall {recall}  of {len(true)}")


def natural(folder: Path, name: str, *, one_day: bool) -> None:
    """Measure on labelled texts, at their dates or all on one day."""
    lines = (folder / "texts" / name).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    articles = [
        article(
            number, row["title"], row["text"], urlsplit(row["url"] or "").hostname or f"outlet {number}",
            NOON if one_day else moment(row["date"]), row["url"] if row["url_exact"] else "", row["lang"],
        )
        for number, row in enumerate(rows)
    ]  # fmt: skip
    events: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        if row["event"]:
            events.setdefault(row["event"], []).append(number)
    stories = cluster_stories(articles)
    copies = pairs_of([one.article_id for one in story.articles] for story in stories)
    together = group_events(stories, name_forms())
    groups: dict[str, list[int]] = {}
    for story in stories:
        groups.setdefault(together.get(story.id, story.id), []).extend(
            one.article_id for one in story.articles
        )
    true = pairs_of(events.values())
    labelled = {number for group in events.values() for number in group}
    near = {(one, other) for one, other in true if abs(articles[one].found - articles[other].found).days <= 2}
    same = {(one, other) for one, other in near if rows[one]["lang"] == rows[other]["lang"]}
    stood = {pair for pair in pairs_of(groups.values()) if labelled & {*pair}}
    when = "all on one day" if one_day else "at their dates"
    print(f"{name}, {when}: {len(articles)} texts, {len(stories)} stories, {len(events)} events")
    report("grouped as copies, against events", copies, true)
    alike = {pair for pair in stood | near if rows[pair[0]]["lang"] == rows[pair[1]]["lang"]}
    both = {pair for pair in stood if labelled >= {*pair}}
    report("events within a language, within 2 days", stood & alike, same)
    report("  of these, both of a labelled event", both & alike, same)
    report("events across languages, within 2 days", stood - alike, near - same)
    report("  of these, both of a labelled event", both - alike, near - same)
    found = pairs_of(groups.values())
    tongues = Counter(rows[one]["lang"] for one, _ in found - true)
    print(
        "  wrong or not labelled, by language: " + ", ".join(f"{k} {n}" for k, n in sorted(tongues.items()))
    )


def invented() -> None:
    """Measure on the invented articles, as they are and with background of other events, all on one day."""
    texts = read_invented()
    for name, served in (("invented", texts), ("invented, with background", with_background(texts, 1))):
        articles = matched(served, one_day=DAY)
        stories = cluster_stories(list(articles.values()))
        together = group_events(stories, name_forms())
        groups: dict[str, list[int]] = {}
        for story in stories:
            groups.setdefault(together.get(story.id, story.id), []).extend(
                one.article_id for one in story.articles
            )
        found, true = pairs_of(groups.values()), true_pairs(served, articles)
        tongue = {number: served[number].language for number in articles}
        alike = {pair for pair in found | true if tongue[pair[0]] == tongue[pair[1]]}
        print(f"{name}: {len(articles)} matched articles, {len(stories)} stories, {len(groups)} events told")
        report("  within a language", found & alike, true & alike)
        report("  across languages", found - alike, true - alike)
        for language in ("lo", "vi"):
            own = {pair for pair in found | true if language in {tongue[pair[0]], tongue[pair[1]]}} - alike
            report(f"    {language} with others", found & own, true & own)


def planted(folder: Path | None, seed: int = 7) -> list[MatchedArticle]:
    """Measure on copies made from real article texts; return all articles."""
    random = Random(seed)
    found = real_texts(folder) if folder else demo_texts()
    texts = [text for text in found if (400 if folder else 150) <= len(text) <= 20_000]
    articles: list[MatchedArticle] = []
    origin: dict[str, list[int]] = {}
    kinds: dict[str, Pairs] = {}
    for source, text in enumerate(texts):
        title = text[:70].split("\n")[0]
        first = len(articles)
        articles.append(article(first, title, text, f"Outlet {source % 40}", NOON))
        origin[str(source)] = [first]
        if source % 3:
            continue
        for kind, copy in copies_of(text, random):
            number = len(articles)
            published = NOON + timedelta(hours=random.randint(1, 30))
            articles.append(article(number, f"Otherwise {number}", copy, f"Copier {number % 60}", published))
            origin[str(source)].append(number)
            kinds.setdefault(kind, set()).add((first, number))
    random.shuffle(articles)
    started = time.process_time()
    stories = cluster_stories(articles)
    spent = time.process_time() - started
    found = pairs_of([one.article_id for one in story.articles] for story in stories)
    print(f"planted: {len(articles)} articles of {len(texts)} real texts, grouped in {spent:.2f} s CPU")
    report("all copies", found, pairs_of(origin.values()))
    for kind, true in kinds.items():
        print(f"  {kind:<42} recall {len(found & true) / len(true):.3f} of {len(true)}")
    return articles


def copies_of(text: str, random: Random) -> Iterator[tuple[str, str]]:
    """Yield copies of a text, changed as outlets change them."""
    yield (
        "whole, with a footer",
        text + "\nCopyright 2025. All rights reserved. Reproduction without consent prohibited.",
    )
    yield "first half", text[: len(text) // 2]
    yield "first 300 characters", text[:300]
    for percent in (2, 5, 10, 20):
        yield f"{percent} % of words changed", edited(text, percent / 100, random)
    yield "paragraphs in another order", "\n".join(reversed(text.split("\n")))


def edited(text: str, share: float, random: Random) -> str:
    """Change a share of a text's words, or of its characters in steps of six where words have no breaks."""
    pieces = (
        text.split(" ")
        if text.count(" ") * 12 > len(text)
        else [text[i : i + 6] for i in range(0, len(text), 6)]
    )
    glue = " " if text.count(" ") * 12 > len(text) else ""
    return glue.join(
        "".join(random.sample(piece, len(piece))) + "x" if random.random() < share else piece
        for piece in pieces
    )


def real_texts(folder: Path) -> Iterator[str]:
    """Yield the texts of recorded pages whose ground truth is one JSON document."""
    truth = json.loads((folder / "pages/scrapinghub-aeb/ground-truth.json").read_text(encoding="utf-8"))
    yield from (entry["articleBody"].strip() for _, entry in sorted(truth.items()))
    for path in sorted((folder / "pages/fundus").rglob("*.json")):
        yield from sorted(set(long_texts(json.loads(path.read_text(encoding="utf-8")))))
    for path in sorted((folder / "pages/goose3").rglob("*.json")):
        yield from sorted(set(long_texts(json.loads(path.read_text(encoding="utf-8")))))


def demo_texts() -> Iterator[str]:
    """Yield each text of the bundled demo news once."""
    yield from sorted({"\n".join(one.paragraphs) for one in load().articles if not one.broken})


def long_texts(value: object) -> Iterator[str]:
    """Yield every long text in a JSON document; lists of texts are joined."""
    if isinstance(value, str):
        yield from [value.strip()] * (len(value) >= 400)
    elif isinstance(value, dict):
        for item in value.values():
            yield from long_texts(item)
    elif isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            yield from long_texts("\n".join(value))
        else:
            for item in value:
                yield from long_texts(item)


def pace(articles: Sequence[MatchedArticle]) -> None:
    """Measure the cost by the number of articles, including copies."""
    for size in (500, 5_000):
        random = Random(size)
        day = [
            article(
                number, f"{number} {source.title}", scrambled(source.text, number), source.sources[0], NOON
            )
            for number, source in (
                (number, articles[random.randrange(len(articles))]) for number in range(size)
            )
        ]
        started = time.process_time()
        stories = cluster_stories(day)
        grouped = time.process_time()
        group_events(stories)
        print(
            f"{size:>6} articles of {sum(len(one.text) for one in day) // size} characters: "
            f"grouped in {grouped - started:.2f} s, events in {time.process_time() - grouped:.2f} s, "
            f"{len(stories)} stories"
        )


def largest(days: int = 60, each: int = 20) -> None:
    """Print the largest story against the number of articles of an agency's days."""
    random = Random(11)
    footer = " ".join(sentence(random) for _ in range(3))
    background = " ".join(sentence(random) for _ in range(4))
    news: list[MatchedArticle] = []
    print("an agency's articles, and the largest story among them:")
    for day in range(days):
        for place in range(each):
            rate = f"The bank set the rate at {random.randint(20000, 23000)} kip to the dollar today."
            own = rate if place == 0 else " ".join(sentence(random) for _ in range(4))
            title = "Rates of the day" if place == 0 else sentence(random)
            number = len(news)
            published = NOON + timedelta(days=day, minutes=place)
            text = f"{own} {background} {footer}"
            news.append(article(number, title, text, f"Outlet {number % 7}", published))
        if day + 1 in {1, 5, 15, 30, 60}:
            most = max(len(story.articles) for story in cluster_stories(news))
            print(f"{len(news):>6} articles of {day + 1:>2} days: {most:>4} {'#' * min(60, most)}")


def sentence(random: Random) -> str:
    """Invent a sentence."""
    made = ("".join(random.choices("aeiourstlnmkpdbg", k=random.randint(3, 9))) for _ in range(10))
    return " ".join(made).capitalize() + "."


def scrambled(text: str, seed: int) -> str:
    """For three of four seeds, make another article of the same words."""
    if seed % 4 == 0:
        return text
    words = text.split(" ")
    Random(seed).shuffle(words)
    return " ".join(words)


def moment(text: str) -> datetime:
    """Return noon of an ISO date, or of the day of the summit without one."""
    return datetime.combine(date.fromisoformat(text) if text else DAY, NOON.timetz())


if __name__ == "__main__":
    FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    if FOLDER:
        for labelled in ("dev.jsonl", "dev2.jsonl"):
            natural(FOLDER, labelled, one_day=False)
            natural(FOLDER, labelled, one_day=True)
    invented()
    pace(planted(FOLDER))
    largest()
