"""Reads the new mails of a folder over IMAP, on a connection that is open already.

The calls block: `monitor.fetch.mailbox` runs them on a thread and closes the connection to end them. Nothing
on the server changes: the folder is opened read-only, and mails are not marked as seen.
"""

import difflib
import imaplib
import logging
import re
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from monitor.fetch.failures import clean_detail, soft
from monitor.models import Failure, FailureKind

MOST_MAILS = 50
MOST_MAIL_BYTES = 2_000_000
_ANSWER_BYTES = 3_000_000  # for what is not a mail: lists of folders and UIDs
_MOST_FOLDERS = 20
_SHARE_OF_TIME = 0.6  # of the time for a poll; later, no further mail is requested
_POSITION = re.compile(r"([0-9]{1,20}):([0-9]{1,20})")

# The library logs each command at debug level.
logging.getLogger("imapclient").setLevel(logging.INFO)


class AnswerTooLarge(Exception):
    """The server sends more than a poll may take."""


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """One mail as the server sends it.

    Attributes:
        received: when the server received it, aware, or None.
        raw: header and body, at most the bytes that were asked for.
    """

    received: datetime | None
    raw: bytes


@dataclass(frozen=True, slots=True)
class NewMails:
    """What one poll of a folder brings.

    Attributes:
        position: `UIDVALIDITY:UID` of the last mail read, to be given at the next poll.
        mails: oldest first.
        waiting: number of new mails left for the next poll.
        cut: number of mails that were too long and read only in part.
    """

    position: str
    mails: tuple[FetchedMail, ...]
    waiting: int = 0
    cut: int = 0


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """Bytes of all mails of a poll, and seconds that a poll and a silence may last."""

    most_bytes: int
    seconds: float
    silence: float


def read_new_mails(
    connection: socket.socket,
    user: str,
    password: str,
    folder: str,
    position: str | None,
    limits: SessionLimits,
) -> NewMails | Failure:
    """Return the mails after a position; without one, or with one of another UIDVALIDITY, the newest 50.

    Args:
        connection: to the server, after the TLS handshake if there is one.
        user: name of the account.
        password: of the account.
        folder: name of the folder.
        position: `NewMails.position` of the poll before, or None.
        limits: bytes and seconds.

    Returns:
        The mails, or a failure: `login_refused`, `no_folder`, `too_large`, `protocol_error`,
        `connection_lost`, `timeout`. No text shows the password.
    """
    started = time.monotonic()
    try:
        client = _Client(connection, limits)
        client.login(user, password)
        opened = _open(client, folder)
        if isinstance(opened, Failure):
            return opened
        found = _read(client, opened, position, started, limits)
        # The mails are read already, so a failing logout loses nothing.
        with suppress(imaplib.IMAP4.error, OSError):
            client.logout()
    except Exception as error:
        failure = _failure(error, password)
        if failure is None:
            raise
        return failure
    return found


