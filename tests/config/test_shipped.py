"""The shipped config is valid, follows the summit, and describes itself."""

import csv
import re
import tomllib
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from monitor.config import FILES, read_config, shipped_folder, write_shipped
from monitor.models import Config, Settings

SHARED = Path(__file__).parents[2].parent / "shared"
OUTLETS = SHARED / "data" / "feedlists" / "outlets.tsv"
TOPIC_IDS = [
    "extradition", "luang-prabang-airport", "critical-minerals", "online-scams", "police-cooperation",
    "comprehensive-partnership", "korean-peninsula", "development-aid",
]  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Config:
    """The shipped config."""
    return read_config(shipped_folder())


def test_it_follows_the_summit(shipped: Config) -> None:
    """The topics have the ids that scripts rely on, in their order; days are those of Seoul."""
    ids = [topic.id for topic in shipped.topics.topics]
    assert ids[:3] == TOPIC_IDS[:3]
    assert sorted(ids) == sorted(TOPIC_IDS)
    assert shipped.timezone == "Asia/Seoul"


def test_it_writes_out_every_setting_with_its_default(shipped: Config) -> None:
    """The shipped monitor.toml lists every key, each with its default except the time zone."""
    data = tomllib.loads((shipped_folder() / "monitor.toml").read_text(encoding="utf-8"))
    defaults = asdict(Settings())
    assert set(data) == set(defaults)
    for name in data.keys() - {"timezone"}:
        assert set(data[name]) == set(defaults[name]), name
        assert asdict(getattr(shipped, name)) == defaults[name], name


def test_every_source_says_what_it_is(shipped: Config) -> None:
    """Sources that are on have name, language and country; searches are off."""
    for feed in shipped.feeds:
        if feed.enabled:
            assert feed.name != urlsplit(feed.url).hostname
            assert feed.language
            assert feed.country
    searches = [feed for feed in shipped.feeds if re.search("news.google|gdeltproject", feed.url)]
    assert len(searches) >= 8
    assert not any(feed.enabled for feed in searches)


def test_every_source_that_is_off_says_why() -> None:
    """The comment directly above a source that is off gives the reason; searches have a heading with it."""
    text = (shipped_folder() / "feeds.toml").read_text(encoding="utf-8").partition("# Searches ---")[0]
    for block in text.split("[[feed]]")[1:]:
        before = text[: text.index(block)].removesuffix("[[feed]]").rstrip("\n")
        if "enabled = false" in block:
            assert before.rpartition("\n")[2].startswith("# "), block
    assert "# Off: " in text


@pytest.mark.skipif(not OUTLETS.exists(), reason="the list of outlets is not here")
def test_sources_are_those_of_high_confidence(shipped: Config) -> None:
    """Every outlet is there: those of high confidence are on but the searches, all others are off."""
    with OUTLETS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    enabled = {feed.url for feed in shipped.feeds if feed.enabled}
    present = {feed.url for feed in shipped.feeds}
    hosts = {urlsplit(row["feed_url"]).hostname for row in rows if row["confidence"] == "high"}
    for row in rows:
        if row["confidence"] == "high" and row["lang"] != "any":
            assert row["feed_url"] in enabled, row["outlet"]
        elif row["confidence"] != "high":
            assert row["feed_url"] not in enabled, row["outlet"]
        if row["lang"] != "any":
            assert row["feed_url"] in present, row["outlet"]
    assert {urlsplit(url).hostname for url in enabled} <= hosts


def test_it_overwrites_no_file(tmp_path: Path) -> None:
    """All three files are written if they are missing; a user's file stays as it is."""
    folder = tmp_path / "new" / "config"
    assert write_shipped(folder) == (FILES, ())
    assert read_config(folder).version == read_config(shipped_folder()).version
    (folder / "feeds.toml").write_text("mine", encoding="utf-8")
    (folder / "topics.toml").unlink()
    assert write_shipped(folder) == (("topics.toml",), ("monitor.toml", "feeds.toml"))
    assert (folder / "feeds.toml").read_text(encoding="utf-8") == "mine"
