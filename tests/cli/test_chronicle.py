"""`monitor chronicle` shows a topic over all its digests."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete

from monitor.archive.digest_schema import topic_stories
from monitor.cli import monitor
from monitor.pipeline import publish, republish_missing, sweep
from tests.apps import MORNING, Clock, app_at, config_for
from tests.faulty_site import FaultySite

TOPICS_FILE = """
[topics.extradition]
title = "Extradition"
keywords = ["extradit*"]
[topics.quiet]
title = "Nothing yet"
keywords = ["xylophone"]
"""
TITLES = ("Talks on treaty begin", "Treaty signed", "Treaty ratified")


@pytest.fixture
async def output(demo_site: FaultySite, tmp_path: Path) -> Path:
    """Fill an archive with three digests, twenty days apart, with a report each."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock(MORNING - timedelta(days=40))
    async with app_at(tmp_path / "out", config_for(demo_site, "/a.xml"), clock) as app:
        for number, title in enumerate(TITLES):
            text = f"Laos and Korea: report {number} on the extradition treaty.\n\n{'More ' * number}words."
            demo_site.publish("/a.xml", title, text, published=clock())
            await sweep(app, finish=True)
            await publish(app, clock().date(), closes=True)
            clock.forward(days=20)
    return tmp_path / "out"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Write a config folder for the command line."""
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "monitor.toml").write_text('timezone = "Asia/Seoul"\n', encoding="utf-8")
    (folder / "feeds.toml").write_text('[[feed]]\nurl = "https://a.example/rss"\n', encoding="utf-8")
    (folder / "topics.toml").write_text(TOPICS_FILE, encoding="utf-8")
    return folder


async def run(config: Path, output: Path, *words: str) -> Result:
    """Run the command on a thread of its own."""
    args = ["--config", str(config), "--output", str(output), "chronicle", *words]
    return await asyncio.to_thread(CliRunner().invoke, monitor, args)


async def test_a_chronicle_as_text_json_and_files(config: Path, output: Path, tmp_path: Path) -> None:
    """All formats tell the three reports, and JSON is the only output."""
    shown = await run(config, output, "extradition")
    assert shown.exit_code == 0
    for title in TITLES:
        assert title in shown.output
    page, text = tmp_path / "c.html", tmp_path / "c.md"
    result = await run(config, output, "extradition", "--json", "--html", str(page), "--md", str(text))
    document = json.loads(result.stdout)
    assert document["new_events"] == 3
    assert [month["new_events"] for month in document["months"]] == [1, 2]
    assert "Treaty ratified" in page.read_text(encoding="utf-8")
    assert text.read_text(encoding="utf-8") == shown.output
    again = await run(config, output, "extradition", "--json")
    assert again.stdout == result.stdout


async def test_a_span_and_a_silent_topic(config: Path, output: Path) -> None:
    """A span leaves out what is before; a topic that no digest had says so."""
    result = await run(
        config, output, "extradition", "--since", "2025-11-20", "--until", "2025-12-10", "--json"
    )
    document = json.loads(result.stdout)
    assert (document["new_events"], document["first"]["headline"]) == (1, TITLES[0])
    assert document["latest"]["headline"] == TITLES[1]
    silent = await run(config, output, "quiet")
    assert silent.exit_code == 0
    assert "No digest has had this topic yet." in silent.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("extraditon",), "did you mean extradition"),
        (("extradition", "--since", "soon"), "soon"),
        (("extradition", "--since", "2026-01-01", "--until", "2025-01-01"), "is after"),
    ],
)
async def test_wrong_words_are_usage_errors(
    config: Path, output: Path, words: tuple[str, ...], said: str
) -> None:
    """An unknown topic, a date that is none, and a span backwards end with exit code 2."""
    result = await run(config, output, *words)
    assert result.exit_code == 2
    assert said in result.output


async def test_a_topic_that_was_removed_keeps_its_chronicle(config: Path, output: Path) -> None:
    """A topic that digests had is shown although topics.toml no longer has it."""
    (config / "topics.toml").write_text(TOPICS_FILE.partition("[topics.quiet]")[2].join(
        ("[topics.quiet]", "")), encoding="utf-8")  # fmt: skip
    result = await run(config, output, "extradition", "--json")
    assert json.loads(result.stdout)["title"] == "Extradition"


async def test_stories_of_earlier_digests_are_stored_step_by_step(
    config: Path, output: Path, demo_site: FaultySite
) -> None:
    """The daemon stores the stories of earlier digests, one digest at a time; then the chronicle is whole."""
    whole = (await run(config, output, "extradition", "--json")).stdout
    async with app_at(output, config_for(demo_site, "/a.xml"), Clock(MORNING + timedelta(days=90))) as app:
        with app.archive.database.write() as connection:
            connection.execute(delete(topic_stories))
        assert (
            json.loads((await run(config, output, "extradition", "--json")).stdout)["days_without_details"]
            == 3
        )
        for left in (2, 1, 0):
            await republish_missing(app)
            told = json.loads((await run(config, output, "extradition", "--json")).stdout)
            assert told["days_without_details"] == left
    assert (await run(config, output, "extradition", "--json")).stdout == whole
