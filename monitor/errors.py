"""The errors that this program raises on purpose.

    MonitorError
    ├── ConfigError        the config folder cannot be used; carries every Problem found
    │   └── AddressTaken   the address of the local page cannot be bound now
    ├── QueryError         a query or keyword is invalid; carries the position
    ├── ArchiveError       the archive cannot be opened, read or written
    │   ├── ArchiveBusy    another process holds it
    │   │   └── ArchiveAway its server cannot be reached, or does not serve yet
    │   ├── ArchiveDamaged its file is damaged; it is set aside, never deleted
    │   └── ArchiveFull    the disk is full; writing may work again later
    ├── PublishError       a digest file cannot be written
    ├── TranslationError   a translator made no translation
    ├── ExecutorError      an extra is missing, or a cluster does not answer
    ├── TaskFailed         a worker was killed or died while it ran one task; other tasks continue
    └── UsageError         a command names something that does not exist
        ├── FilterError    a filter of a search is invalid; carries its name
        └── LimitExceeded  an answer would take more time or memory than is allowed

A remote failure is not an error but a value (`models.Failure`): it travels with its feed or entry and is
shown to the user. Any other exception is a bug and is logged with its traceback.
"""

import unicodedata
from dataclasses import dataclass

_BEFORE, _AFTER = 50, 30  # characters of a query that an error shows around the place


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of the config: where it is, what it is, and what to do about it.

    Attributes:
        file: name of the file in the config folder, such as `topics.toml`.
        path: key path such as `topics.extradition.near`, or "" for the whole file.
        line: 1-based line, or None if it is not known.
        message: what is wrong and what to do, in one sentence.
    """

    file: str
    path: str
    line: int | None
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"


class MonitorError(Exception):
    """Base of all errors raised on purpose; its text is for users, one line or a list."""


class ConfigError(MonitorError):
    """The config folder cannot be used."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class QueryError(MonitorError):
    """A query is invalid; `place` is the 0-based offset of the error in `query`."""

    def __init__(self, message: str, query: str, place: int) -> None:
        super().__init__(message, query, place)
        self.message = message
        self.query = query
        self.place = place

    def __str__(self) -> str:
        start, end = max(self.place - _BEFORE, 0), self.place + _AFTER
        before, after = _shown(self.query[start : self.place]), _shown(self.query[self.place : end])
        before = f"...{before}" if start else before
        after = f"{after}..." if end < len(self.query) else after
        return f"{self.message}\n  {before}{after}\n  {' ' * sum(map(_columns, before))}^"


def _shown(text: str) -> str:
    """Replace invisible characters, which would shift the mark and may control the terminal."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "?" for c in text)


def _columns(char: str) -> int:
    """Return how many columns of a terminal a character takes."""
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


class ArchiveError(MonitorError):
    """The archive cannot be opened, read or written."""


class ArchiveBusy(ArchiveError):
    """Another process holds the archive."""


class ArchiveAway(ArchiveBusy):
    """The archive's server cannot be reached, or does not serve yet."""


class ArchiveDamaged(ArchiveError):
    """The archive's file is damaged or cut off."""


class ArchiveFull(ArchiveError):
    """The disk has no room for the archive."""


class PublishError(MonitorError):
    """A digest file cannot be written."""


class ExecutorError(MonitorError):
    """The configured executor is not available: an extra is missing, or its cluster does not answer."""


NO_WORKER = "no_worker"


class TaskFailed(MonitorError):
    """A worker was killed or died while it ran a task.

    Attributes:
        reason: `worker_timeout`, `worker_crashed` or `worker_memory`; `no_worker` if no worker was available,
            which is not the fault of the task.
        detail: more about it, or "".
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return self.detail or self.reason


class UsageError(MonitorError):
    """A command names something that does not exist."""


class FilterError(UsageError):
    """A filter of a search is invalid; `name` is that of the filter, such as `language`."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message, name)
        self.message = message
        self.name = name

    def __str__(self) -> str:
        return self.message


class LimitExceeded(UsageError):
    """An answer would take more time or memory than is allowed here."""


class TranslationError(MonitorError):
    """A translator made no translation."""
