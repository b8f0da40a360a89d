"""What the local page costs: Today, Search and Try as a browser asks for them, and the weight of each page.

    python benchmarks/page.py [--large FOLDER] [--articles 10000]

Serves the page of a daemon with the shipped config on loopback and asks it as a browser does. The bars, on
an idle machine: Today with 500 stories and a search of 1 million articles take under 300 ms, a trial over 30
days of 10,000 articles under 1 s, a trial of one edited keyword over 1 million articles under 5 s; no page
weighs more than 150 kB with its style and script. CPU seconds of the whole process, client included.

The articles are those of benchmarks/search.py; a share of them has words of the shipped topics. FOLDER has a
large archive, search.db, such as
`benchmarks/try.py --sizes 1000000 --url sqlite:///search.db --folder FOLDER` leaves there.
"""

import argparse
import asyncio
import gc
import random
import re
import tempfile
import time
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import aiohttp
from _measuring import machine
from search import START, Clock, Writer, fill
from yarl import URL

from monitor.app import open_app
from monitor.archive import Archive, open_archive
from monitor.config import read_config, shipped_folder
from monitor.config.edit_keywords import add_word
from monitor.config.edit_topic import config_with_topic, read_topic_text
from monitor.match import compile_topics, match_article
from monitor.models import (
    UNKNOWN_OUTLET,
    ArchiveSettings,
    Config,
    ExtractSettings,
    Topics,
    WebSettings,
)
from monitor.pipeline.try_topics import TrialRequest, try_topics
from monitor.service.local_page import LocalPage, PageAccess

STORIES = 500
TOPIC = "online-scams"
HEADLINE = 8  # words
_BUILDING = 8.0  # seconds in which the open digest is built beside the requests


class NewsWriter(Writer):
    """Invents articles of which a share has words of the topics.

    Attributes:
        share: part of the articles, 0 to 1, that contain a keyword and all required words of a topic.
    """

    def __init__(self, seed: int, topics: Topics, share: float) -> None:
        super().__init__(seed)
        self.share = share
        self._chosen = random.Random(seed)
        self._keywords = [
            re.sub(r"^(title:|=)|\*$", "", keyword.term)
            for topic in topics.topics
            for keyword in topic.keywords
            if keyword.weight is None and keyword.language == "en"
        ]

    def text(self, language: str, words: int) -> str:
        """Return a text of this number of words, perhaps with a sentence that a topic matches."""
        text = super().text(language, words)
        if words == HEADLINE or self._chosen.random() > self.share:
            return text
        keywords = self._chosen.sample(self._keywords, 2)
        one, other = keywords
        return f"{text}. {one}, {other}: suspects in Laos. South Korea and Laos: {one} again."


@dataclass(frozen=True)
class Visitor:
    """A browser that is logged in."""

    origin: str
    session: aiohttp.ClientSession
    csrf: str

    async def ask(self, path: str, **form: str) -> tuple[str, float, float]:
        """Return a page with the CPU and wall seconds that it took; a form is sent if there is one."""
        cpu, wall = time.process_time(), time.perf_counter()
        sent = {"csrf": self.csrf, **form} if form else None
        headers = {"Origin": self.origin, "Accept": "text/html"}
        url = URL(self.origin + path, encoded=True)
        async with self.session.request("POST" if form else "GET", url, data=sent, headers=headers) as answer:
            text = await answer.text()
            assert answer.status == 200, (path, answer.status, text[-500:])
        return text, time.process_time() - cpu, time.perf_counter() - wall


@asynccontextmanager
async def visited(config: Config, folder: Path, now: datetime, *, readonly: bool) -> AsyncIterator[Visitor]:
    """Serve the page of an archive as the daemon does; yield a browser on it."""
    links: list[str] = []
    async with open_app(config, folder, clock=lambda: now, readonly=readonly) as app:
        page = LocalPage(app, PageAccess(links.append), lambda: 1.0, lambda: "")
        async with page.served(), aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            link = URL(links[0])
            visitor = Visitor(str(link.origin()), session, "")
            await visitor.ask("/login", key=link.query["key"], next="/search")
            text, _, _ = await visitor.ask("/search")
            form = re.search(r'name="csrf" value="([^"]+)"', text)
            assert form, "the login failed"
            gc.collect()
            gc.freeze()  # as the daemon does
            yield replace(visitor, csrf=form[1])


def shipped_config() -> Config:
    """Return the shipped config with its page on a free port."""
    config = read_config(shipped_folder())
    return replace(
        config,
        archive=ArchiveSettings(url="sqlite:///search.db"),
        web=WebSettings(listen="127.0.0.1:0"),
        extract=ExtractSettings(executor="inline"),
    )


