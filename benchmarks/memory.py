"""What the daemon holds in memory: over many sweeps, and with many feeds.

    python benchmarks/memory.py [--feeds 500] [--sweeps 50] [--many 10000]

The daemon's parts (all that it imports, its desk, its workers) sweep on loopback while a clock is moved on;
every sweep finds one new page in each tenth feed. PSS is summed over the processes after each sweep.
"""

import argparse
import os
import statistics
from collections.abc import Iterator
from email.utils import format_datetime

import _desk
import _measuring as measuring
from aiohttp import web

from monitor.models import Feed

MOST, MOST_ALONE = 350, 300
RESULTS = "memory"


def make_handler() -> measuring.Handler:
    """Serve feeds whose news changes with each turn of the clock, and their pages."""
    paragraph = "<p>" + "The council met on Monday and spoke of the railway at some length. " * 12 + "</p>"
    asked: dict[str, int] = {}

    def handle(request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/page/"):
            page = f"<html lang='en'><body><article><h1>News</h1>{paragraph * 8}</article></body></html>"
            return web.Response(text=page, content_type="text/html")
        number = int(request.path.rpartition("/")[2])
        turn = asked[request.path] = asked.get(request.path, -1) + 1
        fresh = turn if (number + turn) % 10 == 0 else 0
        tag = f'"{number}-{fresh}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        link = f"http://{request.host}/page/{number}/{fresh}"
        day = format_datetime(_desk.START)
        body = (
            f'<rss version="2.0"><channel><title>{number}</title><item><title>Story {number} {fresh}</title>'
            f"<link>{link}</link><pubDate>{day}</pubDate></item></channel></rss>"
        )
        return web.Response(text=body, content_type="text/xml", headers={"ETag": tag})

    return handle


def daemon(root: str, feeds: int, sweeps: int, full_text: bool) -> Iterator[str]:
    """Sweep again and again; yield the memory of all and of this process alone, as names."""
    import monitor.daemon
    import monitor.web  # noqa: F401 - what the daemon has in memory
    from monitor.pipeline.sweep import sweep

    wanted = [Feed(f"{root}/feed/{n}", f"Feed {n}", "en", "KR", full_text=full_text) for n in range(feeds)]
    with _desk.desk(_desk.config_for(wanted, "processes:2")) as (runner, desk, clock):
        yield measuring.SETUP
        for _ in range(sweeps):
            report = runner.run(sweep(desk))
            assert not report.failed
            clock.forward(hours=25)
            alone = measuring.pss_of([os.getpid()])
            yield f"{measuring.pss_of(measuring.tree(os.getpid()))} {alone}"


def show(name: str, feeds: int, sweeps: int, *, full_text: bool) -> None:
    """Run a daemon and print peaks and slope."""
    with measuring.server(make_handler) as root:
        costs, _ = measuring.run(daemon, root, feeds, sweeps, full_text)
    sizes = [tuple(int(part) / 1e6 for part in cost.name.split()) for cost in costs]
    together, alone = [size[0] for size in sizes], [size[1] for size in sizes]
    half = together[len(together) // 2 :]
    slope = statistics.linear_regression(range(len(half)), half).slope if len(half) > 2 else 0.0
    cpu = statistics.median(cost.cpu for cost in costs)
    print(
        f"{name}: {feeds:,} feeds, {sweeps} sweeps: daemon and workers at most {max(together):.0f} MB "
        f"({together[0]:.0f} after the first, {together[-1]:.0f} after the last), daemon alone at most "
        f"{max(alone):.0f} MB, {slope:+.2f} MB a sweep in the second half, {cpu:.2f} s CPU a sweep"
    )
    bar, worst = (MOST, max(together)) if not full_text else (MOST_ALONE, max(alone))
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
    show("many feeds", asked.many, 3, full_text=True)


if __name__ == "__main__":
    main()
