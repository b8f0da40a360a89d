"""Sessions of the local page: who may change something.

A session begins with the token, or on loopback with a key that is valid once and that `monitor run` prints.
Sessions live in memory: a restart ends all of them.
"""

import hashlib
import hmac
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

IDLE: Final = timedelta(days=14)
LONGEST: Final = timedelta(days=90)
KEY_VALID: Final = timedelta(hours=1)
MOST_SESSIONS: Final = 100
MOST_KEYS: Final = 20
MOST_FAILURES: Final = 5  # of one client in `FAILURES_KEPT`
FAILURES_KEPT: Final = timedelta(minutes=5)
_FAILURES_REMEMBERED = 1000


@dataclass(slots=True)
class Session:
    """One browser that may change things.

    Attributes:
        csrf: the value that each of its forms must contain.
        began: when it logged in.
        used: its last request.
    """

    csrf: str
    began: datetime
    used: datetime


class Sessions:
    """All sessions, the keys that begin one, and the failed tries to log in."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Start without sessions; `clock` returns the time (aware)."""
        self._clock = clock
        self._sessions: dict[str, Session] = {}
        self._keys: dict[str, datetime] = {}
        self._failures: deque[tuple[str, datetime]] = deque(maxlen=_FAILURES_REMEMBERED)

    def start(self) -> str:
        """Begin a session; return the value of its cookie."""
        cookie, now = secrets.token_urlsafe(32), self._clock()
        while len(self._sessions) >= MOST_SESSIONS:
            del self._sessions[min(self._sessions, key=lambda name: self._sessions[name].used)]
        self._sessions[_fingerprint(cookie)] = Session(secrets.token_urlsafe(32), now, now)
        return cookie

    def find(self, cookie: str) -> Session | None:
        """Return the session of a cookie, or None if it is unknown or has ended."""
        name = _fingerprint(cookie)
        session = self._sessions.get(name)
        if session is None:
            return None
        now = self._clock()
        if now - session.used > IDLE or now - session.began > LONGEST:
            del self._sessions[name]
            return None
        session.used = now
        return session

    def end(self, cookie: str) -> None:
        """End the session of a cookie."""
        self._sessions.pop(_fingerprint(cookie), None)

    def new_key(self) -> str:
        """Return a key that begins one session within an hour."""
        key = secrets.token_urlsafe(24)
        while len(self._keys) >= MOST_KEYS:
            del self._keys[next(iter(self._keys))]
        self._keys[_fingerprint(key)] = self._clock()
        return key

    def take_key(self, key: str) -> bool:
        """Return whether a key is valid; it is not afterwards."""
        made = self._keys.pop(_fingerprint(key), None)
        return made is not None and timedelta(0) <= self._clock() - made <= KEY_VALID

    def wait(self, client: str) -> timedelta:
        """Return how long a client must wait before its next try to log in, because too many failed."""
        now = self._clock()
        while self._failures and not timedelta(0) <= now - self._failures[0][1] < FAILURES_KEPT:
            self._failures.popleft()
        own = [at for name, at in self._failures if name == client]
        if len(own) >= MOST_FAILURES:
            return own[-MOST_FAILURES] + FAILURES_KEPT - now
        return timedelta(0)

    def note_failure(self, client: str) -> None:
        """Count a failed try to log in."""
        self._failures.append((client, self._clock()))


def is_csrf_of(session: Session, given: object) -> bool:
    """Return whether a form has the value of its session; takes the same time for every value."""
    return isinstance(given, str) and hmac.compare_digest(given.encode(), session.csrf.encode())


def _fingerprint(secret: str) -> str:
    """Return a hash, so that no comparison of dictionary keys leaks how much of a guess is right."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
