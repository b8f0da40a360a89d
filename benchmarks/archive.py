"""What the archive costs: articles stored a second, and a day's questions beside a growing archive.

Run: python benchmarks/archive.py [--sizes 1000,100000,1000000] [--url sqlite:///bench.db] [--day 200]
The bars: a digest and a status with 1 million articles take under twice the time they take with 1 thousand;
archive writes under a tenth of a sweep's CPU (trafilatura takes about 11 ms a page).
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from monitor.archive import Archive, open_archive
from monitor.models import (
    Article,
    Entry,
    Evidence,
    Feed,
    FeedState,
    Health,
    Match,
    Matching,
    Page,
    Poll,
    ReadArticle,
    TextSource,
    Topic,
    Topics,
)

START = datetime(2025, 1, 1, tzinfo=UTC)
TOPICS = Topics((), (Topic("rail", "Railways"),), "v1")
EVIDENCE = Evidence(
    "body", "railway", "railway", "The railway between the two towns was opened.", 0, 45, 4, 11
)
HIT = Matching("v1", (Match("rail", 15.0, 10.0, (EVIDENCE,) * 4, "railway 10 x 1.5 (title) = 15 >= 10"),))
MISS = Matching("v1")
RANDOM = random.Random(1)
WORDS = ["".join(RANDOM.choices("abcdefghijklmnopqrstuvwxyz", k=RANDOM.randint(2, 9))) for _ in range(5000)]


def prose(words: int) -> str:
    """Make text that compresses about as well as news."""
    return " ".join(RANDOM.choices(WORDS, weights=range(5000, 0, -1), k=words))


TEXTS = [prose(450) for _ in range(50)]
PAGES = [
    ("<div class='row'><p>" + "</p><p>".join(prose(60) for _ in range(120)) + "</p></div>").encode()
    for _ in range(20)
]


def store(
    archive: Archive, names: range, now: datetime, *, batch: int, pages: bool, feed_size: int = 20
) -> None:
    """Poll and store articles of this number of feeds, one in four matching."""
    for start in range(names.start, names.stop, feed_size):
        feed = Feed(f"https://feed{start // feed_size % 500}.example/", f"Feed {start // feed_size % 500}")
        entries = tuple(
            Entry(
                feed.url, f"k{n}", f"https://news.example/{n}", f"Title of article {n}", TEXTS[n % 50][:300]
            )
            for n in range(start, min(start + feed_size, names.stop))
        )
        state = FeedState(feed.url, polled=now)
        archive.feeds.record_polls(
            [Poll(feed, lambda _, state=state: state, entries, now, START - timedelta(days=1))], now
        )
    while waiting := archive.articles.pending(now, 500):
        for start in range(0, len(waiting), batch):
            archive.articles.store_results(
                [
                    ReadArticle(
                        pending.article_id,
                        Article(
                            pending.entry.url,
                            pending.entry.title,
                            TEXTS[pending.article_id % 50],
                            TextSource.PAGE,
                        ),
                        MISS if pending.article_id % 4 else HIT,
                        Page(pending.entry.url or "", PAGES[pending.article_id % 20], "text/html")
                        if pages
                        else None,
                    )
                    for pending in waiting[start : start + batch]
                ],
                now,
            )


def write_digest(archive: Archive, day: date, now: datetime) -> None:
    """Run the archive's part of one digest."""
    window = archive.digests.window(day, "UTC", now)
    counts, unread, gaps = archive.digests.facts(window)
    archive.digests.record(window, "config", TOPICS, 3, counts, Health(unreadable=unread, gaps=gaps))
    archive.digests.input(day)


def median(times: int, work: Callable[[], object]) -> tuple[float, float]:
    """Return the median milliseconds of wall and of CPU time."""
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return statistics.median(walls), statistics.median(cpus)


def fill(archive: Archive, size: int) -> None:
    """Store the articles of the past: 30 days of them in daily digests, and earlier ones."""
    step = max(1000, size // 40)
    for start in range(0, size, step):
        now = START + timedelta(hours=start * 20 // size)
        store(archive, range(start, min(size, start + step)), now, batch=1000, pages=False, feed_size=1000)
    write_digest(archive, date(2024, 11, 1), START + timedelta(days=1))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,100000")
    parser.add_argument("--url", default="sqlite:///bench.db")
    parser.add_argument("--day", type=int, default=200, help="articles of one day")
    parser.add_argument(
        "--stored", type=int, default=2000, help="articles with pages for the rate of storing"
    )
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with open_archive(chosen.url, Path(folder) / "rate") as archive:
            wall, cpu = median(
                1, lambda: store(archive, range(chosen.stored), START, batch=32, pages=True, feed_size=20)
            )
        print(
            f"stored (poll, then settle in batches of 32, page of {len(PAGES[0]) // 1000} kB): "
            f"{chosen.stored / wall * 1000:.0f} a second, {cpu / chosen.stored:.3f} ms CPU an article"
        )
        first: tuple[float, float] | None = None
        for size in map(int, chosen.sizes.split(",")):
            with open_archive(chosen.url, Path(folder) / str(size)) as archive:
                fill(archive, size)
                now = START + timedelta(days=2)
                store(archive, range(size, size + chosen.day), now, batch=32, pages=True)
                day = date(2025, 1, 2)
                digest, _ = median(
                    7, lambda archive=archive, day=day, now=now: write_digest(archive, day, now)
                )
                status, _ = median(31, lambda archive=archive, now=now: archive.status_counts(now))
                first = first or (digest, status)
                print(
                    f"{size:>9,} articles: a day's digest {digest:.1f} ms ({digest / first[0]:.2f} x), "
                    f"status {status:.2f} ms ({status / first[1]:.2f} x)"
                )


if __name__ == "__main__":
    main()
