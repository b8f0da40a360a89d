"""Real feeds of many years and outlets, and other readers' test suites: no crash, and nothing lost.

The files and what feedparser finds in them (INDEX.jsonl) live beside the repository; without them this skips.
"""

import json
import tarfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from monitor.models import Failure
from monitor.read import parse_feed
from tests.cpu_time import is_within

FEEDS = Path(__file__).parents[2].parent / "shared" / "data" / "feeds"
pytestmark = [
    pytest.mark.skipif(not FEEDS.is_dir(), reason="the recorded feeds in ../shared are not here"),
    pytest.mark.no_cover,
]

RECORDED_BEFORE = datetime(2026, 11, 24, tzinfo=UTC)
_IDS = "its links are urn:, tag: or source: identifiers, or plain names, which nobody can follow"
_NOTHING = "its items say nothing: no id, no link, no words"
_TORN = "its last item is torn; the next poll brings it whole"
_NO_DATE = "1 January of the year 1 is what .NET and Go write where there is no date"
_TWICE = "items that repeat another word for word count once"
_FR, _FP, _RM = (
    "feed-rs/feed-rs/fixture",
    "feedparser/tests/illformed",
    "rome/rome-modules/src/test/resources",
)
# Where our rule is stricter than feedparser on purpose: (entries, links, dates) that we find, and why.
STRICTER = {
    "fastfeedparser/benchmark_data/1c17c9c37207f120": ((32, 32, 13), _NO_DATE),
    "fastfeedparser/benchmark_data/3ac543065ca0ef7d": ((59, 59, 58), _NO_DATE),
    "fastfeedparser/benchmark_data/3c1152be6c9e4752": ((77, 77, 75), _NO_DATE),
    "fastfeedparser/benchmark_data/4059f23db954f1b5": ((16, 16, 14), _NO_DATE),
    "fastfeedparser/benchmark_data/995fa12531de4aa0": ((14, 14, 11), _NO_DATE),
    "fastfeedparser/benchmark_data/d597083ccac7f99a": ((10, 10, 9), _NO_DATE),
    "fastfeedparser/benchmark_data/72fea1ebfd02e90a": ((11, 11, 11), _TWICE),
    "fastfeedparser/tests/integration/osm-pl.xml": ((7, 7, 7), _TORN),
    f"{_FR}/atom/atom_entry_1.xml": ((1, 0, 1), _IDS),
    f"{_FR}/atom/atom_example_7.xml": ((1, 0, 1), _IDS),
    f"{_FR}/atom/atom_pub_spec_1.xml": ((1, 0, 1), _IDS),
    f"{_FP}/geo/georss_point_no_coords.xml": ((0, 0, 0), _NOTHING),
    f"{_FP}/geo/georss_polygon_insufficient_coords.xml": ((0, 0, 0), _NOTHING),
    f"{_FP}/geo/gml_point.xml": ((0, 0, 0), _NOTHING),
    f"{_FP}/rss_incomplete_cdata.xml": ((0, 0, 0), _TORN),
    "korean-news/seoul-international.xml": ((24, 24, 24), _TWICE),
    "miniflux/internal/reader/parser/testdata/no_encoding_ISO-8859-1.xml": ((9, 9, 9), _NOTHING),
    "reader/tests/data/empty.atom": ((1, 0, 0), _IDS),
    "reader/tests/data/full.atom": ((5, 1, 2), _IDS),
    f"{_RM}/com/rometools/modules/itunes/duration-bad.xml": ((0, 0, 0), _NOTHING),
    f"{_RM}/com/rometools/modules/itunes/duration-empty.xml": ((0, 0, 0), _NOTHING),
    f"{_RM}/com/rometools/modules/itunes/duration.xml": ((0, 0, 0), _NOTHING),
    f"{_RM}/org/rometools/feed/module/georss/issue-02.xml": ((0, 0, 0), _NOTHING),
    f"{_RM}/org/rometools/feed/module/mediarss/filesize-with-unit.xml": ((0, 0, 0), _NOTHING),
    f"{_RM}/org/rometools/feed/module/mediarss/issue-07.xml": ((0, 0, 0), _NOTHING),
    f"{_RM}/org/rometools/feed/module/mediarss/issue-08.xml": ((0, 0, 0), _NOTHING),
    f"{_RM}/org/rometools/feed/module/mediarss/issue-12.xml": ((0, 0, 0), _NOTHING),
    f"{_RM}/org/rometools/feed/module/mediarss/issue-331.xml": ((0, 0, 0), _NOTHING),
    f"{_RM}/os/sample1.xml": ((1, 1, 0), _TWICE),
    f"{_RM}/xml/ep/ep1_v4a.xml": ((17, 0, 0), _TWICE),
    f"{_RM}/xml/ep/ep2_v4a.xml": ((17, 0, 0), _TWICE),
    f"{_RM}/xml/v/v4.xml": ((17, 0, 0), _TWICE),
    f"{_RM}/xml/v/v5.xml": ((17, 0, 0), _TWICE),
    f"{_RM}/xml/v/v6.xml": ((17, 0, 0), _TWICE),
    "rome/rome/src/test/resources/atom_0.3.xml": ((2, 0, 2), _IDS),
    "rome/rome/src/test/resources/atom_0.3_DC_Sy.xml": ((2, 0, 2), _IDS),
    "rome/rome/src/test/resources/dublin-core-date.xml": ((0, 0, 0), _NOTHING),
}


