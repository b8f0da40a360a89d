"""A mail server on loopback: as much of IMAP4rev1 (RFC 3501) as a reader of one folder needs."""

import asyncio
import re
import ssl
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

PASSWORD = "correct horse"


@dataclass
class Folder:
    """The mails of a folder by UID."""

    validity: int = 7
    mails: dict[int, bytes] = field(default_factory=dict)

    def add(self, *mails: bytes) -> None:
        """Append mails with the next UIDs."""
        for mail in mails:
            self.mails[max(self.mails, default=0) + 1] = mail


class MailServer:
    """Answers one account, `desk`; records every command without its tag.

    Attributes:
        folders: by name in modified UTF-7.
        commands: as received; the password is in that of LOGIN.
        silent: the server accepts connections and says nothing.
        polite: LOGOUT is answered as the protocol says.
        greeting: the first line.
    """

    def __init__(self, tls: ssl.SSLContext | None = None, folders: Iterable[str] = ("INBOX",)) -> None:
        self.folders = {name: Folder() for name in folders}
        self.commands: list[str] = []
        self.silent = False
        self.polite = True
        self.greeting = b"* OK ready\r\n"
        self.port = 0
        self._tls = tls

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    @property
    def inbox(self) -> Folder:
        """The folder INBOX."""
        return self.folders["INBOX"]

    def url(self, folder: str = "INBOX", scheme: str = "imap", host: str = "127.0.0.1") -> str:
        """Return the address of a folder."""
        return f"{scheme}://desk@{host}:{self.port}/{folder}"

    def fetched(self) -> list[int]:
        """Return the UIDs of the mails whose text was requested, in order."""
        found = (re.search(r"UID FETCH (\d+) .*BODY\.PEEK", command) for command in self.commands)
        return [int(one[1]) for one in found if one]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            if not self.silent:
                writer.write(self.greeting)
            opened = Folder()
            while line := (await reader.readline()).decode().strip():
                tag, _, command = line.partition(" ")
                self.commands.append(command)
                if command.startswith("EXAMINE"):
                    opened = self.folders.get(command[8:].strip('"'), Folder())
                status = self._answer(writer, command, opened)
                writer.write(f"{tag} {status}\r\n".encode())
                await writer.drain()
                if command == "LOGOUT":
                    break
        writer.close()

    def _answer(self, writer: asyncio.StreamWriter, command: str, opened: Folder) -> str:
        """Write the untagged answers of a command; return its status."""
        name = command.replace("UID ", "", 1).partition(" ")[0]
        if name == "CAPABILITY":
            writer.write(b"* CAPABILITY IMAP4rev1\r\n")
        elif name == "LOGIN":
            if command.replace('"desk"', "desk") != f'LOGIN desk "{PASSWORD}"':
                return f"NO [AUTHENTICATIONFAILED] refused {command}"
        elif name == "EXAMINE":
            if not any(opened is folder for folder in self.folders.values()):
                return "NO no such folder"
            count = len(opened.mails)
            writer.write(f"* {count} EXISTS\r\n* OK [UIDVALIDITY {opened.validity}] ok\r\n".encode())
        elif name == "LOGOUT" and self.polite:
            writer.write(b"* BYE\r\n")
        elif name == "LIST":
            writer.write("".join(f'* LIST () "/" "{key}"\r\n' for key in self.folders).encode())
        elif name == "SEARCH":
            uids = " ".join(map(str, _searched(command, sorted(opened.mails))))
            writer.write(f"* SEARCH {uids}\r\n".encode())
        elif name == "FETCH":
            _send_mails(writer, command, opened)
        return "OK done"


def _searched(command: str, uids: list[int]) -> list[int]:
    if found := re.fullmatch(r"UID SEARCH UID (\d+):\*", command):
        return [uid for uid in uids if uid >= int(found[1])] or uids[-1:]
    found = re.fullmatch(r"UID SEARCH (\d+):(\d+)", command)
    assert found, command
    return uids[int(found[1]) - 1 : int(found[2])]


def _send_mails(writer: asyncio.StreamWriter, command: str, opened: Folder) -> None:
    wanted = {int(number) for number in re.findall(r"\d+", command.split()[2])}
    part = re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", command)
    for number, (uid, mail) in enumerate(sorted(opened.mails.items()), 1):
        if uid not in wanted:
            continue
        if part is None:
            writer.write(f"* {number} FETCH (UID {uid} RFC822.SIZE {len(mail)})\r\n".encode())
            continue
        sent = mail[: int(part[1])]
        date = '"15-Dec-2025 20:00:00 +0000"'
        head = f"* {number} FETCH (UID {uid} INTERNALDATE {date} BODY[]<0> {{{len(sent)}}}\r\n"
        writer.write(head.encode() + sent + b")\r\n")
