"""Memory of the daemon over many sweeps, and with many feeds.

    python benchmarks/memory.py [--feeds 500] [--sweeps 50] [--many 10000]

The daemon's parts (its imports, app context and workers) run sweeps on loopback while the benchmark moves
the clock. The first sweep finds four new pages in each feed, every other sweep one in each tenth feed. The
pages are the recorded ones of ../shared if they exist, else invented ones. With many feeds, entries have
full texts and no page is fetched. PSS is summed over the processes each second during the work, and after
each sweep.
"""

import argparse
import html
import math
import os
import statistics
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime

import _app
import _measuring as measuring
import _pages
from aiohttp import web

from monitor.models import Feed

MOST, MOST_ALONE = 350, 300
PAGES = 600
ENTRIES = 4


def make_handler(entries: int) -> measuring.Handler:
    """Serve feeds with this number of entries, one of which changes at each tenth poll, and their pages."""
    pages = _pages.bodies(PAGES)
    words = "<p>The council met on Monday and spoke of the railway at some length.</p>" * 30
    asked: dict[str, int] = {}

    def item(host: str, name: str, day: datetime) -> str:
        return (
            f"<item><title>Story {name}</title><link>http://{host}/page/{name}</link>"
            f"<pubDate>{format_datetime(day)}</pubDate><description>{html.escape(words)}</description></item>"
        )

    def handle(request: web.Request) -> web.StreamResponse:
        kind, number, *rest = request.path.strip("/").split("/")
        if kind == "page":
            body = pages[(int(number) + 97 * int(rest[-1])) % PAGES]
            return web.Response(body=body, headers={"Content-Type": "text/html"})
        turn = asked[number] = asked.get(number, -1) + 1
        fresh = turn if (int(number) + turn) % 10 == 0 else 0
        tag = f'"{number}-{fresh}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        news = item(request.host, f"{number}/{fresh}", _app.START)
        long_ago = _app.START - timedelta(days=30)
        old = "".join(item(request.host, f"{number}/old/{n}", long_ago) for n in range(1, entries))
        body = f'<rss version="2.0"><channel><title>{number}</title>{news}{old}</channel></rss>'
        return web.Response(text=body, content_type="text/xml", headers={"ETag": tag})

    return handle


def daemon(root: str, feeds: int, sweeps: int, full_text: bool) -> Iterator[str]:
    """Run sweeps; yield the memory of all processes and of this one alone, as names."""
    import monitor.cli.run
    import monitor.service.daemon
    import monitor.web  # noqa: F401 - what the daemon has in memory
    from monitor.pipeline.run_sweep import sweep

    wanted = [Feed(f"{root}/feed/{n}", f"Feed {n}", "en", "KR", full_text=full_text) for n in range(feeds)]
    with _app.app(_app.config_for(wanted, "processes:2")) as (runner, app, clock):
        yield measuring.SETUP
        for _ in range(sweeps):
            report = runner.run(sweep(app))
            assert not report.failed
            clock.forward(hours=25)
            alone = measuring.pss_of([os.getpid()])
            yield f"{measuring.pss_of(measuring.tree(os.getpid()))} {alone}"


def show(name: str, feeds: int, sweeps: int, *, full_text: bool) -> None:
    """Run a daemon and print peaks and slope."""
    with measuring.server(make_handler, 1 if full_text else ENTRIES) as root:
        costs, peak = measuring.run(daemon, root, feeds, sweeps, full_text)
    sizes = [tuple(int(part) / 1e6 for part in cost.name.split()) for cost in costs]
    together, alone = [size[0] for size in sizes], [size[1] for size in sizes]
    barred = alone if full_text else together
    half = barred[len(barred) // 2 :]
    slope = statistics.linear_regression(range(len(half)), half).slope if len(half) > 2 else math.nan
    cpu = statistics.median(cost.cpu for cost in costs)
    print(
        f"{name}: {feeds:,} feeds, {sweeps} sweeps: daemon and workers at most {peak / 1e6:.0f} MB within a "
        f"sweep, {max(together):.0f} MB after one ({together[0]:.0f} after the first, {together[-1]:.0f} "
        f"after the last), daemon alone at most {max(alone):.0f} MB, "
        f"{'alone' if full_text else 'together'} {slope:+.2f} MB a sweep in the second half, "
        f"{cpu:.2f} s CPU a sweep"
    )
    bar, worst = (MOST, max(peak / 1e6, *together)) if not full_text else (MOST_ALONE, max(alone))
    print(f"  the bar is {bar} MB{'' if worst <= bar else ': MISSED'}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--sweeps", type=int, default=50)
    parser.add_argument("--many", type=int, default=10_000)
    asked = parser.parse_args()
    print(measuring.machine())
    show("over time", asked.feeds, asked.sweeps, full_text=False)
    show("many feeds", asked.many, 10, full_text=True)


if __name__ == "__main__":
    main()
