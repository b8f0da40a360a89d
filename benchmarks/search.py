"""What search costs: storing, size and queries, beside SQLite's trigram index and brute force.

Run: python benchmarks/search.py [--sizes 1000,100000,1000000] [--url sqlite:///search.db]
The bars: with 1 million articles a usual query takes under 100 ms, the index is under half of the texts'
size, and storing an article takes at most 15 % longer.
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.archive import Archive, open_archive
from monitor.match.search import read_search
from monitor.match.text.normalize import normalize
from monitor.models import (
    Article,
    Entry,
    Feed,
    FeedState,
    Matching,
    Poll,
    ReadArticle,
    SearchFilters,
    TextSource,
)
from monitor.pipeline.search import search_archive
from monitor.tasks import text_grams

START = datetime(2025, 1, 1, tzinfo=UTC)
SYLLABLES = [
    a + b
    for a in ("b", "ch", "d", "f", "g", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v")
    for b in ("a", "e", "i", "o", "u", "an", "en", "ion", "er", "ing")
]
ALPHABETS = {
    "en": (SYLLABLES, " ", 1, 4),
    "ko": ([chr(code) for code in range(0xAC00, 0xD7A3, 21)], " ", 2, 4),
    "zh": ([chr(code) for code in range(0x4E00, 0x4E00 + 3000)], "", 1, 3),
    "lo": ([a + b for a in "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢລວຫອຮ" for b in ("າ", "ີ", "ິ", "ຸ", "ໍ", "ັນ", "າຍ")], "", 1, 4),
}
SHARES = ("en",) * 6 + ("ko",) * 2 + ("zh", "lo")


class Writer:
    """Invents articles; the frequencies of words are as uneven as in real texts."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._words = {
            name: [
                "".join(self._random.choices(parts, k=self._random.randint(low, high))) for _ in range(20_000)
            ]
            for name, (parts, _, low, high) in ALPHABETS.items()
        }
        total, self._weights = 0.0, []
        for rank in range(20_000):
            total += 1 / (rank + 10)
            self._weights.append(total)

    def text(self, language: str, words: int) -> str:
        """Return a text of this number of words."""
        joint = ALPHABETS[language][1]
        return joint.join(self._random.choices(self._words[language], cum_weights=self._weights, k=words))

    def queries(self) -> dict[str, str]:
        """Return usual queries: frequent, middling, rare and joined words of each language."""
        words = self._words
        return {
            "frequent": words["en"][20],
            "middling": words["en"][2000],
            "rare": words["en"][15_000],
            "absent": "zzyzxq",
            "two Korean syllables": next(word for word in words["ko"][500:] if len(word) == 2),
            "Chinese": words["zh"][900],
            "Lao": next(word for word in words["lo"][900:] if len(word) > 4),
            "AND": f"{words['en'][300]} {words['en'][900]}",
            "NEAR": f"{words['en'][60]} NEAR/10 {words['en'][700]}",
            "OR of 40": " OR ".join(words["en"][3000:3040]),
        }


def fill(archive: Archive, writer: Writer, numbers: range) -> Iterator[tuple[int, str]]:
    """Store articles in batches; yield their texts."""
    for start in range(numbers.start, numbers.stop, 1000):
        batch = range(start, min(start + 1000, numbers.stop))
        feed = Feed(f"https://feed{start % 500}.example/", f"Feed {start % 500}")
        made = {}
        for number in batch:
            language = SHARES[number % len(SHARES)]
            made[f"k{number}"] = writer.text(language, 8), writer.text(language, 430), language
        entries = tuple(
            Entry(feed.url, key, f"https://news.example/{key}", title) for key, (title, _, _) in made.items()
        )
        now = START + timedelta(seconds=30 * start)
        state = FeedState(feed.url, polled=now)
        archive.feeds.record_polls([Poll(feed, lambda _, state=state: state, entries, now, START)], now)
        outcomes = []
        for pending in archive.articles.pending(now, 1000):
            title, words, language = made[pending.entry.key]
            article = Article(pending.entry.url, title, words, TextSource.PAGE, language=language)
            grams = text_grams(title, words).tobytes()
            outcomes.append(ReadArticle(pending.article_id, article, Matching("v1"), grams=grams))
        archive.articles.store_results(outcomes, now)
        while archive.search.improve_index():
            pass
        for outcome in outcomes:
            yield outcome.article_id, f"{outcome.article.title}\n{outcome.article.text}"


def size_of(archive: Archive, *tables: str) -> int:
    """Return the bytes that tables take."""
    database = archive.database
    size = "sum(pgsize) FROM dbstat WHERE name =" if database.is_sqlite else "pg_total_relation_size"
    with database.read() as connection:
        return sum(
            int(connection.exec_driver_sql(f"SELECT {size}('{name}')").scalar() or 0) for name in tables
        )


def time_query(archive: Archive, query: str, times: int) -> tuple[float, int, int]:
    """Return the median milliseconds of a query for the newest fifty, its hits, and articles examined."""
    walls = []
    for _ in range(times):
        began = time.perf_counter()
        result = search_archive(archive, read_search(query), SearchFilters(), limit=50)
        walls.append((time.perf_counter() - began) * 1000)
    return statistics.median(walls), len(result.hits), result.examined


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,20000")
    parser.add_argument("--url", default="sqlite:///search.db")
    parser.add_argument("--times", type=int, default=5)
    chosen = parser.parse_args()
    for size in map(int, chosen.sizes.split(",")):
        writer, raw, fts_time = Writer(1), 0, 0.0
        with tempfile.TemporaryDirectory() as folder, open_archive(chosen.url, Path(folder)) as archive:
            fts = sqlite3.connect(str(Path(folder) / "fts.db"))
            fts.execute(
                "CREATE VIRTUAL TABLE t USING fts5(body, content='', tokenize='trigram', detail=none)"
            )
            began = time.process_time()
            batch: list[tuple[int, str]] = []
            for number, words in fill(archive, writer, range(size)):
                raw += len(words.encode())
                if size <= 100_000:
                    batch.append((number, normalize(words).text))
                if len(batch) == 1000:
                    paused = time.process_time()
                    fts.executemany("INSERT INTO t(rowid, body) VALUES (?, ?)", batch)
                    fts.commit()
                    batch.clear()
                    fts_time += time.process_time() - paused
                    began += time.process_time() - paused
            stored = time.process_time() - began
            index = size_of(archive, "search_tail", "search_segments", "search_postings")
            print(
                f"{size:,} articles, texts {raw / 1e6:.0f} MB: index {index / 1e6:.1f} MB "
                f"({index / raw:.2f} of the texts), stored and indexed in {stored / size * 1000:.2f} ms CPU "
                f"each; FTS5 trigram {fts_time / size * 1000:.2f} ms"
            )
            for name, query in writer.queries().items():
                wall, hits, examined = time_query(archive, query, chosen.times)
                print(f"  {name:<22} {wall:8.1f} ms  {hits:>3} hits of {examined} looked at")


if __name__ == "__main__":
    main()
