"""A digest and its files."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.digest import build_digest, render_html, render_json, render_markdown
from monitor.errors import PublishError
from monitor.models import Digest
from monitor.publish import missing_files, publish_digest, publish_range_digest
from tests.digest.inputs import DAY, busy_day, empty_day, window

ALL = ("html", "md", "json", "atom")


def digest_of(back: int = 0) -> Digest:
    """Return the digest of the busy day, dated a number of days before."""
    return build_digest(replace(busy_day(), window=window(DAY - timedelta(days=back))))


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return each file in a folder with its inode and content."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_all_files_of_a_digest(tmp_path: Path) -> None:
    """Dated files, latest files, index, feeds and catalogue are at their documented paths."""
    paths = publish_digest(digest_of(), tmp_path, ALL)
    named = [path.relative_to(tmp_path).as_posix() for path in paths]
    assert named == [
        "digests/2025-12-16.html", "digests/2025-12-16.md", "digests/2025-12-16.json",
        "latest.html", "latest.md", "latest.json", "digests/index.html", "digests/feed.atom",
        *(f"digests/topics/{topic}.atom" for topic in ("extradition", "airport", "minerals", "scams")),
    ]  # fmt: skip
    assert set(files(tmp_path)) == {*named, "digests/index.json"}
    for form, render in (("html", render_html), ("md", render_markdown)):
        assert (tmp_path / f"digests/2025-12-16.{form}").read_text(encoding="utf-8") == render(digest_of())
        latest = (tmp_path / f"latest.{form}").read_text(encoding="utf-8")
        assert latest == render(digest_of(), "digests/")  # its links lead into the folder
    latest = (tmp_path / "latest.json").read_text(encoding="utf-8")
    assert latest == (tmp_path / "digests/2025-12-16.json").read_text(encoding="utf-8")
    assert latest == render_json(digest_of())


@pytest.mark.fault(189)
def test_publishing_twice_changes_no_file(tmp_path: Path) -> None:
    """Writing the same digest again does not change any file."""
    publish_digest(digest_of(), tmp_path, ALL)
    before = files(tmp_path)
    publish_digest(digest_of(), tmp_path, ALL)
    assert files(tmp_path) == before


def test_only_the_configured_formats_are_written(tmp_path: Path) -> None:
    """Without html there is no index; without atom there are no feeds and no links to them."""
    publish_digest(digest_of(), tmp_path, ("md",))
    assert set(files(tmp_path)) == {"digests/2025-12-16.md", "latest.md", "digests/index.json"}
    publish_digest(digest_of(), tmp_path, ("html",))
    assert ".atom" not in (tmp_path / "digests/index.html").read_text(encoding="utf-8")


def test_an_earlier_digest_leaves_latest_alone(tmp_path: Path) -> None:
    """Writing an earlier digest changes its own files and the index, not latest.*."""
    publish_digest(digest_of(), tmp_path, ALL)
    paths = publish_digest(digest_of(3), tmp_path, ALL)
    assert not [path for path in paths if path.name.startswith("latest")]
    assert (
        "2025-12-16" in (tmp_path / "latest.md").read_text(encoding="utf-8")
        or json.loads((tmp_path / "latest.json").read_text(encoding="utf-8"))["date"] == "2025-12-16"
    )
    index = (tmp_path / "digests/index.html").read_text(encoding="utf-8")
    assert index.index("2025-12-16.html") < index.index("2025-12-13.html")


def test_the_order_of_publishing_does_not_matter(tmp_path: Path) -> None:
    """The order in which digests are written does not change the files."""
    for back in (2, 0, 1):
        publish_digest(digest_of(back), tmp_path / "a", ALL)
    for back in (0, 1, 2, 0):
        publish_digest(digest_of(back), tmp_path / "b", ALL)
    one, other = files(tmp_path / "a"), files(tmp_path / "b")
    assert {name: content for name, (_, content) in one.items()} == {
        name: content for name, (_, content) in other.items()
    }


@pytest.mark.parametrize("damage", ["", "{", '{"schema_version": 99, "digests": []}', None])
def test_a_lost_catalogue_is_rebuilt(tmp_path: Path, damage: str | None) -> None:
    """If the catalogue is missing or damaged, the index is rebuilt from the dated JSON files."""
    publish_digest(digest_of(2), tmp_path, ALL)
    publish_digest(digest_of(1), tmp_path, ALL)
    whole = files(tmp_path)
    catalogue = tmp_path / "digests" / "index.json"
    if damage is None:
        catalogue.unlink()
    else:
        catalogue.write_text(damage)
    (tmp_path / "digests" / "2025-01-01.json").write_text("not a digest")
    (tmp_path / "digests" / "2025-01-02.json").write_bytes((tmp_path / "latest.json").read_bytes())
    publish_digest(digest_of(1), tmp_path, ALL)
    again = files(tmp_path)
    assert {name: again[name][1] for name in whole} == {name: content for name, (_, content) in whole.items()}


def test_missing_files_are_named(tmp_path: Path) -> None:
    """Missing dated files of the requested formats are returned; feeds are not dated files."""
    assert missing_files(tmp_path, DAY, ("atom",)) == ()
    assert [path.name for path in missing_files(tmp_path, DAY, ALL)] == [
        "2025-12-16.html",
        "2025-12-16.md",
        "2025-12-16.json",
    ]
    publish_digest(build_digest(empty_day()), tmp_path, ALL)
    assert missing_files(tmp_path, DAY, ALL) == ()


@pytest.mark.fault(156, 158)
def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    """Publishing to a folder that cannot be written raises an error with one line that names the file."""
    (tmp_path / "digests").write_text("in the way")
    with pytest.raises(PublishError, match=r"^while writing .*2025-12-16\.html: [^\n]+$"):
        publish_digest(digest_of(), tmp_path, ALL)


@pytest.mark.fault(131)
def test_topic_ids_never_name_a_path(tmp_path: Path) -> None:
    """A topic with a hostile id gets its own file inside the folder of feeds."""
    digest = build_digest(replace(busy_day(), topics=(("../../x", "X"), ("CON", "Y"), ("x" * 300, "Z"))))
    paths = publish_digest(digest, tmp_path / "output", ALL)
    assert set(tmp_path.iterdir()) == {tmp_path / "output"}
    assert len({path for path in paths if path.parent.name == "topics"}) == 3
    assert all(path.resolve().is_relative_to(tmp_path / "output") for path in paths)


@pytest.mark.fault(131)
def test_a_range_digest_has_separate_files(tmp_path: Path) -> None:
    """The files are named by times and slugs; index, feeds and latest do not change."""
    digest = build_digest(replace(busy_day(), window=window(requested=True)))
    files = publish_range_digest(digest, tmp_path, ("html", "md", "json", "atom"), ["../x", "airport"])
    assert {path.suffix for path in files} == {".html", ".md", ".json"}
    assert sorted(tmp_path.rglob("*")) == sorted(files)
    for path in files:
        assert re.fullmatch(r"asked-2025-12-15T0700-to-2025-12-16T0700-[a-z0-9-]+-airport\.\w+", path.name)


@pytest.mark.fault(129)
def test_nothing_is_written_for_a_spreadsheet(tmp_path: Path) -> None:
    """No published file is a spreadsheet format whose cells could run as formulas."""
    publish_digest(build_digest(busy_day()), tmp_path, ("html", "md", "json", "atom", "csv"))
    endings = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert endings == {".html", ".md", ".json", ".atom"}


def test_feeds_have_absolute_links_with_the_address_of_the_page(tmp_path: Path) -> None:
    """With [web] url every link in the feeds begins with it or leads to a report."""
    publish_digest(digest_of(), tmp_path, ALL, "https://monitor.example")
    for path in ("feed.atom", "topics/extradition.atom"):
        text = (tmp_path / "digests" / path).read_text(encoding="utf-8")
        links = re.findall(r'<link [^>]*href="([^"]+)"', text)
        assert f"https://monitor.example/digests/{path}" in links
        assert all(link.startswith("https://") for link in links)
