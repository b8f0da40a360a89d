"""Reload the config folder while the daemon runs. An edit can never break a running daemon.

An edit is read when two reads one second apart gave the same bytes, so half-written files are ignored. It is
applied or refused as a whole; after a refusal the last good config stays in force. A valid edit that removes
more than half of the feeds or topics is held back until it is approved. Reads no clock: `now` is a parameter.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from monitor.config.last_good import approved_version, is_saved, last_good, save
from monitor.config.load import FEEDS, FILES, MONITOR, TOPICS, Files, build_config, read_folder
from monitor.errors import ConfigError, Problem
from monitor.models import Config

SETTLE = timedelta(seconds=1)

_MOST_NAMED = 8

Fingerprint = tuple[tuple[int, ...] | None, ...]


class ConfigReloader:
    """Holds the config in force and watches the folder for edits.

    Attributes:
        current: the config in force; None before `start`.
        problems: why the content of the folder is not in force; empty if it is.
        unkept: why the last good files could not be kept for a restart, or "".
    """

    def __init__(self, folder: Path, output: Path) -> None:
        self.current: Config | None = None
        self.problems: tuple[Problem, ...] = ()
        self.save_error = ""
        self._folder = folder
        self._output = output
        self._fingerprint: Fingerprint | None = None  # of the files checked last
        self._unsaved_files: Files | None = None  # the files of `current`, until they are stored
        self._unsettled: tuple[Files, datetime] | None = None
        self._held_version = ""  # version of the edit held back

    def start(self) -> Config:
        """Return the first config: the folder's, or the last good one if that is invalid (see `problems`).

        Raises:
            ConfigError: the folder is invalid, and no good config is stored.
        """
        self._fingerprint = _fingerprint(self._folder)
        try:
            files = read_folder(self._folder)
            return self._apply(build_config(self._folder, files), files)
        except ConfigError as error:
            self.current = last_good(self._output, self._folder)
            if self.current is None:
                raise
            self.problems = error.problems
            return self.current

    def poll(self, now: datetime) -> Config | ConfigError | None:
        """Check the folder; return a newly applied config, a new error, or None if nothing changed.

        Call this every second or two.
        """
        if self._held_version and approved_version(self._output) == self._held_version:
            self._fingerprint = None
        fingerprint = _fingerprint(self._folder)
        if fingerprint == self._fingerprint and self._unsettled is None:
            return None
        files = _read(self._folder)
        if self._unsettled is None or not _same(self._unsettled[0], files):
            self._unsettled = (files, now)
            return None
        if now - self._unsettled[1] < SETTLE:
            return None
        self._unsettled = None
        self._fingerprint = fingerprint
        return self._judge(files, approved=False)

    def reload(self) -> Config | ConfigError:
        """Read the folder now and hold nothing back, because the user requested it (SIGHUP)."""
        self._unsettled = None
        self._fingerprint = _fingerprint(self._folder)
        return self._judge(_read(self._folder), approved=True) or self.current or self.start()

    def confirm(self) -> None:
        """Store the current config for a restart, because it works.

        Call this after all its resources could be opened. A valid config may name an address in use or a
        missing database; it must not replace the last config that worked.
        """
        if self._unsaved_files is None or self.current is None:
            return
        try:
            save(self._output, self.current, self._unsaved_files)
        except OSError as error:
            self.save_error = (
                f"the last good config cannot be stored for a restart: {error.strerror or error}"
            )
        self._unsaved_files = None

    def roll_back(self, good: Config, why: str) -> None:
        """Return to a config that worked, after the current one failed."""
        self.current = good
        self.problems = (Problem(MONITOR, "", None, f"cannot be put in force, the last good one is: {why}"),)
        self._unsaved_files = None

    def _judge(self, files: Files, *, approved: bool) -> Config | ConfigError | None:
        """Apply, refuse or hold back the config; return None if it is already in force."""
        self._held_version = ""
        try:
            config = _built(self._folder, files)
        except ConfigError as error:
            self.problems = error.problems
            return error
        approved = approved or self.current is None or approved_version(self._output) == config.version
        losses = () if approved or self.current is None else tuple(_losses(self.current, config))
        if losses:
            self._held_version = config.version
            self.problems = losses
            return ConfigError(losses)
        known = self.current is not None and config.version == self.current.version and not self.problems
        self._apply(config, files)
        return None if known else config

    def _apply(self, config: Config, files: Files) -> Config:
        self.current = config
        self.problems = ()
        self.save_error = ""
        self._unsaved_files = files
        return config


def config_in_force(folder: Path, output: Path) -> tuple[Config, tuple[Problem, ...]]:
    """Return the config that a daemon with these folders uses, and the problems of a folder that was refused.

    Changes nothing, so other commands can call it while the daemon runs.

    Raises:
        ConfigError: the folder is invalid, and no good config is stored.
    """
    try:
        config = build_config(folder, read_folder(folder))
    except ConfigError as error:
        saved = last_good(output, folder)
        if saved is None:
            raise
        return saved, error.problems
    return held_back(config, output) or (config, ())


def held_back(config: Config, output: Path) -> tuple[Config, tuple[Problem, ...]] | None:
    """Return the config in force and the losses for which a daemon holds back this valid one, or None."""
    if is_saved(output, config.version) or config.version == approved_version(output):
        return None
    saved = last_good(output, config.folder)
    losses = tuple(_losses(saved, config)) if saved else ()
    return (saved, losses) if saved and losses else None


def _read(folder: Path) -> Files:
    try:
        return read_folder(folder)
    except ConfigError as error:
        return dict.fromkeys(FILES, error)


def _built(folder: Path, files: Files) -> Config:
    """Build the config; a missing folder is one problem, not one for each file."""
    contents = list(files.values())
    if isinstance(contents[0], ConfigError) and all(content is contents[0] for content in contents):
        raise contents[0]
    return build_config(folder, files)


def _losses(old: Config, new: Config) -> Iterator[Problem]:
    """Yield a problem for each list that lost more than half of its items."""
    feeds_left, topics_left = {feed.url for feed in new.feeds}, {topic.id for topic in new.topics.topics}
    feeds_gone = [feed.name for feed in old.feeds if feed.url not in feeds_left]
    topics_gone = [topic.id for topic in old.topics.topics if topic.id not in topics_left]
    for file, what, gone, before, after in (
        (FEEDS, "feeds", feeds_gone, len(old.feeds), len(new.feeds)),
        (TOPICS, "topics", topics_gone, len(old.topics.topics), len(new.topics.topics)),
    ):
        if after * 2 < before:
            names = list(dict.fromkeys(gone))
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            message = (
                f"only {after} of {before} {what} are left (gone: {', '.join(names[:_MOST_NAMED])}{more});"
                " held back in case the file was cut off: put them back, or confirm by"
                ' "monitor check --accept", SIGHUP or a restart'
            )
            yield Problem(file, "", None, message)


def _same(before: Files, after: Files) -> bool:
    return all(_comparable(before[name]) == _comparable(after[name]) for name in FILES)


def _comparable(content: bytes | ConfigError) -> bytes | str:
    return content if isinstance(content, bytes) else str(content)


def _fingerprint(folder: Path) -> Fingerprint:
    """Return a value that changes when a file changes; follows links, as mounted config maps need."""
    return tuple(_file_fingerprint(folder / name) for name in FILES)


def _file_fingerprint(path: Path) -> tuple[int, ...] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_dev)
