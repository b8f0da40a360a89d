"""Writes the log to stderr as text or JSON lines, without secrets, control characters or floods."""

import json
import logging
import re
import sys
import time
from datetime import UTC, datetime
from typing import Any, Literal

from monitor.models import mask_secrets
from monitor.text_safety import safe_line

_PLACEHOLDERS = re.compile(r"(?:(?P<name>[a-z_]+)=|(?P<colon>: ))?%(?:\.\d+)?[sdrf]")
_MAX_LINES = 20
_WINDOW_SECONDS = 60.0
_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


def set_up_logs(form: Literal["text", "json"], verbose: int, floor: int = 0) -> None:
    """Send the log to stderr.

    Args:
        form: The format of the lines.
        verbose: 0 for warnings, 1 for info, 2 for debug. Libraries log warnings only.
        floor: The minimum of `verbose`.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines() if form == "json" else _TextLines())
    handler.addFilter(_RepeatFilter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    level = max(verbose, floor)
    logging.getLogger("monitor").setLevel(_LEVELS[min(level, len(_LEVELS) - 1)])
    # It warns of every page without text, which we show as the status of the article.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of each oddity of a file
    # It warns if a sweep takes longer than its interval, which is normal; jobs log their own errors.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)


def redact_line(text: str) -> str:
    """Return text as one line without unsafe characters and credentials."""
    return mask_secrets(safe_line(text))


class _TextLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"{moment} {record.levelname.lower():7} {record.name} {redact_line(record.getMessage())}"
        if record.exc_info:
            trace = self.formatException(record.exc_info).splitlines()
            line = "\n".join([line, *(redact_line(part) for part in trace)])
        return line


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": redact_line(record.getMessage()),
        }
        fields |= {name: value for name, value in _fields(record).items() if name not in fields}
        if record.exc_info:
            fields["traceback"] = redact_line(self.formatException(record.exc_info).replace("\n", " | "))
        return json.dumps(fields, ensure_ascii=False)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """Return the `key=value` pairs of a log record, and the text after a colon as `reason`."""
    if not isinstance(record.msg, str) or not isinstance(record.args, tuple):
        return {}
    fields: dict[str, Any] = {}
    rest = iter(record.args)
    for found in _PLACEHOLDERS.finditer(record.msg):
        value = next(rest, None)
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        if found["name"]:
            fields[found["name"]] = value if plain else redact_line(str(value))
        elif found["colon"]:
            fields.setdefault("reason", redact_line(str(value)))
    return fields


class _RepeatFilter(logging.Filter):
    """Passes at most 20 lines a minute from one line of code, and logs how many were dropped."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[tuple[str, int], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        place = (record.pathname, record.lineno)
        since, count = self._seen.get(place, (time.monotonic(), 0))
        if time.monotonic() - since > _WINDOW_SECONDS:
            if count > _MAX_LINES:
                record.msg = f"{record.getMessage()} (and {count - _MAX_LINES} similar lines left out)"
                record.args = ()
            since, count = time.monotonic(), 0
        self._seen[place] = (since, count + 1)
        return count < _MAX_LINES
