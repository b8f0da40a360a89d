"""A small config folder that tests copy and break."""

from pathlib import Path

import pytest

MONITOR = 'timezone = "Asia/Seoul"\n\n[schedule]\ndigest = "07:00"\n'
FEEDS = """\
[[feed]]
url = "https://courier.example/feed.xml"
name = "Mekong Courier"
language = "en"
country = "LA"
every = "1h"

[[feed]]
url = "https://hanbando.example/rss"
name = "한반도일보"
language = "ko"
country = "KR"
"""
TOPICS = """\
[groups]
laos = ["Laos", "라오스", "ລາວ"]

[topics.extradition]
title = "Extradition"
require = ["laos"]
exclude = ["Assange"]
near = 60

[topics.extradition.keywords]
en = ["extradit*", { term = "prosecutor", weight = 4 }]
ko = ["범죄인 인도"]

[topics.minerals]
keywords.en = ["critical minerals"]
"""


class ConfigFolder:
    """A config folder with verbs to edit it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write(monitor=MONITOR, feeds=FEEDS, topics=TOPICS)

    def write(self, **files: str | bytes) -> Path:
        """Write files by their stem; return the folder."""
        self.path.mkdir(parents=True, exist_ok=True)
        for stem, content in files.items():
            encoded = content if isinstance(content, bytes) else content.encode()
            (self.path / f"{stem}.toml").write_bytes(encoded)
        return self.path

    def replace(self, stem: str, old: str, new: str) -> Path:
        """Change a text in one file, which must be there."""
        path = self.path / f"{stem}.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        return self.path


@pytest.fixture
def folder(tmp_path: Path) -> ConfigFolder:
    """A valid config folder with two feeds and two topics."""
    return ConfigFolder(tmp_path / "config")
