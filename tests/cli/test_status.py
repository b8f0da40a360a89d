"""`monitor status` shows the state with or without a daemon, and changes nothing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import monitor
from monitor.config import ConfigReloader, approve, config_in_force, read_config
from monitor.errors import ConfigError
from monitor.pipeline import publish_today, sweep
from tests.apps import MATCHING, Clock, app_at, config_for
from tests.config.conftest import ConfigFolder
from tests.faulty_site import FaultySite


def run(config: Path, output: Path, *arguments: str) -> Result:
    """Run `monitor status`."""
    return CliRunner(env={"COLUMNS": "100"}).invoke(
        monitor, ["--config", str(config), "--output", str(output), "status", *arguments]
    )


@pytest.fixture
def folder(tmp_path: Path) -> ConfigFolder:
    """Write a valid config folder."""
    return ConfigFolder(tmp_path / "config")


@pytest.fixture
async def output(demo_site: FaultySite, folder: ConfigFolder, tmp_path: Path) -> Path:
    """Sweep a feed that works and one that fails, and write a digest."""
    demo_site.add_feed("/good.xml", "Courier")
    demo_site.publish("/good.xml", "Treaty signed", MATCHING)
    feeds = "".join(
        f'[[feed]]\nurl = "{demo_site.url(path)}"\nname = "{name}"\n'
        for path, name in (("/good.xml", "Good Courier"), ("/gone.xml", "Lost Gazette"))
    )
    folder.write(feeds=feeds)
    config = config_for(demo_site, "/good.xml", "/gone.xml")
    async with app_at(tmp_path / "out", config, Clock()) as app:
        await sweep(app, finish=True)
        await publish_today(app)
    return tmp_path / "out"


def files(folder: Path) -> dict[str, bytes]:
    """Read all files below a folder except SQLite's own."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("archive.db-")
    }


async def test_it_shows_the_whole_state(folder: ConfigFolder, output: Path) -> None:
    """It shows counts, the last digest, and each feed with its problem, and writes nothing."""
    before = files(output)
    done = run(folder.path, output)
    assert done.exit_code == 0, done.output
    shown = " ".join(done.output.split())
    for words in (
        "does not run",
        "1 read or given up, 1 matched, 0 pending",
        "digest last 2025-12-16",
        "2 enabled, 0 disabled, 2 not in order",
        "Good Courier silent",
        "Lost Gazette failing",
    ):
        assert words in shown
    assert files(output) == before


async def test_json_is_one_document(folder: ConfigFolder, output: Path) -> None:
    """`--json` prints the same facts as one document, with times in UTC."""
    content = json.loads(run(folder.path, output, "--json").output)
    assert content["daemon"] is None
    assert content["last_digest"] == "2025-12-16"
    assert content["last_sweep"] == "2025-12-16T00:00:00Z"
    standing = {feed["name"]: feed["status"] for feed in content["feeds"]}
    assert standing == {"Good Courier": "silent", "Lost Gazette": "failing"}  # it was polled long ago


@pytest.mark.parametrize(("holds", "code"), [(False, 0), (True, 1)])
async def test_health_is_an_exit_code(
    demo_site: FaultySite, folder: ConfigFolder, output: Path, *, holds: bool, code: int
) -> None:
    """1 if a daemon holds the archive and has ended no sweep for a quarter of an hour; else 0, and no words.

    The sweep of the fixture lies in the past, so a daemon that holds the archive now is late.
    """
    if not holds:
        done = run(folder.path, output, "--health")
    else:
        async with app_at(output, config_for(demo_site, "/good.xml"), Clock()):
            done = run(folder.path, output, "--health")
    assert (done.exit_code, done.output) == (code, "")


def test_without_an_archive_it_names_the_command(folder: ConfigFolder, tmp_path: Path) -> None:
    """Without an archive it prints one line with the command to run, and creates no folder."""
    done = run(folder.path, tmp_path / "nothing")
    assert done.exit_code == 1
    assert "`monitor run` creates it" in done.output
    assert len(done.output.splitlines()) == 1
    assert not (tmp_path / "nothing").exists()


async def test_a_broken_folder_is_shown_with_the_config_in_force(folder: ConfigFolder, output: Path) -> None:
    """With a stored config the status and the error are shown; without one the command fails."""
    folder.write(topics="[topics.x\n")
    assert run(folder.path, output).exit_code == 2
    folder.write(topics='[topics.x]\nkeywords = ["first phrase"]\n')
    watch = ConfigReloader(folder.path, output)
    watch.start()
    watch.confirm()
    folder.write(topics="[topics.x\n")
    done = run(folder.path, output)
    assert done.exit_code == 0, done.output
    assert "config refused, the last good one is in force: topics.toml:1" in done.output


def many_feeds(number: int) -> str:
    """Write a feeds.toml with this number of feeds."""
    return "".join(f'[[feed]]\nurl = "https://f{n}.example/"\nname = "F{n}"\n' for n in range(number))


def test_the_config_in_force_is_that_of_the_daemon(folder: ConfigFolder, tmp_path: Path) -> None:
    """Other commands use the daemon's config, and know why it is not the folder's."""
    output = tmp_path / "out"
    with pytest.raises(ConfigError):
        config_in_force(tmp_path / "nowhere", output)
    folder.write(feeds=many_feeds(4))
    first, problems = config_in_force(folder.path, output)
    assert problems == ()
    watch = ConfigReloader(folder.path, output)
    watch.start()
    watch.confirm()
    folder.write(feeds=many_feeds(3))
    edited, problems = config_in_force(folder.path, output)
    assert (len(edited.feeds), problems) == (3, ())
    folder.write(feeds="[[feed]\n")
    kept, problems = config_in_force(folder.path, output)
    assert kept == first
    assert [problem.file for problem in problems] == ["feeds.toml"]
    folder.write(feeds=many_feeds(1))
    held, problems = config_in_force(folder.path, output)
    assert held == first
    assert "only 1 of 4 feeds are left" in str(problems[0])
    approve(output, read_config(folder.path).version)
    confirmed, problems = config_in_force(folder.path, output)
    assert (len(confirmed.feeds), problems) == (1, ())
