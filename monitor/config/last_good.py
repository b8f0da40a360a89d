"""Store the last good config and the approved version in the output folder.

output/config/VERSION/    copies of the three files; the folder is created by one rename
output/config.previous/   the same of the config before the last edit of topics.toml
output/config.accepted    the version that `monitor check --accept` approved last
"""

import shutil
from pathlib import Path

from monitor.config.load import TOPICS, Files, build_config, read_folder, read_topics
from monitor.errors import ConfigError
from monitor.files import sync, write_atomic
from monitor.models import Config, Topics

_FOLDER = "config"
_PREVIOUS = "config.previous"
_DRAFT = ".draft"
_APPROVED = "config.accepted"


def save(output: Path, config: Config, files: Files) -> None:
    """Store the files of a good config and delete older ones.

    Raises:
        OSError: the output folder cannot be written.
    """
    place = output / _FOLDER / config.version
    if not place.is_dir():
        draft = place.with_suffix(_DRAFT)
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        draft.chmod(0o700)  # delivery URLs may hold passwords
        for name, content in files.items():
            if isinstance(content, bytes):
                write_atomic(draft / name, content)
        draft.rename(place)
        sync(place.parent)
    others = [other for other in place.parent.iterdir() if other != place]
    others.sort(key=lambda other: other.stat().st_mtime)
    _keep_previous(output, place, [other for other in others if other.suffix != _DRAFT])
    for other in others:
        shutil.rmtree(other, ignore_errors=True)


def _keep_previous(output: Path, place: Path, others: list[Path]) -> None:
    """Keep the newest of the other configs if its topics differ, so that the edit can be tried afterwards."""
    if others and _content_of(others[-1]) != _content_of(place):
        previous = output / _PREVIOUS
        shutil.rmtree(previous, ignore_errors=True)
        others[-1].rename(previous)


def _content_of(place: Path) -> bytes:
    try:
        return (place / TOPICS).read_bytes()
    except OSError:
        return b""


def previous_topics(output: Path) -> Topics | None:
    """Return the topics that were in force before the last edit of them, or None if they are not known."""
    try:
        return read_topics(output / _PREVIOUS)
    except ConfigError:
        return None


def last_good(output: Path, folder: Path) -> Config | None:
    """Return the stored config, with the user's folder as its folder, or None if none can be read."""
    try:
        places = sorted((output / _FOLDER).iterdir(), key=lambda place: place.stat().st_mtime, reverse=True)
    except OSError:
        return None
    for place in places:
        if place.suffix != _DRAFT:
            try:
                return build_config(folder, read_folder(place))
            except ConfigError:
                continue
    return None


def is_saved(output: Path, version: str) -> bool:
    """Return whether the stored config has this version; its files are not read."""
    return (output / _FOLDER / version).is_dir()


def approve(output: Path, version: str) -> None:
    """Approve a config that a running daemon holds back.

    Raises:
        OSError: the output folder cannot be written.
    """
    output.mkdir(parents=True, exist_ok=True)
    write_atomic(output / _APPROVED, version.encode("ascii"))


def approved_version(output: Path) -> str:
    """Return the version that was approved last, or ""."""
    try:
        return (output / _APPROVED).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
