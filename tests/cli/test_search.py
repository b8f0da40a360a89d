"""`monitor search` and `monitor export` refuse mistakes in one clear line."""

import errno
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from monitor.archive import open_archive
from monitor.cli import monitor
from tests.config.conftest import ConfigFolder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A valid config with an empty archive."""
    with open_archive("sqlite:///archive.db", tmp_path / "output"):
        pass
    return ConfigFolder(tmp_path / "config").path


def run(folder: Path, *arguments: str) -> Result:
    """Run the command line on a config folder."""
    output = str(folder.parent / "output")
    return CliRunner().invoke(monitor, ["--config", str(folder), "--output", output, *arguments])


@pytest.mark.parametrize("command", [("search", "dam"), ("export", "{}/table.csv")])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--topic", "extraditoin"), "there is no topic extraditoin; did you mean extradition?"),
        (("--topic", "nope"), "there is no topic nope; there are extradition, minerals"),
        (("--since", "last moon"), "'last moon' is no time"),
        (("--since", "2025-12-20", "--until", "2025-12-10"), "would end before it begins"),
    ],
)
def test_a_wrong_option_is_one_line(
    folder: Path, command: tuple[str, ...], options: tuple[str, ...], message: str
) -> None:
    """An unknown topic, an invalid time and an empty range give exit code 2, and no file is written."""
    done = run(folder, *(word.format(folder.parent) for word in command), *options)
    assert done.exit_code == 2
    assert message in done.stderr
    assert len(done.output.splitlines()) == 1
    assert not list(folder.parent.glob("*table.csv*"))


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "xlsx", "sqlite"])
def test_an_export_to_a_missing_folder_names_the_file(folder: Path, suffix: str) -> None:
    """The message has the reason and the given name, not the name of a temporary file."""
    target = folder.parent / "nonexist" / f"table.{suffix}"
    done = run(folder, "export", str(target))
    assert done.exit_code == 1
    last = done.stderr.splitlines()[-1]
    assert last == f"monitor: cannot write {target}: No such file or directory"


def test_known_topics_and_times_are_accepted(folder: Path) -> None:
    """A search and an export with valid options work on an empty archive."""
    assert run(folder, "search", "dam", "--topic", "minerals", "--since", "7d").exit_code == 0
    target = folder.parent / "table.csv"
    assert run(folder, "export", str(target), "--topic", "minerals", "--since", "7d").exit_code == 0
    assert target.exists()


def test_a_full_disk_is_one_line_for_a_workbook(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """XlsxWriter wraps errors of the disk; the message has their reason."""
    close = Workbook.close

    def fail(book: Workbook) -> None:
        close(book)
        raise FileCreateError(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    monkeypatch.setattr("xlsxwriter.Workbook.close", fail)
    target = folder.parent / "table.xlsx"
    done = run(folder, "export", str(target))
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == f"monitor: cannot write {target}: No space left on device"
    assert not list(folder.parent.glob("*table.xlsx*"))