@cache
def index() -> tuple[dict[str, Any], ...]:
    """Return the index of the files."""
    lines = (FEEDS / "INDEX.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


@cache
def packed() -> dict[str, bytes]:
    """Return the files of the packed suites."""
    files = {}
    for archive in sorted(FEEDS.glob("*.tar.gz")):
        with tarfile.open(archive) as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isfile() else None
                if content is not None:
                    files[member.name] = content.read()
    return files


def body_of(path: str) -> bytes:
    """Return one file, packed or not."""
    return packed()[path] if path in packed() else (FEEDS / path).read_bytes()


@dataclass(frozen=True, slots=True)
class Found:
    """What is found in one file, which three tests ask for.

    Attributes:
        refused: why it is no feed; "" if it is one.
        keys: of its entries.
        seconds: of CPU time that parsing took.
    """

    refused: str
    detail: str
    titled: bool
    keys: tuple[str, ...]
    links: int
    dates: int
    seconds: float


@cache
def found_in(path: str) -> Found:
    """Parse one file with a present time of one day after the last recording."""
    body = body_of(path)
    start = time.thread_time()
    parsed = parse_feed(body, "", "https://news.test/rss/all.xml", RECORDED_BEFORE)
    seconds = time.thread_time() - start
    if isinstance(parsed, Failure):
        return Found(parsed.reason, parsed.detail, titled=False, keys=(), links=0, dates=0, seconds=seconds)
    entries = parsed.entries
    return Found(
        "",
        "",
        bool(parsed.title),
        tuple(entry.key for entry in entries),
        sum(entry.url is not None for entry in entries),
        sum(entry.published is not None for entry in entries),
        seconds,
    )


def test_nothing_crashes_or_hangs() -> None:
    """Each of the thousands of files is parsed or refused within seconds, with valid entries."""
    for row in index():
        found = found_in(row["path"])
        assert is_within(found.seconds, 5), row["path"]
        assert found.refused in {"", "not_a_feed", "empty_body", "unparsable", "xml_bomb"}, row["path"]
        assert found.detail.isprintable()
        assert len(set(found.keys)) == len(found.keys), row["path"]
        assert all(found.keys), row["path"]


def test_nothing_is_lost() -> None:
    """At least the entries, links and dates that feedparser finds are found, with the exceptions above."""
    checked = 0
    for row in index():
        if "fp_entries" not in row:
            continue
        found = found_in(row["path"])
        if found.refused:
            assert not row["fp_version"], row["path"]
        else:
            assert found.titled or not row["fp_title"].strip(), row["path"]
        ours = (len(found.keys), found.links, found.dates)
        theirs = (row["fp_entries"], row["fp_with_link"], row["fp_dated"])
        if row["path"] in STRICTER:
            assert ours == STRICTER[row["path"]][0], row["path"]
        else:
            assert all(our >= their for our, their in zip(ours, theirs, strict=True)), (row["path"], ours)
        checked += 1
    assert checked > 400


def test_ids_are_kept() -> None:
    """If a recorded outlet gives unique ids, they are the keys."""
    kept = total = 0
    for row in index():
        if row["set"] not in {"korean-news-knews-rss", "fastfeedparser"} or not row["fp_with_id"]:
            continue
        found = found_in(row["path"])
        assert not found.refused
        total += row["fp_with_id"]
        kept += sum(not key.startswith("hash:") for key in found.keys)
    assert kept >= 0.99 * total - 20
