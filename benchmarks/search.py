"""What search costs: storing, size and queries, beside SQLite's trigram index and brute force.

    python benchmarks/search.py [--sizes 1000,100000,1000000] [--url sqlite:///search.db] [--times 5]

Invents articles in eight scripts. The bars: with 1 million articles a usual query takes under 100 ms, the
index is under half of the texts' size, and an article takes at most 15 % longer from its page to the archive.
The time of a query is wall time for the newest twenty hits. FTS5 returns all row ids, as it keeps no
order of its own; it stores no text, so its time is without reading any. Brute force lets the matcher examine
the newest 2,000 texts, and is scaled to all of them. A size of 1 million takes an hour and 8 GB of disk.
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import _pages

from monitor.archive import Archive, open_archive
from monitor.archive.search import search_index
from monitor.match.search import read_search
from monitor.match.text.normalize import normalize
from monitor.models import (
    Article,
    Entry,
    Feed,
    FeedState,
    Matching,
    Page,
    Pending,
    Poll,
    ReadArticle,
    SearchFilters,
    TextSource,
    Topics,
)
from monitor.pipeline.search import search_archive
from monitor.tasks import ReadTask, pack_topics, read_and_match, text_grams

START = datetime(2025, 1, 1, tzinfo=UTC)
NEWEST = 20  # hits, the default of `monitor search`
EXAMINED = 2000  # texts, by brute force
SYLLABLES = [
    a + b
    for a in ("b", "ch", "d", "f", "g", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v")
    for b in ("a", "e", "i", "o", "u", "an", "en", "ion", "er", "ing")
]
LAO = [a + b for a in "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢລວຫອຮ" for b in ("າ", "ີ", "ິ", "ຸ", "ໍ", "ັນ", "າຍ")]
THAI = [a + b for a in "กขคงจชซดตถทนบปผฝพฟมยรลวสหอ" for b in ("า", "ี", "ิ", "ุ", "ัน", "าย", "อง")]
RUSSIAN = [a + b for a in "бвгджзклмнпрст" for b in ("а", "е", "и", "о", "у", "ов", "ен", "ать")]
VIETNAMESE = [a + b for a in ("b", "ch", "đ", "h", "kh", "l", "ng", "nh", "ph", "t") for b in "áàảãạôổộươ"]
# Parts of words, what stands between words, and the least and most parts of a word.
ALPHABETS = {
    "en": (SYLLABLES, " ", 1, 4),
    "ko": ([chr(code) for code in range(0xAC00, 0xD7A3, 21)], " ", 2, 4),
    "zh": ([chr(code) for code in range(0x4E00, 0x4E00 + 3000)], "", 1, 3),
    "lo": (LAO, "", 1, 4),
    "th": (THAI, "", 1, 4),
    "ja": ([chr(code) for code in (*range(0x3042, 0x3094), *range(0x5000, 0x5400))], "", 1, 3),
    "ru": (RUSSIAN, " ", 1, 4),
    "vi": (VIETNAMESE, " ", 1, 2),
}
SHARES = ("en",) * 4 + ("ko",) * 2 + ("zh", "lo", "th", "ja", "ru", "vi")


class Writer:
    """Invents articles; the frequencies of words are as uneven as in real texts."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.words = {
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
        return joint.join(self._random.choices(self.words[language], cum_weights=self._weights, k=words))

    def queries(self) -> dict[str, str]:
        """Return usual queries: frequent, middling, rare and joined words of each language."""
        words = self.words
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
            "Thai": next(word for word in words["th"][900:] if len(word) > 4),
            "Japanese": next(word for word in words["ja"][900:] if len(word) > 1),
            "Russian": words["ru"][900],
            "Vietnamese": f'"{words["vi"][30]} {words["vi"][40]}"',
            "OR of 40": " OR ".join(words["en"][3000:3040]),
        }


class Clock:
    """Adds up the CPU time of functions by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, measured."""

        def measured(*arguments: Any) -> Any:
            began = time.process_time()
            try:
                return function(*arguments)
            finally:
                self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - began

        return measured


def match_nothing(title: str, text: str) -> Matching:  # noqa: ARG001 - what `fill` calls for each article
    """Return no matches."""
    return Matching("v1")


def fill(
    archive: Archive,
    writer: Writer,
    numbers: range,
    clock: Clock,
    match: Callable[[str, str], Matching] = match_nothing,
) -> Iterator[tuple[int, str]]:
    """Store articles in batches with what `match` finds in them; yield their texts."""
    store = clock.timed("store", archive.articles.store_results)
    improve = clock.timed("improve", archive.search.improve_index)
    grams_of = clock.timed("grams", text_grams)
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
            grams = grams_of(title, words).tobytes()
            outcomes.append(ReadArticle(pending.article_id, article, match(title, words), grams=grams))
        store(outcomes, now)
        while improve():
            pass
        for outcome in outcomes:
            yield outcome.article_id, f"{outcome.article.title}\n{outcome.article.text}"


