"""Whole files or none: how anything gets into the output folder.

Temporary file in the same folder, fsync, chmod 0644, os.replace, fsync of the folder: whatever the instant of
a kill or a power cut, a reader finds the old file or the new one.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from monitor.errors import PublishError

_LEFTOVER = ".writing-"


def write_whole(path: Path, text: str) -> bool:
    """Write a text file atomically, UTF-8, mode 0644; return False where it held these bytes already.

    Raises:
        PublishError: it cannot be written, in one line that says which file and why.
    """
    content = text.encode("utf-8")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if _holds(path, content):
            return False
        _replace(path, content)
    except OSError as error:
        raise PublishError(f"while writing {path}: {error.strerror or error}") from error
    return True


def clean_leftovers(folder: Path) -> int:
    """Delete the temporary files that a killed writer left in a folder and below; return how many."""
    cleaned = 0
    for path in folder.rglob(f"{_LEFTOVER}*"):
        with suppress(OSError):
            path.unlink()
            cleaned += 1
    return cleaned


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=_LEFTOVER, dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
