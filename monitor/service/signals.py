"""Signals: what the process was told, from the start of the daemon until the process ends.

A thread of its own reads them, not the event loop: a loop's handlers end with it, a signal between two loops
meets the default, which kills, and no handler runs while the main thread waits in C (SQLite for a lock, say).
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

# Seconds from the signal to the end, where a start (an archive is opened, migrated, waited for) or a stop
# takes longer. Nothing that was acknowledged is lost: the archive is whole whenever the process ends.
_LONGEST_START = 4.0
_LONGEST_STOP = 20.0
_LOOK_EVERY = 0.1
_STOPS = {signal.SIGTERM, signal.SIGINT}


class Signals:
    """SIGTERM and SIGINT stop for good, the second one at once; SIGHUP asks for a reload.

    Handlers are set even for what Python ignores by default: process 1 of a container gets no defaults.

    Attributes:
        told_to_stop: it is final; nothing takes it back.
        starting: nothing is under way that would have to be finished.
    """

    def __init__(self) -> None:
        self.told_to_stop = False
        self.starting = True
        self._told_to_reload = False
        self._listener: Callable[[], object] | None = None
        self._told, self._tell = os.pipe()
        os.set_blocking(self._tell, False)

    def install(self) -> None:
        """Listen from now on until the process ends; to be called on the main thread."""
        for number in (*_STOPS, signal.SIGHUP):
            signal.signal(number, lambda *_: None)  # what is done is done by the thread
        signal.set_wakeup_fd(self._tell, warn_on_full_buffer=False)
        threading.Thread(target=self._attend, name="signals", daemon=True).start()

    def listen(self, listener: Callable[[], object]) -> None:
        """Call a function, on another thread, after each signal; at once if one came before."""
        self._listener = listener
        if self.told_to_stop or self._told_to_reload:
            listener()

    def take_reload(self) -> bool:
        """Tell whether a reload was asked for since this was last called."""
        told, self._told_to_reload = self._told_to_reload, False
        return told

    def _attend(self) -> None:
        """Note what comes; once told to stop, see to it that the process ends."""
        while not self.told_to_stop:
            self._note(os.read(self._told, 64))
        began = time.monotonic()
        while (passed := time.monotonic() - began) < _LONGEST_STOP:
            if select.select([self._told], [], [], _LOOK_EVERY)[0]:
                self._note(os.read(self._told, 64))
            if self.starting and passed >= _LONGEST_START:
                logger.warning("stopped while starting")
                os._exit(0)
        logger.warning("stopping at once: what is under way takes too long")
        os._exit(1)

    def _note(self, numbers: bytes) -> None:
        for number in numbers:
            if number == signal.SIGHUP:
                self._told_to_reload = True
            elif number not in _STOPS:
                continue  # a child has ended, say
            elif self.told_to_stop:
                logger.warning("stopping at once: told twice")
                os._exit(1)  # all that was acknowledged is in the archive
            else:
                self.told_to_stop = True
        listener = self._listener
        if listener is not None:
            with suppress(RuntimeError):  # the loop has just ended
                listener()
