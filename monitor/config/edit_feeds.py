"""Edit feeds.toml for a command or the web page: add, change and remove feeds; comments and order stay."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from monitor.config.edit_file import Edit, edit_config_file, refusal
from monitor.config.load import FEEDS
from monitor.config.toml_lines import find_positions
from monitor.errors import ConfigError
from monitor.models import Config
from monitor.models.feed_urls import loose_feed_url, normal_feed_url

Values = Mapping[str, Any]

_ORDER = (
    "url",
    "name",
    "language",
    "country",
    "folder",
    "kind",
    "link",
    "pages",
    "every",
    "enabled",
    "full_text",
)


def edit_feeds(folder: Path, edit: Edit) -> Config:
    """Apply an edit to feeds.toml and return the config that is then in the folder.

    Args:
        folder: the config folder.
        edit: returns the new text of feeds.toml for its present text, such as
            `partial(add_feeds, feeds=...)`.

    Raises:
        ConfigError: the config would have problems after the edit, or the file cannot be written. The file is
            then unchanged.
    """
    return edit_config_file(folder, FEEDS, edit)


def feed_like(text: str, url: str) -> Values | None:
    """Return the keys of the feed that likely has this URL, in any spelling, or None.

    Args:
        text: of feeds.toml.
        url: of a feed.
    """
    wanted = loose_feed_url(url)
    feeds = tomllib.loads(text).get("feed", [])
    return next((feed for feed in feeds if loose_feed_url(str(feed.get("url"))) == wanted), None)


def add_feeds(text: str, feeds: Sequence[Values], heading: str = "") -> str:
    """Return the text with feeds added at its end.

    Args:
        text: of feeds.toml.
        feeds: the keys of each, as feeds.toml writes them.
        heading: a comment above them, or "".
    """
    tables = tomlkit.aot()
    for feed in feeds:
        table = tomlkit.table()
        for key in sorted(feed, key=lambda key: _ORDER.index(key) if key in _ORDER else len(_ORDER)):
            table.add(key, feed[key])
        tables.append(table)
    _refuse_inline(text)
    added = (
        tomlkit.dumps({"feed": tables})
        .replace("\n[[feed]]", "\n\n[[feed]]")
        .replace("\n\n\n", "\n\n")
        .strip()
    )
    comment = f"# {heading}\n\n" if heading else ""
    return f"{text.rstrip()}\n\n{comment}{added}\n"


def change_feed(text: str, url: str, changes: Values) -> str:
    """Return the text with keys of a feed changed; a value of None removes the key.

    Raises:
        KeyError: no feed has this URL.
    """
    index = _index_of(text, url)
    _refuse_inline(text)
    try:
        document = tomlkit.parse(text)
        table: Any = document["feed"][index]
    except TOMLKitError as error:
        raise _refusal(f"cannot be edited by command: {error}") from error
    added = {}
    for key, value in changes.items():
        if value is None:
            table.pop(key, None)
        elif key in table:
            table[key] = value
        else:
            added[key] = value
    changed = tomlkit.dumps(document)
    return _with_keys(changed, index, added) if added else changed


def remove_feed(text: str, url: str) -> str:
    """Return the text without a feed, and without the comment directly above it.

    Raises:
        KeyError: no feed has this URL.
        ConfigError: it is the only feed.
    """
    index = _index_of(text, url)
    _refuse_inline(text)
    starts = find_positions(text).lines
    lines = text.split("\n")
    first = starts["feed", index] - 1
    last = starts.get(("feed", index + 1), len(lines) + 1) - 2
    while last > first and (not lines[last].strip() or lines[last].lstrip().startswith("#")):
        last -= 1
    while first > 0 and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    if first == 0 or (last + 1 < len(lines) and not lines[last + 1].strip() and not lines[first - 1].strip()):
        last += 1
    shorter = "\n".join(lines[:first] + lines[last + 1 :])
    if not tomllib.loads(shorter).get("feed"):
        raise _refusal("would have no feed left; pause it instead, or add another first")
    return shorter


def _with_keys(text: str, index: int, added: Values) -> str:
    """Return the text with keys added to a feed, after its last plain key, before comments and tables."""
    lines, positions = text.split("\n"), find_positions(text).lines
    table = tomllib.loads(text)["feed"][index]
    plain = [
        key for key, value in table.items() if isinstance(value, str | int | bool) and "\n" not in str(value)
    ]
    last = max(positions["feed", index, key] for key in plain)
    return "\n".join([*lines[:last], *tomlkit.dumps(dict(added)).strip().split("\n"), *lines[last:]])


def _index_of(text: str, url: str) -> int:
    wanted = normal_feed_url(url)
    for index, feed in enumerate(tomllib.loads(text).get("feed", [])):
        if isinstance(feed, dict) and normal_feed_url(str(feed.get("url"))) == wanted:
            return index
    raise KeyError(url)


def _refuse_inline(text: str) -> None:
    """Refuse feeds that are the elements of an array instead of tables of their own."""
    if tomllib.loads(text).get("feed") and "[[" not in text.replace(" ", ""):
        raise _refusal('writes its feeds as "feed = [...]"; write each as a [[feed]] to edit it by command')


def _refusal(message: str) -> ConfigError:
    return refusal(FEEDS, message)
