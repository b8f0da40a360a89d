"""What reading pages costs: fetched and read, the whole sweep, and how good the text is.

    python benchmarks/read.py [--pages 300] [--rounds 5] [--only ours]

Beside newspaper4k and news-please where they are installed (`pip install newspaper4k news-please`), and
beside bare trafilatura in a pool of two processes, fast and without comments, which fetches nothing. The
pages are the labelled ones of ../shared where they are, else invented. F1 is measured on the labelled ones.
Each of the three has read all pages once before it is measured, as a daemon has that runs for a while: bare
trafilatura loads words of 100 languages when it first meets a page of which little can be read.
"""

import argparse
import gzip
import html
import logging
import math
import statistics
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from email.utils import format_datetime
from importlib.util import find_spec
from multiprocessing import get_context
from typing import Any

import _app
import _measuring as measuring
import _pages
import trafilatura
from aiohttp import web

from monitor.executors import make_executor
from monitor.models import Entry, ExtractSettings, Failure, Feed, Page, Request, TextSource
from monitor.read import read_page

A_FEED = 20
PEERS = {"newspaper4k": 6.0, "news-please": 9.0}  # and how many times their CPU time may be
BARE, FETCHED, SWEEP = "bare trafilatura fast", "fetched and read", "whole sweep"


def make_handler(pages: int) -> measuring.Handler:
    """Serve pages, and feeds of twenty pages each; later sweeps get them under other addresses."""
    made = _pages.bodies(pages)

    def feed(host: str, number: int, turn: str) -> bytes:
        day = format_datetime(_app.START)
        first = number * A_FEED
        items = "".join(
            f"<item><title>Article {turn} {n} in the news</title><link>http://{host}/page/{turn}/{n}</link>"
            f"<pubDate>{day}</pubDate><description>{html.escape('Told in a few words.')}</description></item>"
            for n in range(first, min(first + A_FEED, pages))
        )
        return f'<rss version="2.0"><channel><title>Feed</title>{items}</channel></rss>'.encode()

    def handle(request: web.Request) -> web.StreamResponse:
        kind, *rest = request.path.strip("/").split("/")
        if kind == "page":
            return web.Response(body=made[int(rest[-1])], headers={"Content-Type": "text/html"})
        return web.Response(body=feed(request.host, int(rest[1]), rest[0]), content_type="text/xml")

    return handle


def read_fetched(root: str, pages: int, rounds: int, executor: str) -> Iterator[str]:
    """Fetch and read pages with this program's client and workers."""
    with _app.app(_app.config_for([], executor)) as (runner, app, _):

        async def one(number: int) -> bool:
            url = f"{root}/page/x/{number}"
            answer = await app.fetcher.fetch(Request(url, "page"))
            assert not isinstance(answer, Failure), answer
            page = Page(answer.final_url, answer.body, answer.header("content-type") or "")
            entry = Entry("http://127.0.0.1/", url, url, "Article", "", published=_app.START)
            return bool((await app.work(read_page, page, entry)).text)

        runner.run(app.each("articles", range(pages), one))
        yield measuring.SETUP
        for _ in range(rounds):
            done = runner.run(app.each("articles", range(pages), one))
            assert len(done) == pages
            yield FETCHED


def sweep_whole(root: str, pages: int, rounds: int, executor: str) -> Iterator[str]:
    """Run a sweep in which every entry is new: poll, fetch, read, match, store."""
    from monitor.pipeline.run_sweep import sweep

    numbers = range((pages + A_FEED - 1) // A_FEED)
    with _app.app(_app.config_for([], executor)) as (runner, app, _):
        for turn in range(rounds + 1):
            feeds = [Feed(f"{root}/feed/{turn}/{number}", f"Feed {number}", "en", "KR") for number in numbers]
            runner.run(app.adopt(_app.config_for(feeds, executor)))
            yield measuring.SETUP
            report = runner.run(sweep(app))
            yield SWEEP if turn else measuring.SETUP
            assert not turn or report.reading.read + report.reading.unreadable == pages, report.reading


def extract(body: bytes) -> str:
    """Extract with the defaults of the library."""
    return trafilatura.extract(body, fast=True, include_comments=False) or ""


def read_bare(root: str, pages: int, rounds: int, executor: str) -> Iterator[str]:
    """Extract pages in memory in a pool of two processes."""
    del root, executor
    made = _pages.bodies(pages)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(extract, made, chunksize=16))
        yield measuring.SETUP
        for _ in range(rounds):
            list(pool.map(extract, made, chunksize=16))
            yield BARE


def read_newspaper(root: str, pages: int, rounds: int, executor: str) -> Iterator[str]:
    """Download and parse one after the other, as its own documentation does, but without the images.

    Images stand on the outlets' own servers: to ask for them waits for a network, and is not to read it.
    """
    del rounds, executor
    import newspaper

    yield from _read_as_peer("newspaper4k", newspaper.article, root, pages)


def read_please(root: str, pages: int, rounds: int, executor: str) -> Iterator[str]:
    """Download and parse one after the other, without the images."""
    del rounds, executor
    from newsplease import NewsPlease

    yield from _read_as_peer("news-please", NewsPlease.from_url, root, pages)


