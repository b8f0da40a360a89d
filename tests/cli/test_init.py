"""`monitor init` writes the shipped config and overwrites nothing."""

import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import monitor
from monitor.config import FILES


def test_it_writes_to_the_config_folder(tmp_path: Path) -> None:
    """It writes to the given folder, or to that of --config, and names each file."""
    runner = CliRunner()
    done = runner.invoke(monitor, ["--config", str(tmp_path / "a"), "init"])
    assert done.exit_code == 0, done.output
    for name in FILES:
        assert f"wrote {tmp_path / 'a' / name}" in done.output
    done = runner.invoke(monitor, ["init", str(tmp_path / "deep" / "b")])
    assert done.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "deep" / "b").iterdir()) == sorted(FILES)


def test_it_overwrites_no_file(tmp_path: Path) -> None:
    """An existing file keeps its bytes, and is named."""
    (tmp_path / "feeds.toml").write_text("mine", encoding="utf-8")
    done = CliRunner().invoke(monitor, ["init", str(tmp_path)])
    assert done.exit_code == 0
    assert f"left {tmp_path / 'feeds.toml'} as it is" in done.output
    assert (tmp_path / "feeds.toml").read_text(encoding="utf-8") == "mine"
    again = CliRunner().invoke(monitor, ["init", str(tmp_path)])
    assert again.exit_code == 0
    assert "wrote" not in again.output


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    """A file in place of the folder gives exit code 2 and one clear line, without a traceback."""
    (tmp_path / "file").touch()
    done = CliRunner().invoke(monitor, ["init", str(tmp_path / "file" / "config")])
    assert done.exit_code == 2
    assert done.output.startswith("monitor: cannot write the config to")
    assert len(done.output.splitlines()) == 1


@pytest.mark.parametrize(("room", "option"), [(0, ()), (5000, ()), (100, ("--blank",))])
def test_a_full_disk_leaves_no_partial_file(tmp_path: Path, room: int, option: tuple[str, ...]) -> None:
    """A file that does not fit is removed and reported; a retry with space writes it."""
    command = [sys.executable, "-m", "monitor", "init", *option, str(tmp_path)]

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    done = subprocess.run(command, preexec_fn=limit, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("monitor: cannot write the config to")
    assert len(done.stderr.splitlines()) == 1
    subprocess.run(command, capture_output=True, check=True)
    checked = CliRunner().invoke(monitor, ["--config", str(tmp_path), "check"])
    assert checked.exit_code == 0, checked.output


def test_blank_is_ten_commented_lines_that_are_valid(tmp_path: Path) -> None:
    """`--blank` writes one feed and one topic in ten commented lines, and `check` accepts them."""
    runner = CliRunner()
    assert runner.invoke(monitor, ["init", "--blank", str(tmp_path)]).exit_code == 0
    lines = [line for name in FILES for line in (tmp_path / name).read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 10
    assert all("  # " in line for line in lines)
    done = runner.invoke(monitor, ["--config", str(tmp_path), "check"])
    assert done.exit_code == 0, done.output
    assert "1 feed" in done.output
    assert "1 topic" in done.output
    (tmp_path / FILES[0]).write_text("mine", encoding="utf-8")
    assert "left" in runner.invoke(monitor, ["init", "--blank", str(tmp_path)]).output
    assert (tmp_path / FILES[0]).read_text(encoding="utf-8") == "mine"