def fill_archive(folder: Path, config: Config, count: int, share: float) -> datetime:
    """Store invented articles; return the time of the last one."""
    compiled = compile_topics(config.topics)
    writer = NewsWriter(1, config.topics, share)
    with open_archive(config.archive.url, folder) as archive:
        for _ in fill(archive, writer, range(count), Clock(), partial(match_article, compiled)):
            pass
    return START + timedelta(seconds=30 * count)


async def measure_today(config: Config) -> None:
    """Measure the first and later views of an open digest of about 500 stories, and weigh the pages."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        now = fill_archive(folder, config, round(STORIES * 1.27), 1.0)
        async with visited(config, folder, now, readonly=False) as visitor:
            for name in ("first view of Today", "second view", "third view"):
                text, cpu, wall = await visitor.ask("/")
                show(name, cpu, wall)
                told = re.search(r'class="standfirst">([^<]*)', text)
                print(f"    {told[1] if told else 'nothing'}")
            await show_weights(visitor)


async def measure_trial(config: Config, count: int) -> None:
    """Measure what one key in the editor costs on the articles of 30 days."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        now = fill_archive(folder, config, count, 0.2)
        read = read_topic_text(config.folder, TOPIC).text
        async with visited(config, folder, now, readonly=False) as visitor:
            await visitor.ask("/")
            await asyncio.sleep(_BUILDING)
            for name, word in (
                ("the first word, which no article has", "gingerly"),
                ("another word", "harmonica"),
                ("a word of a fifth of them", "suspects"),
            ):
                text = add_word(read, TOPIC, "keywords.en", word)
                page, cpu, wall = await visitor.ask(f"/topics/{TOPIC}/try", text=text, read=read, span="30")
                show(f"Try over {count:,} articles, {name}", cpu, wall)
                told = re.search(r"<b>([^<]*kept)</b>", page)
                print(f"    {told[1] if told else 'refused'}")


async def measure_large(config: Config, folder: Path) -> None:
    """Measure the search page and a trial of one keyword on a large archive."""
    with open_archive(config.archive.url, folder, create=False, readonly=True) as archive:
        count, now = archive.articles.last_id(), START + timedelta(seconds=30 * archive.articles.last_id())
        words = Writer(1)
        for name, word in (
            ("a rare word", words.words["en"][19_000]),
            ("a Korean word", words.words["ko"][4000]),
            ("a word in 3 % of the articles", next(one for one in words.words["en"][2000:] if len(one) > 5)),
        ):
            try_keyword(archive, config, count, name, word)
    async with visited(config, folder, now, readonly=True) as visitor:
        for name, query in words.queries().items():
            text, cpu, wall = await visitor.ask(str(URL("/search").with_query(q=query)))
            hits = text.count('class="story"')
            show(f"Search of {count:,} articles, {name}: {hits} shown", cpu, wall)


def try_keyword(archive: Archive, config: Config, count: int, name: str, word: str) -> None:
    """Measure a trial of one added keyword over all articles, as `monitor try` does it."""
    text = add_word(read_topic_text(config.folder, TOPIC).text, TOPIC, "keywords.en", word)
    after = config_with_topic(config.folder, TOPIC, text).topics
    cpu, wall = time.process_time(), time.perf_counter()
    trial = try_topics(archive, TrialRequest(config.topics, after), lambda *_: UNKNOWN_OUTLET)
    show(f"monitor try over {count:,}, {name} added", time.process_time() - cpu, time.perf_counter() - wall)
    print(f"    {trial.examined:,} compared")


async def show_weights(visitor: Visitor) -> None:
    """Print the bytes of each page with its style and script."""
    paths = [
        "/",
        "/search?q=Laos",
        "/topics",
        f"/topics/{TOPIC}",
        f"/topics/{TOPIC}/try",
        "/sources",
        "/digests",
    ]
    for path in paths:
        text, _, _ = await visitor.ask(path)
        assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', text)
        contents = [text.encode(), *[(await visitor.ask(asset))[0].encode() for asset in assets]]
        plain, sent = sum(map(len, contents)), sum(len(zlib.compress(one)) for one in contents)
        print(f"  {path:<60} {plain / 1000:7.1f} kB, {sent / 1000:5.1f} kB as sent")


def show(name: str, cpu: float, wall: float) -> None:
    """Print one line."""
    print(f"  {name:<60} {cpu * 1000:7.0f} ms CPU {wall * 1000:7.0f} ms wall", flush=True)


def main() -> None:
    """Measure all parts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--large", type=Path, help="folder with an archive of 1 million articles")
    chosen = parser.parse_args()
    print(machine())
    config = shipped_config()
    asyncio.run(measure_today(config))
    asyncio.run(measure_trial(config, chosen.articles))
    if chosen.large:
        asyncio.run(measure_large(config, chosen.large))


if __name__ == "__main__":
    main()
