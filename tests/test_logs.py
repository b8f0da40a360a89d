"""The log is one line an event, harmless, without secrets and without floods."""

import json
import logging

import pytest

from monitor.logs import clean, set_up_logs


@pytest.fixture(autouse=True)
def logs_restored():
    """Put the root logger back as pytest wants it."""
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
        ("title \x1b]52;c;aGk=\x07 end", "title  ]52;c;aGk=  end"),
        ("two\nlines", "two lines"),
        ("right \u202eleft", "right  left"),
    ],
)
@pytest.mark.fault(97)
def test_lines_are_harmless(text: str, cleaned: str) -> None:
    """Credentials, control characters and direction overrides never reach the log."""
    assert clean(text) == cleaned


def test_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """Each event is one JSON object on one line of stderr, tracebacks included."""
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
def test_floods_are_held_back(capsys: pytest.CaptureFixture[str]) -> None:
    """A thousand lines from one place in the code become twenty; other places still speak."""
    set_up_logs("text", 1)
    logger = logging.getLogger("monitor.x")
    for number in range(1000):
        logger.warning("feed failed n=%d", number)
    logger.warning("something else")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 21
    assert lines[-1].endswith("something else")
