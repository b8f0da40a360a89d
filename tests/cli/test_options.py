"""Global options work before and after the command; times are parsed as people write them."""

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import monitor
from monitor.config import read_config
from monitor.errors import ConfigError

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
    assert any("not a regular file" in line for line in told)


@pytest.mark.parametrize(
    ("arguments", "meant"), [(("serch",), "search"), (("feeds", "pase"), "pause"), (("xyzzy",), "")]
)
def test_a_misspelled_command_names_the_closest_one(arguments: tuple[str, ...], meant: str) -> None:
    """An unknown command is a usage error that suggests a similar name, if there is one."""
    done = CliRunner().invoke(monitor, arguments)
    assert done.exit_code == 2
    assert f"No such command '{arguments[-1]}'." in done.output
    assert (f"Did you mean '{meant}'?" in done.output) is bool(meant)
