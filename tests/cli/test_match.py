"""`monitor match` shows which topics a text matches and why, for people and for scripts."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import monitor
from tests.faulty_site import FaultySite

ROOT = Path(__file__).parents[2]
SEED = ROOT.parent / "shared" / "data" / "seed" / "summit-2025-12-15.txt"
TOPICS = """
[groups]
laos = ["Laos", "라오스"]
[topics.minerals]
title = "Critical minerals"
require = ["laos"]
keywords.en = ["critical mineral", { term = "mine", weight = 6 }]
keywords.ko = ["핵심 광물"]
[topics.treaty]
title = "Treaty"
keywords.en = ["=MOU"]
exclude = ["Chile"]
"""
MATCHING = "Laos and its partners agreed on critical minerals. They left."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A config folder."""
    (tmp_path / "topics.toml").write_text(TOPICS, encoding="utf-8")
    (tmp_path / "feeds.toml").write_text('[[feed]]\nurl = "https://courier.example/feed.xml"\n', "utf-8")
    (tmp_path / "monitor.toml").write_text('timezone = "Asia/Vientiane"\n', encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str, text: str | bytes = "") -> Result:
    """Run the command with a text on standard input."""
    given = ["--config", str(folder), "--output", str(folder / "output"), "match", *arguments]
    return CliRunner().invoke(monitor, given, input=text)


def test_the_text_view_explains_a_match(folder: Path) -> None:
    """The view names topic, sum, field and keyword, and marks the hit in its sentence."""
    done = run(folder, text=MATCHING)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "minerals matches",
        "  critical mineral 10 x 1.2 (lead) = 12 >= 10",
        "  lead: critical mineral",
        "    Laos and its partners agreed on [critical minerals].",
        '  lead: Laos, of the group "laos"',
        "    [Laos] and its partners agreed on critical minerals.",
    ]


def test_the_text_view_explains_a_near_miss(folder: Path) -> None:
    """A near miss is shown with the missing conditions; a text without matches is reported as such."""
    done = run(folder, "--title", "Critical minerals", text="Not here.")
    assert "matches no topic" in done.stdout
    assert 'minerals all but matches: no word of the group "laos"' in done.stdout
    assert "title: critical mineral" in done.stdout
    assert 'excluded by "Chile"' in run(folder, text="An MOU with Chile").stdout
    empty = run(folder, text="Nothing at all").stdout.splitlines()
    assert empty == [
        "matches no topic",
        "nothing of minerals, treaty: no keyword, no word of a required group",
    ]


def test_without_a_match_groups_and_almost_keywords_are_shown(folder: Path) -> None:
    """Without a match the groups that were found and the keywords that almost occur are named."""
    done = run(folder, text="Laos sells crytical minerals.")
    assert done.stdout.splitlines() == [
        "matches no topic",
        "minerals: no match, 0 of 10 points",
        "  has words of @laos",
        "  why not: no keyword",
        '  almost critical mineral: the article says "crytical minerals"',
        "nothing of treaty: no keyword, no word of a required group",
    ]
    found = json.loads(run(folder, "--json", text="Laos sells crytical minerals.").stdout)
    assert [one["topic"] for one in found["no_matches"]] == ["minerals", "treaty"]
    assert found["no_matches"][0]["almost"][0]["keyword"] == "critical mineral"


def test_scripts_read_one_document(folder: Path) -> None:
    """`--json` prints one document; the offsets of its quotes are those of the given text."""
    file = folder / "article.txt"
    file.write_text("\ufeff" + MATCHING.replace(". ", ".\r\n"), encoding="utf-8")
    document = json.loads(run(folder, str(file), "--json", "--title", "An MOU").stdout)
    assert document["title"] == "An MOU"
    assert [found["topic"] for found in document["topics"]] == ["minerals", "treaty"]
    first = document["topics"][0]
    assert (first["score"], first["threshold"]) == (12, 10)
    assert first["arithmetic"] == "critical mineral 10 x 1.2 (lead) = 12 >= 10"
    piece = first["evidence"][0]
    text = MATCHING.replace(". ", ".\n")
    assert text[piece["start"] : piece["end"]] == piece["quote"]
    assert text[piece["hit_start"] : piece["hit_end"]] == piece["form"] == "critical minerals"
    assert document["near_misses"] == []


def test_jsonl_answers_each_line(folder: Path) -> None:
    """`--jsonl` answers each article by its id, in order, in the documented form."""
    lines = [
        {"id": 7, "title": "", "text": MATCHING},
        {"id": "두", "title": "핵심광물", "text": "라오스에서"},
        {"id": None, "title": None, "text": "critical minerals"},
        {"text": "\ud800 nothing"},
    ]
    text = "\n\n".join(map(json.dumps, lines))
    done = run(folder, "--jsonl", text=text)
    assert done.exit_code == 0, done.output
    answers = list(map(json.loads, done.stdout.splitlines()))
    assert [answer["id"] for answer in answers] == [7, "두", None, None]
    assert [[found["topic"] for found in answer["topics"]] for answer in answers] == [
        ["minerals"],
        ["minerals"],
        [],
        [],
    ]
    assert answers[2]["near_misses"][0]["lacking"] == ['no word of the group "laos"']
    for answer in answers[:2]:
        for piece in answer["topics"][0]["evidence"]:
            assert {"field", "keyword", "quote", "start", "end"} <= set(piece)


@pytest.mark.parametrize("line", ["{", "[1]", "3", '{"text": "a"'])
def test_an_invalid_line_is_named(folder: Path, line: str) -> None:
    """Lines before it are answered; the error has its number, and the exit code is 2."""
    done = run(folder, "--jsonl", text=json.dumps({"id": 1, "text": ""}) + "\n" + line)
    assert done.exit_code == 2
    assert json.loads(done.stdout)["id"] == 1
    assert done.stderr.startswith("monitor: line 2 is not a JSON object")


