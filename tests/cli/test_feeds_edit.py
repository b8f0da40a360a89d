"""`monitor feeds find, add, list, pause, resume, remove, import, export` on a config folder and a loopback site."""  # noqa: E501

import asyncio
import json
import resource
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result

from monitor.cli import monitor
from monitor.config import read_config
from tests.faulty_site import FaultySite
from tests.mail_server import PASSWORD, MailServer

COMMENTED = '# My sources.\n\n# The one that is there.\n[[feed]]\nurl = "https://there.example.org/feed"\nname = "There"\n'  # noqa: E501
TOPICS = '[topics.minerals]\nkeywords.en = ["critical mineral"]\n'


def feeds(folder: Path, *arguments: str) -> Result:
    """Run `monitor feeds`."""
    options = ["--config", str(folder), "--output", str(folder / "output"), "feeds", *arguments]
    return CliRunner().invoke(monitor, options)


async def run(folder: Path, *arguments: str) -> Result:
    """Run `monitor feeds` while the site answers."""
    return await asyncio.to_thread(feeds, folder, *arguments)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A config folder with one feed and comments."""
    (tmp_path / "monitor.toml").write_text('[extract]\nexecutor = "inline"\n')
    (tmp_path / "feeds.toml").write_text(COMMENTED)
    (tmp_path / "topics.toml").write_text(TOPICS)
    return tmp_path


@pytest.fixture
async def site(folder: Path) -> AsyncIterator[FaultySite]:
    """An outlet on loopback, which the config allows."""
    async with FaultySite() as demo_site:
        demo_site.add_feed("/rss.xml", "Mekong Courier – RSS", language="lo")
        demo_site.publish("/rss.xml", "ສະພາແຫ່ງຊາດຮັບຮອງສົນທິສັນຍາວ່າດ້ວຍຜູ້ຮ້າຍຂ້າມແດນ", "ຂໍ້ຄວາມ " * 100)
        home = f'<html lang="lo"><head><title>x</title><meta property="og:site_name" content="Mekong Courier"><link rel="alternate" type="application/rss+xml" href="{demo_site.url("/rss.xml")}"></head><body></body></html>'  # noqa: E501
        demo_site.serve("/", home.encode(), "text/html")
        demo_site.serve("/gone", b"<html><body>nothing here</body></html>", "text/html")
        port = urlsplit(demo_site.root).port
        (folder / "monitor.toml").write_text(
            f'[fetch]\ndelay = 0\nallow_private = ["127.0.0.0/8"]\nallow_ports = [{port}]\n[extract]\nexecutor = "inline"\n'  # noqa: E501
        )
        yield demo_site


async def test_find_prints_one_document(folder: Path, site: FaultySite) -> None:
    """The JSON of one URL is an object, of several a list; a URL without sources makes the exit code 1."""
    done = await run(folder, "find", site.url("/"), "--json")
    document: dict[str, Any] = json.loads(done.stdout)
    assert done.exit_code == 0
    assert document["url"] == site.url("/")
    assert set(document["found"][0]) >= {"url", "kind", "title", "language", "entries"}
    assert (document["found"][0]["url"], document["found"][0]["kind"], document["found"][0]["language"]) == (
        site.url("/rss.xml"),
        "feed",
        "lo",
    )
    assert set(document["found"][0]["entries"][0]) == {"url", "title", "published"}
    assert not (folder / "output").exists()
    both = await run(folder, "find", site.url("/"), site.url("/gone"), "--json")
    assert both.exit_code == 0  # the home page leads to the feed
    assert [one["url"] for one in json.loads(both.stdout)] == [site.url("/"), site.url("/gone")]
    none = await run(folder, "find", "http://127.0.0.1:1/", "--json")
    assert (none.exit_code, json.loads(none.stdout)["found"]) == (1, [])


async def test_add_writes_the_best_source(folder: Path, site: FaultySite) -> None:
    """The feed of a home page is added once, with name, language and country; comments stay."""
    done = await run(folder, "add", site.url("/"), "--folder", "Laos")
    assert done.exit_code == 0, done.output
    assert (folder / "feeds.toml").read_text().startswith(COMMENTED.rstrip())
    feed = read_config(folder).feeds[-1]
    assert (feed.url, feed.name, feed.language, feed.country, feed.folder) == (
        site.url("/rss.xml"),
        "Mekong Courier",
        "lo",
        "LA",
        "Laos",
    )
    again = await run(folder, "add", site.url("/"))
    assert again.exit_code == 0
    assert "is in feeds.toml already" in again.output
    assert len(read_config(folder).feeds) == 2


async def test_add_refuses_what_fails_its_trial(folder: Path, site: FaultySite) -> None:
    """An address that is not of the named kind, and a wrong value, change nothing."""
    before = (folder / "feeds.toml").read_bytes()
    wrong_kind = await run(folder, "add", site.url("/rss.xml"), "--kind", "sitemap")
    assert wrong_kind.exit_code == 1
    assert "not_a_sitemap: a feed" in wrong_kind.output
    wrong_value = await run(folder, "add", site.url("/"), "--every", "often")
    assert wrong_value.exit_code == 2
    assert "is not a duration" in wrong_value.output
    assert (await run(folder, "add", site.url("/"), "--link", "a")).exit_code == 2
    assert (await run(folder, "add", "mailto:me@example.org")).exit_code == 2
    assert (folder / "feeds.toml").read_bytes() == before


def test_pause_list_resume_remove(folder: Path) -> None:
    """A feed is paused, listed as paused, resumed and removed by name or address in any spelling."""
    (folder / "feeds.toml").write_text(
        COMMENTED + '\n[[feed]]\nurl = "https://b.example.org/"\nname = "B"\nkind = "page"\n'
    )
    assert feeds(folder, "pause", "There").exit_code == 0
    assert "is paused already" in feeds(folder, "pause", "There").output
    rows = json.loads(feeds(folder, "list", "--json").stdout)["feeds"]
    assert [(row["name"], row["status"], row["kind"]) for row in rows] == [
        ("There", "paused", "feed"),
        ("B", "new", "page"),
    ]
    assert "paused" in feeds(folder, "list").output
    assert feeds(folder, "resume", "http://www.there.example.org/feed/").exit_code == 0
    assert (folder / "feeds.toml").read_text().startswith(COMMENTED)
    assert feeds(folder, "remove", "https://b.example.org").exit_code == 0
    assert (folder / "feeds.toml").read_text() == COMMENTED
    last = feeds(folder, "remove", "There")
    assert last.exit_code == 2
    assert "no feed left" in last.output
    unknown = feeds(folder, "pause", "Ther")
    assert (unknown.exit_code, "did you mean 'There'" in unknown.output) == (2, True)


async def test_import_tells_repeats_and_dead_feeds(folder: Path, site: FaultySite) -> None:
    """Folders are kept; what is known, repeated or no web address is left out and named; what fails is off."""  # noqa: E501
    rows = "".join(
        f'<outline type="rss" text="{name}" xmlUrl="{url}"/>'
        for name, url in (
            ("Courier", site.url("/rss.xml")), ("Again", site.url("/rss.xml/")), ("There", "http://there.example.org/feed"),
            ("Gone", site.url("/gone")), ("File", "file:///etc/passwd"), ("Secret", "https://me:pw@x.example.org/feed"),
        )
    )  # fmt: skip
    opml = folder / "list.opml"
    opml.write_text(f'<opml version="2.0"><body><outline text="Asia">{rows}</outline></body></opml>')
    done = await run(folder, "import", str(opml), "--check", "--json")
    document = json.loads(done.stdout)
    assert done.exit_code == 1
    assert [(one["name"], one.get("enabled", True), one["folder"]) for one in document["added"]] == [
        ("Courier", True, "Asia"),
        ("Gone", False, "Asia"),
    ]
    assert [one["url"] for one in document["known"]] == [
        site.url("/rss.xml/"),
        "http://there.example.org/feed",
    ]
    assert [one["url"] for one in document["refused"]] == [
        "file:///etc/passwd",
        "https://***@x.example.org/feed",
    ]
    assert document["dead"][0]["why"].startswith("not_a_feed")
    assert [feed.name for feed in read_config(folder).feeds] == ["There", "Courier", "Gone"]


def test_export_and_import_again(folder: Path) -> None:
    """What is exported from one monitor is imported by another with the same feeds."""
    (folder / "feeds.toml").write_text(
        COMMENTED
        + '\n[[feed]]\nurl = "https://b.example.org/"\nname = "B & C"\nlanguage = "lo"\ncountry = "LA"\nkind = "page"\nlink = "ul > a"\nfolder = "Asia"\n'  # noqa: E501
    )
    assert feeds(folder, "export", str(folder / "mine.opml")).output.startswith("2 feeds in")
    assert '<outline text="Asia" title="Asia">' in feeds(folder, "export").stdout
    exported = read_config(folder).feeds
    other = folder / "other"
    other.mkdir()
    for name in ("monitor.toml", "topics.toml"):
        (other / name).write_text((folder / name).read_text())
    (other / "feeds.toml").write_text('[[feed]]\nurl = "https://first.example.org/"\nname = "First"\n')
    done = feeds(other, "import", str(folder / "mine.opml"))
    assert done.exit_code == 0, done.output
    assert read_config(other).feeds[1:] == exported


def test_files_that_are_not_opml(folder: Path) -> None:
    """Other files are refused with exit code 2 and change nothing."""
    for content in (b"", b"no xml", b"<opml><body/></opml>", b"\x00\x01"):
        (folder / "x.opml").write_bytes(content)
        assert feeds(folder, "import", str(folder / "x.opml")).exit_code == 2
    assert (folder / "feeds.toml").read_text() == COMMENTED


def test_five_hundred_feeds_are_imported_in_seconds(folder: Path) -> None:
    """An import of 500 feeds takes a few seconds of CPU."""
    rows = "".join(
        f'<outline type="rss" text="Outlet {n}" xmlUrl="https://outlet{n}.example.org/feed"/>'
        for n in range(500)
    )
    (folder / "x.opml").write_text(f'<opml version="2.0"><body>{rows}</body></opml>')
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    assert feeds(folder, "import", str(folder / "x.opml")).exit_code == 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < 20
    assert len(read_config(folder).feeds) == 501


async def test_add_a_mail_folder(
    folder: Path, site: FaultySite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A mail folder is read before it is added; user and password are shown nowhere, and OPML leaves it out."""  # noqa: E501
    pytest.importorskip("imapclient", reason="the extra mail is not installed")
    assert site.root
    monkeypatch.setenv("DESK_MAIL", PASSWORD)
    async with MailServer() as server:
        server.inbox.add(b"Subject: Issue 1\r\n\r\nThe treaty is signed.")
        url = server.url()
        without = await run(folder, "add", url)
        wrong = await run(folder, "add", server.url("Nowhere"), "--login", "env:DESK_MAIL")
        done = await run(folder, "add", url, "--login", "env:DESK_MAIL", "--name", "Letters")
    assert (without.exit_code, "--login env:NAME" in without.output) == (2, True)
    assert (wrong.exit_code, "no_folder" in wrong.output, "INBOX" in wrong.output) == (1, True, True)
    assert done.exit_code == 0, done.output
    assert "Issue 1" in done.output
    (feed,) = (feed for feed in read_config(folder).feeds if feed.kind == "mail")
    assert (feed.url, feed.login, feed.name) == (url, "env:DESK_MAIL", "Letters")
    shown = feeds(folder, "list")
    assert "Letters" in shown.output
    assert "imap://***@127.0.0.1" in shown.output
    feeds(folder, "export", str(tmp_path / "mine.opml"))
    assert "Letters" not in (tmp_path / "mine.opml").read_text()
    for result in (without, wrong, done, shown):
        assert "desk@" not in result.output
        assert PASSWORD not in result.output