class Trigrams:
    """SQLite's own trigram index of the normal forms, without the texts."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path)
        self._database.execute(
            "CREATE VIRTUAL TABLE t USING fts5(body, content='', tokenize='trigram', detail=none)"
        )
        self._batch: list[tuple[int, str]] = []
        self.path = path

    def add(self, number: int, words: str) -> None:
        """Add a text; every thousand share a transaction."""
        self._batch.append((number, normalize(words).text))
        if len(self._batch) == 1000:
            self.flush()

    def flush(self) -> None:
        """Store what is waiting."""
        self._database.executemany("INSERT INTO t(rowid, body) VALUES (?, ?)", self._batch)
        self._database.commit()
        self._batch.clear()

    def ask(self, query: str, times: int) -> tuple[float, int] | None:
        """Return the median milliseconds and the rows of a query of one word, None for others."""
        if " " in query:
            return None
        asked = "SELECT rowid FROM t WHERE t MATCH ?"
        word = normalize(query).text
        # Without details there are no phrases, so every trigram of the word is required.
        wanted = " AND ".join(f'"{word[at : at + 3]}"' for at in range(max(len(word) - 2, 1)))
        walls, found = [], 0
        for _ in range(times):
            began = time.perf_counter()
            found = len(self._database.execute(asked, (wanted,)).fetchall())
            walls.append((time.perf_counter() - began) * 1000)
        return statistics.median(walls), found


def size_of(archive: Archive, *tables: str) -> int:
    """Return the bytes that tables take."""
    database = archive.database
    size = "sum(pgsize) FROM dbstat WHERE name =" if database.is_sqlite else "pg_total_relation_size"
    with database.read() as connection:
        return sum(
            int(connection.exec_driver_sql(f"SELECT {size}('{name}')").scalar() or 0) for name in tables
        )


def time_query(archive: Archive, query: str, times: int) -> tuple[float, int, int]:
    """Return the median milliseconds of a query for the newest hits, their number, and articles examined."""
    walls = []
    for _ in range(times):
        began = time.perf_counter()
        result = search_archive(archive, read_search(query), SearchFilters(), limit=NEWEST)
        walls.append((time.perf_counter() - began) * 1000)
    return statistics.median(walls), len(result.hits), result.examined


def force(texts: list[str], query: str, size: int) -> tuple[float, int]:
    """Return the milliseconds in which the matcher examines every text, scaled, and what it found."""
    compiled = read_search(query)
    began = time.perf_counter()
    found = sum(compiled.match(*words.split("\n", 1)) is not None for words in texts)
    return (time.perf_counter() - began) * 1000 * size / len(texts), found


def page_cost() -> float:
    """Return the median milliseconds of CPU in which a worker reads and matches one page."""
    topics, costs = pack_topics(Topics((), (), "v1")), []
    for number, body in enumerate(_pages.bodies(60)):
        url = f"https://news.example/{number}"
        pending = Pending(number, Entry("https://feed.example/", str(number), url, "Title"), START)
        task = ReadTask(pending, Page(url, body, "text/html"))
        began = time.process_time()
        read_and_match(task, topics)
        costs.append((time.process_time() - began) * 1000)
    return statistics.median(costs)


def measure(size: int, url: str, times: int) -> None:
    """Fill an archive of one size and query it."""
    writer, raw, clock, newest = Writer(1), 0, Clock(), list[str]()
    add_to_index = search_index.add_to_index
    search_index.add_to_index = clock.timed("tail", add_to_index)
    with tempfile.TemporaryDirectory() as folder, open_archive(url, Path(folder)) as archive:
        trigrams = Trigrams(Path(folder) / "trigrams.db")
        add, flush = clock.timed("fts", trigrams.add), clock.timed("fts", trigrams.flush)
        for number, words in fill(archive, writer, range(size), clock):
            raw += len(words.encode())
            add(number, words)
            if number > size - EXAMINED:
                newest.append(words)
        flush()
        search_index.add_to_index = add_to_index
        report_storing(archive, size, raw, clock, trigrams.path.stat().st_size)
        heads = f"{'this':>9} {'hits':>5} {'examined':>9} {'FTS5':>9} {'rows':>8} {'brute force':>12}"
        print(f"  {'query':<22} {heads}")
        for name, query in writer.queries().items():
            wall, hits, examined = time_query(archive, query, times)
            rows = trigrams.ask(query, times)
            other = f"{rows[0]:6.1f} ms {rows[1]:>8,}" if rows else f"{'-':>9} {'-':>8}"
            forced, found = force(newest, query, size)
            if size <= EXAMINED and hits != min(found, NEWEST):
                raise SystemExit(f"{name}: {hits} hits, but brute force found {found}")
            print(f"  {name:<22} {wall:6.1f} ms {hits:>5} {examined:>9,} {other} {forced:9,.0f} ms")


def report_storing(archive: Archive, size: int, raw: int, clock: Clock, other: int) -> None:
    """Print what indexing adds to storing an article and to its whole way, and what it takes on disk."""
    spent = {name: seconds / size * 1000 for name, seconds in clock.seconds.items()}
    index = spent["grams"] + spent["tail"] + spent["improve"]
    plain = spent["store"] - spent["tail"]
    page = page_cost()
    took = size_of(archive, "search_tail", "search_segments", "search_postings")
    print(f"{size:,} articles, texts {raw / 1e6:,.0f} MB")
    print(f"  index {took / 1e6:,.1f} MB, {took / raw:.2f} of the texts; FTS5 trigram {other / raw:.2f}")
    print(
        f"  CPU for an article: page read and matched {page:.2f} ms, stored {plain:.2f} ms, indexed "
        f"{index:.2f} ms (grams {spent['grams']:.2f}, tail {spent['tail']:.2f}, segments "
        f"{spent['improve']:.2f}): {100 * index / (page + plain):.1f} % more"
    )
    print(f"  CPU for an article in FTS5 trigram: {spent['fts']:.2f} ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="1000,20000", help="numbers of articles")
    parser.add_argument("--url", default="sqlite:///search.db")
    parser.add_argument("--times", type=int, default=5)
    chosen = parser.parse_args()
    for size in map(int, chosen.sizes.split(",")):
        measure(size, chosen.url, chosen.times)


if __name__ == "__main__":
    main()
