"""Closed digests and alerts reach their targets at least once, and are not sent twice."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.logs import redact_line
from monitor.models import DeliverSettings, Topics
from monitor.pipeline import (
    AppContext,
    deliver_due,
    publish,
    publish_today,
    queue_closed,
    raise_alerts,
    read_status,
    send_again,
    send_one,
    sweep,
)
from tests.apps import MATCHING, TOPICS, Clock, app_at, config_for
from tests.faulty_site import FaultySite
from tests.publish.sinks import web_sink

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
DOWN = b"HTTP/1.1 503 Later\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
DENIED = b"HTTP/1.1 401 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
TODAY = date(2025, 12, 16)
MINERALS = "A new rare earth mine was licensed in the north.\n\nThe licence runs for {} years."


@asynccontextmanager
async def app_sending(
    demo_site: FaultySite, output: Path, clock: Clock, port: int, *, alert: object = False
) -> AsyncIterator[AppContext]:
    """Open a context with one feed, one target, and topics with or without alerts."""
    topics = tuple(replace(topic, alert=alert) for topic in TOPICS.topics)
    config = config_for(
        demo_site, "/a.xml", topics=Topics(TOPICS.groups, topics, "topics-2"),
        deliver=DeliverSettings((f"json://127.0.0.1:{port}/hook",)),
    )  # fmt: skip
    async with app_at(output, config, clock) as app:
        yield app


def said(received: list[bytes]) -> list[str]:
    """Return the subjects of what a target received."""
    return [json.loads(raw.split(b"\r\n\r\n", 1)[1])["title"] for raw in received]


@pytest.mark.fault(189)
async def test_a_closed_digest_is_sent_once(demo_site: FaultySite, tmp_path: Path) -> None:
    """An open digest is not sent; a closed one is sent once, also after restarts, and again on request."""
    demo_site.add_feed("/a.xml", "Courier")
    demo_site.publish("/a.xml", "Treaty signed", MATCHING)
    clock = Clock()
    with web_sink(OK) as (port, received):
        async with app_sending(demo_site, tmp_path, clock, port) as app:
            await sweep(app, finish=True)
            await publish_today(app)
            assert await deliver_due(app) == 0
            assert not received
            await publish(app, TODAY, closes=True)
        for _ in range(2):
            async with app_sending(demo_site, tmp_path, clock, port) as app:
                assert await deliver_due(app) == 0
        assert said(received) == [
            "Digest of Tuesday, 16 December 2025: 1 event in 1 of 2 topics, 1 new, from 1 article."
        ]
        async with app_sending(demo_site, tmp_path, clock, port) as app:
            await send_again(app, TODAY)
            await deliver_due(app)
    assert len(received) == 2


async def test_the_log_names_deliveries(
    demo_site: FaultySite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The masking of secrets in the log keeps the names of alerts and digests."""
    demo_site.add_feed("/a.xml", "Courier")
    demo_site.publish("/a.xml", "Treaty signed", MATCHING)
    clock = Clock()
    with web_sink(OK) as (port, _), caplog.at_level(logging.INFO, "monitor"):
        async with app_sending(demo_site, tmp_path, clock, port, alert=True) as app:
            await sweep(app, finish=True)
            await raise_alerts(app)
            await publish(app, TODAY, closes=True)
            await deliver_due(app)
    logged = redact_line(caplog.text)
    assert "alert raised message=alert:" in logged
    assert "delivered message=alert:" in logged
    assert "delivered message=digest:2025-12-16 " in logged


@pytest.mark.fault(197, 198)
async def test_the_next_digest_shows_a_failed_delivery(demo_site: FaultySite, tmp_path: Path) -> None:
    """A digest is written even if it cannot be sent; only the next digest reports it."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock()
    with web_sink(DENIED) as (port, received):
        async with app_sending(demo_site, tmp_path, clock, port) as app:
            first = await publish(app, TODAY, closes=True)
            assert all(path.is_file() for path in first.files)
            assert await deliver_due(app) == 1
            assert await deliver_due(app) == 0
            clock.forward(days=1)
            second = await publish(app, TODAY + timedelta(days=1), closes=True)
            (line,) = second.digest.health.deliveries
            assert line.startswith("digest of 2025-12-16 to json ")
            assert line.endswith("(1 try, given up)")
            clock.forward(days=1)
            third = await publish(app, TODAY + timedelta(days=2), closes=True)
    assert third.digest.health.deliveries == ()
    assert len(received) == 1


async def test_two_processes_send_a_digest_once(demo_site: FaultySite, tmp_path: Path) -> None:
    """A process skips what another one is sending; if that one is killed, it is tried later."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock()
    with web_sink(OK) as (port, received):
        async with app_sending(demo_site, tmp_path, clock, port) as app:
            await publish(app, TODAY, closes=True)
            await queue_closed(app)
            (delivery,) = app.archive.outbox.due(clock())
            assert app.archive.outbox.claim(delivery, clock() + timedelta(minutes=5))
            assert not app.archive.outbox.claim(delivery, clock() + timedelta(minutes=5))
            assert await deliver_due(app) == 0
            assert not received
            clock.forward(minutes=5)
            await deliver_due(app)
    assert len(received) == 1


