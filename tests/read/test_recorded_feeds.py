"""Real feeds of many years and outlets, and other readers' test suites: no crash, and nothing lost.

The files and what feedparser finds in them (INDEX.jsonl) live beside the repository; without them this skips.
"""

import json
import tarfile
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from monitor.models import Failure, ParsedFeed
from monitor.read import parse_feed

FEEDS = Path(__file__).parents[2].parent / "shared" / "data" / "feeds"
pytestmark = pytest.mark.skipif(not FEEDS.is_dir(), reason="the recorded feeds in ../shared are not here")

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


def parse(path: str) -> ParsedFeed | Failure:
    """Parse one file with a present time of one day after the last recording."""
    return parse_feed(body_of(path), "", "https://news.test/rss/all.xml", RECORDED_BEFORE)


def test_nothing_crashes_or_hangs() -> None:
    """Each of the thousands of files is parsed or refused within seconds, with valid entries."""
    for row in index():
        start = time.thread_time()
        parsed = parse(row["path"])
        assert time.thread_time() - start < 5, row["path"]
        if isinstance(parsed, Failure):
            assert parsed.reason in {"not_a_feed", "empty_body", "unparsable", "xml_bomb"}, row["path"]
            assert parsed.detail.isprintable()
            continue
        keys = [entry.key for entry in parsed.entries]
        assert len(set(keys)) == len(keys), row["path"]
        assert all(keys), row["path"]


def test_nothing_is_lost() -> None:
    """At least the entries, links and dates that feedparser finds are found, with the exceptions above."""
    checked = 0
    for row in index():
        if "fp_entries" not in row:
            continue
        parsed = parse(row["path"])
        found = (0, 0, 0)
        if not isinstance(parsed, Failure):
            links = sum(entry.url is not None for entry in parsed.entries)
            found = (len(parsed.entries), links, sum(entry.published is not None for entry in parsed.entries))
            assert bool(parsed.title) or not row["fp_title"].strip(), row["path"]
        else:
            assert not row["fp_version"], row["path"]
        expected = (row["fp_entries"], row["fp_with_link"], row["fp_dated"])
        if row["path"] in STRICTER:
            assert found == STRICTER[row["path"]][0], row["path"]
        else:
            assert all(ours >= theirs for ours, theirs in zip(found, expected, strict=True)), (
                row["path"],
                found,
            )
        checked += 1
    assert checked > 400


def test_ids_are_kept() -> None:
    """If a recorded outlet gives unique ids, they are the keys."""
    kept = total = 0
    for row in index():
        if row["set"] not in {"korean-news-knews-rss", "fastfeedparser"} or not row["fp_with_id"]:
            continue
        parsed = parse(row["path"])
        assert not isinstance(parsed, Failure)
        total += row["fp_with_id"]
        kept += sum(not entry.key.startswith("hash:") for entry in parsed.entries)
    assert kept >= 0.99 * total - 20
