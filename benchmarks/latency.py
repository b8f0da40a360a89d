"""From "a feed announces" to "the article is stored", while some hosts hang: the daemon itself, on loopback.

Every feed has a host of its own (127.x.y.z). Of the feeds `--hang` per cent take requests and never answer.
The others announce one article each, at a random moment after the daemon has settled. Measured is the time
until the archive has it; the bar is that its 95th percentile is at most the poll interval plus 5 s.
"""

import argparse
import asyncio
import random
import signal
import sqlite3
import sys
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory

SLACK = 5.0
WORDS = "<p>South Korea and Laos signed an extradition treaty in the capital on Monday, it was said.</p>" * 20


def host_of(number: int) -> str:
    """Return the loopback address of a feed."""
    return f"127.{1 + number // 60000}.{number // 240 % 250 + 1}.{number % 240 + 2}"


class DemoHosts:
    """All hosts; some hang, and the others record when each announced."""

    def __init__(self, feeds: int, hang: int) -> None:
        self.numbers = {host_of(number): number for number in range(feeds)}
        self.hanging = set(random.Random(1).sample(range(feeds), feeds * hang // 100))
        self.announced: dict[int, float] = {}
        self.polls = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, or hang."""
        try:
            path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode()
            host, port = writer.get_extra_info("sockname")[:2]
            number = self.numbers.get(host, -1)
            if number in self.hanging:
                await asyncio.sleep(3600)
            body, kind = self.answer(number, f"{host}:{port}", path)
            head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
            writer.write(f"{head}Connection: close\r\n\r\n".encode() + body)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def answer(self, number: int, place: str, path: str) -> tuple[bytes, str]:
        """Return a feed, a page, or a robots.txt that allows everything."""
        if path == "/robots.txt":
            return b"User-agent: *\nAllow: /\n", "text/plain"
        if path.startswith("/page/"):
            page = f"<html><body><article><h1>News {number}</h1>{WORDS}</article></body></html>"
            return page.encode(), "text/html"
        self.polls += 1
        names = ["first", *(["news"] if self.announced.get(number, 1e18) <= time.time() else [])]
        day = format_datetime(datetime.now(UTC))
        items = "".join(
            f"<item><title>{name} of {number}</title><link>http://{place}/page/{name}</link>"
            f"<guid>{number}-{name}</guid><pubDate>{day}</pubDate></item>"
            for name in names
        )
        title = f"<title>Outlet {number}</title>"
        return f'<rss version="2.0"><channel>{title}{items}</channel></rss>'.encode(), "text/xml"


def write_config(folder: Path, feeds: int, port: int, every: float) -> None:
    """Write a config with one short topic."""
    folder.mkdir()
    (folder / "monitor.toml").write_text(
        f'timezone = "UTC"\n[schedule]\nevery = "{every:g}s"\nfloor = "{every:g}s"\nceiling = "{every:g}s"\n'
        f'[fetch]\nallow_private = ["127.0.0.0/8"]\nallow_ports = [{port}]\n'
        'contact = "mailto:bench@b.example"\n'
        '[web]\nlisten = ""\n',
        encoding="utf-8",
    )
    (folder / "topics.toml").write_text(
        '[topics.extradition]\ntitle = "Extradition"\nkeywords = ["extradition"]\n', encoding="utf-8"
    )
    urls = (f'[[feed]]\nurl = "http://{host_of(n)}:{port}/feed"\nname = "N{n}"\n' for n in range(feeds))
    (folder / "feeds.toml").write_text("".join(urls), encoding="utf-8")


def stored(archive: Path) -> set[str]:
    """Return the URLs of all articles read so far."""
    try:
        with sqlite3.connect(f"file:{archive}?mode=ro", uri=True, timeout=5) as reader:
            return {row[0] for row in reader.execute("SELECT url FROM articles WHERE fate = 'read'")}
    except sqlite3.OperationalError:
        return set()


async def watch(hosts: DemoHosts, archive: Path, port: int, asked: argparse.Namespace) -> list[float]:
    """Wait for the first polls, let all feeds announce, and return the delay of each article."""
    honest = [number for number in hosts.numbers.values() if number not in hosts.hanging]
    began = time.monotonic()
    while time.monotonic() - began < asked.settle:
        await asyncio.sleep(1)
        if sum("/page/first" in url for url in await asyncio.to_thread(stored, archive)) >= len(honest):
            break
    print(f"all first articles stored after {time.monotonic() - began:.0f} s, {hosts.polls} polls answered")
    moments = random.Random(2)
    now = time.time()
    hosts.announced = {number: now + moments.uniform(1, 1 + asked.every) for number in honest}
    wanted = {f"http://{host_of(number)}:{port}/page/news": number for number in honest}
    took: dict[int, float] = {}
    while len(took) < len(honest) and time.time() - now < 4 * asked.every + 60:
        await asyncio.sleep(0.5)
        for url in await asyncio.to_thread(stored, archive):
            number = wanted.get(url)
            if number is not None and number not in took:
                took[number] = time.time() - hosts.announced[number]
    return sorted(took.values()) + [float("inf")] * (len(honest) - len(took))


async def measure(asked: argparse.Namespace) -> None:
    """Run a daemon on all sites and print the delays."""
    hosts = DemoHosts(asked.feeds, asked.hang)
    async with AsyncExitStack() as stack:
        server = await asyncio.start_server(hosts.talk, "0.0.0.0", 0, backlog=4096)
        stack.callback(server.close)
        port = server.sockets[0].getsockname()[1]
        folder = Path(stack.enter_context(TemporaryDirectory()))
        write_config(folder / "config", asked.feeds, port, asked.every)
        command = [sys.executable, "-m", "monitor", "--config", folder / "config", "--output", folder / "out"]
        daemon = await asyncio.create_subprocess_exec(*command, "run", stderr=asyncio.subprocess.DEVNULL)
        try:
            took = await watch(hosts, folder / "out" / "archive.db", port, asked)
        finally:
            daemon.send_signal(signal.SIGTERM)
            await asyncio.wait_for(daemon.wait(), 30)
    middle, late, worst = (took[min(int(len(took) * part), len(took) - 1)] for part in (0.5, 0.95, 1.0))
    bar = asked.every + SLACK
    print(
        f"{asked.feeds} feeds, {asked.hang} % hang, polled every {asked.every:g} s: stored after "
        f"{middle:.1f} s (median), {late:.1f} s (95th percentile), {worst:.1f} s (worst); "
        f"the bar is {bar:g} s{'' if late <= bar else ': MISSED'}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--feeds", type=int, default=300)
    parser.add_argument("--hang", type=int, default=5, help="per cent")
    parser.add_argument("--every", type=float, default=30, help="seconds between two polls of a feed")
    parser.add_argument("--settle", type=float, default=240, help="longest wait for the first articles")
    asyncio.run(measure(parser.parse_args()))


if __name__ == "__main__":
    main()
