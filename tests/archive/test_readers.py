"""Commands that only read run beside a daemon that holds the archive, on a file and on PostgreSQL."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.archive import open_archive
from monitor.cli import monitor
from tests.archive.making import NOW, TIMES, entry, poll

TOPICS = '[topics.treaty]\ntitle = "Treaty"\n[topics.treaty.keywords]\nen = ["treaty"]\n'


@pytest.mark.parametrize(
    "command",
    [
        ("status", "--json"),
        ("digest", "--since", f"{NOW - timedelta(days=1):%Y-%m-%d}", "--to", "-"),
    ],
    ids=["status", "digest"],
)
def test_a_command_reads_beside_the_daemon(url: str, tmp_path: Path, command: tuple[str, ...]) -> None:
    """A reader works while the archive is locked, and does not block the writer."""
    if url == "sqlite://":
        pytest.skip("an archive in memory is its process's own")
    config, output = tmp_path / "config", tmp_path / "output"
    config.mkdir()
    output.mkdir()
    told = f'timezone = "UTC"\n[archive]\nurl = "{url}"\n[extract]\nexecutor = "inline"\n'
    (config / "monitor.toml").write_text(told, encoding="utf-8")
    (config / "topics.toml").write_text(TOPICS, encoding="utf-8")
    feed = f'[[feed]]\nurl = "{TIMES.url}"\nname = "Times"\nlanguage = "en"\n'
    (config / "feeds.toml").write_text(feed, encoding="utf-8")
    with open_archive(url, output) as archive, archive.lock():
        poll(archive, [entry(1)], TIMES)
        arguments = ["--config", str(config), "--output", str(output), *command]
        done = CliRunner().invoke(monitor, arguments, catch_exceptions=False)
        poll(archive, [entry(2)], TIMES)
        assert len(archive.articles.pending(NOW, 10)) == 2
    assert done.exit_code == 0, done.output
    if command[0] == "status":
        assert [feed["url"] for feed in json.loads(done.stdout)["feeds"]] == [TIMES.url]
    else:
        assert "Treaty" in done.stdout
