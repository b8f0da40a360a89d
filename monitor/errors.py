"""The one tree of errors that this program raises on purpose.

    MonitorError
    ├── ConfigError        a config folder that cannot be used; carries every Problem found
    ├── QueryError         a query or keyword that cannot be read; carries the place
    ├── ArchiveError       the archive cannot be opened, read or written
    │   ├── ArchiveBusy    another process holds it
    │   │   └── ArchiveAway its server cannot be reached, now or not yet
    │   ├── ArchiveDamaged its file is garbled or cut off; it is set aside, never deleted
    │   └── ArchiveFull    no room on the disk; writing may work again later
    ├── PublishError       a digest file cannot be written
    ├── ExecutorError      an extra is missing, or a cluster does not answer
    ├── TaskFailed         a worker was killed over one task, or died of it; the others go on
    └── UsageError         a command was asked for something that is not there

A remote failure is no error but a value (`models.Failure`): it travels with its feed or entry and is shown
to the user. Whatever else is raised is a bug and is logged with its traceback.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in the config: where it is, what it is, and what to do about it.

    Attributes:
        file: name of the file inside the config folder, such as `topics.toml`.
        path: key path such as `topics.extradition.near`, or "" for the file as a whole.
        line: 1-based line, or None where no line can be named.
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
    """Base of all errors raised on purpose; its text is fit for a user, one line or a list."""


class ConfigError(MonitorError):
    """The config folder cannot be used as it is."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class QueryError(MonitorError):
    """A query cannot be read; `place` is the 0-based offset of what is wrong in `query`."""

    def __init__(self, message: str, query: str, place: int) -> None:
        super().__init__(message, query, place)
        self.message = message
        self.query = query
        self.place = place

    def __str__(self) -> str:
        # Characters that show nothing would send the mark astray, and may do more to a terminal.
        shown = "".join(c if c.isprintable() else " " if c.isspace() else "?" for c in self.query)
        return f"{self.message}\n  {shown}\n  {' ' * self.place}^"


class ArchiveError(MonitorError):
    """The archive cannot be opened, read or written."""


class ArchiveBusy(ArchiveError):
    """Another process holds the archive."""


class ArchiveAway(ArchiveBusy):
    """The archive's server cannot be reached, now or not yet."""


class ArchiveDamaged(ArchiveError):
    """The archive's file is garbled or cut off."""


class ArchiveFull(ArchiveError):
    """The disk has no room left for the archive."""


class PublishError(MonitorError):
    """A digest file cannot be written."""


class ExecutorError(MonitorError):
    """The executor of the config cannot be had: an extra is missing, or its cluster does not answer."""


NO_WORKER = "no_worker"


class TaskFailed(MonitorError):
    """A worker was killed over one task, or died of it.

    Attributes:
        reason: `worker_timeout`, `worker_crashed` or `worker_memory`; `no_worker` where none could be had,
            which is no fault of the task.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return self.detail or self.reason


class UsageError(MonitorError):
    """A command was asked for something that is not there."""
