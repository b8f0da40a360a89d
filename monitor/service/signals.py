"""Handle signals from the start of the daemon until the process ends.

A separate thread reads them instead of the event loop: a loop's handlers are removed with it, the default
action kills the process if a signal arrives between two loops, and no handler runs while the main thread
waits in C (for example for an SQLite lock).
"""

import logging
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress

logger = logging.getLogger(__name__)

# Seconds from the signal until the process is killed, during a start (opening, migrating, waiting for
# the archive) and during a stop. No stored data is lost: transactions keep the archive consistent.
_LONGEST_START = 4.0
_LONGEST_STOP = 20.0
_LOOK_EVERY = 0.1
_STOPS = {signal.SIGTERM, signal.SIGINT}


class Signals:
    """SIGTERM and SIGINT stop the daemon, a second one at once; SIGHUP reloads the config.

    All handlers are set explicitly, because process 1 of a container has no default actions.

    Attributes:
        stop_requested: a stop signal arrived; never reset.
        starting: the daemon is starting, so there is no work to finish.
    """

    def __init__(self) -> None:
        self.stop_requested = False
        self.starting = True
        self._reload_requested = False
        self._listener: Callable[[], object] | None = None
        self._read_end, self._write_end = os.pipe()
        os.set_blocking(self._write_end, False)

    def install(self) -> None:
        """Install the handlers until the process ends. Call this on the main thread."""
        for number in (*_STOPS, signal.SIGHUP):
            signal.signal(number, lambda *_: None)  # the thread does the work
        signal.set_wakeup_fd(self._write_end, warn_on_full_buffer=False)
        threading.Thread(target=self._read_signals, name="signals", daemon=True).start()

    def listen(self, listener: Callable[[], object]) -> None:
        """Call a function on the signal thread after each signal; call it now if one arrived before."""
        self._listener = listener
        if self.stop_requested or self._reload_requested:
            listener()

    def take_reload(self) -> bool:
        """Return True if a reload was requested since the last call."""
        requested, self._reload_requested = self._reload_requested, False
        return requested

    def _read_signals(self) -> None:
        """Record signals; after a stop signal, make sure that the process ends in time."""
        while not self.stop_requested:
            self._note(os.read(self._read_end, 64))
        began = time.monotonic()
        while (passed := time.monotonic() - began) < _LONGEST_STOP:
            if select.select([self._read_end], [], [], _LOOK_EVERY)[0]:
                self._note(os.read(self._read_end, 64))
            if self.starting and passed >= _LONGEST_START:
                logger.warning("stopped while starting")
                os._exit(0)
        logger.warning("stopping at once: running work takes too long")
        os._exit(1)

    def _note(self, numbers: bytes) -> None:
        for number in numbers:
            if number == signal.SIGHUP:
                self._reload_requested = True
            elif number not in _STOPS:
                continue  # for example SIGCHLD
            elif self.stop_requested:
                logger.warning("stopping at once: second stop signal")
                os._exit(1)  # everything acknowledged is in the archive
            else:
                self.stop_requested = True
        listener = self._listener
        if listener is not None:
            with suppress(RuntimeError):  # the loop has just ended
                listener()
