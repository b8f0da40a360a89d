"""What a chronicle costs: a topic over two years in an archive of a million articles.

    python benchmarks/chronicle.py [--articles 1000000] [--days 730] [--matched 0.1] [--topics 8]

Fills the tables that a chronicle reads, and the table of articles, whose size must not matter. A tenth of the
articles match, each a story of its own, shared evenly among the topics. The bar: under 2 s of CPU time from
the command to the page, and the same bytes again. The time includes reading the rows.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from monitor.archive import open_archive
from monitor.archive.digest_schema import topic_stories
from monitor.archive.schema import articles, digests, topic_days, topic_versions
from monitor.digest import build_chronicle, render_chronicle_html

BEGAN = date(2024, 1, 1)
AT_ONCE = 20_000
SYLLABLES = ("ban", "dor", "kel", "mun", "nak", "pha", "rin", "sai", "tha", "vang", "xay", "zor", "lu", "me")
PATTERNS = (
    ("en", "{name} council signs contract for {n} homes near {other}"),
    ("ko", "{name} 지방의회 주택 {n}채 승인 {other}"),
    ("lo", "ສະພາ {name} ອະນຸມັດເຮືອນ {n} ຫຼັງ {other}"),
    ("th", "สภา {name} หารือบ้าน {n} หลัง {other}"),
    ("zh", "{name}议会讨论{other}的{n}套住房"),
)


def fill(path: Path, count: int, days: int, matched: float, topics: int) -> None:
    """Fill an archive with articles, digests and their stories."""
    chance = random.Random(1)
    with open_archive(f"sqlite:///{path}", path.parent) as archive, archive.database.write() as connection:
        connection.execute(insert(topic_versions), {"id": 1, "version": "v", "snapshot": None})
        rows: list[dict[str, Any]] = []
        for row in _articles(count, days):
            rows.append(row)
            if len(rows) == AT_ONCE:
                connection.execute(insert(articles), rows)
                rows = []
        if rows:
            connection.execute(insert(articles), rows)
        told = int(count * matched / days / topics)
        for offset in range(days):
            day = BEGAN + timedelta(days=offset)
            connection.execute(insert(digests), _digest(day, offset))
            stories = {topic: list(_stories(topic, day, told, chance)) for topic in range(topics)}
            connection.execute(
                insert(topic_days),
                [
                    {"day": day, "topic": f"topic-{topic}", "place": topic, "generation": offset + 1,
                     "stories": len(rows), "story_ids": "[]"}
                    for topic, rows in stories.items()
                ],
            )  # fmt: skip
            connection.execute(insert(topic_stories), [row for rows in stories.values() for row in rows])


def _articles(count: int, days: int) -> Iterator[dict[str, Any]]:
    start = datetime.combine(BEGAN, datetime.min.time(), UTC)
    step = timedelta(days=days) / count
    for number in range(1, count + 1):
        moment = start + number * step
        yield {
            "id": number, "url": f"https://news.example/{number}",
            "url_hash": number.to_bytes(16, "big"),
            "entry_id": number,
            "found": moment, "backlog": False, "full_text": False, "status": "read", "reason": "",
            "detail": "",
            "attempts": 1, "seq": number, "processed": moment, "title": f"Report {number}",
            "author": "",
            "language": "en", "text_source": "page", "topics_id": 1, "matched": number % 10 == 0,
        }  # fmt: skip


def _digest(day: date, offset: int) -> dict[str, Any]:
    moment = datetime.combine(day, datetime.min.time(), UTC)
    return {
        "day": day, "timezone": "UTC", "start": moment - timedelta(days=1), "end": moment, "first": offset,
        "last": offset + 1, "closed": True, "generation": offset + 1, "config_version": "c", "topics_id": 1,
        "topics": "[]", "top_stories": 3, "history": "[]", "counts": "{}", "health": "{}",
    }  # fmt: skip


def _stories(topic: int, day: date, most: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for place in range(chance.randrange(1, 2 * most + 1)):
        language, pattern = chance.choice(PATTERNS)
        name, other = ("".join(chance.choices(SYLLABLES, k=4)).capitalize() for _ in range(2))
        yield {
            "topic": f"topic-{topic}", "day": day, "place": place, "story": f"s{chance.getrandbits(48):012x}",
            "status": "new", "headline": pattern.format(name=name, other=other, n=chance.randrange(10**5)),
            "language": language, "outlet": "Mekong Wire", "url": f"https://news.example/{place}",
            "outlets": chance.randrange(1, 9), "found": datetime.combine(day, datetime.min.time(), UTC),
        }  # fmt: skip


def main() -> None:
    """Print what the chronicle of one topic costs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--matched", type=float, default=0.1)
    parser.add_argument("--topics", type=int, default=8)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        fill(path, asked.articles, asked.days, asked.matched, asked.topics)
        size = path.stat().st_size / 1e6
        pages = []
        for _ in range(3):
            began = time.process_time()
            with open_archive(f"sqlite:///{path}", path.parent, create=False, readonly=True) as archive:
                given = archive.topic_stories.chronicle_input("topic-0", "Topic")
            read = time.process_time()
            chronicle = build_chronicle(given)
            pages.append(render_chronicle_html(chronicle))
            ended = time.process_time()
            print(
                f"{asked.articles} articles ({size:.0f} MB), {len(given.stories)} stories of the topic: "
                f"{read - began:.2f} s read, {ended - read:.2f} s built and rendered, "
                f"{len(chronicle.long_stories)} long stories"
            )
        print("same bytes:", len(set(pages)) == 1)


if __name__ == "__main__":
    main()
