"""Find the shipped config, and write it to a folder for the user."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from monitor.config.load import FEEDS, FILES, MONITOR, TOPICS

# A minimal config: ten lines in three files. All other keys have defaults (docs/configuration.md).
_BLANK = {
    MONITOR: """\
timezone = "UTC"                 # where you live, such as "Asia/Seoul": your days and hours
schedule.digest = "07:00"        # when the day's digest is written
fetch.contact = "https://example.org/summit-monitor"  # CHANGE THIS: your page or mail address
""",
    FEEDS: """\
[[feed]]                         # one for each source; copy these three lines to add another
url = "https://feeds.bbci.co.uk/news/world/asia/rss.xml"  # its RSS, Atom or JSON feed
name = "BBC News"                # as the digest shows it
""",
    TOPICS: """\
[topics.my-topic]                # one for each topic; the id (a-z, 0-9 and -) stays for ever
title = "My topic"               # as the digest shows it
keywords.en = ["rare earth", "extradit*", "=KOICA"]  # a phrase, a beginning, exact capitals
exclude = ["rare earth magnet"]  # none of these may be there
""",
}


def shipped_folder() -> Path:
    """Return the folder of the shipped config, in the installed package or in the repository."""
    packaged = Path(str(files("monitor"))) / "shipped"
    return packaged if packaged.is_dir() else Path(str(files("monitor"))).parent / "config"


def write_shipped(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write the shipped files to a folder without overwriting; return their names: (written, existing).

    Raises:
        OSError: the folder cannot be created or written.
    """
    return _write(folder, {name: (shipped_folder() / name).read_bytes() for name in FILES})


def write_blank(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write a minimal config to a folder without overwriting; returns as `write_shipped`.

    Raises:
        OSError: the folder cannot be created or written.
    """
    return _write(folder, {name: text.encode() for name, text in _BLANK.items()})


def _write(folder: Path, files: Mapping[str, bytes]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    folder.mkdir(parents=True, exist_ok=True)
    written, left = [], []
    for name, content in files.items():
        try:
            _create(folder / name, content)
            written.append(name)
        except FileExistsError:
            left.append(name)
    return tuple(written), tuple(left)


def _create(path: Path, content: bytes) -> None:
    """Create a file. Delete it if it cannot be written completely, so that a retry writes it."""
    with path.open("xb", buffering=0) as file:
        try:
            written = 0
            while written < len(content):
                written += file.write(content[written:])
        except OSError:
            path.unlink(missing_ok=True)
            raise
