"""The databases of the archive: SQLite in a file and in memory, and PostgreSQL."""

import os
import pwd
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from monitor.archive import Archive, open_archive
from tests.empty_archive import URL, new_archive, put_empty_archive


@pytest.fixture(params=["file", "memory", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """Give the URL of each kind of database in turn."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return URL if request.param == "file" else "sqlite://"


@pytest.fixture
def archive(url: str, tmp_path: Path) -> Iterator[Archive]:
    """Open a new archive on each kind of database."""
    with new_archive(tmp_path, url) as opened:
        yield opened


@pytest.fixture
def reopen(tmp_path: Path) -> Iterator[Callable[..., Archive]]:
    """Open the archive in a file, as often as a test likes."""
    put_empty_archive(tmp_path)
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(open_archive(URL, tmp_path, **options))


@pytest.fixture
def as_nobody() -> Callable[..., str]:
    """Run a line of Python as another user; return its output."""
    nobody = pwd.getpwnam("nobody").pw_uid

    def run(folder: Path, line: str) -> str:
        program = (
            "import os\n"
            "from pathlib import Path\n"
            "from monitor.archive import open_archive\n"
            "from monitor.errors import MonitorError\n"
            "from tests.archive.making import entry, poll\n"
            "poll(open_archive('sqlite://', Path()), [entry('imports what this user cannot')])\n"
            f"if os.geteuid() == 0: os.setgroups([]); os.setresuid({nobody}, {nobody}, {nobody})\n"
            f"folder = Path({str(folder)!r})\n"
            f"try:\n    {line}\n"
            "except MonitorError as error:\n    print(f'{type(error).__name__}: {error}')\n"
        )
        if os.geteuid() != 0:
            folder.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-B", "-c", program],
            capture_output=True, text=True, check=False, timeout=60, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        folder.chmod(0o755)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
