"""The digest files agree with the digests table after any interruption."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.errors import PublishError
from monitor.pipeline import publish, rebuild, republish_missing, sweep
from tests.apps import MATCHING, Clock, app_at, config_for
from tests.faulty_site import FaultySite

DAY = date(2025, 12, 16)


@pytest.mark.fault(153, 156)
async def test_outdated_files_are_written_again(demo_site: FaultySite, tmp_path: Path) -> None:
    """A digest that is recorded but not written is written once, over older files."""
    demo_site.add_feed("/a.xml", "Courier")
    demo_site.publish("/a.xml", "Treaty signed", MATCHING, published=Clock()())
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        await sweep(app, finish=True)
        await publish(app, DAY, closes=False)
        clock.forward(hours=2)
        demo_site.publish("/a.xml", "Second treaty signed", "Another " + MATCHING, published=clock())
        await sweep(app, finish=True)
        app.output = tmp_path / "archive.db"  # no folder, so nothing can be written
        with pytest.raises(PublishError):
            await publish(app, DAY, closes=True)
        app.output = tmp_path
        path = tmp_path / "digests" / f"{DAY}.json"
        assert "Second treaty" not in path.read_text(encoding="utf-8")
        assert app.archive.digests.days_without_stories() == (DAY,)
        await republish_missing(app)
        assert "Second treaty" in path.read_text(encoding="utf-8")
        assert app.archive.digests.days_without_stories() == ()


async def test_the_next_digest_closes_the_files_of_the_day_before(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """The files of an open day are written again as closed with the next day's digest."""
    demo_site.add_feed("/a.xml", "Courier")
    demo_site.publish("/a.xml", "Treaty signed", MATCHING, published=Clock()())
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        await sweep(app, finish=True)
        await publish(app, DAY, closes=False)
        path = tmp_path / "digests" / f"{DAY}.json"
        assert not json.loads(path.read_text(encoding="utf-8"))["window"]["closed"]
        clock.forward(days=1)
        await publish(app, DAY + timedelta(days=1), closes=False)
        written = path.read_bytes()
        assert json.loads(written)["window"]["closed"]
        await rebuild(app, DAY)
        assert path.read_bytes() == written


async def test_each_link_between_files_leads_to_a_file(demo_site: FaultySite, tmp_path: Path) -> None:
    """Digests, the list and the chronicles link to each other in the output folder, without a server."""
    demo_site.add_feed("/a.xml", "Courier")
    demo_site.publish("/a.xml", "Treaty signed", MATCHING, published=Clock()())
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        await sweep(app, finish=True)
        await publish(app, DAY, closes=True)
        clock.forward(days=1)
        published = await publish(app, DAY + timedelta(days=1), closes=False)
    chronicle = tmp_path / "digests" / "topics" / "extradition.html"
    assert chronicle in published.files
    assert "The first report" in chronicle.read_text(encoding="utf-8")
    linked = linked_files(tmp_path)
    assert len(linked) > 12
    assert [path for path in linked if not path.is_file()] == []


def linked_files(folder: Path) -> list[Path]:
    """Return the files that the pages of a folder link to."""
    return [
        page.parent / link
        for page in folder.glob("**/*.html")
        for link in re.findall(r'href="([^"#:]+)(?:#[^"]*)?"', page.read_text(encoding="utf-8"))
    ]


@pytest.mark.fault(266)
async def test_files_of_another_archive_are_kept(demo_site: FaultySite, tmp_path: Path) -> None:
    """Files of a deleted archive are kept under another name, each time."""
    digests = tmp_path / "digests"
    demo_site.add_feed("/a.xml", "Courier")
    demo_site.publish("/a.xml", "Treaty signed", MATCHING, published=Clock()())
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), Clock()) as app:
        digests.mkdir()
        for form in ("html", "json"):
            (digests / f"{DAY}.{form}").write_text("of before")
            (digests / f"{DAY}-kept.{form}").write_text("of long before")
        await sweep(app, finish=True)
        for closes in (False, False, True):
            await publish(app, DAY, closes=closes)
    assert "Treaty signed" in (digests / f"{DAY}.html").read_text(encoding="utf-8")
    for form in ("html", "json"):
        assert (digests / f"{DAY}-kept.{form}").read_text() == "of long before"
        assert (digests / f"{DAY}-kept-2.{form}").read_text() == "of before"
    assert not list(digests.glob("*-kept-3*"))


@pytest.mark.fault(267)
async def test_the_digest_shows_notices_of_the_archive(demo_site: FaultySite, tmp_path: Path) -> None:
    """A notice of the archive is in the health note of the next digest and in its JSON."""
    async with app_at(tmp_path, config_for(demo_site), Clock()) as app:
        (tmp_path / "backups").touch()
        (said,) = app.archive.maintenance.run_daily(app.clock(), None, None)
        published = await publish(app, DAY, closes=True)
    assert published.digest.health.notices[0].startswith(said)
    document = json.loads((tmp_path / "digests" / f"{DAY}.json").read_text(encoding="utf-8"))
    assert document["health"]["notices"] == list(published.digest.health.notices)
    for form in ("html", "md"):
        assert "no backup could be made" in (tmp_path / "digests" / f"{DAY}.{form}").read_text(
            encoding="utf-8"
        )