async def test_digests_show_a_waiting_delivery(demo_site: FaultySite, tmp_path: Path) -> None:
    """While a target is down its delivery is retried by plan, and each digest shows the next try."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock()
    with web_sink(DOWN) as (port, received):
        async with app_sending(demo_site, tmp_path, clock, port) as app:
            await publish(app, TODAY, closes=True)
            await deliver_due(app)
            again = await publish(app, TODAY + timedelta(days=1), closes=False)
            assert again.digest.health.deliveries[0].endswith("(1 try, next try 2025-12-16 09:01)")
            clock.forward(minutes=1)
            await deliver_due(app)
    assert len(received) == 2


async def test_an_alert_is_sent_once_and_then_pauses(demo_site: FaultySite, tmp_path: Path) -> None:
    """News alerts at once; later news waits for the pause and comes without old news; copies never alert."""
    demo_site.add_feed("/a.xml", "Courier")
    demo_site.publish("/a.xml", "Treaty signed", MATCHING)
    clock = Clock()
    with web_sink(OK) as (port, received):
        async with app_sending(demo_site, tmp_path, clock, port, alert=True) as app:
            await sweep(app, finish=True)
            assert await raise_alerts(app) == 1
            assert await raise_alerts(app) == 0
            await deliver_due(app)
            assert said(received) == ["Extradition: Treaty signed"]
            demo_site.publish(
                "/a.xml", "Extradition from Laos delayed", "Laos put an extradition off.\n\nA judge fell ill."
            )
            demo_site.publish("/a.xml", "Treaty signed", MATCHING)
            clock.forward(minutes=40)
            await sweep(app, finish=True)
            assert await raise_alerts(app) == 0
        clock.forward(minutes=30)
        async with app_sending(demo_site, tmp_path, clock, port, alert=True) as app:
            assert await raise_alerts(app) == 1
            await deliver_due(app)
            assert await raise_alerts(app) == 0
            await publish(app, TODAY, closes=True)
            clock.forward(hours=2)
            assert await raise_alerts(app) == 0
    assert said(received)[1:] == ["Extradition: Extradition from Laos delayed"]
    assert b"Treaty signed" not in received[1]


async def test_an_alert_waits_for_its_target(demo_site: FaultySite, tmp_path: Path) -> None:
    """An alert that could not be sent is sent after a restart, and after its digest was closed."""
    demo_site.add_feed("/a.xml", "Courier")
    demo_site.publish("/a.xml", "Treaty signed", MATCHING)
    clock = Clock()
    with web_sink(DOWN) as (port, received):
        async with app_sending(demo_site, tmp_path, clock, port, alert=True) as app:
            await sweep(app, finish=True)
            await raise_alerts(app)
            assert await deliver_due(app) == 1
            await publish(app, TODAY, closes=True)
        clock.forward(minutes=2)
        async with app_sending(demo_site, tmp_path, clock, port, alert=True) as app:
            assert await deliver_due(app) == 2
    assert said(received)[:2] == ["Extradition: Treaty signed"] * 2


async def test_an_unusual_day_alerts_once(demo_site: FaultySite, tmp_path: Path) -> None:
    """A topic with "spike" alerts once on an unusual day, with its numbers, and not on a usual day."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        for day in range(9):
            await sweep(app)
            await publish(app, TODAY + timedelta(days=day), closes=True)
            clock.forward(days=1)
    with web_sink(OK) as (port, received):
        async with app_sending(demo_site, tmp_path, clock, port, alert="spike") as app:
            await raise_alerts(app)
            await deliver_due(app)
            received.clear()
            for number in range(5):
                demo_site.publish(
                    "/a.xml", f"Licence {number}", MINERALS.format(f"{number} {number * 7919}" * 9)
                )
                clock.forward(minutes=40)
                await sweep(app, finish=True)
                await raise_alerts(app)
            await deliver_due(app)
    assert said(received) == ["Critical minerals: unusually many events"]


def written(output: Path) -> bytes:
    """Read all files of an output folder."""
    return b"".join(path.read_bytes() for path in output.rglob("*") if path.is_file())


async def closed_days(app: AppContext, clock: Clock, days: int) -> None:
    """Close one digest per day."""
    for day in range(days):
        await publish(app, TODAY + timedelta(days=day), closes=True)
        clock.forward(days=1)


