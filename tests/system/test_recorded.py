"""The command line works on recorded feeds and real pages, served on loopback."""

import gzip
import json
import re
import sqlite3
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from hashlib import blake2b
from pathlib import Path

import pytest

from tests.faulty_site import FaultySite

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
FEEDS = 20
PAGES_EACH = 4

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="needs the recorded feeds and pages of ../shared, which is absent"
)

MONITOR = """
timezone = "Asia/Seoul"
[schedule]
backlog_after = "9999d"
[fetch]
allow_private = ["127.0.0.0/8"]
delay = 0.0
robots = false
[web]
listen = ""
"""

TOPICS = """
[topics.government]
title = "Government"
[topics.government.keywords]
en = ["government", "minister", "president"]
[topics.money]
title = "Money"
[topics.money.keywords]
en = ["dollar", "economy", "market"]
"""

LINK = re.compile(rb"<link>\s*(?:<!\[CDATA\[)?\s*(https?://[^\s<\]]+)")


def pages() -> list[bytes]:
    """Return the first real pages."""
    index = (SHARED / "pages" / "INDEX.jsonl").read_text(encoding="utf-8")
    records = [json.loads(line) for line in index.splitlines()]
    chosen = records[: FEEDS * PAGES_EACH]
    return [gzip.decompress((SHARED / "pages" / record["html"]).read_bytes()) for record in chosen]


def feeds() -> list[tuple[str, bytes, list[bytes]]]:
    """Return 20 recorded feeds, each with some links of its entries."""
    found = []
    for path in sorted((SHARED / "feeds" / "korean-news").glob("*.xml")):
        body = path.read_bytes()
        links = list(dict.fromkeys(LINK.findall(body)))[1:]
        if len(links) >= PAGES_EACH and b"<item" in body:
            found.append((path.stem, body, links[:PAGES_EACH]))
    return found[:FEEDS]


def serve(demo_site: FaultySite) -> list[str]:
    """Serve the feeds, each with some links to real pages; other links have no page. Return their paths."""
    stock, paths = iter(pages()), []
    for name, body, links in feeds():
        places = {link: demo_site.url(f"/{name}/{number}").encode() for number, link in enumerate(links)}
        for link in links:
            demo_site.serve(places[link].decode().removeprefix(demo_site.root), next(stock), "text/html")
        gone = demo_site.url(f"/gone/{name}/").encode()

        def moved(match: re.Match[bytes], places: dict[bytes, bytes] = places, gone: bytes = gone) -> bytes:
            link = match[1]
            target = places.get(link) or gone + blake2b(link, digest_size=4).hexdigest().encode()
            return match[0].replace(link, target)

        demo_site.serve(f"/{name}.xml", LINK.sub(moved, body), "application/xml")
        paths.append(f"/{name}.xml")
    return paths


def write_config(folder: Path, demo_site: FaultySite, paths: list[str]) -> None:
    """Write a config for the test site; the SSRF guard refuses all other links."""
    folder.mkdir()
    (folder / "monitor.toml").write_text(MONITOR, encoding="utf-8")
    (folder / "topics.toml").write_text(TOPICS, encoding="utf-8")
    tables = (
        f'[[feed]]\nurl = "{demo_site.url(path)}"\nname = "{path}"\nlanguage = "ko"\ncountry = "KR"\n'
        for path in paths
    )
    (folder / "feeds.toml").write_text("\n".join(tables), encoding="utf-8")


async def run_once(config: Path, output: Path) -> tuple[int, str]:
    """Run `monitor run --once`; return its exit code and output."""
    command = (sys.executable, "-m", "monitor", "--config", str(config), "--output", str(output))
    process = await create_subprocess_exec(*command, "run", "--once", stdout=PIPE, stderr=PIPE)
    out, err = await process.communicate()
    return process.returncode or 0, out.decode() + err.decode()


async def test_recorded_feeds_and_pages_are_processed(demo_site: FaultySite, tmp_path: Path) -> None:
    """Each entry has a status, each page is fetched once, and the digest has each match once per topic."""
    paths = serve(demo_site)
    config, output = tmp_path / "config", tmp_path / "output"
    write_config(config, demo_site, paths)

    code, said = await run_once(config, output)
    assert code == 0, said
    digest = json.loads((output / "latest.json").read_text(encoding="utf-8"))
    archive = sqlite3.connect(output / "archive.db")
    statuses = dict(archive.execute("SELECT fate, count(*) FROM articles GROUP BY fate"))
    assert set(statuses) == {"read", "unreadable"}
    assert statuses["read"] >= FEEDS * PAGES_EACH * 0.9
    for topic in digest["topics"]:
        urls = [article["url"] for story in topic["stories"] for article in story["articles"]]
        assert len(urls) == len(set(urls))
    listed = {a["url"] for t in digest["topics"] for s in t["stories"] for a in s["articles"]}
    assert len(listed) == digest["counts"]["matched"] > 20

    pages_fetched = [request.path for request in demo_site.received if "/gone/" not in request.path]
    assert len(pages_fetched) == len(set(pages_fetched))

    # The next day, as far as the schedule goes.
    archive.execute("UPDATE feeds SET next_poll = NULL")
    archive.commit()
    archive.close()
    before = len(demo_site.received)
    code, said = await run_once(config, output)
    assert code == 0, said
    assert sorted(request.path for request in demo_site.received[before:]) == sorted(paths)
    assert "0 new entries" in said
    again = json.loads((output / "latest.json").read_text(encoding="utf-8"))
    assert again["topics"] == digest["topics"]
