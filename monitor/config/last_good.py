"""Keep in the output folder what must outlive the process: the last good config, and which one was confirmed.

output/config/VERSION/    the three files as they were; the folder appears whole, by one rename
output/config.accepted    the version that `monitor check --accept` confirmed last
"""

import os
import shutil
from pathlib import Path

from monitor.config.load import Files, build_config, read_folder
from monitor.errors import ConfigError
from monitor.models import Config

_KEPT = "config"
_ACCEPTED = "config.accepted"


def keep(output: Path, config: Config, files: Files) -> None:
    """Keep the files of a good config, and no others.

    Raises:
        OSError: the output folder cannot be written.
    """
    place = output / _KEPT / config.version
    if not place.is_dir():
        draft = place.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        draft.chmod(0o700)  # delivery URLs may hold passwords
        for name, content in files.items():
            if isinstance(content, bytes):
                _write(draft / name, content)
        _sync(draft)
        draft.rename(place)
        _sync(place.parent)
    for other in place.parent.iterdir():
        if other != place:
            shutil.rmtree(other, ignore_errors=True)


def last_good(output: Path, folder: Path) -> Config | None:
    """Return the config kept last, as that of the user's folder, or None where none can be read."""
    try:
        places = sorted((output / _KEPT).iterdir(), key=lambda place: place.stat().st_mtime, reverse=True)
    except OSError:
        return None
    for place in places:
        if place.suffix != ".draft":
            try:
                return build_config(folder, read_folder(place))
            except ConfigError:
                continue
    return None


def accept(output: Path, version: str) -> None:
    """Confirm a config that a running daemon holds back.

    Raises:
        OSError: the output folder cannot be written.
    """
    output.mkdir(parents=True, exist_ok=True)
    draft = output / f"{_ACCEPTED}.draft"
    _write(draft, version.encode("ascii"))
    draft.replace(output / _ACCEPTED)


def accepted(output: Path) -> str:
    """Return the version that was confirmed last, or ""."""
    try:
        return (output / _ACCEPTED).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