class _Connection(imaplib.IMAP4):
    """The protocol over a given connection, with a limit of bytes."""

    def __init__(self, connection: socket.socket, most_bytes: int) -> None:
        self._given = connection
        self._left = most_bytes
        super().__init__()

    def _create_socket(self, timeout: float | None) -> socket.socket:  # noqa: ARG002 - it is connected
        return self._given

    def read(self, size: int) -> bytes:
        self._count(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self._count(len(line))
        return line

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise AnswerTooLarge


class _Client(IMAPClient):  # type: ignore[misc] # the library has no types
    """The library's client over a given connection."""

    def __init__(self, connection: socket.socket, limits: SessionLimits) -> None:
        self._given = connection
        self._most_bytes = limits.most_bytes + _ANSWER_BYTES
        super().__init__("", ssl=False, timeout=limits.silence)
        self.normalise_times = False

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - named by the library
        return _Connection(self._given, self._most_bytes)


def _open(client: _Client, folder: str) -> dict[bytes, Any] | Failure:
    """Open a folder read-only; return what the server says of it."""
    try:
        opened: dict[bytes, Any] = client.select_folder(folder, readonly=True)
    except imaplib.IMAP4.abort:
        raise
    except IMAPClientError as error:
        names = [str(name) for _, _, name in client.list_folders()]
        if folder in names:
            return soft("protocol_error", f"the server does not open the folder {folder}: {error}")
        near = difflib.get_close_matches(folder, names, 1, 0.6)
        meant = f"; did you mean {near[0]}?" if near else ""
        more = ", …" if len(names) > _MOST_FOLDERS else ""
        shown = ", ".join(names[:_MOST_FOLDERS]) + more
        detail = f"the account has no folder {folder}{meant} It has: {shown or 'none'}"
        return Failure("no_folder", clean_detail(detail), FailureKind.HARD)
    return opened


def _read(
    client: _Client, opened: dict[bytes, Any], position: str | None, started: float, limits: SessionLimits
) -> NewMails:
    validity, count = int(opened[b"UIDVALIDITY"]), int(opened[b"EXISTS"])
    before = _POSITION.fullmatch(position or "")
    last = int(before[2]) if before and int(before[1]) == validity else None
    if not count:
        uids = []
    elif last is None:
        uids = sorted(client.search([f"{max(1, count - MOST_MAILS + 1)}:{count}"]))[-MOST_MAILS:]
    else:
        # "5:*" also gives the last mail if its UID is below 5.
        uids = sorted(uid for uid in client.search(["UID", f"{last + 1}:*"]) if uid > last)
    wanted = uids[:MOST_MAILS]
    sizes = client.fetch(wanted, ["RFC822.SIZE"]) if wanted else {}
    mails: list[FetchedMail] = []
    done, left, cut = last or 0, limits.most_bytes, 0
    for number, uid in enumerate(wanted):
        size = int(sizes.get(uid, {}).get(b"RFC822.SIZE", 0))
        most = min(MOST_MAIL_BYTES, limits.most_bytes)
        late = time.monotonic() - started > limits.seconds * _SHARE_OF_TIME
        if mails and (late or min(size, most) > left):
            return NewMails(f"{validity}:{done}", tuple(mails), len(uids) - number, cut)
        mail = _mail(client.fetch([uid], ["INTERNALDATE", f"BODY.PEEK[]<0.{most}>"]).get(uid, {}).items())
        if mail is not None:
            mails.append(mail)
            left -= len(mail.raw)
            cut += size > len(mail.raw) == most
        done = uid
    return NewMails(f"{validity}:{done}", tuple(mails), len(uids) - len(wanted), cut)


def _mail(items: Iterable[tuple[bytes, Any]]) -> FetchedMail | None:
    """Return the mail of a FETCH response, or None if it was deleted meanwhile."""
    received, raw = None, None
    for name, value in items:
        if name == b"INTERNALDATE" and isinstance(value, datetime):
            received = value
        elif name.startswith(b"BODY[]") and isinstance(value, bytes):
            raw = value
    return None if raw is None else FetchedMail(received, raw)


def _failure(error: Exception, password: str) -> Failure | None:
    """Return the failure for an exception, or None if it is a bug."""
    text = str(error).replace(password, "***")
    if isinstance(error, LoginError):
        return Failure("login_refused", clean_detail(f"the server says: {text}"), FailureKind.HARD)
    if isinstance(error, AnswerTooLarge):
        return soft("too_large", "the server sends more than a poll may take")
    if isinstance(error, TimeoutError):
        return Failure("timeout", "the server is silent", FailureKind.TEMPORARY)
    if isinstance(error, imaplib.IMAP4.abort | OSError):
        return Failure("connection_lost", clean_detail(text), FailureKind.TEMPORARY)
    # The library parses what the server sends, and fails in many ways if that is not IMAP.
    if isinstance(error, imaplib.IMAP4.error | ValueError | LookupError | TypeError | AttributeError):
        return soft("protocol_error", f"the server does not speak IMAP as expected: {text}")
    return None