@pytest.mark.fault(275)
@pytest.mark.parametrize(("days", "asked"), [(5, 3), (5, 4), (59, 0), (1, 0)])
async def test_a_requested_date_is_one_message(
    demo_site: FaultySite, tmp_path: Path, days: int, asked: int
) -> None:
    """Only the requested one of many closed digests is sent to a new target."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock()
    config = config_for(demo_site, "/a.xml")
    async with app_at(tmp_path, config, clock) as app:
        await closed_days(app, clock, days)
    with web_sink(OK) as (port, received):
        async with app_sending(demo_site, tmp_path, clock, port) as app:
            assert await send_one(app, TODAY + timedelta(days=asked)) == (1, 0)
            assert len(received) == 1
            assert await deliver_due(app) == 0
            assert len(received) == 1
            left = app.archive.outbox.skipped()
            assert sum(one.count for one in left) == days - asked - 1
            assert await send_one(app, TODAY + timedelta(days=days - 1)) == (1, 0)
            await publish(app, TODAY + timedelta(days=days), closes=True)
            assert await deliver_due(app) == 0
    assert len(received) == 3


@pytest.mark.fault(276)
async def test_catching_up_sends_at_most_three_digests(
    demo_site: FaultySite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """After days without a target the newest three are sent; log and status name the others."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock()
    with web_sink(OK) as (port, received), caplog.at_level(logging.WARNING, "monitor"):
        async with app_sending(demo_site, tmp_path, clock, port) as app:
            await closed_days(app, clock, 1)
            await deliver_due(app)
            received.clear()
            for day in range(1, 9):
                await publish(app, TODAY + timedelta(days=day), closes=True)
                clock.forward(days=1)
            for _ in range(3):
                assert await deliver_due(app) == 0
            status = read_status(app.config, app.archive, clock())
    assert [subject.partition(",")[2][:3] for subject in said(received)] == [" 22", " 23", " 24"]
    assert "count=5 from=2025-12-17 to=2025-12-21" in caplog.text
    (notice,) = status.notices
    assert "5 digests (2025-12-17 to 2025-12-21)" in notice
    assert "--send" in notice
    assert not status.deliveries


async def test_an_open_digest_sent_by_hand_is_sent_again_when_it_is_closed(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """A digest sent on request in the morning is sent again when it is closed in the evening."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock()
    with web_sink(OK) as (port, received):
        async with app_sending(demo_site, tmp_path, clock, port) as app:
            await publish(app, TODAY, closes=False)
            assert await send_one(app, TODAY) == (1, 0)
            await publish(app, TODAY, closes=True)
            await deliver_due(app)
            await deliver_due(app)
    assert len(received) == 2


@pytest.mark.fault(277)
async def test_a_corrected_url_receives_the_refused_digest(demo_site: FaultySite, tmp_path: Path) -> None:
    """A digest refused for its URL is sent once to the corrected one, and nothing older is."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock()
    with web_sink(DENIED) as (port, refused), web_sink(OK) as (new, received):
        async with app_sending(demo_site, tmp_path, clock, port) as app:
            await publish(app, TODAY, closes=True)
            assert await deliver_due(app) == 1
            assert await deliver_due(app) == 0
        for right in (port, new, new):
            mended = DeliverSettings((f"json://127.0.0.1:{right}/hook/mended{right}",))
            config = config_for(demo_site, "/a.xml", deliver=mended)
            async with app_at(tmp_path, config, clock) as app:
                await deliver_due(app)
                waiting = [one.target for one in app.archive.outbox.undelivered()]
    assert (len(refused), len(received)) == (2, 1)
    assert waiting == []
    everything = written(tmp_path)
    assert b"mended" not in everything


@pytest.mark.fault(277)
async def test_a_corrected_variable_receives_the_refused_digest(
    demo_site: FaultySite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A digest refused for a variable's value is sent when the value changes, not at every start."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock()
    config = config_for(demo_site, "/a.xml", deliver=DeliverSettings(("env:HOOK",)))
    with web_sink(DENIED) as (port, refused), web_sink(OK) as (new, received):
        for url in (f"json://127.0.0.1:{port}/secret-a", f"json://127.0.0.1:{port}/secret-a"):
            monkeypatch.setenv("HOOK", url)
            async with app_at(tmp_path, config, clock) as app:
                await publish(app, TODAY, closes=True)
                await deliver_due(app)
        assert (len(refused), len(received)) == (1, 0)
        monkeypatch.setenv("HOOK", f"json://127.0.0.1:{new}/secret-b")
        for _ in range(2):
            async with app_at(tmp_path, config, clock) as app:
                assert await deliver_due(app) == 0
    assert (len(refused), len(received)) == (1, 1)
    everything = written(tmp_path)
    assert b"secret-" not in everything
