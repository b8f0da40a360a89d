"""Keep in the output folder what must outlive the process: the last good config, and which one was confirmed.

output/config/VERSION/    the three files as they were; the folder appears whole, by one rename
output/config.accepted    the version that `monitor check --accept` confirmed last
"""

import shutil
from pathlib import Path

from monitor.config.load import Files, build_config, read_folder
from monitor.errors import ConfigError
from monitor.files import sync, write_atomic
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
                write_atomic(draft / name, content)
        draft.rename(place)
        sync(place.parent)
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
    write_atomic(output / _ACCEPTED, version.encode("ascii"))


def accepted(output: Path) -> str:
    """Return the version that was confirmed last, or ""."""
    try:
        return (output / _ACCEPTED).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
