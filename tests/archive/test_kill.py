"""A writer is killed at random times: everything it acknowledged is stored completely and once."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.archive import Archive, open_archive
from monitor.models import FeedState
from tests.archive.making import NOW, TIMES, digest_input

NEWEST = 40  # digests compared after each kill
ROOT = Path(__file__).parents[2]
WRITER = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from datetime import timedelta
from pathlib import Path
from monitor.archive import open_archive
from tests.archive.making import *
start = int(sys.argv[2])
with open_archive("sqlite:///archive.db", Path(sys.argv[1])) as archive:
    print("open", flush=True)
    for turn in range(start, start + 10_000):
        names = [f"{{turn}}-{{n}}" for n in range(3)]
        state = FeedState(TIMES.url, etag=str(turn))
        record(archive, TIMES, state, [entry(name) for name in names])
        print("poll", turn, flush=True)
        store_all(archive)
        print("settle", turn, flush=True)
        day = DAY + timedelta(days=turn)
        window = record_digest(archive, day, NOW + timedelta(days=turn), closed=True)
        archive.digests.record_stories(digest(window, names))
        print("record_digest", turn, flush=True)
"""


def run_and_kill(folder: Path, start: int, lines: int) -> list[str]:
    """Kill the writer after a number of lines, and return its output."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(start)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    said = [writer.stdout.readline() for _ in range(lines)]
    writer.kill()
    rest, _ = writer.communicate(timeout=60)
    return [line.strip() for line in [*said, *rest.splitlines(keepends=True)] if line.endswith("\n")]


def survives(folder: Path, kills: int, seed: int) -> None:
    """Kill the writer repeatedly; compare the stored data with what it acknowledged."""
    chance, start = random.Random(seed), 0
    acknowledged: set[str] = set()
    for _ in range(kills):
        said = set(run_and_kill(folder, start, chance.randint(0, 40))) - {"open"}
        start = max([start, *(int(line.split()[1]) + 2 for line in said)])
        acknowledged |= said
        with open_archive("sqlite:///archive.db", folder) as archive:
            assert archive.notices.at_opening == ()
            assert archive.maintenance.check_integrity() == ()
            etag = archive.feeds.states().get(TIMES.url, FeedState(TIMES.url)).etag
            assert etag is None or archive.articles.get(f"https://news.example/{etag}-2")
            days = [window.date for window in archive.digests.windows()[-NEWEST:]]
            told = [article.title for day in days for article in digest_input(archive, day).articles]
            assert len(told) == len(set(told))
            _all_there(archive, said)
    with open_archive("sqlite:///archive.db", folder) as archive:
        _all_there(archive, acknowledged)
    assert any("record_digest" in line for line in acknowledged)


def _all_there(archive: Archive, said: set[str]) -> None:
    for line in said:
        kind, turn = line.split()
        known = archive.articles.get(f"https://news.example/{turn}-1")
        assert known is not None, line
        assert kind == "poll" or known.processed is not None, line
        assert kind != "record_digest" or known.digest_date is not None, line


@pytest.mark.fault(59, 152, 178)
def test_acknowledged_rows_survive_kills(tmp_path: Path) -> None:
    """Entries never lag behind validators, and no acknowledged row is lost, in a few kills."""
    survives(tmp_path, kills=4, seed=7)


@pytest.mark.drill
@pytest.mark.fault(59, 152, 178)
def test_acknowledged_rows_survive_a_hundred_kills(tmp_path: Path) -> None:
    """Entries never lag behind validators, and no acknowledged row is lost, in a hundred kills."""
    survives(tmp_path, kills=100, seed=int(NOW.timestamp()))
