"""Writing files so that a reader finds the old file or the new one, even after a kill or a power cut.

A file is written under a temporary name in the same folder, synced, and renamed; then the folder is synced.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

_TEMPORARY = ".writing-"


def write_atomic(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace a file, or create it in an existing folder.

    Raises:
        OSError: The file cannot be written. The old file is unchanged.
    """
    handle, name = tempfile.mkstemp(prefix=f"{_TEMPORARY}{os.getpid()}-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    sync(path.parent)


def replace_synced(draft: Path, path: Path) -> None:
    """Rename a finished draft to its final name, replacing an existing file.

    Raises:
        OSError: The draft cannot be synced or renamed.
    """
    sync(draft)
    draft.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Write a file or the names in a folder to the disk.

    Raises:
        OSError: The path cannot be opened or synced.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def delete_temporary(folder: Path) -> int:
    """Delete the temporary files that killed processes left in a folder and below, and return how many.

    Call this before this process writes there. Files of other running processes stay.
    """
    deleted = 0
    for path in folder.rglob(f"{_TEMPORARY}*"):
        if _is_being_written(path):
            continue
        with suppress(OSError):
            path.unlink()
            deleted += 1
    return deleted


def _is_being_written(path: Path) -> bool:
    """Return whether the process named in a temporary file's name runs and is not this one."""
    writer = path.name.removeprefix(_TEMPORARY).partition("-")[0]
    if not (writer.isascii() and writer.isdigit()) or int(writer) == os.getpid():
        return False  # in a container the process before this one had the same pid
    try:
        os.kill(int(writer), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
