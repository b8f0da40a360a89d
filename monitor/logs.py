"""The log: events and fields on stderr as text or JSON lines, without secrets, controls or floods."""

import json
import logging
import re
import sys
import time
from datetime import UTC, datetime
from typing import Any, Literal

from monitor.models import mask_secrets
from monitor.text_safety import safe_line

_PLACES = re.compile(r"(?:(?P<name>[a-z_]+)=|(?P<colon>: ))?%(?:\.\d+)?[sdrf]")
_MOST_ALIKE = 20
_ALIKE_SECONDS = 60.0
_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


def set_up_logs(form: Literal["text", "json"], verbose: int, floor: int = 0) -> None:
    """Send the program's log to stderr; `verbose` and `floor` raise how much, libraries stay at warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines() if form == "json" else _TextLines())
    handler.addFilter(_FloodGate())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    level = max(verbose, floor)
    logging.getLogger("monitor").setLevel(_LEVELS[min(level, len(_LEVELS) - 1)])
    # It warns of every page without text; that is a fate which we show ourselves.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    # It warns each time that a sweep outlasts its interval, which is no fault; jobs log their own.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)


def clean(text: str) -> str:
    """Make one line of text fit for a log: no control characters, no credentials."""
    return mask_secrets(safe_line(text))


class _TextLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"{moment} {record.levelname.lower():7} {record.name} {clean(record.getMessage())}"
        if record.exc_info:
            trace = self.formatException(record.exc_info).splitlines()
            line = "\n".join([line, *(clean(part) for part in trace)])
        return line


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": clean(record.getMessage()),
        }
        fields |= {name: value for name, value in _told(record).items() if name not in fields}
        if record.exc_info:
            fields["traceback"] = clean(self.formatException(record.exc_info).replace("\n", " | "))
        return json.dumps(fields, ensure_ascii=False)


def _told(record: logging.LogRecord) -> dict[str, Any]:
    """Return what a line tells as `key=value`, numbers as numbers; what follows the last as its reason."""
    if not isinstance(record.msg, str) or not isinstance(record.args, tuple):
        return {}
    fields: dict[str, Any] = {}
    rest = iter(record.args)
    for found in _PLACES.finditer(record.msg):
        value = next(rest, None)
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        if found["name"]:
            fields[found["name"]] = value if plain else clean(str(value))
        elif found["colon"]:
            fields.setdefault("reason", clean(str(value)))
    return fields


class _FloodGate(logging.Filter):
    """Let at most 20 lines a minute through from one place in the code, and say how many were held back."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[tuple[str, int], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        place = (record.pathname, record.lineno)
        since, count = self._seen.get(place, (time.monotonic(), 0))
        if time.monotonic() - since > _ALIKE_SECONDS:
            if count > _MOST_ALIKE:
                record.msg = f"{record.getMessage()} (and {count - _MOST_ALIKE} like it held back)"
                record.args = ()
            since, count = time.monotonic(), 0
        self._seen[place] = (since, count + 1)
        return count < _MOST_ALIKE
