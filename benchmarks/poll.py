"""What polling costs: feeds that have not changed and feeds full of news, beside lemon24/reader.

    python benchmarks/poll.py [--feeds 1000] [--rounds 3]

Both ask the same server on loopback. reader is measured where it is installed (`pip install reader`), with
one worker, which takes the least CPU. Its entries end in its database; ours are cleaned, queued, matched
against the shipped topics and archived as well (each feed counts as one that carries whole texts). In each
round both start again, one right after the other, because the speed of a machine varies over time.
"""

import argparse
import html
import random
import statistics
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from importlib.util import find_spec
from pathlib import Path
from urllib.request import urlopen

import _app
import _measuring as measuring
from aiohttp import web

from monitor.models import Feed

ENTRIES = 20
BARS = {"unchanged, 304": 5.0, "unchanged, same body": 15.0, "20 new entries each": 1.5}
UNCHANGED, SAME, NEW = BARS


def make_handler() -> measuring.Handler:
    """Serve any number of feeds; `/mode/...` sets the answers."""
    rng = random.Random(1)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 9))) for _ in range(3000)]
    bodies: dict[tuple[str, int], bytes] = {}
    state = {"mode": "304", "generation": 0}

    def prose(count: int) -> str:
        return " ".join(rng.choices(words, k=count)).capitalize() + "."

    def item(path: str, number: int, generation: int) -> str:
        link = f"http://127.0.0.1{path}/{generation}/{number}.html"
        day = format_datetime(_app.START + timedelta(days=generation, minutes=-number))
        summary = html.escape(f'<p><a href="{link}">{prose(3)}</a> {prose(60)}</p><img src="{link}.png">')
        return (
            f"<item><title>{prose(9)}</title><link>{link}</link><guid>{link}</guid>"
            f"<pubDate>{day}</pubDate><author>{prose(2)}</author><description>{summary}</description></item>"
        )

    def body(path: str) -> bytes:
        generation = state["generation"]
        key = path, int(generation)
        if key not in bodies:
            items = "".join(item(path, number, int(generation)) for number in range(ENTRIES))
            bodies[key] = (
                f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{path}</title>'
                f"<link>http://127.0.0.1/</link><description>News</description>{items}</channel></rss>"
            ).encode()
        return bodies[key]

    def handle(request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/mode/"):
            state["mode"] = request.path.removeprefix("/mode/")
            if state["mode"] == "new":
                state["generation"] = int(state["generation"]) + 1
                bodies.clear()
            return web.Response(text="done")
        tag = f'"{state["generation"]}"'
        if state["mode"] == "304" and request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(body=body(request.path), headers={"ETag": tag, "Content-Type": "text/xml"})

    return handle


def switch(root: str, mode: str) -> None:
    """Change the answers of the server."""
    with urlopen(f"{root}/mode/{mode}") as answer:
        answer.read()


def warm(root: str, paths: list[str]) -> None:
    """Make the documents of the server before they are requested."""
    for path in paths:
        with urlopen(root + path) as answer:
            answer.read()


def ours(root: str, paths: list[str], executor: str) -> Iterator[str]:
    """Run sweeps as the daemon does."""
    from monitor.pipeline.run_sweep import sweep

    feeds = [Feed(root + path, path, "en", "KR", full_text=True) for path in paths]
    with _app.app(_app.config_for(feeds, executor)) as (runner, app, clock):
        runner.run(sweep(app))
        yield measuring.SETUP
        for mode, name in (("304", UNCHANGED), ("same", SAME), ("new", NEW)):
            switch(root, mode)
            warm(root, paths if mode == "new" else [])
            clock.forward(hours=25)
            yield measuring.SETUP
            report = runner.run(sweep(app))
            yield name
            assert len(report.outcomes) == len(feeds)
            assert not report.failed
            assert report.new == report.reading.read == (len(feeds) * ENTRIES if mode == "new" else 0)


def reader(root: str, paths: list[str], executor: str) -> Iterator[str]:
    """Update as a program on lemon24/reader does."""
    del executor
    from reader import make_reader

    with tempfile.TemporaryDirectory() as folder:
        store = make_reader(str(Path(folder) / "reader.db"))
        for path in paths:
            store.add_feed(root + path)
        store.update_feeds(scheduled=False)
        yield measuring.SETUP
        for mode, name in (("304", UNCHANGED), ("same", SAME), ("new", NEW)):
            switch(root, mode)
            warm(root, paths if mode == "new" else [])
            yield measuring.SETUP
            store.update_feeds(scheduled=False)
            yield name
        counted = store.get_entry_counts().total
        assert counted == len(paths) * ENTRIES * 2, counted


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--executor", default="processes:2")
    asked = parser.parse_args()
    paths = [f"/feed/{number}" for number in range(asked.feeds)]
    print(measuring.machine())
    contenders = {"this program": ours} | ({"reader": reader} if find_spec("reader") else {})
    costs: dict[str, list[measuring.Cost]] = {name: [] for name in contenders}
    peaks: dict[str, int] = {}
    for _ in range(asked.rounds):
        for name, contender in contenders.items():
            with measuring.server(make_handler) as root:
                warm(root, paths)
                found, peaks[name] = measuring.run(contender, root, paths, asked.executor)
            costs[name] += found
    results = {name: measuring.medians(found) for name, found in costs.items()}
    for name, found in results.items():
        print(f"{name} ({asked.feeds:,} feeds, peak {peaks[name] / 1e6:.0f} MB)")
        for cost in found.values():
            print(f"  {cost.name:<24} {cost.cpu:7.2f} s CPU {cost.wall:7.2f} s wall")
    if "reader" not in results:
        print("reader is not installed: no comparison (pip install reader)")
        return
    for name, bar in BARS.items():
        mine, theirs = ([cost.cpu for cost in found if cost.name == name] for found in costs.values())
        ratios = [their / max(my, 0.01) for my, their in zip(mine, theirs, strict=True)]
        ratio = statistics.median(ratios)
        verdict = "" if ratio >= bar else ": MISSED"
        print(
            f"{name:<24} {ratio:5.2f} x reader ({min(ratios):.2f} to {max(ratios):.2f} by the round), "
            f"the bar is {bar:g}{verdict}"
        )


if __name__ == "__main__":
    main()
