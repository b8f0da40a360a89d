"""Copies of one empty archive, because running all migrations costs more than most tests.

The program makes the first one. All copies have its identity, so tests that tell archives apart open their
own, as do the tests of opening and migrating.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.archive import Archive, open_archive

URL = "sqlite:///archive.db"


@cache
def _content() -> bytes:
    with TemporaryDirectory() as folder:
        open_archive(URL, Path(folder)).close()
        return (Path(folder) / "archive.db").read_bytes()


def put_empty_archive(folder: Path) -> None:
    """Write an empty archive to a folder that has no trace of one."""
    if not any((folder / name).exists() for name in ("archive.db", "archive.db.lock", "backups", "digests")):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "archive.db"
        path.touch(mode=0o640)
        path.write_bytes(_content())


def new_archive(folder: Path, url: str = URL) -> Archive:
    """Open an empty archive, by default in a file of a folder, or the archive that is there."""
    if url == URL:
        put_empty_archive(folder)
    return open_archive(url, folder)
