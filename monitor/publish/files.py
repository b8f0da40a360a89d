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
    """Delete the temporary files that killed writers left in a folder and below; return how many.

    To be called before this process writes there. What another process is writing now stays.
    """
    cleaned = 0
    for path in folder.rglob(f"{_LEFTOVER}*"):
        if _is_being_written(path):
            continue
        with suppress(OSError):
            path.unlink()
            cleaned += 1
    return cleaned


def _is_being_written(path: Path) -> bool:
    """Tell whether the process that a temporary file's name tells of lives and is another one than this."""
    writer = path.name.removeprefix(_LEFTOVER).partition("-")[0]
    if not (writer.isascii() and writer.isdigit()) or int(writer) == os.getpid():
        return False  # in a container the process before this one had the same pid
    try:
        os.kill(int(writer), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f"{_LEFTOVER}{os.getpid()}-", dir=path.parent)
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
