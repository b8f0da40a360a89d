"""What the folder of digests says is what the ledger says, whatever came between the two."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.errors import PublishError
from monitor.pipeline import publish, rebuild, republish_missing, sweep
from tests.desks import MATCHING, Clock, config_for, desk_at
from tests.newsroom import Newsroom

DAY = date(2025, 12, 16)


@pytest.mark.fault(153, 156)
async def test_files_of_before_the_last_stamp_are_written_again(newsroom: Newsroom, tmp_path: Path) -> None:
    """A digest stamped but not written, over files of an earlier hour, is found and written, once."""
    newsroom.add_feed("/a.xml", "Courier")
    newsroom.publish("/a.xml", "Treaty signed", MATCHING, published=Clock()())
    clock = Clock()
    async with desk_at(tmp_path, config_for(newsroom, "/a.xml"), clock) as desk:
        await sweep(desk, finish=True)
        await publish(desk, DAY, closes=False)
        clock.forward(hours=2)
        newsroom.publish("/a.xml", "Second treaty signed", "Another " + MATCHING, published=clock())
        await sweep(desk, finish=True)
        desk.output = tmp_path / "archive.db"  # no folder, so nothing can be written
        with pytest.raises(PublishError):
            await publish(desk, DAY, closes=True)
        desk.output = tmp_path
        path = tmp_path / "digests" / f"{DAY}.json"
        assert "Second treaty" not in path.read_text(encoding="utf-8")
        assert desk.archive.untold_days() == (DAY,)
        await republish_missing(desk)
        assert "Second treaty" in path.read_text(encoding="utf-8")
        assert desk.archive.untold_days() == ()


async def test_a_day_closed_by_the_next_says_so(newsroom: Newsroom, tmp_path: Path) -> None:
    """The files of a day left open are closed with the next day's digest, as if made again after it."""
    newsroom.add_feed("/a.xml", "Courier")
    newsroom.publish("/a.xml", "Treaty signed", MATCHING, published=Clock()())
    clock = Clock()
    async with desk_at(tmp_path, config_for(newsroom, "/a.xml"), clock) as desk:
        await sweep(desk, finish=True)
        await publish(desk, DAY, closes=False)
        path = tmp_path / "digests" / f"{DAY}.json"
        assert not json.loads(path.read_text(encoding="utf-8"))["window"]["closed"]
        clock.forward(days=1)
        await publish(desk, DAY + timedelta(days=1), closes=False)
        written = path.read_bytes()
        assert json.loads(written)["window"]["closed"]
        await rebuild(desk, DAY)
        assert path.read_bytes() == written
