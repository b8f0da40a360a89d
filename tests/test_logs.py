"""The log has one safe line for each event, without secrets and floods."""

import asyncio
import json
import logging

import pytest
from apscheduler.events import EVENT_JOB_MAX_INSTANCES

from monitor.logs import redact_line, set_up_logs
from monitor.service.scheduler import Job, Scheduler


@pytest.fixture(autouse=True)
def logs_restored():
    """Restore the loggers after each test."""
    root, ours = logging.getLogger(), logging.getLogger("monitor")
    before = (root.handlers[:], root.level, ours.level)
    yield
    root.handlers[:], root.level, ours.level = before[0], before[1], before[2]
    logging.captureWarnings(capture=False)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("get https://user:pw@host/x", "get https://***@host/x"),
        ("url=https://h/?token=abc&x=1", "url=https://h/?token=***&x=1"),
        ("url=https://h/?access_token=abc&page=2", "url=https://h/?access_token=***&page=2"),
        ("get https://h/f?X-Amz-Signature=0a1b;x", "get https://h/f?X-Amz-Signature=***;x"),
        ("url=https://h/@me?q=a@b keyword=x", "url=https://h/@me?q=a@b keyword=x"),
        ("title \x1b]52;c;aGk=\x07 end", "title  ]52;c;aGk=  end"),
        ("two\nlines", "two lines"),
        ("right \u202eleft", "right  left"),
    ],
)
@pytest.mark.fault(97)
def test_log_lines_are_sanitized(text: str, cleaned: str) -> None:
    """Credentials, control characters and direction marks never reach the log."""
    assert redact_line(text) == cleaned


@pytest.mark.fault(305)
def test_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """Each event is one JSON object on one line of stderr, including the traceback."""
    set_up_logs("json", 1)
    try:
        int("broken\nin two")
    except ValueError:
        logging.getLogger("monitor.x").exception("job failed job=%s", "sweep")
    (line,) = capsys.readouterr().err.splitlines()
    event = json.loads(line)
    assert event["event"] == "job failed job=sweep"
    assert "ValueError" in event["traceback"]


@pytest.mark.fault(177)
def test_floods_are_limited(capsys: pytest.CaptureFixture[str]) -> None:
    """A thousand lines from one line of code become twenty; other lines are logged."""
    set_up_logs("text", 1)
    logger = logging.getLogger("monitor.x")
    for number in range(1000):
        logger.warning("feed failed n=%d", number)
    logger.warning("something else")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 21
    assert lines[-1].endswith("something else")


async def test_a_job_longer_than_its_interval_logs_no_warning(capsys: pytest.CaptureFixture[str]) -> None:
    """The scheduler library logs no warning about a sweep that still runs, but logs its errors."""
    set_up_logs("text", 1)
    end, skipped = asyncio.Event(), asyncio.Event()
    scheduler = Scheduler((Job("sweep", 0.05, end.wait),))
    scheduler._scheduler.add_listener(lambda _: skipped.set(), EVENT_JOB_MAX_INSTANCES)
    scheduler.start()
    async with asyncio.timeout(10):
        await skipped.wait()
    end.set()
    await scheduler.stop(1)
    logging.getLogger("apscheduler.scheduler").error("broken")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].endswith("broken")


@pytest.mark.parametrize(
    ("message", "arguments", "fields"),
    [
        (
            "feed failed feed=%s reason=%s",
            ("https://h/f", "timeout"),
            {"feed": "https://h/f", "reason": "timeout"},
        ),
        ("sweep done feeds=%d seconds=%.2f", (3, 1.5), {"feeds": 3, "seconds": 1.5}),
        (
            "delivery failed message=%s target=%s: %s",
            ("d", "json ab", "auth"),
            {"target": "json ab", "reason": "auth"},
        ),
        ("page failed url=%s", ("https://u:p@h/?session=abcdefgh",), {"url": "https://***@h/?session=***"}),
    ],
)
def test_json_lines_have_fields(
    capsys: pytest.CaptureFixture[str], message: str, arguments: tuple[object, ...], fields: dict[str, object]
) -> None:
    """The key=value pairs of a line are fields, with numbers as numbers and secrets masked."""
    set_up_logs("json", 1)
    logging.getLogger("monitor.x").info(message, *arguments)
    event = json.loads(capsys.readouterr().err)
    assert fields.items() <= event.items()


@pytest.mark.fault(305)
@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://h/f?hash=0123456789abcdef&lang=en", "https://h/f?hash=***&lang=en"),
        ("https://h/f?u=reader77&page=2", "https://h/f?u=***&page=2"),
        ("https://news.google.com/rss/search?q=laos+korea&hl=en-US&gl=US&ceid=US:en", None),
        ("https://h/f?appid=zzzzzzzz#top", "https://h/f?appid=***#top"),
        ("https://h/f?u=me&p=hunter2hunter2", "https://h/f?u=me&p=***"),
        ("https://h/?p=1234567890&c=news&v=2", None),
        ("https://www.youtube.com/feeds/videos.xml?channel_id=UC16niRr50-MSBwiO3YDb3RA", None),
        ("https://h/private/x8f7a6e5d4c3b2a19fe0/rss.xml", "https://h/private/***/rss.xml"),
        ("https://h/feeds/k3JQp9x2Lm7Rt5Vb1Nz8.atom", "https://h/feeds/***.atom"),
        ("https://h/u/3f2504e0-4f89-11d3-9a0c-0305e82c3301", "https://h/u/***"),
        ("https://en.yna.co.kr/view/AEN20251201003400315", None),
        ("https://h/laos-and-korea-sign-treaty-2025-12-01-after-12-years-of-talks-at-3-places", None),
        ("https://h/20251201/thelonglastingfriendshipofthetwonations2025", None),
    ],
)
def test_possible_keys_are_masked(url: str, shown: str | None) -> None:
    """Values of URL parameters are masked, except those known to be harmless."""
    assert redact_line(f"feed={url} reason=x") == f"feed={shown or url} reason=x"
