"""Servers on loopback that accept or refuse deliveries."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class _Mail(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """Accept one mail over SMTP, or refuse it with a configured reply."""
        self._say("220 sink ESMTP")
        while line := self.rfile.readline():
            verb = line.split(None, 1)[0].upper().decode() if line.strip() else ""
            reply = self.server.replies.get(verb)
            if reply:
                self._say(reply)
            elif verb == "EHLO":
                self.wfile.write(b"250-sink\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n")
            elif verb == "AUTH":
                self._say("235 ok")
            elif verb == "DATA":
                self._say("354 go on")
                lines = []
                while (part := self.rfile.readline()) not in {b".\r\n", b""}:
                    lines.append(part[1:] if part.startswith(b"..") else part)
                self.server.received.append(b"".join(lines))
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())


class _Web(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """Answer one POST with configured bytes, or with those of an endless iterator."""
        head = b""
        while (line := self.rfile.readline()) not in {b"\r\n", b""}:
            head += line
        length = next(
            (
                int(part.split(b":")[1])
                for part in head.split(b"\r\n")
                if part.lower().startswith(b"content-length")
            ),
            0,
        )
        self.server.received.append(head + b"\r\n" + self.rfile.read(length))
        answer = self.server.replies["POST"]
        try:
            for piece in [answer] if isinstance(answer, bytes) else answer():
                self.wfile.write(piece)
        except OSError:
            return


class _Sink(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    received: list[bytes]
    replies: dict[str, Any]


@contextmanager
def sink(
    handler: type[socketserver.BaseRequestHandler], replies: dict[str, Any]
) -> Iterator[tuple[int, list[bytes]]]:
    """Serve on a free port; yield the port and the list of received messages."""
    with _Sink(("127.0.0.1", 0), handler) as server:
        server.received, server.replies = [], replies
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_address[1], server.received
        finally:
            server.shutdown()
            thread.join()


def mail_sink(**replies: str) -> Any:
    """Serve SMTP; a reply for a verb (`AUTH="535 no"`) refuses it."""
    return sink(_Mail, replies)


def web_sink(answer: Any) -> Any:
    """Serve HTTP; the response is bytes, or a function that yields them."""
    return sink(_Web, {"POST": answer})
