"""Global options work before and after the command; times are parsed as people write them."""

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import monitor
from monitor.config import read_config
from monitor.errors import ConfigError, UsageError
from monitor.policy.times import read_day, read_moment

NOW = datetime(2025, 12, 16, 3, 30, tzinfo=UTC)  # 12:30 in Seoul


@pytest.mark.fault(306)
@pytest.mark.parametrize(
    "arguments",
    [
        ("--config", "{}", "check"),
        ("check", "--config", "{}"),
        ("check", "--config={}", "-vv", "--log-format", "json"),
        ("-v", "check", "--output", "x", "--config", "{}"),
    ],
)
def test_global_options_after_the_command(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Global options work in any position."""
    words = [word.format(tmp_path / "nowhere") for word in arguments]
    done = CliRunner().invoke(monitor, words)
    assert done.exit_code == 2
    assert "No such option" not in done.output
    assert "monitor.toml" in done.output or "nowhere" in done.output


@pytest.mark.fault(309)
@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("7d", "2025-12-09T12:30:00+09:00"),
        ("36h", "2025-12-15T00:30:00+09:00"),
        ("2 weeks ago", "2025-12-02T12:30:00+09:00"),
        ("Yesterday", "2025-12-15T00:00:00+09:00"),
        ("2025-12-01", "2025-12-01T00:00:00+09:00"),
        ("2025-12-01T07:00", "2025-12-01T07:00:00+09:00"),
        ("2025-12-01T07:00Z", "2025-12-01T16:00:00+09:00"),
        ("now", "2025-12-16T12:30:00+09:00"),
    ],
)
def test_times(text: str, moment: str) -> None:
    """A time is a date, a clock time, a word or a duration ago, in the zone of the config."""
    assert read_moment(text, "Asia/Seoul", NOW) == datetime.fromisoformat(moment)


@pytest.mark.fault(309)
@pytest.mark.parametrize("text", ["7x", "last moon", "2025-13-01", "99999999d", "-1d", "0001-01-01T00:00"])
def test_an_invalid_time_lists_the_forms(text: str) -> None:
    """A mistake is refused with the accepted forms."""
    with pytest.raises(UsageError, match="7d"):
        read_moment(text, "Asia/Seoul", NOW)


def test_days() -> None:
    """A date may be a word; as the end of a range it includes the whole day."""
    assert str(read_day("yesterday", "Asia/Seoul", NOW)) == "2025-12-15"
    assert str(read_day("2d", "Asia/Seoul", NOW)) == "2025-12-14"
    ended = read_moment("today", "Asia/Seoul", NOW, ends=True)
    assert ended is not None
    assert ended.isoformat() == "2025-12-17T00:00:00+09:00"
    with pytest.raises(UsageError, match="no date"):
        read_day("3h", "Asia/Seoul", NOW)


@pytest.mark.fault(264)
@pytest.mark.parametrize("name", ["monitor.toml", "feeds.toml", "topics.toml"])
def test_a_pipe_in_the_config_folder_is_refused(tmp_path: Path, name: str) -> None:
    """A pipe is refused at once, without waiting for a writer."""
    for file in ("monitor.toml", "feeds.toml", "topics.toml"):
        (tmp_path / file).write_text("", encoding="utf-8")
    (tmp_path / name).unlink()
    os.mkfifo(tmp_path / name)
    told: list[str] = []

    def read() -> None:
        try:
            read_config(tmp_path)
        except ConfigError as error:
            told.extend(map(str, error.problems))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(10)
    assert not reader.is_alive()
    assert any("no regular file" in line for line in told)
