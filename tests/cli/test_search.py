"""`monitor search` and `monitor export` refuse mistakes in one clear line."""

import errno
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from monitor.archive import open_archive
from monitor.cli import monitor
from monitor.models import Feed
from tests.archive.making import entry, poll, store_all
from tests.config.conftest import ConfigFolder
from tests.empty_archive import new_archive


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A valid config with an empty archive."""
    with new_archive(tmp_path / "output"):
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
        (("--since", "last moon"), "'last moon' is not a time"),
        (("--since", "2025-12-20", "--until", "2025-12-10"), "would end before it begins"),
        (("--since", "7d\udcff"), "is not a time"),
        (("--language", "zh_TW"), 'did you mean "zh-TW"?'),
        (("--language", "korean"), 'did you mean "ko"?'),
        (("--language", "zz_Z"), '"zz_Z" is not a language tag'),
        (("--language", "k\0"), "the language contains control characters"),
        (("--source", "nowhere"), "no outlet has 'nowhere' in its name"),
        (("--source", "\udcff"), "the source contains control characters or broken text"),
    ],
)
def test_a_wrong_option_is_one_line(
    folder: Path, command: tuple[str, ...], options: tuple[str, ...], message: str
) -> None:
    """An unknown topic, language, source or time, and an empty range, give exit code 2 and write no file."""
    done = run(folder, *(word.format(folder.parent) for word in command), *options)
    assert done.exit_code == 2
    assert message in done.stderr
    assert len(done.output.splitlines()) == 1
    assert not list(folder.parent.glob("*table.csv*"))


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("laos AND (", 10),
        ("AND OR", 0),
        ("   ", 3),
        ("조약 AND", 8),
        ("laos \udcff", 5),
        ("a " * 6000 + "(", 80),
    ],
)
def test_a_bad_query_has_a_caret_under_the_place(folder: Path, query: str, place: int) -> None:
    """The message shows the part around the error, with the caret in the column of the wrong character."""
    done = run(folder, "search", query)
    assert done.exit_code == 2
    _, shown, caret = done.stderr.splitlines()
    assert caret.strip() == "^"
    if place < 80:
        assert cell_len(caret[2:-1]) == cell_len(shown[2 : 2 + place])
    else:
        assert shown.startswith("  ...")
        assert len(shown) < 100


@pytest.mark.parametrize(
    "options",
    [("--limit", "0"), ("--limit", "-1"), ("--limit", "10001"), ("--limit", "many"), ("--fate", "lost")],
)
def test_a_wrong_number_or_choice_names_the_option(folder: Path, options: tuple[str, str]) -> None:
    """A limit that is not a number of hits and an unknown status name their option."""
    done = run(folder, "search", "dam", *options)
    assert done.exit_code == 2
    assert f"'{options[0]}'" in done.stderr


def test_two_formats_at_once_are_refused(folder: Path) -> None:
    """`--json --csv` asks for one of them."""
    done = run(folder, "search", "dam", "--json", "--csv")
    assert done.exit_code == 2
    assert "give one of them" in done.stderr


def test_a_source_is_found_in_any_script_and_case(folder: Path) -> None:
    """`--source` folds the case of every script, and suggests the closest name that carried an article."""
    feed = Feed("https://pravda.example/feed", "ВЕСТНИК Меконга")
    with open_archive("sqlite:///archive.db", folder.parent / "output") as archive:
        poll(archive, [entry("dam", feed, title="A dam opens")], feed)
        store_all(archive)
    found = run(folder, "search", "dam", "--source", "вестник", "--json")
    assert json.loads(found.stdout)["count"] == 1
    missed = run(folder, "search", "dam", "--source", "вестнек меконга")
    assert (missed.exit_code, "did you mean 'ВЕСТНИК Меконга'?" in missed.stderr) == (2, True)


def test_no_hit_names_the_filters(folder: Path) -> None:
    """Without a hit the message says whether filters were in force; the exit code is 0."""
    plain, narrow = run(folder, "search", "dam"), run(folder, "search", "dam", "--language", "ko")
    assert (plain.exit_code, narrow.exit_code) == (0, 0)
    assert "no stored article matches;" in plain.stderr
    assert "no stored article matches the query and these filters;" in narrow.stderr
    assert "has no text to search yet" in run(folder, "search", "dam", "--status", "pending").stderr


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