def _read_as_peer(name: str, read: Callable[..., Any], root: str, pages: int) -> Iterator[str]:
    # What they warn of is their own: data that they would download, time zones that they do not know.
    logging.disable()
    warnings.simplefilter("ignore")
    read(f"{root}/page/x/0", fetch_images=False)
    yield measuring.SETUP
    failed: Counter[str] = Counter()
    for number in range(pages):
        try:
            read(f"{root}/page/x/{number}", fetch_images=False)
        # Some languages want more packages, some pages data of NLTK; neither says all that it may raise,
        # and a page that it cannot read is its result, no reason to lose what was measured before.
        except Exception as error:  # noqa: BLE001
            failed[type(error).__name__] += 1
    print(f"  {name}: {failed.total()} pages failed {dict(failed) or ''}")
    yield FETCHED


def score(row: dict[str, Any]) -> tuple[float, float] | None:
    """Return the F1 of our text and of bare trafilatura's on one labelled page."""
    from tests.read.test_recorded_pages import f1, truth_of

    truth = truth_of(row)
    if truth is None:
        return None
    body = gzip.decompress((_pages.FOLDER / row["html"]).read_bytes())
    url = row["url"] or "https://news.test/1"
    article = read_page(Page(url, body), Entry("https://news.test/", "1", url, "x"))
    return f1(article.text if article.text_source is TextSource.PAGE else "", truth), f1(extract(body), truth)


def show_quality() -> None:
    """Print F1 on all labelled pages."""
    if not _pages.FOLDER.is_dir():
        print("no labelled pages here: no F1")
        return
    rows = _pages.labelled()
    with make_executor(ExtractSettings("processes:2", timeout=60)) as executor:
        pairs = [future.result() for future in [executor.submit(score, row) for row in rows]]
    known = [pair for pair in pairs if pair]
    mine, bare = (statistics.mean(side) for side in zip(*known, strict=True))
    print(f"F1 on {len(known)} labelled pages: {mine:.4f}, bare trafilatura fast {bare:.4f}", end="")
    print("" if mine >= bare else ": MISSED")


def take_turns(
    running: dict[str, measuring.Contender], rounds: int, limit: float
) -> dict[str, list[measuring.Cost]]:
    """Return the cost of each round of each contender; a peer runs once, and is left out after `limit`."""
    results: dict[str, list[measuring.Cost]] = {}
    for turn in range(rounds):
        for name, contender in running.items():
            if turn and name in PEERS:
                continue
            cost = contender.piece(limit if name in PEERS else math.inf)
            if cost is None:
                print(f"{name}: not done in {limit:g} s, left out")
                continue
            results.setdefault(name, []).append(cost)
            print(f"  {name}, round {turn + 1}: {cost.cpu:.1f} s CPU in {cost.wall:.1f} s", flush=True)
    for name in results:
        running[name].piece()  # no page is left, so the contender ends
    return results


def show_ratios(results: dict[str, list[measuring.Cost]]) -> None:
    """Print the ratios of the contenders per round, with the bars."""
    for peer, bar in PEERS.items():
        if peer in results:
            ratio = results[peer][0].cpu / statistics.median(cost.cpu for cost in results["ours"])
            print(f"fetched and read: {ratio:.1f} x {peer}, the bar is {bar:g}", end="")
            print("" if ratio >= bar else ": MISSED")
    rounds = list(zip(results["sweep"], results["bare"], strict=True))
    cpu = sorted(ours.cpu / bare.cpu for ours, bare in rounds)
    speed = sorted(bare.wall / ours.wall for ours, bare in rounds)
    for what, ratios, bar, missed in (
        ("bare's CPU", cpu, 1.3, statistics.median(cpu) > 1.3),
        ("bare's pages a second", speed, 0.85, statistics.median(speed) < 0.85),
    ):
        span = f"{ratios[0]:.2f} to {ratios[-1]:.2f} by the round"
        print(f"whole sweep: {statistics.median(ratios):.2f} of {what} ({span}), the bar is {bar:g}", end="")
        print(": MISSED" if missed else "")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--executor", default="processes:2")
    parser.add_argument("--only", default="", help="skip the peers: `ours`")
    parser.add_argument("--limit", type=float, default=1800, help="seconds that a peer may take")
    asked = parser.parse_args()
    print(measuring.machine())
    contenders = {"bare": read_bare, "ours": read_fetched, "sweep": sweep_whole}
    if not asked.only:
        peers = {"newspaper4k": ("newspaper", read_newspaper), "news-please": ("newsplease", read_please)}
        contenders |= {name: peer for name, (module, peer) in peers.items() if find_spec(module)}
    with measuring.server(make_handler, asked.pages) as root:
        running = {
            name: measuring.Contender(work, root, asked.pages, asked.rounds, asked.executor)
            for name, work in contenders.items()
        }
        try:
            results = take_turns(running, asked.rounds, asked.limit)
        finally:
            for contender in running.values():
                contender.end()
    for name, costs in results.items():
        (cost,) = measuring.medians(costs).values()
        print(
            f"{name:<12} {cost.name:<22} {cost.cpu / asked.pages * 1e3:7.2f} ms CPU a page, "
            f"{asked.pages / cost.wall:7.1f} pages a second, peak {running[name].peak / 1e6:.0f} MB"
        )
    show_ratios(results)
    show_quality()


if __name__ == "__main__":
    main()