def test_text_of_any_bytes_is_read(folder: Path) -> None:
    """Invalid UTF-8 and terminal control characters do no harm."""
    done = run(folder, text=b"\xff\xfe \x1b[2J Laos \x00 critical minerals \xed\xa0\x80")
    assert done.exit_code == 0
    assert "minerals matches" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("source", ["no-such-file", "."])
def test_a_file_that_cannot_be_read_is_one_line(folder: Path, source: str) -> None:
    """A missing file, or a folder, gives exit code 2 and one clear line."""
    done = run(folder, source)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"monitor: cannot read {source}: ")
    assert len(done.stderr.splitlines()) == 1


def test_an_empty_text_is_an_error(folder: Path) -> None:
    """An empty file or pipe is an error, not an article without matches."""
    done = CliRunner().invoke(monitor, ["--config", str(folder), "match"], input=" \n")
    assert done.exit_code == 2
    assert "there is no text in standard input" in done.output


def test_broken_topics_are_named(folder: Path) -> None:
    """Invalid topics are reported with their place and exit code 2."""
    (folder / "topics.toml").write_text('[topics.a]\nquery = "(x"\n', encoding="utf-8")
    done = run(folder, text="x")
    assert done.exit_code == 2
    assert "a bracket is not closed" in done.stderr


PAGE = """<!doctype html><html lang="en"><head><title>Minerals deal | Courier</title></head><body><article>
<h1>Minerals deal</h1><p>Ministers of Laos and their guests from the region agreed on Monday to open a supply
of critical minerals to all who ask for it, the foreign ministry said in a statement to reporters.</p>
<p>They will meet again in the spring, when the survey of the northern provinces has been completed, and they
hope to sign the papers then.</p></article></body></html>"""


async def run_on_the_web(folder: Path, demo_site: FaultySite, *arguments: str) -> tuple[int | None, str, str]:
    """Run the program in a process while a demo site runs; return the exit code and output."""
    ports = sorted({demo_site.url(path).split(":")[2].split("/")[0] for path in ("/", "/cut")})
    (folder / "monitor.toml").write_text(
        f'[fetch]\ndelay = 0\nattempts = 1\nallow_private = ["127.0.0.0/8"]\n'
        f"allow_ports = [{', '.join(ports)}]\n"
        '[extract]\nexecutor = "inline"\n',
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "monitor", "--config", str(folder), "--output", str(folder / "output")]
    process = await asyncio.create_subprocess_exec(
        *command,
        "match",
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    stdout, stderr = await process.communicate()
    return process.returncode, stdout.decode(), stderr.decode()


async def test_a_url_is_fetched_and_read(folder: Path) -> None:
    """A URL is fetched once by the rules, its article extracted, and matched with its own title."""
    async with FaultySite() as demo_site:
        demo_site.serve("/deal", PAGE.encode(), "text/html")
        code, stdout, stderr = await run_on_the_web(folder, demo_site, demo_site.url("/deal"), "--json")
        assert (code, stderr) == (0, "")
        document = json.loads(stdout)
        assert document["title"].startswith("Minerals deal")
        (found,) = document["topics"]
        assert found["topic"] == "minerals"
        assert "critical minerals" in found["evidence"][0]["quote"].replace("\n", " ")
        assert len(demo_site.requests_for("/deal")) == 1
        code, stdout, _ = await run_on_the_web(folder, demo_site, demo_site.url("/deal"), "--title", "An MOU")
        assert code == 0
        assert "treaty matches" in stdout


async def test_an_unavailable_page_is_one_line(folder: Path) -> None:
    """A missing page, and one without an article, give exit code 2 with the reason, without a traceback."""
    async with FaultySite() as demo_site:
        demo_site.answer("/gone", 404)
        demo_site.serve("/empty", b"<html><body></body></html>", "text/html")
        for path, said in (("/gone", "cannot be fetched"), ("/empty", "cannot be read")):
            code, stdout, stderr = await run_on_the_web(folder, demo_site, demo_site.url(path))
            assert (code, stdout) == (2, "")
            assert said in stderr
            assert "Traceback" not in stderr
            assert len(stderr.splitlines()) == 1


async def test_private_addresses_are_refused(folder: Path) -> None:
    """`match URL` refuses private addresses like the daemon, unless the config allows them."""
    async with FaultySite() as demo_site:
        demo_site.serve("/deal", PAGE.encode(), "text/html")
        done = await asyncio.to_thread(run, folder, demo_site.url("/deal"))
        assert done.exit_code == 2
        assert "cannot be fetched" in done.stderr
        assert not demo_site.requests_for("/deal")


@pytest.mark.skipif(not SEED.is_file(), reason="the report of the summit in ../shared is not here")
def test_the_report_of_the_summit_matches_its_three_topics(tmp_path: Path) -> None:
    """With the shipped config the report matches treaty, airport and minerals, each with a verbatim quote."""
    title, _, text = SEED.read_text(encoding="utf-8").partition("\n")
    article = tmp_path / "report.txt"
    article.write_text(text, encoding="utf-8")
    done = run(ROOT / "config", str(article), "--json", "--title", title)
    assert done.exit_code == 0, done.output
    topics = {found["topic"]: found for found in json.loads(done.stdout)["topics"]}
    for wanted in ("extradition", "luang-prabang-airport", "critical-minerals"):
        quotes = [piece for piece in topics[wanted]["evidence"] if not piece["group"]]
        assert quotes
        for piece in quotes:
            field = title if piece["field"] == "title" else text
            assert field[piece["start"] : piece["end"]] == piece["quote"]
            assert piece["form"] in piece["quote"]
