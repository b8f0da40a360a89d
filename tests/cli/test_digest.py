"""`monitor digest` writes and rebuilds digests, and builds others of any range and topic."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import monitor
from monitor.pipeline import publish, publish_today, sweep
from tests.apps import MORNING, Clock, app_at, config_for
from tests.faulty_site import FaultySite

TOPICS_FILE = """
[topics.extradition]
title = "Extradition"
[topics.extradition.keywords]
en = ["extradit*"]
[topics.minerals]
title = "Critical minerals"
[topics.minerals.keywords]
en = ["rare earth"]
"""


@pytest.fixture
async def output(demo_site: FaultySite, tmp_path: Path) -> Path:
    """Fill an archive with a closed digest of 15 December and an open one of the 16th, a story per day."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock(MORNING - timedelta(days=1))
    async with app_at(tmp_path / "out", config_for(demo_site, "/a.xml"), clock) as app:
        for title, text in (
            ("Treaty signed", "Laos signed an extradition treaty.\n\nIt enters into force soon."),
            ("Mine opens", "A rare earth mine opens in the north of Laos.\n\nVillagers were heard."),
        ):
            demo_site.publish("/a.xml", title, text)
            await sweep(app, finish=True)
            await publish(app, (clock().date()), closes=True)
            clock.forward(days=1)
    return tmp_path / "out"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Write a config folder for the command line."""
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "monitor.toml").write_text('timezone = "Asia/Seoul"\n', encoding="utf-8")
    (folder / "feeds.toml").write_text(
        '[[feed]]\nurl = "https://a.example/rss"\nname = "A"\nlanguage = "en"\ncountry = "LA"\n',
        encoding="utf-8",
    )
    (folder / "topics.toml").write_text(TOPICS_FILE, encoding="utf-8")
    return folder


async def run(config: Path, output: Path, *arguments: str) -> Result:
    """Run `monitor digest` in a thread, because it starts its own event loop."""
    words = ["--config", str(config), "--output", str(output), "digest", *arguments]
    return await asyncio.to_thread(CliRunner().invoke, monitor, words)


def contents(output: Path) -> dict[str, bytes]:
    """Read all files of the output folder except the archive."""
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in sorted(output.rglob("*"))
        if path.is_file() and not path.name.startswith("archive.db")
    }


@pytest.mark.fault(189)
async def test_rebuilding_gives_the_same_bytes(config: Path, output: Path) -> None:
    """Each deleted file of an earlier digest is written again with the same bytes."""
    before = contents(output)
    for form in ("html", "md", "json"):
        (output / "digests" / f"2025-12-15.{form}").unlink()
    done = await run(config, output, "--date", "2025-12-15", "--rebuild")
    assert done.exit_code == 0, done.output
    assert contents(output) == before


async def test_a_range_digest_changes_nothing(config: Path, output: Path) -> None:
    """A digest of a range has the articles read in it, is printed or written, and changes nothing else."""
    before = contents(output)
    done = await run(config, output, "--since", "2025-12-14", "--until", "2025-12-16", "--to", "-")
    assert done.exit_code == 0, done.output
    assert "Treaty signed" in done.output
    assert "Mine opens" in done.output
    done = await run(
        config,
        output,
        "--since",
        "2025-12-15T09:00",
        "--topic",
        "minerals",
        "--to",
        str(output.parent / "asked"),
    )
    assert done.exit_code == 0, done.output
    (page,) = (output.parent / "asked").glob("asked-2025-12-15T0900-to-*-minerals.json")
    content = json.loads(page.read_text(encoding="utf-8"))
    assert content["window"]["asked"] is True
    assert [topic["id"] for topic in content["topics"]] == ["minerals"]
    assert [story["headline"] for story in content["topics"][0]["stories"]] == ["Mine opens"]
    assert contents(output) == before


async def test_one_topic_of_a_day(config: Path, output: Path) -> None:
    """--date with --topic builds a digest of the topic for that day, in a separate file."""
    done = await run(config, output, "--date", "2025-12-15", "--topic", "extradition")
    assert done.exit_code == 0, done.output
    (page,) = (output / "digests").glob("asked-*-extradition.md")
    text = page.read_text(encoding="utf-8")
    assert "Treaty signed" in text
    assert "Critical minerals" not in text
    assert "asked" not in (output / "digests" / "index.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--topic", "extraditoin"), "did you mean extradition?"),
        (("--since", "last moon"), "is not a time"),
        (("--since", "2025-12-20", "--until", "2025-12-10"), "before it begins"),
        (("--date", "2025-12-15", "--since", "2025-12-14"), "either --date"),
        (("--until", "2025-12-01"), "the archive begins on 2025-12-15 at 09:00"),
        (("--to", "x"), "--to goes with"),
        (("--topic", "minerals", "--rebuild"), "--rebuild and --send"),
        (("--date", "2024-01-01", "--topic", "minerals"), "no digest of 2024-01-01"),
        (("--send",), "no delivery target is set"),
    ],
)
async def test_contradicting_options_are_errors(
    config: Path, output: Path, arguments: tuple[str, ...], said: str
) -> None:
    """A contradiction or a mistake gives exit code 2 and one line with the remedy."""
    done = await run(config, output, *arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert len(done.output.splitlines()) == 1


async def test_a_later_digest_closes_days_with_the_bytes_of_a_rebuild(
    demo_site: FaultySite, config: Path, tmp_path: Path
) -> None:
    """Days left open and closed by a later digest, as with cron, have the bytes of a rebuild."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock(MORNING - timedelta(days=1))
    async with app_at(tmp_path / "cron", config_for(demo_site, "/a.xml"), clock) as app:
        for title in ("Treaty signed", "Treaty ratified"):
            demo_site.publish("/a.xml", title, f"{title}: Laos and its extradition treaty.\n\nSo it was.")
            await sweep(app, finish=True)
            await publish_today(app)
            clock.forward(days=1)
    before = contents(tmp_path / "cron")
    assert json.loads(before["digests/2025-12-15.json"])["window"]["closed"] is True
    done = await run(config, tmp_path / "cron", "--date", "2025-12-15", "--rebuild")
    assert done.exit_code == 0, done.output
    assert contents(tmp_path / "cron") == before


async def test_a_range_digest_leaves_out_the_health_of_feeds(config: Path, output: Path) -> None:
    """It counts matches of the requested topics only, and has no facts about feeds."""
    span = ("--since", "2025-12-16T08:55", "--until", "2025-12-16T10:00")
    done = await run(config, output, *span, "--topic", "minerals", "--to", "-")
    assert "1 matched" in done.output
    assert "Every page could be read, no gap." in done.output
    assert "All feeds" not in done.output


async def test_weeks_and_months_by_name(config: Path, output: Path) -> None:
    """A week that has ended is written and rebuilt to the byte; wrong names and mixtures are usage errors."""
    written = await run(config, output, "--week", "2025-W51")
    assert written.exit_code == 0, written.output
    path = output / "digests" / "2025-W51.html"
    before = path.read_bytes()
    path.unlink()
    assert (await run(config, output, "--week", "2025-W51", "--rebuild")).exit_code == 0
    assert path.read_bytes() == before
    for words in (
        ("--week", "2025-12"), ("--month", "2025-W51"), ("--week", "2025-W60"), ("--week", "2025-W30"),
        ("--week", "2025-W51", "--month", "2025-12"), ("--week", "2025-W51", "--since", "7d"),
        ("--month", "2025-12", "--send"), ("--month", "9998-12"),
    ):  # fmt: skip
        result = await run(config, output, *words)
        assert result.exit_code == 2, (words, result.output)
