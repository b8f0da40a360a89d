"""`monitor feeds resume` polls a feed again that is gone, with or without a daemon."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.archive import open_archive
from monitor.cli import monitor
from monitor.config import read_config
from monitor.models import FeedState, FeedStatus, Poll
from tests.empty_archive import new_archive

NOW = datetime(2025, 12, 16, tzinfo=UTC)
URL = "https://courier.example/feed.xml"
FILES = {
    "monitor.toml": 'timezone = "Asia/Seoul"\n',
    "feeds.toml": f'[[feed]]\nurl = "{URL}"\nname = "Courier"\n'
    '[[feed]]\nurl = "https://off.example/"\nname = "Off"\nenabled = false\n',
    "topics.toml": '[topics.minerals]\nkeywords.en = ["critical mineral"]\n',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A config with a feed that is gone."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    feed = read_config(tmp_path).feeds[0]
    gone = FeedState(URL, FeedStatus.GONE, "http_410", next_poll=NOW + timedelta(days=7), strikes=3.0)
    with new_archive(tmp_path / "output") as archive:
        archive.feeds.record_polls([Poll(feed, lambda new: gone, (), NOW, NOW)], NOW)
    return tmp_path


def resume(folder: Path, *urls: str) -> Result:
    """Run the command."""
    arguments = ["--config", str(folder), "--output", str(folder / "output"), "feeds", "resume", *urls]
    return CliRunner().invoke(monitor, arguments)


@pytest.mark.fault(73)
@pytest.mark.parametrize("named", [URL, "HTTPS://Courier.example:443/feed.xml", "Courier"])
def test_a_gone_feed_is_resumed(folder: Path, named: str) -> None:
    """A feed is found by its URL in any spelling or by its name, also while a daemon holds the archive."""
    with open_archive("sqlite:///archive.db", folder / "output") as archive, archive.lock():
        done = resume(folder, named)
        assert done.exit_code == 0, done.output
        state = archive.feeds.states()[URL]
    assert (state.status, state.next_poll, state.strikes) == (FeedStatus.NEW, None, 0.0)
    assert f"Courier ({URL}) is polled within seconds" in done.output


def test_a_feed_that_is_paused_is_resumed(folder: Path) -> None:
    """A feed that is switched off in feeds.toml is switched on there."""
    done = resume(folder, "Off")
    assert done.exit_code == 0, done.output
    assert [feed.enabled for feed in read_config(folder).feeds] == [True, True]


@pytest.mark.parametrize("named", ["https://nobody.example/", "Nobody"])
def test_a_feed_that_cannot_be_resumed_is_an_error(folder: Path, named: str) -> None:
    """An unknown feed is one line that says what to do."""
    done = resume(folder, named)
    assert done.exit_code == 2
    assert "feeds.toml" in done.output
