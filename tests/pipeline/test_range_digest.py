"""A digest of a range equals that of a new archive with the current topics, and stores nothing."""

import os
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app import open_app
from monitor.models import PRUNED, Digest, Keyword, Topic, Topics
from monitor.pipeline import (
    AppContext,
    build_range_digest,
    match_stored,
    publish,
    publish_today,
    sweep,
    window_of_range,
)
from tests.apps import MORNING, Clock, app_at, config_for
from tests.faulty_site import FaultySite

WORDS = ("copper", "zinc", "tin", "silver", "nickel")


def topics(*words: str) -> Topics:
    """Return one topic per word."""
    made = tuple(Topic(word, word.title(), (Keyword(word),)) for word in words)
    return Topics((), made, "of " + " ".join(words))


def shown(digest: Digest) -> list[tuple[str, list[tuple[str, object, float]]]]:
    """Return the headlines, articles and scores of a digest by topic."""
    return [
        (
            section.id,
            sorted((story.headline, story.status, story.articles[0].score) for story in section.stories),
        )
        for section in digest.topics
    ]


def files(output: Path) -> dict[str, bytes]:
    """Read an output folder without the temporary files of SQLite."""
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


async def build(app: AppContext, since: timedelta | None, until: timedelta | None) -> Digest:
    """Build the digest of a range, counted from the morning of the first day."""
    window = await window_of_range(
        app,
        None if since is None else MORNING + since,
        None if until is None else MORNING + until,
    )
    return await build_range_digest(app, window)


async def fill(demo_site: FaultySite, output: Path, chooser: random.Random, edits: list[Topics]) -> Clock:
    """Read some articles a day for three days, and edit the topics after each day."""
    clock = Clock()
    path = f"/{output.name}.xml"
    demo_site.add_feed(path, "Courier")
    for day in range(3):
        config = config_for(demo_site, path, topics=edits[day])
        async with app_at(output, config, clock) as app:
            for hour in range(2):
                words = " and ".join(chooser.sample(WORDS, 2))
                told_of = f"The price of {words} rose on day {day}, hour {hour}."
                demo_site.publish(path, f"Prices {day} {hour} {words}", f"{told_of}\n\nTraders were {words}.")
                await sweep(app, finish=True)
                await publish_today(app)
                clock.forward(hours=2)
            if chooser.random() < 0.7:
                await publish(app, clock().date(), closes=True)
        clock.forward(days=1)
    return clock


@pytest.mark.fault(274)
@pytest.mark.parametrize("seed", range(6))
async def test_a_range_digest_equals_that_of_a_new_archive(
    demo_site: FaultySite, tmp_path: Path, seed: int
) -> None:
    """After any edits, each range gives the digest of an archive that always had the last topics."""
    chooser = random.Random(seed)
    last = topics(*chooser.sample(WORDS, 3))
    edits = [topics(*chooser.sample(WORDS, 2)) for _ in range(2)]
    state = chooser.getstate()
    clock = await fill(demo_site, tmp_path / "edited", chooser, [*edits, edits[0]])
    chooser.setstate(state)
    await fill(demo_site, tmp_path / "fresh", chooser, [last] * 3)
    before = files(tmp_path / "edited")
    spans = [
        (timedelta(0), None),
        (timedelta(hours=1), timedelta(days=2)),
        (timedelta(days=1), None),
    ]
    answers = []
    for name in ("edited", "fresh"):
        config = config_for(demo_site, f"/{name}.xml", topics=last)
        async with open_app(config, tmp_path / name, readonly=True, clock=clock) as app:
            answers.append([shown(await build(app, *span)) for span in spans])
            assert answers[-1] == [shown(await build(app, *span)) for span in spans]
    assert answers[0] == answers[1]
    assert any(stories for _, stories in answers[0][0])
    assert files(tmp_path / "edited") == before


@pytest.mark.fault(274)
async def test_a_range_digest_beside_a_daemon(demo_site: FaultySite, tmp_path: Path) -> None:
    """While a monitor holds the archive and stores, a range is matched without a lock or a write."""
    clock = await fill(demo_site, tmp_path / "held", random.Random(1), [topics("zinc")] * 3)
    config = config_for(demo_site, "/held.xml", topics=topics(*WORDS))
    async with (
        app_at(tmp_path / "held", config, clock) as daemon,
        open_app(config, tmp_path / "held", readonly=True, clock=clock) as app,
    ):
        seen = []
        async for text, matching in match_stored(app, MORNING, clock()):
            if not seen:
                demo_site.publish("/held.xml", "Late zinc", "Zinc again, and copper.\n\nAnd tin.")
                clock.forward(minutes=40)
                await sweep(daemon, finish=True)
            seen.append((text.title, len(matching.matches)))
    assert len(seen) == 6
    assert all(found >= 2 for _, found in seen)


async def test_pruned_articles_keep_their_matches(demo_site: FaultySite, tmp_path: Path) -> None:
    """An article without its text keeps its matches, and the digest marks it."""
    clock = await fill(demo_site, tmp_path / "old", random.Random(2), [topics("gold")] * 3)
    config = config_for(demo_site, "/old.xml", topics=topics(*WORDS))
    async with app_at(tmp_path / "old", config, clock) as app:
        await publish(app, clock().date(), closes=True)
        app.archive.maintenance.prune(clock(), timedelta(hours=30), None)
        digest = await build(app, timedelta(0), None)
    lost = [article for article in digest.health.unreadable if article.reason == PRUNED]
    assert lost
    assert len(lost) < 6
    told_of = {story.headline for section in digest.topics for story in section.stories}
    assert told_of
    assert not told_of & {article.title for article in lost}


async def test_a_folder_that_cannot_be_written(demo_site: FaultySite, tmp_path: Path) -> None:
    """A digest can be built from an archive in a read-only folder."""
    clock = await fill(demo_site, tmp_path / "copy", random.Random(3), [topics("zinc")] * 3)
    if os.geteuid() != 0:
        (tmp_path / "copy").chmod(0o500)
    config = replace(config_for(demo_site, "/copy.xml"), topics=topics(*WORDS))
    async with open_app(config, tmp_path / "copy", readonly=True, clock=clock) as app:
        assert any(section.stories for section in (await build(app, timedelta(0), None)).topics)
    (tmp_path / "copy").chmod(0o700)
