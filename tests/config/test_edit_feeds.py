"""Edits of feeds.toml by commands: only what is meant changes, comments and order stay, mistakes change nothing."""  # noqa: E501

import difflib
import tomllib
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import read_config
from monitor.config.edit_feeds import add_feeds, change_feed, edit_feeds, remove_feed
from monitor.errors import ConfigError
from tests.config.conftest import ConfigFolder

TEXT = """# The sources.

# Asia ---------------------------------------------

# The wire.
[[feed]]
url = "https://a.example.org/feed"   # its main feed
name = "A"
every = "15m"

[[feed]]
url = "https://b.example.org/feed"
name = "B"
headers = [
  # a list over several lines
  "x",
]

# Europe -------------------------------------------

[[feed]]
url = 'https://c.example.org/feed'
name = "C"
"""
FEEDS = tomllib.loads(TEXT)["feed"]
SHIPPED = (Path(__file__).parents[2] / "config" / "feeds.toml").read_text(encoding="utf-8")
VALUES = st.text(st.characters(codec="utf-8"), max_size=30)


def changed_lines(before: str, after: str) -> list[str]:
    """Return the lines that differ, with + or -."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


@given(st.integers(0, 2), VALUES)
def test_a_change_is_one_line(number: int, value: str) -> None:
    """A new key is one line more, in its feed; any text survives; nothing else changes."""
    after = change_feed(TEXT, FEEDS[number]["url"], {"folder": value})
    expected = [feed | ({"folder": value} if place == number else {}) for place, feed in enumerate(FEEDS)]
    assert tomllib.loads(after)["feed"] == expected
    assert all(line.startswith("+") for line in changed_lines(TEXT, after))


@pytest.mark.no_cover
def test_every_shipped_feed_can_be_paused_and_resumed() -> None:
    """A pause is one changed or added line, and a resumption restores what the file means."""
    feeds = tomllib.loads(SHIPPED)["feed"]
    for number, feed in enumerate(feeds):
        paused = change_feed(SHIPPED, feed["url"], {"enabled": False})
        assert len(changed_lines(SHIPPED, paused)) <= 2
        assert tomllib.loads(paused)["feed"][number]["enabled"] is False
        resumed = tomllib.loads(change_feed(paused, feed["url"], {"enabled": None}))["feed"][number]
        assert resumed == {key: value for key, value in feed.items() if key != "enabled"}


def test_every_shipped_feed_can_be_removed() -> None:
    """A removal takes the feed and the comment directly above it, and no heading."""
    feeds = tomllib.loads(SHIPPED)["feed"]
    for number, feed in enumerate(feeds):
        after = remove_feed(SHIPPED, feed["url"])
        assert tomllib.loads(after)["feed"] == feeds[:number] + feeds[number + 1 :]
        lines = changed_lines(SHIPPED, after)
        assert all(line.startswith("-") for line in lines)
        assert not [line for line in lines if line.endswith("------")]


def test_a_removal_takes_its_own_comment_only() -> None:
    """The comment directly above goes, the headings stay, one blank line is left between feeds."""
    assert remove_feed(TEXT, "https://A.example.org:443/feed").startswith("# The sources.\n\n# Asia ------")
    assert "# The wire." not in remove_feed(TEXT, FEEDS[0]["url"])
    assert "# Europe -" in remove_feed(TEXT, FEEDS[1]["url"])
    assert "# Europe -" in remove_feed(TEXT, FEEDS[2]["url"])
    assert "\n\n\n" not in remove_feed(TEXT, FEEDS[1]["url"])


@settings(max_examples=50)
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=4))
def test_additions_are_appended(values: list[tuple[str, str]]) -> None:
    """New feeds come last, with any text in their values; the text before is unchanged."""
    new: list[dict[str, Any]] = [
        {"name": name, "url": f"https://x.example.org/{url}"} for name, url in values
    ]
    after = add_feeds(TEXT, new, "Imported")
    assert after.startswith(TEXT.rstrip())
    assert tomllib.loads(after)["feed"] == FEEDS + new


def test_the_last_feed_is_not_removed() -> None:
    """A config without any feed is invalid, so the last one stays."""
    with pytest.raises(ConfigError, match="no feed left"):
        remove_feed('[[feed]]\nurl = "https://a.example.org/"\n', "https://a.example.org/")


def test_feeds_written_inline_are_refused() -> None:
    """Feed = [...] is valid TOML, but is not edited by command."""
    text = 'feed = [{ url = "https://a.example.org/" }]\n'
    for edit in (
        lambda: add_feeds(text, [{"url": "https://b.example.org/"}]),
        lambda: change_feed(text, "https://a.example.org/", {"enabled": False}),
    ):
        with pytest.raises(ConfigError, match=r"\[\[feed\]\]"):
            edit()


def test_an_edit_that_would_be_invalid_changes_nothing(folder: ConfigFolder) -> None:
    """A wrong value is refused with its line, and the file is as it was."""
    before = (folder.path / "feeds.toml").read_bytes()
    new = {"url": "https://n.example.org/", "language": "klingon"}
    with pytest.raises(ConfigError, match="language"):
        edit_feeds(folder.path, partial(add_feeds, feeds=[new]))
    assert (folder.path / "feeds.toml").read_bytes() == before


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_mode_and_links_stay(folder: ConfigFolder, tmp_path: Path, mark: bytes) -> None:
    """Windows line ends, a byte order mark, the mode and a symbolic link survive an edit."""
    path, real = folder.path / "feeds.toml", tmp_path / "elsewhere.toml"
    real.write_bytes(mark + path.read_bytes().replace(b"\n", b"\r\n"))
    real.chmod(0o600)
    path.unlink()
    path.symlink_to(real)
    config = edit_feeds(
        folder.path, partial(add_feeds, feeds=[{"url": "https://n.example.org/", "name": "N"}])
    )
    content = real.read_bytes()
    assert config == read_config(folder.path)
    assert config.feeds[-1].name == "N"
    assert content.startswith(mark)
    assert content.count(b"\n") == content.count(b"\r\n")
    assert (path.is_symlink(), real.stat().st_mode & 0o777) == (True, 0o600)


def test_a_folder_that_cannot_be_written(folder: ConfigFolder) -> None:
    """A file that cannot be replaced is a problem of the config with the reason."""
    (folder.path / "feeds.toml").chmod(0o400)
    folder.path.chmod(0o500)
    try:
        (folder.path / "probe").touch()
    except OSError:
        with pytest.raises(ConfigError, match="cannot be written"):
            edit_feeds(folder.path, partial(add_feeds, feeds=[{"url": "https://n.example.org/"}]))
    else:
        pytest.skip("root may write everywhere")
    finally:
        folder.path.chmod(0o700)
