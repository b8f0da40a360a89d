"""A response's body, decoded while it streams: never more than the limit, never less than the whole.

Pure: no I/O, no clock. Counts before it keeps (faults.md, mechanism 2): a gzip bomb is told after one piece.
"""

import re
import zlib
from enum import StrEnum

from monitor.fetch.failures import soft
from monitor.models import Failure, FailureKind

_GZIP = {"gzip", "x-gzip"}
# What servers write there that packs nothing: no coding at all, or a charset that belongs elsewhere.
_NOTHING = re.compile(
    r"identity|none|null|false|off|plain|text|binary|[78]bit|utf-?(?:8|16)|us-ascii|(?:iso|windows|cp|euc|ks|gb|big|shift|tis)[-_]?\w[\w-]*"
)
_GZIP_MAGIC = b"\x1f\x8b"
_TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_NOT_TEXT = re.compile(rb"[^\t\n\f\r\x20-\x7e]")
# So many bytes say whether a body is text; so few of plain ASCII could be chance.
_GIST, _FEW = 64, 16
_MOST_MEMBERS = 64


class Coding(StrEnum):
    """How a body says that it is packed."""

    NONE = "none"
    GZIP = "gzip"
    OTHER = "other"  # not asked for: readable only where the body shows that it is not so


def coding_of(content_encoding: str) -> tuple[Coding, str]:
    """Return how a body is packed, from all its Content-Encoding headers joined by commas, and a note on it.

    Nothing but gzip was asked for. Labels that name no coding mean none.
    """
    named = [name.strip().lower() for name in content_encoding.split(",")]
    packing = [name for name in named if name and not _NOTHING.fullmatch(name)]
    if len(packing) == 1 and packing[0] in _GZIP:
        return Coding.GZIP, ""
    label = f"Content-Encoding {', '.join(filter(None, named))[:80]}"
    if packing:
        return Coding.OTHER, f"{label} was not asked for"
    odd = [name for name in named if name not in {"", "identity"}]
    return Coding.NONE, f"{label} names no coding; read as it came" if odd else ""


class Body:
    """Takes a body in pieces as they come and gives it back whole.

    Attributes:
        full: the limit is reached; only with `cut`.
        note: what was odd about its label and did not matter, or "".
    """

    def __init__(self, limit: int, content_encoding: str = "", *, cut: bool = False) -> None:
        """Begin an empty body.

        Args:
            limit: most bytes, packed or unpacked.
            content_encoding: what the server says of how it is packed.
            cut: a longer body is cut at the limit instead of refused.
        """
        self.full = False
        self._coding, self.note = coding_of(content_encoding)
        self._limit = limit
        self._cut = cut
        self._start: bytes | None = b"" if self._coding is not Coding.NONE else None
        self._pieces: list[bytes] = []
        self._size = 0
        self._received = 0
        self._members = 0
        self._unpacking: zlib._Decompress | None = None

    def add(self, piece: bytes) -> Failure | None:
        """Take the next piece; return why the body is refused, if it now is."""
        self._received += len(piece)
        if self._start is not None:
            self._start += piece
            if len(self._start.lstrip()) < _GIST:
                return None
            return self._begin()
        return self._take(piece)

    def _begin(self) -> Failure | None:
        """Compare the label with the first bytes, then take these."""
        start, self._start = self._start or b"", None
        if not start.startswith(_GZIP_MAGIC) and _is_text(start):
            if self._coding is Coding.GZIP:
                self.note = "labelled gzip, but it is not packed"
            self._coding = Coding.NONE
        elif self._coding is Coding.OTHER:
            return soft("bad_encoding", self.note)
        return self._take(start)

    def _take(self, piece: bytes) -> Failure | None:
        failure = self._unpack(piece) if self._coding is Coding.GZIP else self._keep(piece)
        if failure is None and self._received > self._limit and not self.full:
            return self._overflow()
        return failure

    def whole(self) -> bytes | Failure:
        """Return the body after its last piece, or why it is refused, such as `empty_body` or `truncated`."""
        failure = self._begin() if self._start else None
        if failure is not None:
            return failure
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


def _is_text(start: bytes) -> bool:
    """Tell whether a body begins as text does: markup, JSON, a mark of its charset, or nothing but ASCII."""
    head = start.lstrip()[:_GIST]
    if head.startswith(_TEXT_MARKS):
        return True
    if head[:1] in {b"<", b"{", b"["}:
        return not _NOT_TEXT.search(head[:_FEW].replace(b"\0", b""))
    return len(head) >= _FEW and not _NOT_TEXT.search(head)


def too_large(limit: int) -> Failure:
    """Say that a body is larger than its limit in bytes."""
    return Failure("too_large", f"more than {limit} bytes", FailureKind.HARD)
