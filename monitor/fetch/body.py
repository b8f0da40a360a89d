"""A response's body, decoded while it streams: never more than the limit, never less than the whole.

Pure: no I/O, no clock. Counts before it keeps (faults.md, mechanism 2): a gzip bomb is told after one piece.
"""

import zlib

from monitor.fetch.failures import soft
from monitor.models import Failure, FailureKind

_GZIP = {"gzip", "x-gzip"}
_MOST_MEMBERS = 64


def is_gzip(content_encoding: str) -> bool | Failure:
    """Tell whether a body is packed by gzip, from all its Content-Encoding headers joined by commas.

    Nothing else was asked for: another coding, or several, are `bad_encoding`.
    """
    codings = [name.strip().lower() for name in content_encoding.split(",")]
    codings = [name for name in codings if name not in {"", "identity"}]
    if not codings:
        return False
    if len(codings) == 1 and codings[0] in _GZIP:
        return True
    return soft("bad_encoding", f"Content-Encoding {', '.join(codings)[:80]} was not asked for")


class Body:
    """Takes a body in pieces as they come and gives it back whole.

    Attributes:
        full: the limit is reached; only with `cut`.
    """

    def __init__(self, limit: int, *, gzipped: bool, cut: bool = False) -> None:
        """Begin an empty body.

        Args:
            limit: most bytes, packed or unpacked.
            gzipped: unpack it.
            cut: a longer body is cut at the limit instead of refused.
        """
        self.full = False
        self._limit = limit
        self._gzipped = gzipped
        self._cut = cut
        self._pieces: list[bytes] = []
        self._size = 0
        self._received = 0
        self._members = 0
        self._unpacking: zlib._Decompress | None = None

    def add(self, piece: bytes) -> Failure | None:
        """Take the next piece; return why the body is refused, if it now is."""
        self._received += len(piece)
        failure = self._unpack(piece) if self._gzipped else self._keep(piece)
        if failure is None and self._received > self._limit and not self.full:
            return self._overflow()
        return failure

    def whole(self) -> bytes | Failure:
        """Return the body after its last piece, or `empty_body` or `truncated`."""
        if self._unpacking is not None and not self.full:
            return soft("truncated", "the gzip stream is cut off")
        body = b"".join(self._pieces)[: self._limit]
        if not body.strip():
            return soft("empty_body", "the answer has no body")
        return body

    def _unpack(self, packed: bytes) -> Failure | None:
        while packed and not self.full:
            if self._unpacking is None:
                # Some servers pad the last block with zeros, as tapes did.
                packed = packed.lstrip(b"\0") if self._members else packed
                if not packed:
                    break
                self._members += 1
                if self._members > _MOST_MEMBERS:
                    return soft("bad_encoding", f"more than {_MOST_MEMBERS} gzip members")
                self._unpacking = zlib.decompressobj(31)
            try:
                piece = self._unpacking.decompress(packed, self._limit - self._size + 1)
            except zlib.error as error:
                return soft("bad_encoding", f"not the gzip it says it is: {error}")
            failure = self._keep(piece)
            if failure is not None:
                return failure
            packed = b""
            if self._unpacking.eof:
                packed, self._unpacking = self._unpacking.unused_data, None
        return None

    def _keep(self, piece: bytes) -> Failure | None:
        self._size += len(piece)
        self._pieces.append(piece)
        return self._overflow() if self._size > self._limit else None

    def _overflow(self) -> Failure | None:
        if self._cut:
            self.full = True
            return None
        return too_large(self._limit)


def too_large(limit: int) -> Failure:
    """Say that a body is larger than its limit in bytes."""
    return Failure("too_large", f"more than {limit} bytes", FailureKind.HARD)
